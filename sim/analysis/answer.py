"""What an analysis hands back: sentences, tables, facts; and the few ways in which its numbers are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.analysis.inputs import Array, Input
from sim.outcomes import Outcome
from sim.paired import Difference
from sim.record import ANSWERS
from sim.scenario import Scenario
from sim.summary import wilson
from sim.words import ANSWER_WORDS, OUTCOMES, Table, date_of


@dataclass(frozen=True)
class Answer:
    """The result of one analysis, for any format. `facts` hold every number unrounded; `rows` are the CSV."""

    title: str
    lines: Sequence[str]
    tables: Sequence[Table]
    facts: dict[str, Any]
    rows: Sequence[dict[str, Any]] = field(default_factory=list)


def in_words(outcome: Outcome, scenario: Scenario) -> str:
    """An outcome as a clause.

    >>> import sim
    >>> in_words(Outcome("signed_full", 13), sim.load_scenario("march-2025"))
    'a full ceasefire is signed by week 13 (10 June 2025)'
    >>> in_words(Outcome("accept", None, "russia"), sim.load_scenario("march-2025"))
    'Russia first answers "yes"'
    """
    kind, who = outcome.kind, outcome.who or ""
    if kind in ANSWERS and who:
        return f"{scenario.actors[who].label} first answers {ANSWER_WORDS[kind]}"
    if kind in ("announced", "played", "dropped"):
        done = {"announced": "threatened", "played": "played", "dropped": "threatened and dropped"}[kind]
        return f'"{scenario.cards[who].label}" is {done}'
    if kind == "resolve":
        return f'"{scenario.resolve[who].question}" comes out as yes'
    standing = {
        "full_7_days": "a full ceasefire holds for 7 days by week 13",
        "partial_45_days": "a partial ceasefire is signed by week 13 and one is in force 45 days later",
    }
    if kind in standing:
        return standing[kind]
    when = f"week {outcome.week} ({date_of(scenario, outcome.week or 0)})"
    if kind.startswith("signed_"):
        return f"a {kind.removeprefix('signed_')} ceasefire is signed by {when}"
    return f"{OUTCOMES[kind]} in {when}"


def of_100(share: float) -> str:
    """A share as futures of 100, with one decimal where that says something.

    >>> of_100(0.4237), of_100(0.0321), of_100(0.0004), of_100(0.9996), of_100(float("nan"))
    ('42', '3.2', 'fewer than 0.1', 'more than 99.9', 'not seen')
    """
    if np.isnan(share):
        return "not seen"
    if share < 0.001:
        return "fewer than 0.1"
    if share > 0.999:
        return "more than 99.9"
    return f"{100 * share:.0f}" if 0.1 <= share <= 0.9 else f"{100 * share:.1f}"


def change(one: Difference) -> str:
    """A paired change in futures of 100, with half of its 95 % interval.

    >>> change(Difference(0.1, 0.15, 0.032, 0.069, True, 1000))
    '+5.0 ± 1.9'
    """
    return f"{100 * one.value:+.1f} ± {50 * (one.high - one.low):.1f}"


def weeks_of(count: int) -> str:
    """A number of weeks in words.

    >>> weeks_of(1), weeks_of(13)
    ('1 week', '13 weeks')
    """
    return f"{count} week" if count == 1 else f"{count} weeks"


def plain(value: float) -> str:
    """A number of a scenario, to three figures.

    >>> plain(0.00245), plain(225.0), plain(0.0869)
    ('0.00245', '225', '0.0869')
    """
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def ranged(one: Input) -> str:
    """Stated value, range and unit."""
    return f"{plain(one.number.value)} ({plain(one.ends[0])} to {plain(one.ends[1])}) {one.unit}".rstrip()


def percent(share: float, error: float | None = None) -> str:
    """A share of a variance in per cent, never below nought, with the half width of its interval.

    >>> percent(0.214, 0.05), percent(-0.01), percent(0.004)
    ('21 % ± 5', 'below 1 %', 'below 1 %')
    """
    words = f"{100 * share:.0f} %" if share >= 0.01 else "below 1 %"
    return words if error is None else f"{words} ± {100 * error:.0f}"


def share_of(indicator: Array) -> tuple[float, float, float]:
    """Share, low and high end of its 95 % interval (Wilson), of what can be seen."""
    seen = indicator[~np.isnan(indicator)]
    if not len(seen):
        return float("nan"), 0.0, 1.0
    low, high = wilson(float(seen.sum()), len(seen)) or (0.0, 1.0)
    return float(seen.mean()), low, high


def share_words(indicator: Array) -> str:
    """Share with its interval, in futures of 100."""
    share, low, high = share_of(indicator)
    return f"{of_100(share)} of 100 (95 % interval {100 * low:.1f} to {100 * high:.1f})"
