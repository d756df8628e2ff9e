"""What two scenarios say differently, number by number and block by block, and mixtures of the two.

Texts that explain (sources, reasons, names, questions) change no result and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.checks import CHECKS, Draft, sources
from sim.scenario import Event, Level, Quantity, Scenario

WORDS = frozenset(
    ("name", "question", "sources", "variants", "source", "why", "confidence", "mechanism", "record", "unit",
     "hindsight", "borne_by")
)  # fmt: skip
ASKED = frozenset(("horizon_weeks", "resolve"))  # what is looked at, and for how long: no part of what is played
BLOCKS = ("issues", "actors", "cards", "packages", "events")
Keys = tuple[str | int, ...]
GONE = object()


@dataclass(frozen=True)
class Change:
    """One input that differs: where, what it is called, and both values (none: not there)."""

    keys: Keys
    label: str
    a: Any
    b: Any

    @property
    def path(self) -> str:
        """Dotted path, as `--set` takes it."""
        return ".".join(map(str, self.keys))

    @property
    def is_block(self) -> bool:
        """A whole issue, actor, card, package or event that only one of the two has."""
        return len(self.keys) == 2 and self.keys[0] in BLOCKS and (self.a is None or self.b is None)

    def as_json(self) -> dict[str, Any]:
        """{path, label, unit, a, b, range_a, range_b, change}; change where both are numbers."""
        a, b = _plain(self.a), _plain(self.b)
        unit = next((one.unit for one in (self.a, self.b) if isinstance(one, Quantity) and one.unit), None)
        numbers = all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in (a, b))
        return {
            "path": self.path, "label": self.label, "unit": unit, "a": a, "b": b,
            "range_a": _range(self.a), "range_b": _range(self.b), "change": b - a if numbers else None,
        }  # fmt: skip


def differences(a: Scenario, b: Scenario) -> list[Change]:
    """Every input that differs, in the order of the file.

    >>> import sim
    >>> base, dear = sim.load_scenario("march-2025"), sim.load_scenario("march-2025:dearer_pledge")
    >>> [(one.path, one.a.value, one.b.value) for one in differences(base, dear)]
    [('mediator.pledge', 0.0337, 0.085)]
    """
    return [Change(keys, _label(keys, a, b), one, two) for keys, one, two in _walk(a, b, ())]


def only_in(a: Scenario, b: Scenario) -> list[dict[str, str]]:
    """[{path, label}] of the whole blocks that a has and b has not, forecasting questions among them."""
    blocks = [one for one in differences(a, b) if one.is_block and one.b is None]
    asked = [name for name in a.resolve if name not in b.resolve]
    return [{"path": one.path, "label": one.label} for one in blocks] + [
        {"path": f"resolve.{name}", "label": a.resolve[name].question} for name in asked
    ]


def _walk(a: Any, b: Any, keys: Keys) -> Iterator[tuple[Keys, Any, Any]]:
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        if (a.value, a.range, a.shape) != (b.value, b.range, b.shape):
            yield keys, a, b
    elif isinstance(a, BaseModel) and isinstance(b, BaseModel):
        for name, field in type(a).model_fields.items():
            if name not in WORDS and not (name == "label" and not isinstance(a, Level)) and (keys or name not in ASKED):
                yield from _walk(getattr(a, name), getattr(b, name), (*keys, field.alias or name))
    elif isinstance(a, dict) and isinstance(b, dict):
        for key in {**a, **b}:
            yield from _walk(a.get(key), b.get(key), (*keys, key))
    elif keys == ("events",):
        yield from _walk(_by_label(a), _by_label(b), keys)
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b) and isinstance((a or [0])[0], BaseModel):
        for i, (one, two) in enumerate(zip(a, b, strict=True)):
            yield from _walk(one, two, (*keys, i))
    elif a != b:
        yield keys, a, b


def _by_label(events: list[Any]) -> dict[str, Any]:
    """Events by label, whether read or dumped; those that share one are numbered."""
    named: dict[str, Any] = {}
    for event in events:
        label = event.label if isinstance(event, Event) else event["label"]
        named[label if label not in named else f"{label} ({len(named)})"] = event
    return named


def _label(keys: Keys, a: Scenario, b: Scenario) -> str:
    """What a path means: the label of its block, then the rest."""
    names = [str(key).replace("_", " ") for key in keys]
    for scenario in (a, b):
        block = getattr(scenario, str(keys[0]), None)
        if isinstance(block, Mapping) and len(keys) > 1 and keys[1] in block:
            return ": ".join(filter(None, (block[keys[1]].label, " ".join(names[2:]))))
    return ": ".join(filter(None, (names[0], " ".join(names[1:]))))


def _plain(value: Any) -> Any:
    if isinstance(value, Quantity):
        return value.value
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value if isinstance(value, (int, float, str, type(None))) else str(value)


def _range(value: Any) -> list[float] | None:
    return list(value.range) if isinstance(value, Quantity) and value.range else None


class Mixture:
    """Scenarios that take some changes from b and all else from a."""

    def __init__(self, a: Scenario, b: Scenario, changes: Iterable[Change]) -> None:
        self.a, self.b = a, b
        self.changes = sorted(changes, key=lambda one: one.path)  # the same whichever of the two comes first
        self._known: dict[frozenset[int], Scenario | None] = {frozenset(): a, frozenset(range(len(self.changes))): b}
        self._from, self._to = _dump(a), _dump(b)
        self._sources = {**a.model_dump()["sources"], **b.model_dump()["sources"]}

    def scenario(self, chosen: Iterable[int]) -> Scenario | None:
        """With the chosen changes (by position); none where they make no sense without others."""
        key = frozenset(chosen)
        if key not in self._known:
            self._known[key] = self._made(key)
        return self._known[key]

    def _made(self, chosen: frozenset[int]) -> Scenario | None:
        mixed = _dump(self.a) | {"sources": self._sources}
        for i in chosen:
            keys = self.changes[i].keys
            _put(mixed, keys, _at(self._to, keys))
        mixed["events"] = list(mixed["events"].values())
        try:
            scenario = Scenario.model_validate(mixed)
        except ValidationError:
            return None
        return scenario if _makes_sense(scenario) else None

    def parts(self) -> list[frozenset[int]]:
        """Positions of changes, together where one cannot be made, or left out, without the other."""
        parts = [frozenset([i]) for i in range(len(self.changes))]
        for i in range(len(self.changes)):
            part = next(one for one in parts if i in one)
            parts = joined(parts, self.partners(part, parts))
            part = next(one for one in parts if i in one)
            parts = joined(parts, self.partners(part, parts, leaving_out=True))
        return parts

    def partners(self, some: frozenset[int], parts: list[frozenset[int]], leaving_out: bool = False) -> frozenset[int]:
        """The fewest changes, those given among them, that can be made together (or left out together)."""
        everything = frozenset(range(len(self.changes)))

        def fits(these: frozenset[int]) -> bool:
            return self.scenario(everything - these if leaving_out else these) is not None

        if fits(some):
            return some
        kept = everything
        for part in parts:
            if not part & some and fits(kept - part):
                kept -= part
        return kept


def joined(parts: list[frozenset[int]], together: frozenset[int]) -> list[frozenset[int]]:
    """Parts, those that touch `together` made one."""
    touching = [part for part in parts if part & together]
    rest = [part for part in parts if not part & together]
    return sorted([*rest, frozenset[int]().union(*touching)], key=min)


def _dump(scenario: Scenario) -> dict[str, Any]:
    dumped = scenario.model_dump(by_alias=True)
    return dumped | {"events": _by_label(dumped["events"]), "variants": {}}


def _at(node: Any, keys: Keys) -> Any:
    for key in keys:
        if isinstance(node, dict) and key not in node:
            return GONE
        node = node[key]
    return node


def _put(node: Any, keys: Keys, value: Any) -> None:
    for key in keys[:-1]:
        node = node[key]
    if value is GONE:
        node.pop(keys[-1], None)
    else:
        node[keys[-1]] = value


def _makes_sense(scenario: Scenario) -> bool:
    """Whether its parts agree; sources may not, nobody reads them."""
    names = {block: tuple(getattr(scenario, block)) for block in ("actors", "issues", "cards", "packages", "sources")}
    draft = Draft(scenario, names, frozenset())
    return not any(True for one in CHECKS if one.__module__ != sources.__name__ for _ in one(draft))
