"""How terms move: shares of futures by the level that lies on the table, and that is in force, week by week.

A saved run holds the terms of its last week only, so that these futures are simulated again, week by week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.explain import Lot
from sim.negotiation import Negotiation
from sim.scenario import Scenario
from sim.words import Table, date_of, odds

SOME = 300  # futures


@dataclass(frozen=True)
class TermsByWeek:
    """Levels of `count` futures. table, in_force: issue -> (W+1, L) share of futures with each level."""

    count: int
    table: dict[str, NDArray[np.float64]]
    in_force: dict[str, NDArray[np.float64]]


def terms_by_week(some: Lot, count: int = SOME) -> TermsByWeek:
    """The first futures of a lot, simulated again: of a saved run they are its own."""
    count = min(count, some.count or count)
    model = Negotiation(
        some.scenario, seed=some.seed, count=count, weeks=some.weeks, fixed=some.fixed, per_draw=some.per_draw
    )
    try:
        texts, terms = [], []
        for _ in range(some.weeks + 1):
            model.step()
            texts.append(model.text.copy())
            terms.append(model.terms.copy())
        issues = model.tables.issues
    finally:
        model.release()
    return TermsByWeek(count, *(_shares(some.scenario, issues, np.stack(part)) for part in (texts, terms)))


def _shares(scenario: Scenario, issues: Sequence[str], levels: NDArray[np.integer]) -> dict[str, NDArray[np.float64]]:
    """levels: (W+1, K, R)."""
    return {
        issue: np.stack([(levels[:, k] == i).mean(1) for i in range(len(scenario.issues[issue].levels))], axis=1)
        for k, issue in enumerate(issues)
    }


def words(found: TermsByWeek, seed: int) -> str:
    """What these shares rest on."""
    return f"From {found.count} futures simulated again under seed {seed}: a run keeps the terms of its last week only."


def _brief(share: float, count: int) -> str:
    """Of 100 futures, in a narrow column.

    >>> _brief(0.0, 300), _brief(0.42, 300), _brief(1.0, 300)
    ('< 1', '42', '> 99')
    """
    return odds(share, count).replace("fewer than", "<").replace("more than", ">")


def table(scenario: Scenario, found: TermsByWeek, weeks: Sequence[int]) -> Table:
    """Shares by level at some weeks: on the table, then in force. Levels that are hardly ever there are left out."""
    rows = []
    for issue, block in scenario.issues.items():
        for i, level in enumerate(block.levels):
            shares = [(found.table[issue][week, i], found.in_force[issue][week, i]) for week in weeks]
            if max(max(pair) for pair in shares) >= 0.01:
                cells = (f"{_brief(on, found.count)} / {_brief(signed, found.count)}" for on, signed in shares)
                rows.append((block.label, level.label, *cells))
    head = ("issue", "level", *(f"week {week}, {date_of(scenario, week)}" for week in weeks))
    return Table("On the table / in force, of 100 futures, by level", head, rows)
