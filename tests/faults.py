"""The template with a fault in it, and where the fault is: a ▸ stands just before the place that must be named."""

from __future__ import annotations

from pathlib import Path

import sim.scenario
from sim.load import ScenarioError, load_text
from sim.problems import Problem

TEMPLATE = Path(sim.scenario.__file__).with_name("template.yaml").read_text(encoding="utf-8")
MARK = "▸"

Edit = tuple[str, str]


def edited(*edits: Edit) -> str:
    """The template with each text replaced, once, by another."""
    text = TEMPLATE
    for old, new in edits:
        assert old in text, f"the template has no {old!r}"
        text = text.replace(old, new, 1)
    return text


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its marks, and line and column of each."""
    places = []
    while MARK in text:
        before, _, after = text.partition(MARK)
        places.append((before.count("\n") + 1, len(before) - before.rfind("\n")))
        text = before + after
    return text, places


def problems(text: str, **asked: object) -> list[Problem]:
    """What is wrong with a text."""
    try:
        load_text(text, "talks.yaml", **asked)  # type: ignore[arg-type]
    except ScenarioError as error:
        return error.problems
    return []


def assert_refused(text: str, *words: str) -> None:
    """One problem for each mark, there and nowhere else; the words are in the messages."""
    text, places = marked(text)
    found = problems(text)
    listing = "\n".join(map(str, found)) or "nothing was refused"
    assert places and sorted({(one.line, one.column) for one in found}) == sorted(places), listing
    assert all(one.file == "talks.yaml" for one in found)
    assert not [word for word in words if word not in listing], listing
