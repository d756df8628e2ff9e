"""What the schema expects at each path of a scenario, read from the pydantic models.

A kind is a type annotation of `sim.scenario`: a model, a dict, a list, a scalar type or a union of them.
"""

from __future__ import annotations

import datetime as dt
import re
import types
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from sim.behaviours import BEHAVIOURS, written
from sim.problems import Path
from sim.scenario import Behaviour, Discount, Level, LiftedBy, NonNegative, Quantity, Scenario, Share
from sim.yaml_text import Node

_BOUNDS = {"NonNegative": NonNegative, "Share": Share, "Discount": Discount}
LIMITS = {"NonNegative": (0.0, float("inf")), "Share": (0.0, 1.0), "Discount": (0.0, 1.0)}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORDS = {
    float: "a number", int: "a whole number", bool: "true or false", str: "text", dt.date: "a date such as 2025-03-11",
    type(None): "nothing", Quantity: "a number, or a mapping with value, range, source",
    Level: "a level: its label, or a mapping with one", LiftedBy: "nothing, {issue: level} or {answer: accept}",
}  # fmt: skip


@lru_cache
def fields(model: type[BaseModel]) -> dict[str, Any]:
    """Keys of a block as they are written, with the kind of each."""
    hints = get_type_hints(model, include_extras=True)
    return {field.alias or name: hints[name] for name, field in model.model_fields.items()}


@lru_cache
def required(model: type[BaseModel]) -> frozenset[str]:
    """Keys that a block must have."""
    return frozenset(field.alias or name for name, field in model.model_fields.items() if field.is_required())


@lru_cache(maxsize=1024)
def alternatives(kind: Any) -> tuple[Any, ...]:
    """The kinds that a union allows, without what is only annotation."""
    origin = get_origin(kind)
    if origin is Annotated:
        return alternatives(get_args(kind)[0])
    if origin in (Union, types.UnionType):
        return tuple(one for part in get_args(kind) for one in alternatives(part))
    return (kind,)


def is_model(kind: Any) -> bool:
    """Whether a kind is a block with named keys."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


@lru_cache(maxsize=1024)
def model_of(kind: Any) -> type[BaseModel] | None:
    """The block among the alternatives of a kind."""
    return next((one for one in alternatives(kind) if is_model(one)), None)


@lru_cache(maxsize=1024)
def holds(kind: Any, origin: type) -> Any:
    """The dict, list or tuple among the alternatives of a kind, if there is one."""
    return next((one for one in alternatives(kind) if get_origin(one) is origin), None)


@lru_cache(maxsize=4096)
def step(kind: Any, name: str | int) -> Any:
    """The kind one key or list position further down; None where there is nothing."""
    for one in alternatives(kind):
        if is_model(one) and name in fields(one):
            return fields(one)[str(name)]
        origin = get_origin(one)
        if origin is dict and isinstance(name, str):
            return get_args(one)[1]
        if origin in (list, tuple) and isinstance(name, int):
            return get_args(one)[0]
    return Any if Any in alternatives(kind) else None


def kind_at(path: Path, kind: Any = Scenario) -> Any:
    """The kind at a path from the top of a scenario; None where the schema has nothing."""
    for name in path:
        kind = step(kind, name)
    return kind


def bounds(kind: Any) -> str | None:
    """Name of the limits of a number: NonNegative, Share or Discount."""
    for name, alias in _BOUNDS.items():
        if get_args(alias)[1] in getattr(kind, "__metadata__", ()):
            return name
    return next((found for part in get_args(kind) if (found := bounds(part))), None)


def fits(value: Any, kind: Any) -> bool:
    """Whether a written value is of a kind, by its own shape (not that of its parts)."""
    return any(_fits(value, one) for one in alternatives(kind))


def _fits(value: Any, kind: Any) -> bool:
    origin, number = get_origin(kind), isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind is Any:
        return True
    if kind is Quantity:
        return number or isinstance(value, dict)
    if is_model(kind) or origin is dict:
        return isinstance(value, dict)
    if origin is tuple:
        return isinstance(value, list) and len(value) == len(get_args(kind))
    if origin is list:
        return isinstance(value, list)
    if origin is Literal:
        return isinstance(value, str) and value in get_args(kind)
    if kind is float:
        return number
    if kind is int:
        return number and value == value // 1
    if kind is dt.date:  # quoted dates too, but no stamps of a clock
        return isinstance(value, dt.date) or (isinstance(value, str) and bool(_ISO.fullmatch(value)))
    return type(value) is kind


def expected(kind: Any) -> str:
    """What a kind wants, in words.

    >>> expected(int | str), expected(Literal["on", "off"])
    ('a whole number or text', "'on' or 'off'")
    """
    return " or ".join(dict.fromkeys(_expected(one) for one in alternatives(kind)))


def _expected(kind: Any) -> str:
    origin = get_origin(kind)
    if kind in _WORDS:
        return _WORDS[kind]
    if origin is Literal:
        *others, last = map(repr, get_args(kind))
        return f"{', '.join(others)} or {last}" if others else last
    if origin is tuple:
        return "two numbers [lowest, highest]"
    if origin is list:
        return f"a list ({expected(get_args(kind)[0])} each)"
    if kind is Behaviour:
        return f"a mapping of numbers, or {' or '.join(BEHAVIOURS)}"
    if is_model(kind):
        needs = [name for name in fields(kind) if name in required(kind)] or list(fields(kind))[:4]
        return f"a mapping with {', '.join(needs)}"
    return "a mapping"


def expand(node: Node, kind: Any) -> Node:
    """A node with the short forms written out: a level's label, a single red line, what lifts a card, behaviour."""
    value = node.value
    model = model_of(kind)
    if model is Level and isinstance(value, str):
        return Node({"label": Node(value, node.place)}, node.place, node.key)
    if model is Behaviour and isinstance(value, str) and value in BEHAVIOURS:
        return written(value, node.place, node.key)
    if model is LiftedBy:
        if value in (None, "nothing"):
            return Node({}, node.place, node.key)
        if isinstance(value, dict) and not {"terms", "answer"} & value.keys():
            return Node({"terms": node}, node.place, node.key)
    if (found := holds(kind, list)) and is_model(get_args(found)[0]) and isinstance(value, (dict, type(None))):
        items = [Node(value, node.place)] if isinstance(value, dict) else []
        return expand(Node(items, node.place, node.key), kind) if _shortens(kind) else node
    if isinstance(value, dict):
        return Node({key: expand(item, step(kind, key)) for key, item in value.items()}, node.place, node.key)
    if isinstance(value, list):
        return Node([expand(item, step(kind, i)) for i, item in enumerate(value)], node.place, node.key)
    return node


def _shortens(kind: Any) -> bool:
    """Whether a list may be written as its only item; the model says so by a validator that runs first."""
    return any(type(mark).__name__ == "BeforeValidator" for mark in getattr(kind, "__metadata__", ()))
