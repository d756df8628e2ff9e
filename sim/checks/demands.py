"""What actors want: saliences and red lines."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from sim.checks.actors import rescaled
from sim.checks.draft import Draft
from sim.problems import Finding, Path
from sim.scenario import RedLine


def saliences(draft: Draft) -> Iterator[Finding]:
    """The saliences of an actor sum to 1."""
    for name, actor in draft.scenario.actors.items():
        given = {issue: demand.salience.value for issue, demand in actor.demands.items()}
        total = sum(given.values())
        if given and not isclose(total, 1, abs_tol=1e-6):
            digits = 3 if round(total, 3) != 1 else 8
            message = f"salience of {name} sums to {total:.{digits}f}, expected 1{rescaled(given)}"
            yield Finding(("actors", name, "demands"), message, at_key=True)


def red_lines(draft: Draft) -> Iterator[Finding]:
    """A red line lies away from the ideal, and the status quo does not cross it."""
    for path, name, _, issue, demand in draft.demands():
        for i, line in enumerate(demand.red_line):
            ideal, start = draft.level(issue, demand.ideal), draft.level(issue, line.from_)
            if ideal is None or start is None:
                continue
            yield from _red_line(draft, (*path, "red_line", i, "from"), name, issue, line, ideal, start)


def _red_line(
    draft: Draft, path: Path, name: str, issue: str, line: RedLine, ideal: int, start: int
) -> Iterator[Finding]:
    labels = [level.label for level in draft.scenario.issues[issue].levels]
    if start == ideal:
        message = f"red line of {name} on {issue} begins at its ideal, {labels[ideal]!r}"
        yield Finding(path, f"{message}; begin it at the first level across the line, away from the ideal")
        return
    quo = draft.status_quo(issue)
    crossed = quo is not None and (quo >= start if start > ideal else quo <= start)
    if quo is not None and crossed and draft.holds_at_start(line.if_):
        message = f"red line of {name} on {issue} from {labels[start]!r} is crossed by the status quo, {labels[quo]!r}"
        yield Finding(path, f"{message}; begin it beyond the status quo, or say with `if` when it counts")
