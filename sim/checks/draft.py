"""A scenario under examination."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from sim.problems import Path
from sim.scenario import Actor, Condition, Demand, LevelName, Quantity, Scenario


@dataclass(frozen=True)
class Draft:
    """A scenario as far as it is sound, with the names of what was set aside as faulty."""

    scenario: Scenario
    names: Mapping[str, tuple[str, ...]]  # block -> every name in it, also of faulty entries
    aside: frozenset[Path] = frozenset()

    def knows(self, block: str, name: str) -> bool:
        """Whether a block has a name, or could have had it before its faults were set aside."""
        return name in self.names[block] or (block,) in self.aside

    @cached_property
    def parts(self) -> list[tuple[Path, BaseModel]]:
        """Every block and number that the scenario writes, from the top down, with its path."""
        return list(_parts(self.scenario, ()))

    def having(self, role: str) -> tuple[str, ...]:
        """Actors of a role."""
        return tuple(name for name, actor in self.scenario.actors.items() if actor.role == role)

    @property
    def belligerents(self) -> tuple[str, ...]:
        """Actors that fight."""
        return self.having("belligerent")

    @property
    def two_sided(self) -> bool:
        """Whether there are two belligerents; what only they can have is looked at only then."""
        return len(self.belligerents) == 2

    def level(self, issue: str, name: LevelName) -> int | None:
        """Index of a level, none where it is misspelt or its issue was set aside."""
        try:
            return self.scenario.level(issue, name)
        except (KeyError, ValueError):
            return None

    def status_quo(self, issue: str) -> int | None:
        """Index of the level from which the talks start."""
        block = self.scenario.issues.get(issue)
        return None if block is None else self.level(issue, block.status_quo)

    def holds_at_start(self, condition: Condition) -> bool:
        """Whether a condition holds under the status quo; it does only where each of its levels is that."""
        return all(self.level(issue, name) == self.status_quo(issue) for issue, name in condition.items())

    def demands(self) -> Iterator[tuple[Path, str, Actor, str, Demand]]:
        """Every demand as (path, name of the actor, actor, issue, demand)."""
        for name, actor in self.scenario.actors.items():
            for issue, demand in actor.demands.items():
                yield ("actors", name, "demands", issue), name, actor, issue, demand

    def conditions(self) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        """Every mapping issue -> level of the scenario, with its path."""
        for path, _, _, _, demand in self.demands():
            yield from (((*path, "red_line", i, "if"), line.if_) for i, line in enumerate(demand.red_line))
        for name, card in self.scenario.cards.items():
            yield ("cards", name, "lifted_by", "terms"), card.lifted_by.terms
        for name, package in self.scenario.packages.items():
            yield ("packages", name, "terms"), package.terms
        for issue, block in self.scenario.issues.items():
            yield from ((("issues", issue, "levels", i, "never"), level.never) for i, level in enumerate(block.levels))


def _parts(value: Any, path: Path) -> Iterator[tuple[Path, BaseModel]]:
    if isinstance(value, BaseModel):
        yield path, value
        if isinstance(value, Quantity):
            return
        for name, field in type(value).model_fields.items():
            below = getattr(value, name)
            if below is not field.default and isinstance(below, (BaseModel, dict, list)):
                yield from _parts(below, (*path, field.alias or name))
    elif isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _parts(item, (*path, key))


def either(names: tuple[str, ...]) -> str:
    """Names to choose from, in a sentence.

    >>> either(("russia", "ukraine")), either(())
    ('russia or ukraine', 'a belligerent')
    """
    return " or ".join(names) or "a belligerent"
