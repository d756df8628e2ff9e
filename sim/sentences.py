"""Faults of a scenario's shape in plain sentences: what was found, what was expected, the way out."""

from __future__ import annotations

from typing import Any, get_args

from sim.kinds import alternatives, expected, fields, kind_at, model_of, step
from sim.problems import Finding, Path, dotted, nearest, suggest
from sim.scenario import Quantity
from sim.yaml_text import Node


def found(value: Any) -> str:
    """A value as a reader sees it in the file."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        kind = "a mapping" if isinstance(value, dict) else "a list"
        return f"{kind} of {len(value)}"
    if isinstance(value, str):
        return f"text {value if len(value) <= 40 else value[:37] + '...'!r}"
    return f"the number {value}" if isinstance(value, (int, float)) else f"the date {value}"


def hint(value: Any, kind: Any) -> str:
    kinds = alternatives(kind)
    words = [word for one in kinds for word in get_args(one) if isinstance(word, str)]
    if isinstance(value, str) and (right := nearest(value, words)):
        return f"; did you mean {right!r}?"
    if isinstance(value, str) and bool in kinds and value.lower() in ("yes", "on", "no", "off"):
        return f"; write {'true' if value.lower() in ('yes', 'on') else 'false'}"
    if isinstance(value, str) and {float, Quantity, int} & set(kinds) and value[:1].isdigit():
        return "; write digits with a decimal point only, such as 25000 or 0.15, without quotes"
    if str in kinds and not isinstance(value, (dict, list, str)):
        return "; put it in quotes if it is text"
    return ""


def subject(path: Path) -> str:
    return f"{dotted(path)}: " if path else ""


def translated(root: Node, fault: dict[str, Any]) -> tuple[Finding, str | None]:
    """One complaint of pydantic as a sentence; with an unknown key, the known one that was meant."""
    node, at = root, Path()
    for name in fault["loc"]:
        below = node.child(name)
        if below is None:
            break
        node, at = below, (*at, name)
    if fault["type"] == "extra_forbidden":
        return _unknown_key(at, node)
    if fault["type"] == "missing":
        key = fault["loc"][-1]
        wanted = expected(step(kind_at(at), key))
        return Finding((*at, key), f"{dotted(at) or 'the scenario'} has no {key!r}; add {key}: {wanted}"), None
    return Finding(at, subject(at) + _sentence(node, fault, kind_at(at))), None


def _unknown_key(path: Path, node: Node) -> tuple[Finding, str | None]:
    model = model_of(kind_at(path[:-1]))
    known = list(fields(model)) if model is not None else []
    message = f"unknown key {str(path[-1])!r}; {suggest(path[-1], known)}"
    if node.value is None:
        message += "; if it is the rest of a text with a comma, put that text in quotes (numbers take a decimal point)"
    return Finding(path, message, at_key=True), nearest(path[-1], known)


def _sentence(node: Node, fault: dict[str, Any], kind: Any) -> str:
    limits = fault.get("ctx", {})
    match fault["type"]:
        case "value_error":
            return _backwards(node) or str(fault["msg"]).removeprefix("Value error, ")
        case "greater_than_equal":
            return f"found {node.value}, expected at least {limits['ge']}"
        case "less_than_equal":
            return f"found {node.value}, expected at most {limits['le']}"
        case "too_short":
            return f"found {len(node.value)} entries, expected at least {limits['min_length']}"
        case "too_long":
            return f"found {len(node.value)} entries, expected at most {limits['max_length']}"
        case "finite_number":
            return f"found {node.value}, expected a finite number"
    return f"found {found(node.value)}, expected {expected(kind)} ({fault['msg']})"


def _backwards(node: Node) -> str | None:
    ends = node.child("range")
    if ends is not None and isinstance(ends.value, list):
        low, high = ends.plain()
        if low > high:
            return f"range [{low}, {high}] runs backwards; write [{high}, {low}]"
    return None
