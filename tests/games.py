"""Small games with known answers, made in code where a test varies them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

import sim.scenario
from sim.scenario import Scenario

BEHAVIOUR = yaml.safe_load((Path(sim.scenario.__file__).parent / "behaviour.yaml").read_text())


def split_land(
    *,
    levels: int = 101,
    quo: int = 60,
    cost: tuple[float, float] = (0.00396, 0.00594),
    capacity: tuple[float, float] = (0.6, 0.4),
    delta: float = 0.98,
    mu: float = 0.02,
    hazard: float = 0.0,
    speed: float = 0.0,
    **changes: Any,
) -> Scenario:
    """Two sides a (ideal: last level) and b (ideal: level 0) split one land; level 1 of `war` halts the front.

    The odds are capacity_a / (capacity_a + capacity_b) for ever: no production, no attrition, power 1.
    `changes` are dotted paths with `__` for the dot, set in the raw scenario before it is checked.
    """
    raw: dict[str, Any] = {
        "name": "Split the land",
        "question": "Which splits are better than war for both?",
        "as_of": "2000-01-01",
        "horizon_weeks": 26,
        "behaviour": BEHAVIOUR | {"discount": delta},
        "issues": {
            "land": {"label": "Land", "levels": [f"a holds {i}" for i in range(levels)], "status_quo": quo},
            "war": {"label": "War", "levels": ["goes on", {"label": "stops", "halts_front": True, "hazard": hazard}]},
        },
        "actors": {
            "a": {
                "label": "A",
                "role": "belligerent",
                "war": {"capacity": capacity[0], "production": 0, "cost": cost[0]},
                "demands": {"land": {"ideal": levels - 1, "salience": 1}, "war": {"ideal": 0, "salience": 0}},
            },
            "b": {
                "label": "B",
                "role": "belligerent",
                "war": {"capacity": capacity[1], "production": 0, "cost": cost[1]},
                "demands": {"land": {"ideal": 0, "salience": 1}, "war": {"ideal": 0, "salience": 0}},
            },
            "m": {"label": "M", "role": "mediator", "demands": {"war": {"ideal": 1, "salience": 1}}},
        },
        "front": {
            "side_a": "a",
            "side_b": "b",
            "contest_power": 1,
            "decision_hazard": mu,
            "attrition": 0,
            "shock_sd": 0,
            "speed": speed,
        },
        "mediator": {"pledge": 0.05, "partial_share": 0.4},
        "packages": {"stop": {"label": "Stop here", "terms": {"war": 1}}},
        "opening": {"proposer": "m", "package": "stop"},
    }
    return Scenario.model_validate(changed(raw, changes))


def changed(raw: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The raw scenario with `a__b__c=value` set; a number in a path is an index."""
    for path, new in changes.items():
        block: Any = raw
        *way, last = path.split("__")
        for step in way:
            block = block[int(step)] if isinstance(block, list) else block.setdefault(step, {})
        block[int(last) if isinstance(block, list) else last] = new
    return raw


def texts(scenario: Scenario) -> list[dict[str, int]]:
    """Every split of the land, with the front halted."""
    return [{"land": level, "war": 1} for level in range(len(scenario.issues["land"].levels))]
