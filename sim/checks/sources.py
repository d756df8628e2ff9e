"""Every number with its source, every judgement with its reason."""

from __future__ import annotations

from collections.abc import Iterator

from sim.behaviours import BACKTEST
from sim.checks.draft import Draft
from sim.problems import Finding, Path, suggest
from sim.scenario import Quantity

JUDGEMENT = "judgement"
TAKEN = {JUDGEMENT: "no source at all", BACKTEST: "what ships with parley"}  # sources that no scenario can call its own


def named(draft: Draft) -> Iterator[Finding]:
    """A source is one of the scenario's, `judgement`, or the backtest that ships with parley."""
    known = [*draft.names["sources"], *TAKEN]
    for key, stands_for in TAKEN.items():
        if key in draft.names["sources"]:
            message = f"`{key}` stands for {stands_for}; give this source another key"
            yield Finding(("sources", key), message, at_key=True)
    for path, part in draft.parts:
        source = getattr(part, "source", None)
        if source is not None and source not in known and not draft.knows("sources", source):
            yield Finding((*path, "source"), f"no source is called {source!r}; {suggest(source, known)}")


def judgements(draft: Draft) -> Iterator[Finding]:
    """A judgement says why: itself, or a block around it; a block may leave it to each of its numbers."""
    stated: dict[Path, list[bool]] = {}  # path of a judgement -> whether each number that it covers says why
    covered: dict[Path, tuple[Path | None, bool]] = {}  # path -> where its judgement was stated, whether it says why
    for path, part in draft.parts:
        above = next((covered[path[:n]] for n in range(len(path) - 1, -1, -1) if path[:n] in covered), (None, False))
        source = getattr(part, "source", None)
        origin = above[0] if source is None else path if source == JUDGEMENT else None
        why = above[1] or bool(getattr(part, "why", None))
        covered[path] = origin, why
        if origin == path:
            stated[path] = [True] if why else []
        if origin is not None and isinstance(part, Quantity):
            stated[origin].append(why)
    for path, reasons in stated.items():
        if not reasons or not all(reasons):
            message = "a judgement without its reason; add why: ... here or in the block around it"
            yield Finding((*path, "source"), message)
