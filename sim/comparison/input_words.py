"""Inputs that differ, in words."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from sim.comparison.inputs import Change
from sim.comparison.pair import Comparison
from sim.scenario import Quantity
from sim.words import Table

MOST = 40  # inputs that are told to a reader
FACTS = {
    "seed": "seed, where the luck starts", "replications": "futures", "weeks": "weeks",
    "fixed": "every number at its stated value", "streams": "scheme by which luck is drawn",
    "engine": "version of parley",
}  # fmt: skip


def input_tables(one: Comparison, letter: str) -> list[Table]:
    """What differs in values, in whole blocks, and in how the runs were made; letter: what b is called."""
    return [_inputs(one, letter), _blocks(one, letter), _run(one, letter)]


def _inputs(one: Comparison, letter: str) -> Table:
    rows = [row(change) for change in one.inputs_that_differ]
    title = f"Inputs that differ between A and {letter}"
    if len(rows) > MOST:
        title += f" (the first {MOST} of {len(rows)}; --format json gives all)"
    return Table(title, ("input", "A", letter, "change"), rows[:MOST])


def row(change: Change) -> tuple[str, ...]:
    """An input that differs: its label, unit and path, both values, and the change."""
    told = change.as_json()
    unit = f", {told['unit']}" if told["unit"] else ""
    ranged = told["range_a"] != told["range_b"]
    return f"{change.label}{unit}\n{change.path}", value(change.a, ranged), value(change.b, ranged), _change(told)


def value(given: Any, ranged: bool = True) -> str:
    """A value of an input for a reader, with its range.

    >>> value(Quantity(value=0.5, range=(0.4, 0.6))), value(None), value([1, 2])
    ('0.5 (0.4 to 0.6)', 'none', '2 entries')
    """
    if isinstance(given, Quantity):
        ends = f" ({given.range[0]:.4g} to {given.range[1]:.4g})" if given.range and ranged else ""
        return f"{given.value:.6g}{ends}"
    if isinstance(given, BaseModel):
        return "there"
    if given is None or given == []:
        return "none"
    if isinstance(given, (list, dict)):
        return f"{len(given)} {'entry' if len(given) == 1 else 'entries'}"
    return str(given).lower() if isinstance(given, bool) else str(given)


def _change(told: dict[str, Any]) -> str:
    if told["change"] is None:
        return ""
    if told["change"] == 0:
        return "range only"
    times = f", {told['b'] / told['a']:.3g} times" if told["a"] and told["b"] / told["a"] > 0 else ""
    return f"{told['change']:+.4g}{times}"


def _blocks(one: Comparison, letter: str) -> Table:
    blocks = [change for change in one.changes if change.is_block]
    rows = [(f"{block.label}\n{block.path}", "A" if block.b is None else letter) for block in blocks]
    return Table(f"Only in one of A and {letter}", ("block", "only in"), rows)


def _run(one: Comparison, letter: str) -> Table:
    rows = [(FACTS[d["path"]], str(d["a"]).lower(), str(d["b"]).lower()) for d in one.run_differences]
    return Table("What differs in the runs themselves", ("", "A", letter), rows)
