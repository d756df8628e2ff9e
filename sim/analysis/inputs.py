"""The uncertain numbers of a scenario as inputs of an analysis: in words, with their ranges and their limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.kinds import LIMITS, bounds, kind_at
from sim.outcomes import BY_WEEK, PARTIAL_WEEKS, Outcome, OutcomeError
from sim.places import label, steps
from sim.problems import suggest
from sim.scenario import Quantity, Scenario, quantities
from sim.tables import draw

Array = NDArray[np.float64]

@dataclass(frozen=True)
class Input:
    """One number of a scenario: where it stands, what it is in words, and which source covers it."""

    path: str
    label: str
    number: Quantity
    source: str | None

    @property
    def ends(self) -> tuple[float, float]:
        """Low and high end of its range."""
        return self.number.ends

    @property
    def width(self) -> float:
        """High less low end."""
        return self.ends[1] - self.ends[0]

    @property
    def unit(self) -> str:
        """Its unit, empty for a bare number."""
        return self.number.unit or ""

    def at(self, u: Array) -> Array:
        """Values at quantiles u of its distribution, as an ensemble draws them."""
        return draw(self.number, u)


def every_number(scenario: Scenario) -> list[Input]:
    """All numbers that a scenario states, in the order of the file.

    >>> import sim
    >>> numbers = {one.path: one for one in every_number(sim.load_scenario("march-2025"))}
    >>> numbers["actors.russia.war.cost"].label
    'Russia: war, cost'
    >>> numbers["cards.aid_pause.blowback"].label
    'Pause of military aid: blowback'
    """
    return [Input(path, label(scenario, path), number, source) for path, number, source in quantities(scenario)]


def uncertain(scenario: Scenario, paths: Sequence[str] = ()) -> list[Input]:
    """Numbers that carry a range, all or those at some paths; OutcomeError where a path is none of them."""
    ranged = {one.path: one for one in every_number(scenario) if one.width > 0}
    if not ranged:
        raise OutcomeError(f"{scenario.name}: no number carries a range, so nothing can be varied; write some ranges")
    for path in paths:
        if path not in ranged:
            raise OutcomeError(f"no number with a range at {path!r}; {suggest(path, list(ranged))}")
    return [ranged[path] for path in dict.fromkeys(paths)] if paths else list(ranged.values())


def limits(path: str, scenario: Scenario) -> tuple[float, float]:
    """What the schema allows at a path, whatever the range says."""
    names = tuple(int(name) if name.isdigit() else name for name, _ in steps(scenario, path))
    name = bounds(kind_at(names))
    low, high = LIMITS[name] if name else (-float("inf"), float("inf"))
    return low, np.nextafter(high, 0) if name == "Discount" else high


def weeks_for(outcome: Outcome, scenario: Scenario, weeks: int | None = None) -> int:
    """Weeks that must be simulated to see an outcome; OutcomeError where fewer are asked for.

    >>> import sim
    >>> weeks_for(Outcome("signed_full", 13), sim.load_scenario("march-2025"))
    13
    """
    question = scenario.resolve.get(outcome.who or "")
    if outcome.kind == "resolve" and question:
        need = question.announced_by_week + question.stands_weeks
    elif outcome.kind == "partial_45_days":
        need = BY_WEEK + PARTIAL_WEEKS
    elif outcome.kind in ("announced", "played", "dropped"):
        need = weeks or scenario.horizon_weeks
    else:
        need = {"full_7_days": BY_WEEK}.get(outcome.kind, outcome.week or 0)
    if weeks is not None and weeks < need:
        raise OutcomeError(f"{outcome.name} needs {need} weeks, found --weeks {weeks}; leave it out")
    return max(need, 1)
