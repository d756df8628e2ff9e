"""What many futures have in common: counts that grow chunk by chunk, and shares with their intervals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes import BY_WEEK, WEEKS, holds_45_days, holds_seven_days, stood
from sim.record import ANSWERS, CLASSES, Futures
from sim.scenario import Resolves, Scenario

Z95 = 1.959963984540054  # normal quantile of 0.975

Counts = NDArray[np.int64]
Interval = tuple[float, float]


def wilson(hits: float, count: float) -> Interval | None:
    """95 % sampling interval of a share (Wilson 1927); none without futures.

    >>> [round(end, 4) for end in wilson(0, 100)]
    [0.0, 0.037]
    >>> [round(end, 4) for end in wilson(50, 100)]
    [0.4038, 0.5962]
    """
    if not count:
        return None
    share, shrink = hits / count, Z95**2 / count
    middle = (share + shrink / 2) / (1 + shrink)
    half = Z95 * np.sqrt(share * (1 - share) / count + shrink / (4 * count)) / (1 + shrink)
    low, high = max(0.0, float(middle - half)), min(1.0, float(middle + half))
    return 0.0 if hits == 0 else low, 1.0 if hits == count else high  # rounding must not say otherwise


@dataclass
class Summary:
    """Counts over the futures added so far. W is the last week, C the number of cards."""

    belligerents: tuple[str, ...]
    cards: tuple[str, ...]
    weeks: int
    questions: dict[str, Resolves]
    replications: int = 0
    classes: Counts = field(init=False)  # (W+1, 7)
    first_answer: Counts = field(init=False)  # (2, 3)
    signed_full: Counts = field(init=False)  # (W+1,) futures by week of their first full signature
    signed_partial: Counts = field(init=False)  # (W+1,)
    full_7_days: int = 0
    partial_45_days: tuple[int, int] = (0, 0)  # that stood, that could be seen to
    happened: Counts = field(init=False)  # (3, C) futures in which a card was announced, played, dropped
    times: Counts = field(init=False)  # (3, C)
    resolved: dict[str, tuple[int, int]] = field(init=False)  # question -> yes, seen

    def __post_init__(self) -> None:
        self.classes = np.zeros((self.weeks + 1, len(CLASSES)), np.int64)
        self.first_answer = np.zeros((len(self.belligerents), len(ANSWERS)), np.int64)
        self.signed_full, self.signed_partial = np.zeros((2, self.weeks + 1), np.int64)
        self.happened, self.times = np.zeros((2, 3, len(self.cards)), np.int64)
        self.resolved = dict.fromkeys(self.questions, (0, 0))

    @classmethod
    def of(cls, scenario: Scenario, weeks: int) -> Summary:
        """An empty summary of a scenario."""
        belligerents = sorted(name for name, actor in scenario.actors.items() if actor.role == "belligerent")
        return cls(tuple(belligerents), tuple(sorted(scenario.cards)), weeks, dict(scenario.resolve))

    def add(self, futures: Futures) -> None:
        """Count a chunk of futures; in any order, the sum is the same."""
        self.replications += futures.count
        self.classes += np.stack([np.bincount(week, minlength=len(CLASSES)) for week in futures.classes.T])
        self.first_answer += np.stack([np.bincount(one, minlength=len(ANSWERS)) for one in futures.first_answer.T])
        self.signed_full += self._by_week(futures.signed_full)
        self.signed_partial += self._by_week(futures.signed_partial)
        columns = futures.columns()
        self.full_7_days += int(holds_seven_days(columns).sum())
        self.partial_45_days = _sum(self.partial_45_days, _counted(holds_45_days(columns)))
        cards = np.stack([futures.announced, futures.played, futures.dropped])
        self.happened += (cards > 0).sum(axis=1)
        self.times += cards.sum(axis=1)
        for name, question in self.questions.items():
            answer = stood(columns, question.kind, question.announced_by_week, question.stands_weeks)
            self.resolved[name] = _sum(self.resolved[name], _counted(answer))

    def _by_week(self, week: NDArray[np.int16]) -> Counts:
        return np.bincount(week[week >= 0], minlength=self.weeks + 1)

    def as_json(self, **about: Any) -> dict[str, Any]:
        """Shares in [0, 1] under the names that README explains; null for what the horizon does not show.

        about: run, scenario, variant, seed, ... go first, as they are.
        """
        shares, intervals = _split(self._rates())
        return {
            "run": None,
            "scenario": None,
            "variant": None,
            "seed": None,
            **about,
            "replications": self.replications,
            "weeks": self.weeks,
            **shares,
            "unseen": self.replications - self.partial_45_days[1],
            "card_counts": self._by_card(self.times / max(1, self.replications)),
            "mean_weeks_to_signature": self._mean_weeks(),
            "outcome_by_week": {
                name: (self.classes[:, i] / max(1, self.replications)).tolist() for i, name in enumerate(CLASSES)
            },
            "intervals": intervals,
        }

    def _rates(self) -> dict[str, Any]:
        """Every share as (hits, of how many), in the shape of the result."""
        total, asked = self.replications, self.weeks >= BY_WEEK
        last = [] if self.weeks in WEEKS else [self.weeks]
        weeks = [week for week in WEEKS if week <= self.weeks] + last
        return {
            "first_answer": {
                actor: {answer: (int(count), total) for answer, count in zip(ANSWERS, row, strict=True)}
                for actor, row in zip(self.belligerents, self.first_answer, strict=True)
            },
            "outcome": {
                str(week): {name: (int(count), total) for name, count in zip(CLASSES, self.classes[week], strict=True)}
                for week in weeks
            },
            "signed_full": (int(self.signed_full[: BY_WEEK + 1].sum()), total) if asked else None,
            "signed_partial": (int(self.signed_partial[: BY_WEEK + 1].sum()), total) if asked else None,
            "full_7_days": (self.full_7_days, total) if asked else None,
            "partial_45_days": self.partial_45_days if asked else None,
            "cards": {
                card: {name: (int(count), total) for name, count in counts.items()}
                for card, counts in self._by_card(self.happened).items()
            },
            "resolve": {
                name: self.resolved[name] if question.announced_by_week <= self.weeks else None
                for name, question in self.questions.items()
            },
        }

    def _by_card(self, numbers: NDArray[Any]) -> dict[str, dict[str, float]]:
        return {
            card: dict(zip(("announced", "played", "dropped"), numbers[:, i].tolist(), strict=True))
            for i, card in enumerate(self.cards)
        }

    def _mean_weeks(self) -> float | None:
        signed = self.signed_full.sum()
        return float(self.signed_full @ np.arange(self.weeks + 1) / signed) if signed else None


def _counted(answer: NDArray[np.float64]) -> tuple[int, int]:
    """Futures in which it came about, and in which that could be seen."""
    return int(np.nansum(answer)), int((~np.isnan(answer)).sum())


def _sum(old: tuple[int, int], new: tuple[int, int]) -> tuple[int, int]:
    return old[0] + new[0], old[1] + new[1]


def _split(rates: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(shares, intervals) of nested (hits, count), both in the same shape."""
    shares: dict[str, Any] = {}
    intervals: dict[str, Any] = {}
    for name, rate in rates.items():
        if isinstance(rate, dict):
            shares[name], intervals[name] = _split(rate)
        else:
            hits, count = rate or (0, 0)
            interval = wilson(hits, count)
            shares[name] = hits / count if count else None
            intervals[name] = list(interval) if interval else None
    return shares, intervals
