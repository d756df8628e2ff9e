"""The uncertain numbers of a scenario as inputs of an analysis: in words, with their ranges and their limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from sim.kinds import LIMITS, bounds, kind_at
from sim.outcomes import BY_WEEK, PARTIAL_WEEKS, Outcome, OutcomeError
from sim.problems import suggest
from sim.scenario import Quantity, RedLine, Scenario, quantities
from sim.tables import draw

Array = NDArray[np.float64]

SILENT = (
    "actors",
    "issues",
    "cards",
    "events",
    "levels",
    "demands",
    "effects",
    "deliverers",
    "red_line",
    "aid",
    "types",
    "resolve",
)
SHORT = {  # keys that would not be understood alone
    "rearmament": "what arrives in a truce",
    "sd_ln_cost": "spread of its private cost of war",
    "red_line_exponent": "how much dearer red lines are where war is cheap (exponent)",
    "discount": "weight of next week (discount)",
    "decision_hazard": "chance that arms decide",
    "act_rate": "how often actors act",
    "resolute": "what blowback weighs for a resolute one",
    "irresolute": "what blowback weighs for an irresolute one",
    "share_resolute": "chance that it is resolute",
    "speed": "how fast the front moves",
}


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
    return [
        Input(path, label(scenario, path), number, source)
        for path, number, source in quantities(scenario)
        if _stated(scenario, path)
    ]


def _stated(scenario: Scenario, path: str) -> bool:
    """Whether a number was written down, and is not a default of a block that nobody wrote."""
    part: Any = scenario
    for name, below in _steps(scenario, path):
        if isinstance(part, BaseModel):
            own = {field.alias or key: key for key, field in type(part).model_fields.items()}[name]
            if own not in part.model_fields_set:
                return False
        part = below
    return True


def uncertain(scenario: Scenario, paths: Sequence[str] = ()) -> list[Input]:
    """Numbers that carry a range, all or those at some paths; OutcomeError where a path is none of them."""
    ranged = {one.path: one for one in every_number(scenario) if one.width > 0}
    if not ranged:
        raise OutcomeError(f"{scenario.name}: no number carries a range, so nothing can be varied; write some ranges")
    for path in paths:
        if path not in ranged:
            raise OutcomeError(f"no number with a range at {path!r}; {suggest(path, list(ranged))}")
    return [ranged[path] for path in dict.fromkeys(paths)] if paths else list(ranged.values())


def label(scenario: Scenario, path: str) -> str:
    """A path in the words of the scenario: labels for keys, levels and red lines by name."""
    head, words, part = "", [], scenario  # type: str, list[str], Any
    for name, part in _steps(scenario, path):
        text = _word(scenario, name, part)
        if text and not head:
            head = text
        elif text:
            words.append(text)
    return f"{head}: {', '.join(words)}" if words else head


def _steps(scenario: Scenario, path: str) -> list[tuple[str, Any]]:
    """Every name of a path with what stands there. Keys may hold dots, so they are matched and not split."""
    steps, part, rest = [], scenario, path  # type: list[tuple[str, Any]], Any, str
    while rest:
        below = _below(part)
        name = max((key for key in below if rest == key or rest.startswith(key + ".")), key=len)
        part, rest = below[name], rest[len(name) + 1 :]
        steps.append((name, part))
    return steps


def _below(part: Any) -> dict[str, Any]:
    if isinstance(part, BaseModel):
        return {field.alias or name: getattr(part, name) for name, field in type(part).model_fields.items()}
    return dict(part) if isinstance(part, dict) else {str(i): item for i, item in enumerate(part)}


def _word(scenario: Scenario, name: str, part: Any) -> str:
    if isinstance(part, RedLine):
        return f'red line at "{part.from_}"'
    if own := getattr(part, "label", None):
        return str(own)
    if name in SILENT:
        return ""
    if name in scenario.actors:
        return scenario.actors[name].label
    if name in scenario.issues and not isinstance(part, (Quantity, dict)):
        return scenario.issues[name].label
    return SHORT.get(name, name.replace("_", " "))


def covering(scenario: Scenario, path: str, name: str) -> Any:
    """What the innermost block around a number says of `confidence` or `hindsight`; none where none does."""
    parts = [part for _, part in _steps(scenario, path)]
    return next((found for part in reversed(parts) if (found := getattr(part, name, None))), None)


def limits(path: str, scenario: Scenario) -> tuple[float, float]:
    """What the schema allows at a path, whatever the range says."""
    names = tuple(int(name) if name.isdigit() else name for name, _ in _steps(scenario, path))
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
