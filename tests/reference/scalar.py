"""The scalar twin: one replication at a time, in the words of `sim.record`."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from sim.record import Futures
from sim.scenario import Scenario

from .model import Negotiation

WIDTHS = {"replication": np.int64, "classes": np.int8, "first_answer": np.int8, "victor": np.int8,
          "actor_type": np.int8} | dict.fromkeys(("odds", "ground", "blame", "belief", "surplus"), np.float64)


def run_one(
    scenario: Scenario, seed: int, replication: int, weeks: int | None = None, fixed: bool = False, per_draw: int = 1
) -> dict[str, Any]:
    """The facts of one replication, weeks 0 to `weeks` (the scenario's horizon unless given)."""
    talks = Negotiation(scenario, seed, replication, fixed, per_draw)
    for _ in range((scenario.horizon_weeks if weeks is None else weeks) + 1):
        talks.step()
    facts = talks.ledger.facts(replication)
    talks.remove_all_agents()
    return facts


def futures(
    scenario: Scenario, seed: int, first: int = 0, count: int = 1, weeks: int | None = None, fixed: bool = False,
    per_draw: int = 1,
) -> Futures:
    """Replications `first` to `first + count - 1`, stacked as the engine returns them."""
    runs = [run_one(scenario, seed, first + r, weeks, fixed, per_draw) for r in range(count)]
    arrays: dict[str, Any] = {}
    for fact in fields(Futures):
        if fact.name in runs[0]:
            rows = [run[fact.name] for run in runs]
            arrays[fact.name] = np.array(rows, dtype=WIDTHS.get(fact.name, np.int16))
    belligerents = sorted(name for name, actor in scenario.actors.items() if actor.role == "belligerent")
    return Futures(belligerents=tuple(belligerents), issues=tuple(sorted(scenario.issues)),
                   cards=tuple(sorted(scenario.cards)), **arrays)
