"""Changing a scenario by dotted paths: `actors.russia.war.cost`, `issues.scope.levels.all fighting.hazard`."""

from __future__ import annotations

from typing import Any

from sim.behaviours import BACKTEST
from sim.kinds import LIMITS, alternatives, bounds, expand, fields, is_model, model_of, step
from sim.problems import Path, dotted, nearest, suggest
from sim.scenario import Quantity, Scenario
from sim.yaml_text import Node


class NoSuchPathError(Exception):
    """A dotted path leads nowhere; the message says where it goes wrong and what is there."""


def put(root: Node, path: str, new: Node) -> tuple[Node, Path]:
    """A scenario with another value at a dotted path, and the path with positions in place of labels.

    A plain number on a number keeps its unit and source and moves its range along, but for a source that is the
    backtest, which found another one; a mapping replaces the block; nothing (null) takes a key away. NoSuchPathError
    where the path is misspelt.
    """
    return _put(root, path, new, Scenario, ())


def at(root: Node, path: str) -> Node | None:
    """What stands at a dotted path, none where the file leaves it out. NoSuchPathError where the path is misspelt."""
    node: Node | None = root
    kind: Any = Scenario
    rest = path
    done: Path = ()
    while rest and node is not None:
        name, rest = _next(node, rest, kind, done)
        node, kind, done = node.child(name), step(kind, name), (*done, name)
    return node


def _put(node: Node | None, path: str, new: Node, kind: Any, done: Path) -> tuple[Node, Path]:
    node = _opened(node, new, kind, done)
    name, rest = _next(node, path, kind, done)
    below, kind_below, here = node.child(name), step(kind, name), (*done, name)
    if rest:
        child, full = _put(below, rest, new, kind_below, here)
        return node.with_child(name, child), full
    if new.value is None and isinstance(node.value, dict):
        return node.with_child(name, None), here
    return node.with_child(name, _replaced(below, expand(new, kind_below), kind_below)), here


def _opened(node: Node | None, new: Node, kind: Any, done: Path) -> Node:
    """A node that can be gone into: defaults that the file does not write are made, plain numbers become mappings."""
    if node is None or node.value is None:
        return Node({}, new.place, new.key)
    if isinstance(node.value, (dict, list)):
        return node
    if Quantity in alternatives(kind):
        return Node({"value": Node(node.value, node.place)}, node.place, node.key)
    raise NoSuchPathError(f"{dotted(done)} is a single value, there is nothing below it")


def _next(node: Node, path: str, kind: Any, done: Path) -> tuple[str | int, str]:
    """The key or position that a path names first, and the rest of the path. Labels and keys may hold dots."""
    names = _names(node, kind)
    for name in sorted(names, key=len, reverse=True):
        if path == name or path.startswith(name + "."):
            return names[name], path[len(name) + 1 :]
    head, _, rest = path.partition(".")
    if isinstance(node.value, list) and len(node.value) == 1 and head in _names(node.value[0], step(kind, 0)):
        return 0, path  # the only red line of a demand needs no number
    if isinstance(node.value, dict) and not rest and not model_of(kind):
        return head, rest  # a new entry, such as another giver of aid
    raise NoSuchPathError(_way_out(node, path, names, done))


def _names(node: Node, kind: Any) -> dict[str, str | int]:
    """What a path may name next: keys, keys left at their defaults, positions and labels of a list."""
    if isinstance(node.value, list):
        labels: dict[str, str | int] = {}
        for i, item in enumerate(node.value):
            labels.setdefault(_label(item) or str(i), i)
        return labels | {str(i): i for i in range(len(node.value))}
    written = node.value if isinstance(node.value, dict) else {}
    models = [one for one in alternatives(kind) if is_model(one)]
    return {name: name for name in [*written, *(key for model in models for key in fields(model))]}


def _label(item: Node) -> str:
    label = item.child("label")
    return label.value if label is not None and isinstance(label.value, str) else ""


def _way_out(node: Node, path: str, names: dict[str, str | int], done: Path) -> str:
    head, _, rest = path.partition(".")
    where = f"{dotted(done)} has" if done else "a scenario has"
    around = next((str(name) for name, below in node.children() if not done and below.child(head) is not None), None)
    right = f"{around}.{head}" if around else nearest(head, names)
    if right is None:
        return f"{where} no {head!r}; {suggest(head, list(names))}"
    whole = ".".join(filter(None, (dotted(done), right, rest)))
    return f"{where} no {head!r}; did you mean {whole!r}?"


def _replaced(old: Node | None, new: Node, kind: Any) -> Node:
    """The new node; a plain number on a written-out number replaces its value only."""
    if old is None or Quantity not in alternatives(kind) or not is_number(new.value):
        return new
    before = old.child("value")
    if not isinstance(old.value, dict) or before is None or not is_number(before.value):
        return new
    parts = old.value | {"value": new}
    source = old.child("source")
    if source is not None and source.value == BACKTEST:  # which found another value
        why = Node(f"set in place of what `{BACKTEST}` found", new.place)
        parts |= {"source": Node("judgement", new.place), "why": why}
    ends = _moved(old.child("range"), before.value, new.value, kind)
    parts.pop("range", None)
    if ends is not None:
        parts["range"] = Node([Node(end, new.place) for end in ends], new.place)
    return Node(parts, new.place, new.key)


def _moved(old: Node | None, before: float, now: float, kind: Any) -> list[float] | None:
    """Ends of a range around a new value: moved in proportion, within the limits, so that a change is a change of the
    whole uncertainty and not of its middle alone. Around zero there is no proportion: a range stays if it holds it."""
    ends = old.plain() if old is not None else None
    if not isinstance(ends, list) or len(ends) != 2 or not all(map(is_number, ends)):
        return ends
    if before == 0 or now == before:
        return ends if ends[0] <= now <= ends[1] else None
    low, high = sorted(now * (end / before) for end in ends)
    name = bounds(kind)
    least, most = LIMITS[name] if name else (-float("inf"), float("inf"))
    if not least <= now <= most:
        return None  # no range makes such a value good: it is the value that is at fault
    most = now if name == "Discount" and high >= 1 else most
    return [min(now, max(low, least)), max(now, min(high, most))]


def is_number(value: Any) -> bool:
    """Whether a value of a file is a number; yes and no are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
