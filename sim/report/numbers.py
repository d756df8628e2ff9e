"""Every number of a scenario as a reader can argue with it: its place in words, value, range, source, confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.places import covering, label
from sim.scenario import Quantity, Scenario, quantities

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
    '93 of 95 numbers are judgement; none rests on hindsight'
    """
    judged, late = (sum(getattr(one, name) for one in found) for name in ("judged", "hindsight"))
    rests = "none rests" if not late else f"{late} rest{'s' * (late == 1)}"
    return f"{judged} of {len(found)} numbers are judgement; {rests} on hindsight"


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
    title = scenario.sources[source].title if source in scenario.sources else str(source)
    return Number(
        path=path,
        place=label(scenario, path),
        value=plainly(quantity.value),
        range=_ends(quantity),
        unit=quantity.unit or "",
        source="judgement" if source in JUDGED else title,
        judged=source in JUDGED,
        confidence=str(covering(scenario, path, "confidence") or ""),
        hindsight=bool(covering(scenario, path, "hindsight")),
        why=str(covering(scenario, path, "why") or ""),
    )


def _ends(quantity: Quantity) -> str:
    return " to ".join(map(plainly, quantity.range)) if quantity.range else ""
