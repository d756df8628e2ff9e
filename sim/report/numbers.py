"""Every number of a scenario as a reader can argue with it: its place in words, value, range, source, confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.scenario import Quantity, RedLine, Scenario, quantities

CONTAINERS = {"actors", "issues", "cards", "packages", "demands", "levels", "war", "events", "red_line", "effects"}
JUDGED = (None, "judgement")


@dataclass(frozen=True)
class Number:
    """One number: where it stands, in words and as a path, what it is, and what it rests on."""

    path: str
    place: str
    value: str
    range: str
    unit: str
    source: str
    judged: bool
    confidence: str
    hindsight: bool
    why: str


def numbers(scenario: Scenario) -> list[Number]:
    """All of them, in the order of the file."""
    return [_number(scenario, path, quantity, source) for path, quantity, source in quantities(scenario)]


def tally(found: Sequence[Number]) -> str:
    """How many are judgement.

    >>> import sim
    >>> tally(numbers(sim.load_scenario("toy/ultimatum")))
    '96 of 96 numbers are judgement; none rests on hindsight'
    """
    judged, late = (sum(getattr(one, name) for one in found) for name in ("judged", "hindsight"))
    rests = "none rests" if not late else f"{late} rest{'s' * (late == 1)}"
    return f"{judged} of {len(found)} numbers are judgement; {rests} on hindsight"


def place(scenario: Scenario, path: str) -> str:
    """A dotted path in words.

    >>> import sim
    >>> place(sim.load_scenario("march-2025"), "actors.russia.demands.nato.red_line.1.cost")
    'Russia, Ukraine and NATO, red line from open door, cost'
    """
    words = []
    for name, part in _steps(scenario, path):
        if name in CONTAINERS:
            continue
        label = getattr(part, "label", None)
        if isinstance(part, RedLine):
            label = f"red line from {part.from_}"
        known = scenario.actors.get(name) or scenario.issues.get(name)
        words.append(label or (known.label if known else name.replace("_", " ")))
    return ", ".join(words)


def shown(quantity: Quantity) -> str:
    """A number with its range, as in a list of changes.

    >>> shown(Quantity(value=0.2, range=(0.1, 0.4), unit="stake"))
    '0.2 (0.1 to 0.4) stake'
    """
    ends = f" ({_ends(quantity)})" if quantity.range else ""
    return f"{plainly(quantity.value)}{ends}{' ' + quantity.unit if quantity.unit else ''}"


def plainly(value: float) -> str:
    """A number as people write it: four digits that count, no powers of ten.

    >>> plainly(0.00002), plainly(-0.0076027), plainly(1.0)
    ('0.00002', '−0.007603', '1')
    """
    return np.format_float_positional(value, 4, unique=False, fractional=False, trim="-").replace("-", "−")


def _number(scenario: Scenario, path: str, quantity: Quantity, source: str | None) -> Number:
    around = [part for _, part in _steps(scenario, path)][::-1]
    title = scenario.sources[source].title if source in scenario.sources else str(source)
    return Number(
        path=path,
        place=place(scenario, path),
        value=plainly(quantity.value),
        range=_ends(quantity),
        unit=quantity.unit or "",
        source="judgement" if source in JUDGED else title,
        judged=source in JUDGED,
        confidence=str(_nearest(around, "confidence") or ""),
        hindsight=any(getattr(part, "hindsight", False) for part in around),
        why=str(_nearest(around, "why") or ""),
    )


def _ends(quantity: Quantity) -> str:
    return " to ".join(map(plainly, quantity.range)) if quantity.range else ""


def _nearest(around: Sequence[Any], name: str) -> Any:
    """What the number itself says, else the block around it."""
    return next((said for part in around if (said := getattr(part, name, None))), None)


def _steps(scenario: Scenario, path: str) -> list[tuple[str, Any]]:
    """(name, part) on the way to a number. Names may hold dots: the longest that fits is taken."""
    part: Any = scenario
    found = []
    while path:
        inner = _inner(part)
        name = max((one for one in inner if path == one or path.startswith(one + ".")), key=len)
        part, path = inner[name], path[len(name) + 1 :]
        found.append((name, part))
    return found


def _inner(part: Any) -> dict[str, Any]:
    if isinstance(part, BaseModel):
        return {field.alias or name: getattr(part, name) for name, field in type(part).model_fields.items()}
    return {str(name): item for name, item in (part.items() if isinstance(part, dict) else enumerate(part))}
