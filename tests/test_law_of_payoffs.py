"""The value of terms is the mean discounted payoff of living under them, week by week."""

from __future__ import annotations

import numpy as np
import pytest

from sim.appraisal import appraise
from tests.games import split_land

PATHS, WEEKS = 100_000, 900
DELTA, MU, COST, STAKE = 0.985, 0.01, 0.002, 0.2
TEXT = {"land": 80, "war": 1}


def world(level: dict, **changes):
    return split_land(
        delta=DELTA,
        mu=MU,
        cost=(COST, COST),
        issues__war__levels=["goes on", {"label": "truce"} | level],
        front__speed=0.01,
        actors__a__war__worth_of_ground=STAKE,
        **changes,
    )


def discounted_payoffs(rng, level: dict, hazard: float, p: float, p_after: float, halt: float) -> np.ndarray:
    """(PATHS,) payoffs to side a of living under TEXT until it collapses, then fighting until arms decide."""
    halted = level.get("halts_front", False)
    saved = 1.0 if halted else level.get("cost_saved", {}).get("a", 0.0)
    open_share = 0.0 if halted else level.get("open_front", 1.0)
    change = 0.8 - 0.6 + halted * halt  # Dv of level 80 against level 60, and what the halt is worth in itself
    victory = {True: 0.4, False: -0.6}
    under = np.ones(PATHS, dtype=bool)
    going = np.ones(PATHS, dtype=bool)
    total = np.zeros(PATHS)
    left = np.full(PATHS, level.get("duration", WEEKS + 1))
    for week in range(WEEKS):
        odds = np.where(under, p, p_after)
        flow = np.where(under, (1 - DELTA) * change - (1 - saved) * COST, -COST)
        front = np.where(under, open_share, 1.0)
        total += going * DELTA**week * (flow + front * STAKE * 0.01 * (2 * odds - 1))
        decides = going & (rng.random(PATHS) < np.where(under & halted, 0.0, MU))
        wins = rng.random(PATHS) < odds
        total[decides] += DELTA ** (week + 1) * np.where(wins[decides], victory[True], victory[False])
        going &= ~decides
        left = left - under
        breaks = rng.random(PATHS) < hazard
        runs_out = left <= 0
        renewed = rng.random(PATHS) < level.get("renewal", 0.0)
        left = np.where(runs_out & renewed, level.get("duration", 0), left)
        under &= ~(breaks | (runs_out & ~renewed))
    return total


SETTINGS = {
    "a full truce that holds": {"halts_front": True},
    "a full truce that breaks soon": {"halts_front": True, "hazard": -np.log(0.7)},
    "a full truce that lets the rival rearm": {"halts_front": True, "hazard": 0.05, "rearmament": {"b": 4.0}},
    "a partial truce": {"cost_saved": {"a": 0.3, "b": 0.3}, "open_front": 0.5, "hazard": 0.1},
    "a truce of four weeks": {"halts_front": True, "duration": 4, "hazard": 0.02},
    "a renewable truce of four weeks": {"halts_front": True, "duration": 4, "renewal": 0.5, "hazard": 0.02},
    "a full truce that is liked": {"halts_front": True, "hazard": 0.05},
    "a full truce that is loathed": {"halts_front": True, "hazard": 0.05},
    "a partial truce by one who loathes full ones": {"cost_saved": {"a": 0.3, "b": 0.3}, "hazard": 0.1},
}
HALTS = {
    "a full truce that is liked": 0.3,
    "a full truce that is loathed": -0.3,
    "a partial truce by one who loathes full ones": -0.3,
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_value_is_the_mean_payoff_on_a_frozen_front(name):
    level, halt = SETTINGS[name], HALTS.get(name, 0.0)
    production = 1e-3 if "rearmament" in level else 0
    scenario = world(level, actors__b__war__production=production, actors__a__war__worth_of_halt=halt)
    found = appraise(scenario, [TEXT])
    paid = discounted_payoffs(
        np.random.default_rng(1), level, float(found.collapse[0]), found.odds, float(found.odds_after[0]), halt
    )
    error = paid.std() / np.sqrt(PATHS)
    tail = DELTA**WEEKS  # what lies beyond the last week simulated
    assert abs(paid.mean() - found.worth["a"][0, 0]) < 4 * error + tail, (
        f"value {found.worth['a'][0, 0]:.5f}, paid {paid.mean():.5f} +- {error:.5f}"
    )


def test_a_value_is_close_to_the_mean_payoff_on_a_drifting_front():
    """Fighting on while capacities drift: the formula carries today's flows on to the expected end of the war."""
    mu, gamma, production, attrition = 0.003, 3.0, (0.015, 0.0130), 0.012
    scenario = split_land(
        delta=DELTA,
        mu=mu,
        cost=(COST, COST),
        capacity=(1.05, 1.0),
        front__contest_power=gamma,
        front__attrition=attrition,
        actors__a__war__production=production[0],
        actors__b__war__production=production[1],
    )
    a, b, paid, going = 1.05, 1.0, 0.0, 1.0
    for week in range(3000):
        paid += going * DELTA**week * -COST
        a, b = a + production[0] - attrition * b, b + production[1] - attrition * a
        a, b = max(a, 0.02), max(b, 0.02)
        p = a**gamma / (a**gamma + b**gamma)
        paid += going * mu * DELTA ** (week + 1) * (0.4 * p - 0.6 * (1 - p))
        going *= 1 - mu
    assert appraise(scenario, [{}]).going_on["a"][0, 0] == pytest.approx(paid, abs=0.015)
