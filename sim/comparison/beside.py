"""Outcomes of two sides beside each other, with the interval of their difference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.comparison.sides import Side
from sim.outcomes import Indicator, Outcome, OutcomeError, last_week, usual, weeks_to_signature
from sim.paired import difference, mean_and_error
from sim.summary import Z95

MEANS = ("odds", "ground")
MEANS_OF_SIDES = ("belief", "blame")


@dataclass(frozen=True)
class Row:
    """One outcome, or one mean, of a and of b; difference is b - a, low to high its 95 % sampling interval."""

    outcome: str
    week: int | None
    a: float
    b: float
    difference: float
    low: float
    high: float
    paired: bool
    count: int  # futures that it rests on, the smaller number where unpaired
    date_a: str | None = None
    date_b: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The same by name; what cannot be estimated is null."""
        return {k: None if isinstance(v, float) and np.isnan(v) else v for k, v in vars(self).items()}


@dataclass(frozen=True)
class Luck:
    """Whether the same replication of both sides is the same luck, and how many there are."""

    paired: bool
    count: int
    why_not: str | None

    @classmethod
    def of(cls, a: Side, b: Side) -> Luck:
        """The luck that two sides share."""
        why_not = a.luck_unlike(b)
        return cls(why_not is None, min(a.replications, b.replications), why_not)

    def common(self, a: Indicator, b: Indicator) -> tuple[Indicator, Indicator]:
        """The futures that are compared: the first common ones where paired, else all."""
        return (a[: self.count], b[: self.count]) if self.paired else (a, b)


def shared(a: Side, b: Side) -> tuple[list[Outcome], list[str]]:
    """Usual outcomes that both sides can show, and what is left out."""
    names = [
        {
            "belligerents": _names(side, "first_answer."),
            "cards": _names(side, "played."),
            "questions": list(side.scenario.resolve),
        }
        for side in (a, b)
    ]
    common = {kind: [name for name in names[0][kind] if name in names[1][kind]] for kind in names[0]}
    redefined = [q for q in common["questions"] if _asked(a, q) != _asked(b, q)]
    common["questions"] = [q for q in common["questions"] if q not in redefined]
    notes = [f"the question {q} is settled differently in both, so that its shares are not compared" for q in redefined]
    for kind, words in (("belligerents", "first answers"), ("cards", "cards"), ("questions", "forecasting questions")):
        alone = [[n for n in names[i][kind] if n not in names[1 - i][kind]] for i in (0, 1)]
        told = [f"only in {side.name}: {', '.join(some)}" for side, some in zip((a, b), alone, strict=True) if some]
        notes += [f"{words} not compared: {'; '.join(told)}"] if told else []
    if a.weeks != b.weeks and common["cards"]:
        common["cards"] = []
        notes.append("cards are not compared: one had more weeks than the other to play them")
    return usual(min(last_week(a.columns), last_week(b.columns)), **common), notes


def rows(a: Side, b: Side, outcomes: Iterable[Outcome], luck: Luck, same: bool) -> tuple[list[Row], list[str]]:
    """A row for every outcome that both can show, and notes on those that one cannot."""
    made, notes = [], []
    for one in outcomes:
        try:
            pair = luck.common(indicator(a, one), indicator(b, one))
        except OutcomeError as error:
            notes.append(str(error))
            continue
        found = difference(*pair, paired=luck.paired)
        if found is None:
            continue
        low, high = (0.0, 0.0) if same else (found.low, found.high)
        dates = [None if one.week is None else day(side, one.week) for side in (a, b)]
        made.append(
            Row(one.what, one.week, found.a, found.b, found.value, low, high, found.paired, found.count, *dates)
        )
    return made, notes


def indicator(side: Side, outcome: Outcome) -> Indicator:
    """(R,) of one outcome; OutcomeError where the side cannot show it."""
    return outcome.of(side.columns, side.scenario.resolve)


def means(a: Side, b: Side, luck: Luck, same: bool) -> list[Row]:
    """Means of numbers: weeks to a full signature where one comes, odds and ground of side a, beliefs and blame."""
    last = min(a.weeks, b.weeks)
    weeks = _weeks(a, last), _weeks(b, last)
    made = [_unpaired("weeks_to_signature", *weeks, same)]
    if a.weeks != b.weeks:  # the rest are numbers at the end, which is not the same week
        return [row for row in made if row is not None]
    names = [*MEANS, *(name for kind in MEANS_OF_SIDES for name in a.columns if name.startswith(kind + "."))]
    for name in names:
        if name not in a.columns or name not in b.columns:
            continue
        one, two = (np.asarray(side.columns[name], dtype=float) for side in (a, b))
        if luck.paired:
            made.append(_paired(name, *luck.common(one, two), same))
        else:
            made.append(_unpaired(name, one, two, False))
    return [row for row in made if row is not None]


def day(side: Side, week: int) -> str:
    """Calendar date on which a week of a side begins."""
    return (side.scenario.as_of + dt.timedelta(weeks=week)).isoformat()


def _paired(name: str, a: Indicator, b: Indicator, same: bool) -> Row:
    gap, error = mean_and_error(b - a)
    half = 0.0 if same else Z95 * error
    return Row(name, None, float(a.mean()), float(b.mean()), gap, gap - half, gap + half, True, len(a))


def _unpaired(name: str, a: Indicator, b: Indicator, same: bool) -> Row | None:
    (one, error_a), (two, error_b) = mean_and_error(a), mean_and_error(b)
    if np.isnan(one) or np.isnan(two):
        return None
    half = 0.0 if same else Z95 * float(np.hypot(error_a, error_b))
    count = min(int((~np.isnan(side)).sum()) for side in (a, b))
    return Row(name, None, one, two, two - one, two - one - half, two - one + half, False, count)


def _weeks(side: Side, last: int) -> Indicator:
    if "signed_full" not in side.columns:
        return np.array([np.nan])
    week = weeks_to_signature(side.columns)
    return np.where(week <= last, week, np.nan)


def _names(side: Side, prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in side.columns if name.startswith(prefix)]


def _asked(side: Side, question: str) -> tuple[str, int, int]:
    asked = side.scenario.resolve[question]
    return asked.kind, asked.announced_by_week, asked.stands_weeks
