"""The naive estimate beside the model: where each issue would end if capability and salience alone pulled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Scenario
from sim.words import Table, odds

TAKES = (
    "It takes each belligerent's capability (its capacity in the war), its salience for the issue and its ideal "
    "level, and averages the ideals weighted by capability times salience (the weighted mean position of Bueno de "
    "Mesquita 1994). Mediators and backers have no capacity in the scenario, so they do not count. It knows nothing "
    "of going on, red lines, threats, private information or time: it is a yardstick, not a rival forecast."
)


def weighted_mean(scenario: Scenario, issue: str) -> float | None:
    """Mean ideal of the belligerents on an issue, in levels from 0; none where neither cares.

    sum c s x / sum c s over belligerents: c capacity, s salience, x ideal (Bueno de Mesquita 1994).

    >>> import sim
    >>> round(weighted_mean(sim.load_scenario("march-2025"), "nato"), 2)
    1.75
    """
    pull, total = 0.0, 0.0
    for actor in scenario.actors.values():
        demand = actor.demands.get(issue)
        if actor.war is None or demand is None:
            continue
        weight = actor.war.capacity.value * demand.salience.value
        pull, total = pull + weight * scenario.level(issue, demand.ideal), total + weight
    return pull / total if total else None


def beside(scenario: Scenario, columns: Mapping[str, NDArray[Any]], count: int) -> Table:
    """The naive mean, the opening text and what the model has in force at the end, issue by issue."""
    opening, rows = scenario.terms(scenario.opening.package), []
    for issue, block in scenario.issues.items():
        mean = weighted_mean(scenario, issue)
        if mean is None:
            continue
        levels = [level.label for level in block.levels]
        in_force = np.bincount(columns[f"terms.{issue}"], minlength=len(levels)) / count
        often = int(in_force.argmax())
        rows.append(
            (
                block.label, _between(levels, mean), levels[opening[issue]],
                f"{levels[often]} ({odds(float(in_force[often]), count)} of 100 futures)",
            )
        )  # fmt: skip
    head = ("Issue", "naive weighted mean", "opening text", "model: most often in force at the end")
    return Table("A naive estimate, for comparison only", head, rows)


def _between(levels: list[str], mean: float) -> str:
    nearest = levels[round(mean)]
    return f"{mean:.1f} on a ladder of 0 to {len(levels) - 1}, nearest to “{nearest}”"
