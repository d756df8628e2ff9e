"""How far chance may have moved a skill: whole wars are drawn again, since the episodes of a war hang together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.backtest.questions import Array, Question, Whole
from sim.backtest.scores import skill

DRAWS = 2_000
Scored = tuple[Question, Array, Array]  # a question, and (N,) scores of the model and of a rival on its rows


@dataclass(frozen=True, eq=False)
class Skill:
    """Skill against one rival, and the same over draws of wars (B,); nan where a draw has no row that was seen."""

    value: float
    draws: Array

    @property
    def above_zero(self) -> float | None:
        """Share of the draws in which the model does better than the rival; none where there is nothing to compare."""
        finite = self.draws[np.isfinite(self.draws)]
        return float((finite > 0).mean()) if finite.size else None

    def interval(self, percent: float) -> tuple[float, float] | None:
        """Ends between which the middle `percent` of the draws lie (percentile bootstrap, Efron 1979)."""
        finite = self.draws[np.isfinite(self.draws)]
        if not finite.size:
            return None
        low, high = np.percentile(finite, [50 - percent / 2, 50 + percent / 2])
        return float(low), float(high)

    def plain(self) -> dict[str, Any]:
        """Value, intervals and share above zero as plain numbers, null where there are none."""
        return {
            "value": self.value if np.isfinite(self.value) else None,
            "interval_80": self.interval(80),
            "interval_90": self.interval(90),
            "above_zero": self.above_zero,
        }


def pooled(scored: Sequence[Scored], weights: Array) -> Skill:
    """Skill over questions of equal weight: mean over them of the mean score, against the same mean of the rival.

    weights: (B, W) from `draws_of_wars`, of wars numbered 0 to W - 1. Forecasts are not made anew in a draw, so the
    spread is that of the cases that happened to be at hand, not of what a forecaster would have learnt from others.
    A draw in which some question has no row that was seen compares the other questions.
    """
    asked = [one for one in scored if one[0].seen.any()]
    if not asked:
        return Skill(float("nan"), np.full(len(weights), np.nan))
    every = np.ones((1, weights.shape[1]))
    return Skill(float(_skill(asked, every)[0]), _skill(asked, weights))


def draws_of_wars(wars: int, rng: np.random.Generator, draws: int = DRAWS) -> Array:
    """(B, W) how often each war is drawn when as many are drawn with replacement (Field & Welsh 2007)."""
    return rng.multinomial(wars, np.full(wars, 1 / wars), size=draws).astype(float)


def _skill(scored: Sequence[Scored], weights: Array) -> Array:
    """(B,) skill where each war counts as often as its weight (B, W)."""
    model = np.stack([_means(one, mine, weights) for one, mine, _ in scored])
    rival = np.stack([_means(one, theirs, weights) for one, _, theirs in scored])
    return np.array([skill(*pair) for pair in zip(_mean_of_seen(model), _mean_of_seen(rival), strict=True)])


def _means(question: Question, scores: Array, weights: Array) -> Array:
    """(B,) mean score of the rows seen, nan where no war that is drawn has one."""
    seen, wars = question.seen, weights.shape[1]
    total, rows = (_by_war(question.war[seen], each, wars) for each in (scores[seen], np.ones(int(seen.sum()))))
    count = weights @ rows
    return np.divide(weights @ total, count, out=np.full(len(weights), np.nan), where=count > 0)


def _mean_of_seen(means: Array) -> Array:
    """(B,) mean over questions (Q, B) of those that are not nan, nan where none is."""
    known = np.isfinite(means)
    count = known.sum(axis=0)
    return np.divide(np.where(known, means, 0).sum(axis=0), count, out=np.full(means.shape[1], np.nan), where=count > 0)


def _by_war(war: Whole, values: Array, wars: int) -> Array:
    return np.bincount(war, weights=values, minlength=wars).astype(float)
