"""A comparison as one long table, for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.comparison.pair import Comparison

HEAD = ("part", "run", "path", "outcome", "week", "a", "b", "difference", "low", "high", "paired", "effect", "error")


def as_rows(made: Comparison) -> Iterator[tuple[Any, ...]]:
    """Inputs, blocks, outcomes, means, effects and notes, one a row under `HEAD`; run: what is held against a."""
    yield HEAD
    for one in (made, *made.others):
        for part, row in _rows(one.as_json()):
            yield part, one.b.name, *(row.get(name, "") for name in HEAD[2:])


def _rows(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in ("run_differences", "inputs", "only_in_a", "only_in_b", "outcomes", "means", "attribution"):
        for row in told[part]:
            yield part, row | ({"difference": row["change"]} if part == "inputs" else {})
    for note in told["notes"]:
        yield "notes", {"path": note}
