"""The engine and its scalar twin agree future by future, fact by fact."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from sim.load import load_scenario
from sim.negotiation import simulate
from sim.record import Futures
from sim.scenario import Scenario
from tests.random_scenarios import random_scenario
from tests.reference.scalar import futures

REPLICATIONS = 100
FLOATS = 1e-9  # exp and pow differ in the last bits between machines, decisions do not
FACTS = [fact.name for fact in fields(Futures) if fact.name not in ("belligerents", "issues", "cards", "trace")]


def differing(engine: Futures, twin: Futures) -> dict[str, list[int]]:
    """Facts that differ, each with the rows in which it does."""
    found = {}
    for name in FACTS:
        ours, theirs = getattr(engine, name), getattr(twin, name)
        assert ours.shape == theirs.shape, f"{name}: engine {ours.shape}, twin {theirs.shape}"
        if np.issubdtype(theirs.dtype, np.floating):
            apart = ~np.isclose(ours, theirs, rtol=0, atol=FLOATS, equal_nan=True)
        else:
            apart = ours != theirs
        rows = np.flatnonzero(apart.reshape(len(apart), -1).any(axis=1))
        if rows.size:
            found[name] = rows.tolist()
    return found


def where_they_part(scenario: Scenario, seed: int, replication: int) -> str:
    """The first week, and the first facts in it, in which engine and twin tell different stories."""
    for week in range(scenario.horizon_weeks + 1):
        engine = simulate(scenario, seed=seed, first=replication, count=1, weeks=week)
        twin = futures(scenario, seed, replication, 1, week)
        parted = {name: (getattr(engine, name)[0].tolist(), getattr(twin, name)[0].tolist())
                  for name in differing(engine, twin)}
        if parted:
            told = "; ".join(f"{name}: engine {ours}, twin {theirs}" for name, (ours, theirs) in parted.items())
            return f"week {week}: {told}"
    return "in no week when run alone: the engine depends on the company of other replications"


@pytest.mark.parametrize("seed", range(20))
def test_engine_and_twin_tell_the_same_story(seed: int) -> None:
    scenario = random_scenario(seed)
    engine = simulate(scenario, seed=seed, count=REPLICATIONS)
    twin = futures(scenario, seed, count=REPLICATIONS)
    assert (engine.belligerents, engine.issues, engine.cards) == (twin.belligerents, twin.issues, twin.cards)
    parted = differing(engine, twin)
    if parted:
        rows = sorted({row for rows in parted.values() for row in rows})
        pytest.fail(f"scenario {seed}: {len(rows)} of {REPLICATIONS} futures differ, in {sorted(parted)}\n"
                    f"replication {rows[0]}, {where_they_part(scenario, seed, rows[0])}")


def test_engine_and_twin_agree_where_every_number_is_fixed() -> None:
    scenario = random_scenario(3)
    engine = simulate(scenario, seed=3, count=20, fixed=True)
    assert not differing(engine, futures(scenario, 3, count=20, fixed=True))


def test_engine_and_twin_agree_where_futures_share_a_draw_of_the_ranges() -> None:
    scenario = random_scenario(5)
    nested = simulate(scenario, seed=5, first=7, count=20, per_draw=3)
    assert not differing(nested, futures(scenario, 5, first=7, count=20, per_draw=3))
    assert differing(nested, simulate(scenario, seed=5, first=7, count=20)), "else the ranges would decide nothing"


def test_engine_and_twin_agree_on_the_first_scenario() -> None:
    march = load_scenario("march-2025")
    assert not differing(simulate(march, seed=1, count=60), futures(march, 1, count=60))


def test_a_threat_stands_down_once_the_terms_in_force_lift_its_card() -> None:
    scenario = random_scenario(366)  # in replication 25 terms end while a card waits that the status quo lifts
    assert not differing(simulate(scenario, seed=366, first=20, count=10), futures(scenario, 366, first=20, count=10))
