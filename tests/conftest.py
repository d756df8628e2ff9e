"""Fixtures that many tests share: a small scenario, an empty store of runs, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from sim.load import load_text
from sim.scenario import Scenario
from tests.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SMALL: dict[str, Any] = {
    "name": "A border truce",
    "question": "Do both sides sign?",
    "as_of": "2025-03-11",
    "horizon_weeks": 26,
    "issues": {
        "scope": {
            "label": "What stops", "levels": ["nothing", "the guns", {"label": "all fighting", "halts_front": True}],
        },
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
        "embargo": {
            "label": "Embargo", "holder": "envoy", "target": "north", "effects": {"war_cost": 0.001}, "blowback": 0.02,
        },
        "loan": {
            "label": "Loan", "holder": "envoy", "target": "south", "effects": {"deal_value": 0.01}, "blowback": 0.01,
        },
    },
    "packages": {"truce": {"label": "thirty days of silence", "terms": {"scope": 2}}},
    "opening": {"proposer": "envoy", "package": "truce"},
    "resolve": {
        "signed": {"question": "Signed by week 10?", "kind": "full", "announced_by_week": 10, "stands_weeks": 4},
    },
    "variants": {"dear": {"question": "What if war were dear?", "set": {"actors.north.war.cost": 0.004}}},
}  # fmt: skip


@pytest.fixture(scope="session")
def small() -> Scenario:
    return load_text(yaml.safe_dump(SMALL, sort_keys=False), file="small.yaml")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store of runs, for the library and the command line alike."""
    monkeypatch.setenv("PARLEY_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


@pytest.fixture
def scenario_file(tmp_path: Path) -> Path:
    """The small scenario as a file."""
    path = tmp_path / "border.yaml"
    path.write_text(yaml.safe_dump(SMALL, sort_keys=False))
    return path


@pytest.fixture(scope="module")  # not longer: while it is open, other tests' event loops could not run
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    if reason := chromium.missing():
        chromium.refuse(reason)
    with chromium.started() as browser:
        yield browser
