"""What two places of a scenario must agree on: names, sums, red lines, cards, sources.

Each file looks at one part and yields findings; none of them changes anything. A scenario whose shape was faulty
is checked too, without its faulty parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sim.checks import actors, cards, demands, events, levels, numbers, packages, references, sources
from sim.checks.draft import Draft
from sim.problems import Finding

__all__ = ["Draft", "check"]

CHECKS: tuple[Callable[[Draft], Iterator[Finding]], ...] = (
    references.names, references.actors, references.belligerents, references.levels,
    actors.roles, actors.front, actors.pen, actors.private_types,
    demands.saliences, demands.red_lines,
    levels.labels, levels.status_quo, levels.combinations, levels.deliverers,
    packages.promises, packages.opening, packages.questions,
    cards.aims, cards.endings, cards.particular,
    events.targets, events.effects, events.labels,
    numbers.denominators, numbers.calendar, sources.named, sources.judgements,
)  # fmt: skip


def check(draft: Draft) -> Iterator[Finding]:
    """Everything that does not agree, in the order of the checks."""
    for one in CHECKS:
        yield from one(draft)
