"""What an ordinary ensemble drew in each future: numbers from their ranges, and what actors keep to themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.inputs import Array, Input, every_number
from sim.outcomes import Columns
from sim.scenario import Scenario
from sim.streams import Purpose, Streams

PRIVATE = "private "  # path of what is drawn and is no number of the file: private type.russia


@dataclass(frozen=True)
class Drawn:
    """One thing that is drawn once a future: its path, words, range in words, and values (R,)."""

    path: str
    label: str
    about: str
    values: Array


def numbers_drawn(inputs: list[Input], seed: int, count: int) -> Array:
    """(R, D) what replications 0 to `count` - 1 of an ensemble draw for each number."""
    luck = Streams(seed, 0, count)
    return np.stack([one.at(luck.uniform(Purpose.PARAMETER, one.path, 0)) for one in inputs], axis=1)


def private_draws(scenario: Scenario, columns: Columns, seed: int) -> list[Drawn]:
    """What actors know of themselves alone: belligerents' types, unless a new leader may change them, and resolve."""
    changed = {event.new_leader for event in scenario.events}
    count = len(columns["signed_full"])
    found = []
    for name, actor in scenario.actors.items():
        types, column = actor.types, f"actor_type.{name}"
        if column in columns and name not in changed and types.only is None and len({*columns[column]}) > 1:
            most = int(columns[column].max())
            order = sorted(types.named) or ["cheapest", *[""] * (most - 1), "dearest"]
            about = f"0 ({order[0]}) to {most} ({order[-1]}), known to itself alone"
            label = f"{actor.label}: its private cost of war"
            found.append(Drawn(f"{PRIVATE}type.{name}", label, about, columns[column].astype(float)))
    return [*found, *_resolve(scenario, seed, count)]


def _resolve(scenario: Scenario, seed: int, count: int) -> list[Drawn]:
    holders = {card.holder for card in scenario.cards.values()}
    numbers = {one.path: one for one in every_number(scenario)}
    luck, found = Streams(seed, 0, count), []
    for name in sorted(holders):
        actor = scenario.actors[name]
        share = numbers.get(f"actors.{name}.resolve.share_resolute")
        if actor.resolve.only or share is None:
            continue
        chance = numbers_drawn([share], seed, count)[:, 0]
        resolute = (luck.uniform(Purpose.RESOLVE, name, 0) < chance).astype(float)
        label = f"{actor.label}: resolve"
        found.append(
            Drawn(f"{PRIVATE}resolve.{name}", label, "0 (irresolute) or 1 (resolute), known to itself", resolute)
        )
    return found
