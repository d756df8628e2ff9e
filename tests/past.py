"""Episodes made of luck alone, for tests of the backtest's statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.backtest.questions import Question

ANSWERS, AGREED = ("reject", "conditional", "accept"), ("no", "yes")


def made_up(
    rng: np.random.Generator, *, wars: int = 12, cases_a_war: int = 3, codes: int = 3, effect: float = 1.0
) -> list[Question]:
    """Two questions on the same cases; their first code tells the outcome by `effect` (log odds).

    The first answer has two rows a case, the agreement one. One row in ten is not seen.
    """
    case = np.arange(wars * cases_a_war)
    war = case // cases_a_war
    return [
        _question(rng, "first_answer", ANSWERS, np.repeat(case, 2), np.repeat(war, 2), codes, effect),
        _question(rng, "agreement", AGREED, case, war, codes, effect),
    ]


def _question(
    rng: np.random.Generator,
    name: str,
    classes: tuple[str, ...],
    case: np.ndarray,
    war: np.ndarray,
    codes: int,
    effect: float,
) -> Question:
    features = rng.normal(size=(len(case), codes))
    shares = truth(features, len(classes), effect)
    observed = drawn(rng, shares)
    return Question(name, classes, True, case, war, np.where(rng.random(len(case)) < 0.1, -1, observed), features)


def truth(codes: np.ndarray, classes: int, effect: float) -> np.ndarray:
    """(N, K) the shares that the outcomes of `made_up` are drawn from."""
    odds = effect * codes[:, :1] * np.arange(classes)
    return np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)


def drawn(rng: np.random.Generator, shares: np.ndarray) -> np.ndarray:
    """(N,) a class for each row of shares (N, K)."""
    return np.minimum((rng.random((len(shares), 1)) > np.cumsum(shares, axis=1)).sum(axis=1), shares.shape[1] - 1)


def other_outcomes(rng: np.random.Generator, questions: Sequence[Question], war: int) -> list[Question]:
    """The same questions, the outcomes of one war drawn anew, seen or not."""
    return [
        replace(
            one,
            observed=np.where(one.war == war, rng.integers(-1, len(one.classes), len(one.war)), one.observed),
        )
        for one in questions
    ]
