"""Numbers that a reader may move, by who or what they belong to, each with how far and in which steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf, isclose, log10

from sim.analysis.inputs import Input, every_number, limits
from sim.places import covering
from sim.scenario import Scenario

KINDS = {
    "actors": "Actors", "cards": "Cards", "issues": "Terms", "front": "War and talks", "mediator": "War and talks",
    "events": "War and talks", "behaviour": "How all choose",
}  # fmt: skip
BLOCKS = {"front": "The war", "mediator": "Mediation", "events": "Events", "behaviour": "Behaviour, the same for all"}
STEPS = 100  # at least so many from one end of a range to the other
FIGURES = 6  # that a moved value is written with
TIED = ".salience"  # those of an actor sum to 1, so that none can move alone


@dataclass(frozen=True)
class Knob:
    """One number: its path, what it is called within its group, and where it may stand.

    low, high: ends of its range; where it has none, what the schema allows, and `high` may be infinite.
    """

    path: str
    label: str
    unit: str
    value: float
    low: float
    high: float
    ranged: bool
    about: str

    @property
    def step(self) -> float:
        """How far one step goes."""
        return nice_step(self.low, self.high) if self.ranged else nice_step(0.0, 4 * abs(self.value) or 4.0)

    def holds(self, value: float) -> bool:
        """Whether a value is the scenario's own."""
        return isclose(value, self.value, rel_tol=1e-9, abs_tol=1e-15)


@dataclass(frozen=True)
class Group:
    """The numbers of one actor, card or issue. kind: the heading that it stands under."""

    kind: str
    name: str
    label: str
    knobs: tuple[Knob, ...]


def groups(scenario: Scenario) -> list[Group]:
    """All of them, in the order of the headings; saliences are left out, for they sum to 1 and none moves alone.

    >>> import sim
    >>> found = groups(sim.load_scenario("march-2025"))
    >>> found[0].label, found[0].kind, next(knob.label for knob in found[0].knobs if "cost" in knob.label)
    ('Russia', 'Actors', 'War, cost')
    """
    by_name: dict[tuple[str, str], list[Input]] = {}
    for one in every_number(scenario):
        if not one.path.endswith(TIED):
            by_name.setdefault(_owner(scenario, one.path), []).append(one)
    made = [_group(scenario, kind, name, inputs) for (kind, name), inputs in by_name.items()]
    order = list(dict.fromkeys(KINDS.values()))
    return sorted(made, key=lambda group: order.index(group.kind))


def written(value: float) -> str:
    """A moved value as a change writes it: short, and the same number when it is read again.

    >>> written(0.0015000000000000002), written(25.0), written(6e-05)
    ('0.0015', '25', '6e-05')
    """
    return f"{value:.{FIGURES}g}"


def nice_step(low: float, high: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that makes a hundred steps or more.

    >>> nice_step(0.001, 0.002), nice_step(0.0, 0.5), nice_step(150.0, 315.0)
    (1e-05, 0.005, 1.0)
    """
    if not high > low:
        return 0.01
    fine = (high - low) / STEPS
    power = floor(log10(fine) + 1e-9)
    return max(float(f"{times}e{power}") for times in (1, 2, 5) if times * 10.0**power <= fine * (1 + 1e-9))


def _owner(scenario: Scenario, path: str) -> tuple[str, str]:
    """Kind and name of the group of a number. Names may hold dots, so they are matched and not split."""
    block, _, rest = path.partition(".")
    named = getattr(scenario, block) if block in ("actors", "cards", "issues") else {}
    fits = [name for name in named if rest.startswith(f"{name}.")]
    return KINDS.get(block, "War and talks"), f"{block}.{max(fits, key=len)}" if fits else block


def _group(scenario: Scenario, kind: str, name: str, inputs: Sequence[Input]) -> Group:
    block, _, who = name.partition(".")
    label = getattr(scenario, block)[who].label if who else BLOCKS.get(block, block)
    first = sorted(inputs, key=lambda one: ".demands." in one.path)  # what an actor is, then what it wants
    return Group(kind, name, label, tuple(_knob(scenario, one, label) for one in first))


def _knob(scenario: Scenario, one: Input, group: str) -> Knob:
    ranged = one.width > 0
    low, high = one.ends if ranged else map(float, limits(one.path, scenario))
    about = _about(scenario, one)
    return Knob(one.path, _short(one, group), one.unit, one.number.value, low, high, ranged, about)


def _short(one: Input, group: str) -> str:
    """Its label without what the group's heading says already."""
    block = one.path.partition(".")[0]
    words = one.label.removeprefix(f"{block}: " if block in BLOCKS else f"{group}: ")
    return words[:1].upper() + words[1:]


def _about(scenario: Scenario, one: Input) -> str:
    """Where a number comes from, for a reader who doubts it."""
    source = scenario.sources[one.source].title if one.source in scenario.sources else one.source or "judgement"
    spread = f"Drawn from {one.ends[0]:g} to {one.ends[1]:g}. " if one.width > 0 else "Stands without a range. "
    sure = covering(scenario, one.path, "confidence")
    why = covering(scenario, one.path, "why")
    told = [f"Source: {source}", f"confidence: {sure}" if sure else "", str(why or "")]
    return f"The scenario has {one.number.value:g}. {spread}" + "; ".join(filter(None, told)) + "."


def bounds(knob: Knob, value: float) -> tuple[float, float | None]:
    """Where a control may stand: the knob's ends, widened to hold a value from elsewhere; None has no end."""
    low, high = min(knob.low, value), max(knob.high, value)
    return low, None if high == inf else high
