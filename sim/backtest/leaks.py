"""A forecaster that does well on outcomes dealt out at random has seen them: where does it look?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.backtest.baselines import base_rates
from sim.backtest.folds import Forecaster, held_out
from sim.backtest.questions import NOT_SEEN, Array, Question, Whole, cases_of
from sim.backtest.scores import brier, skill

SHUFFLES = 200
MOST = 0.01  # mean skill on shuffled outcomes above which something leaks (judgement)
Maker = Callable[[Sequence[Question]], Forecaster]  # makes a forecaster from all that was seen: honest ones ignore it


@dataclass(frozen=True, eq=False)
class Shuffled:
    """Pooled Brier skills (S,) against base rates on S deals of the outcomes."""

    skills: Array

    @property
    def mean(self) -> float:
        return float(self.skills.mean())

    @property
    def standard_error(self) -> float:
        return float(self.skills.std(ddof=1) / np.sqrt(self.skills.size))

    @property
    def leaks(self) -> bool:
        return self.mean > MOST

    def plain(self) -> dict[str, float | int | bool]:
        """The mean, its standard error, how many deals, and whether the mean is above what is allowed."""
        return {
            "mean_skill": self.mean,
            "standard_error": self.standard_error,
            "shuffles": self.skills.size,
            "most": MOST,
            "leaks": self.leaks,
        }


def shuffled(
    questions: Sequence[Question], maker: Maker, rng: np.random.Generator, shuffles: int = SHUFFLES
) -> Shuffled:
    """Folds run again on outcomes that were dealt out anew over cases: nothing can be learnt, so skill is luck.

    maker: is given the questions with shuffled outcomes, as the true ones are at hand when a forecaster is built. An
    honest one has a mean skill of 0 or less, less since it learns from noise. One that learns nothing may come out
    slightly above 0 if its shares happen to be the true rates: base rates without a war are pulled away from that war.
    """
    found = []
    for _ in range(shuffles):
        dealt = deal(questions, rng)
        found.append(_skill(dealt, maker(dealt)))
    return Shuffled(np.array(found))


def deal(questions: Sequence[Question], rng: np.random.Generator) -> list[Question]:
    """The same questions where each case has the outcomes of another, the same other in every question.

    The j-th row of a case gets what was seen in the j-th row of the other; NOT_SEEN where the other has none.
    """
    cases = np.array(cases_of(questions))
    giver = rng.permutation(len(cases))
    return [_dealt(one, np.searchsorted(cases, one.case), giver) for one in questions]


def _dealt(question: Question, case: Whole, giver: Whole) -> Question:
    slot = _slots(case)
    table = np.full((giver.size, int(slot.max(initial=0)) + 1), NOT_SEEN)
    table[case, slot] = question.observed
    return replace(question, observed=table[giver[case], slot])


def _slots(case: Whole) -> Whole:
    """(N,) 0 for the first row of a case, 1 for its second."""
    earlier = case[:, None] == case[None, :]
    return np.tril(earlier, -1).sum(axis=1)


def _skill(questions: Sequence[Question], forecaster: Forecaster) -> float:
    return skill(*(_pooled_brier(questions, each) for each in (forecaster, base_rates)))


def _pooled_brier(questions: Sequence[Question], forecaster: Forecaster) -> float:
    """Mean over questions with a row seen of the mean Brier score of its rows."""
    made = held_out(questions, forecaster)
    return float(
        np.mean(
            [
                brier(said.shares, one.observed, said.futures)[one.seen].mean()
                for one, said in zip(questions, made, strict=True)
                if one.seen.any()
            ]
        )
    )
