"""Fixtures for tests of what is done with futures: a small scenario, and futures made of luck alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from sim.record import ANSWERS, CLASSES, Futures
from sim.scenario import Scenario
from sim.streams import Purpose, Streams

ROOT = Path(__file__).parents[1]

SMALL: dict[str, Any] = {
    "name": "A border truce",
    "question": "Do both sides sign?",
    "as_of": "2025-03-11",
    "horizon_weeks": 26,
    "issues": {
        "scope": {"label": "What stops", "levels": ["nothing", "the guns", {"label": "all fighting", "halts_front": True}]},
        "prisoners": {"label": "Prisoners", "levels": ["kept", "exchanged"]},
    },
    "actors": {
        "north": {
            "label": "North", "role": "belligerent", "war": {"capacity": 1.2, "production": 0.02, "cost": 0.002},
            "demands": {"scope": {"ideal": 0, "salience": 0.6}, "prisoners": {"ideal": 1, "salience": 0.4}},
        },
        "south": {
            "label": "South", "role": "belligerent", "war": {"capacity": 1, "production": 0.02, "cost": 0.002},
            "demands": {"scope": {"ideal": 2, "salience": 0.6}, "prisoners": {"ideal": 1, "salience": 0.4}},
        },
        "envoy": {"label": "Envoy", "role": "mediator", "demands": {"scope": {"ideal": 2, "salience": 1}}},
    },
    "front": {
        "side_a": "north", "side_b": "south", "contest_power": 3, "decision_hazard": 0.003, "attrition": 0.012,
        "shock_sd": 0.3, "speed": 0.01,
    },
    "mediator": {"pledge": 0.05},
    "cards": {
        "embargo": {"label": "Embargo", "holder": "envoy", "target": "north", "effects": {"war_cost": 0.001}, "blowback": 0.02},
        "loan": {"label": "Loan", "holder": "envoy", "target": "south", "effects": {"deal_value": 0.01}, "blowback": 0.01},
    },
    "packages": {"truce": {"label": "thirty days of silence", "terms": {"scope": 2}}},
    "opening": {"proposer": "envoy", "package": "truce"},
    "resolve": {"signed": {"question": "Signed by week 10?", "kind": "full", "announced_by_week": 10, "stands_weeks": 4}},
    "variants": {"dear": {"question": "What if war were dear?", "set": {"actors.north.war.cost": 0.004}}},
}  # fmt: skip


@pytest.fixture(scope="session")
def small() -> Scenario:
    behaviour = yaml.safe_load((ROOT / "sim" / "behaviour.yaml").read_text())
    known = {name: {key: value for key, value in number.items() if value is not None} for name, number in behaviour.items()}
    return Scenario.model_validate({**SMALL, "behaviour": known})


def chance_futures(scenario: Scenario, *, seed: int = 0, first: int = 0, count: int = 50, weeks: int = 26) -> Futures:
    """Futures made of luck alone, replication i the same in any chunk: for tests that only store and count them."""
    streams = Streams(seed, first, count)

    def draw(name: str, low: int, high: int, *columns: str) -> np.ndarray:
        drawn = [streams.uniform(Purpose.SHOCK, f"{name} {column}", 0) for column in columns or ("",)]
        whole = (np.stack(drawn, axis=1) * (high - low) + low).astype(np.int16)
        return whole if columns else whole[:, 0]

    sides, cards = ("north", "south"), tuple(sorted(scenario.cards))
    issues = tuple(sorted(scenario.issues))
    full, partial = draw("full", -1, weeks + 1), draw("partial", -1, weeks + 1)
    pair = {name: draw(name, 0, 1000, *sides) / 7.0 for name in ("blame", "belief")}
    surplus = np.where(full[:, None] < 0, np.nan, draw("surplus", 0, 1000, *sides) / 7.0)
    return Futures(
        belligerents=sides, issues=issues, cards=cards, replication=np.arange(first, first + count),
        classes=draw("class", 0, len(CLASSES), *map(str, range(weeks + 1))).astype(np.int8),
        first_answer=draw("answer", 0, len(ANSWERS), *sides).astype(np.int8),
        signed_full=full, signed_partial=partial,
        full_weeks=np.where(full < 0, -1, draw("full_weeks", 0, 8)).astype(np.int16),
        partial_weeks=np.where(partial < 0, -1, draw("partial_weeks", 0, 12)).astype(np.int16),
        **{name: draw(name, 0, 4) for name in ("signatures", "collapses", "lapses", "violated_weeks")},
        talks_ended=draw("talks", -1, weeks), arms_decided=draw("arms", -1, weeks),
        victor=draw("victor", -1, 2).astype(np.int8), actor_type=draw("type", 0, 7, *sides).astype(np.int8),
        **{name: draw(name, 0, 3, *cards) for name in ("announced", "played", "dropped")},
        terms=draw("terms", 0, 2, *issues), text=draw("text", 0, 2, *issues),
        odds=draw("odds", 0, 1000) / 1000, ground=draw("ground", 0, 1000) / 1000, surplus=surplus, **pair,
    )  # fmt: skip
