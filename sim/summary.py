"""What many futures have in common: counts that grow chunk by chunk, and shares with their intervals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.assumptions import Interval, Spread
from sim.outcomes import BY_WEEK, OF_CARDS, PARTIAL_WEEKS, WEEKS
from sim.record import CLASSES, Futures
from sim.scenario import Resolves, Scenario
from sim.shares import Path, nested, outcomes

Z95 = 1.959963984540054  # normal quantile of 0.975

Counts = NDArray[np.int64]
Rate = tuple[int, int]  # hits, of how many

__all__ = ["BY_WEEK", "PARTIAL_WEEKS", "WEEKS", "Summary", "wilson"]


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

    cards: tuple[str, ...]
    weeks: int
    questions: dict[str, Resolves]
    spread: Spread = field(default_factory=Spread)
    replications: int = 0
    rates: dict[Path, Rate | None] = field(default_factory=dict)
    classes: Counts = field(init=False)  # (W+1, 7)
    signed_full: Counts = field(init=False)  # (W+1,) futures by week of their first full signature
    times: Counts = field(init=False)  # (3, C) how often cards were announced, played, dropped

    def __post_init__(self) -> None:
        self.classes = np.zeros((self.weeks + 1, len(CLASSES)), np.int64)
        self.signed_full = np.zeros(self.weeks + 1, np.int64)
        self.times = np.zeros((3, len(self.cards)), np.int64)

    @classmethod
    def of(cls, scenario: Scenario, weeks: int, spread: Spread | None = None) -> Summary:
        """An empty summary of a scenario. spread: what finds how far shares move with the assumptions."""
        return cls(tuple(sorted(scenario.cards)), weeks, dict(scenario.resolve), spread or Spread())

    def add(self, futures: Futures) -> None:
        """Count a chunk of futures; in any order, the sum is the same."""
        self.replications += futures.count
        self.classes += np.stack([np.bincount(week, minlength=len(CLASSES)) for week in futures.classes.T])
        signed = futures.signed_full[futures.signed_full >= 0]
        self.signed_full += np.bincount(signed, minlength=self.weeks + 1)
        self.times += np.stack([getattr(futures, fact).sum(axis=0, dtype=np.int64) for fact in OF_CARDS])
        found = outcomes(futures, self.questions)
        for path, outcome in found.items():
            if outcome is None:
                self.rates[path] = None
                continue
            seen = futures.count if outcome.seen is None else int(outcome.seen.sum())
            hits, before = self.rates.get(path) or (0, 0)
            self.rates[path] = hits + int(outcome.hit.sum()), before + seen
        asked = [outcome for outcome in found.values() if outcome is not None]
        self.spread.add(asked, int(futures.replication[0]), futures.count)

    def as_json(self, **about: Any) -> dict[str, Any]:
        """Shares in [0, 1] under the names that README explains; null for what the horizon does not show.

        about: run, scenario, variant, seed, ... go first, as they are.
        """
        asked = [path for path, rate in self.rates.items() if rate is not None]
        number = {path: i for i, path in enumerate(asked)}
        return {
            "run": None,
            "scenario": None,
            "variant": None,
            "seed": None,
            **about,
            "replications": self.replications,
            "weeks": self.weeks,
            **nested({path: rate and _share(rate) for path, rate in self.rates.items()}),
            "unseen": self._unseen(),
            "card_counts": self._card_counts(),
            "mean_weeks_to_signature": self._mean_weeks(),
            "outcome_by_week": {
                name: (self.classes[:, i] / max(1, self.replications)).tolist() for i, name in enumerate(CLASSES)
            },
            "intervals": nested(
                {path: rate and _ends(self._sampling(number[path], rate)) for path, rate in self.rates.items()}
            ),
            "assumptions": nested(
                {path: rate and _ends(self.spread.interval(number[path])) for path, rate in self.rates.items()}
            ),
            "assumptions_by": self.spread.by,
            "assumptions_words": self.spread.words(),
        }

    def _sampling(self, number: int, rate: Rate) -> Interval | None:
        """95 % sampling interval; of as many independent futures as tell the same."""
        hits, seen = rate
        count = self.spread.effective(number, hits, seen)
        return wilson(hits, seen) if count == seen else wilson(hits / seen * count, count)

    def _unseen(self) -> int:
        rate = self.rates.get(("partial_45_days",))
        return self.replications - rate[1] if rate else 0

    def _card_counts(self) -> dict[str, dict[str, float]]:
        means = self.times / max(1, self.replications)
        return {card: dict(zip(OF_CARDS, means[:, i].tolist(), strict=True)) for i, card in enumerate(self.cards)}

    def _mean_weeks(self) -> float | None:
        signed = self.signed_full.sum()
        return float(self.signed_full @ np.arange(self.weeks + 1) / signed) if signed else None


def _share(rate: Rate) -> float | None:
    hits, seen = rate
    return hits / seen if seen else None


def _ends(interval: Interval | None) -> list[float] | None:
    return list(interval) if interval else None
