"""A scenario from a row of codes: the steps that a case chooses from the code book of the file that it extends."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Any

from pydantic import BaseModel

from sim.kinds import expected, fields
from sim.patch import NoSuchPathError, at, is_number
from sim.problems import Problem, problem, suggest
from sim.scenario import Coded, Step
from sim.sentences import found
from sim.shape import mistyped, place_of
from sim.unfinished import Unfinished, patched
from sim.yaml_text import Node

_MARKS = ("source", "confidence")  # of a case, which its numbers take over


def coded(draft: Unfinished, chosen: Node) -> Unfinished:
    """What the chosen steps set, in the order of the code book, each number with the case's source and the step's why;
    then, what the chosen steps multiply, which does not depend on their order.

    The code book itself is not kept: a case offers no codes. A code that is not answered is a problem, since a case
    that is silent about one would hide a default.
    """
    book = draft.root.child("codes")
    codes = book.value if book is not None and isinstance(book.value, dict) else {}
    if not codes:
        message = "`coded` without a code book; it belongs in a file that extends one with `codes`"
        return draft.with_problems(problem(chosen.key or chosen.place, message))
    wrong = [*_misshapen(chosen), *_misshapen_steps(codes)]
    if wrong:
        return draft.with_problems(*wrong)
    steps = chosen.child("steps") or Node({}, chosen.place)
    draft = draft.with_problems(*_unknown(steps, codes), *_unanswered(steps, codes))
    answers = [
        (name, answer, step)
        for name, code in codes.items()
        if (answer := steps.child(name)) is not None and (step := _step(code, str(answer.value))) is not None
    ]
    for name, answer, step in answers:
        draft = patched(draft, _patches(name, answer, step, chosen))
    for name, answer, step in answers:
        for path, factor in _children(step.child("times")):
            draft = _multiplied(draft, str(path), factor, _reason(name, answer, step), answer, chosen)
    return replace(draft, root=draft.root.with_child("codes", None), coded=chosen)


def _misshapen(chosen: Node) -> list[Problem]:
    if not isinstance(chosen.value, dict):
        return [problem(chosen.place, f"found {found(chosen.value)}, expected {expected(Coded)}")]
    return _faults(chosen, Coded)


def _misshapen_steps(codes: dict[str, Node]) -> list[Problem]:
    """What is no step in the book, for a slip there would change every case that chooses it without a word."""
    return [fault for _, step in _steps(codes) for fault in _faults(step, Step)]


def _faults(node: Node, model: type[BaseModel]) -> list[Problem]:
    """Keys that a block does not have, and values of another shape."""
    kinds = fields(model)
    unknown = [
        problem(below.key or below.place, f"unknown key {key!r}; {suggest(str(key), list(kinds))}")
        for key, below in _children(node)
        if key not in kinds
    ]
    return [*unknown, *(problem(place_of(node, one.path), one.message) for one in mistyped(node, model, (), {}))]


def _steps(codes: dict[str, Node]) -> list[tuple[str, Node]]:
    """Every step of a code book, with the code that it answers."""
    return [(name, step) for name, code in codes.items() for _, step in _children(code.child("steps"))]


def tried(draft: Unfinished) -> list[Problem]:
    """What is wrong with a code book by itself: paths that lead nowhere, factors that multiply nothing."""
    book = draft.root.child("codes")
    codes = book.value if book is not None and isinstance(book.value, dict) else {}
    if _misshapen_steps(codes):
        return []  # which the schema's own check tells
    wrong: list[Problem] = []
    nobody = Node({}, draft.root.place)
    for name, step in _steps(codes):
        start, here = replace(draft, problems=(), changed=()), Node(name, step.place)
        wrong += patched(start, _patches(name, here, step, nobody)).problems
        for path, factor in _children(step.child("times")):
            wrong += _multiplied(start, str(path), factor, "", here, nobody).problems
    return wrong


def _unknown(steps: Node, codes: dict[str, Node]) -> list[Problem]:
    """Codes that the book does not have, and answers that a code does not have."""
    wrong = []
    for name, answer in steps.children():
        if name not in codes:
            message = f"the code book has no code {name!r}; {suggest(str(name), list(codes))}"
            wrong.append(problem(answer.key or answer.place, message))
        elif _step(codes[str(name)], str(answer.value)) is None:
            known = codes[str(name)].child("steps")
            message = (
                f"{name} has no step {answer.value!r}; {suggest(str(answer.value), list(known.value) if known else [])}"
            )
            wrong.append(problem(answer.place, message))
    return wrong


def _unanswered(steps: Node, codes: dict[str, Node]) -> list[Problem]:
    missing = [name for name in codes if steps.child(name) is None]
    if not missing:
        return []
    return [problem(steps.place, f"no answer to {', '.join(missing)}; a case chooses one step of every code")]


def _step(code: Node, name: str) -> Node | None:
    steps = code.child("steps")
    return None if steps is None else steps.child(name)


def _patches(name: str, answer: Node, step: Node, chosen: Node) -> Node:
    """What a step sets, at the place of the answer that chose it."""
    marks = _marks(_reason(name, answer, step), answer, chosen)
    patches = _children(step.child("set"))
    return Node({path: _with(replace(node, key=answer.place), marks) for path, node in patches}, answer.place)


def _reason(name: str, answer: Node, step: Node) -> str:
    why = step.child("why")
    return f"coded {name} = {answer.value}" + (f": {why.value}" if why is not None else "")


def _marks(reason: str, answer: Node, chosen: Node) -> dict[str, Node]:
    marks = {key: node for key in _MARKS if (node := chosen.child(key)) is not None}
    return marks | {"why": Node(reason, answer.place)}


def _children(node: Node | None) -> list[tuple[str | int, Node]]:
    return list(node.children()) if node is not None and isinstance(node.value, dict) else []


def _multiplied(draft: Unfinished, path: str, factor: Node, reason: str, answer: Node, chosen: Node) -> Unfinished:
    """The number at a path, and its range, so many times as large."""

    def refused(message: str) -> Unfinished:
        return draft.with_problems(problem(factor.key or factor.place, message))

    if not is_number(factor.value) or not 0 < factor.value < inf:
        return refused(f"`times` {path}: found {found(factor.value)}, expected a factor above 0, such as 1.5")
    try:
        old = at(draft.root, path)
    except NoSuchPathError as error:
        return refused(str(error))
    parts: dict[str, Any] = old.value if old is not None and isinstance(old.value, dict) else {"value": old}
    number = parts.get("value")
    if number is None or not is_number(number.value):
        return refused(f"`times` {path}: no number stands there that could be multiplied; write it first")
    scaled = {"value": replace(number, value=number.value * factor.value)}
    if (ends := parts.get("range")) is not None and isinstance(ends.value, list):
        values = [end.value * factor.value if is_number(end.value) else end.value for end in ends.value]
        scaled["range"] = Node([Node(value, factor.place) for value in values], factor.place)
    before = f"{parts['why'].value}; " if "why" in parts else ""
    marks = _marks(f"{before}{factor.value:g} times that: {reason}", answer, chosen)
    return patched(draft, Node({path: Node(parts | marks | scaled, factor.place, answer.place)}, answer.place))


def _with(node: Node, marks: dict[str, Node]) -> Node:
    """A value with source and reason on every number in it that is written as a mapping."""
    if not isinstance(node.value, (dict, list)):
        return node
    parts: Any = (
        {key: _with(item, marks) for key, item in node.value.items()}
        if isinstance(node.value, dict)
        else [_with(item, marks) for item in node.value]
    )
    number = isinstance(parts, dict) and "value" in parts
    return replace(node, value=marks | parts if number else parts)
