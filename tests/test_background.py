"""A run in the background is that of the command line; given up, it leaves what `parley run --resume` goes on with."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import ensemble
from sim.background import Background
from sim.interrupted import list_interrupted
from sim.plan import Asked, Plan
from sim.runs import list_runs, open_run
from sim.scenario import Scenario
from sim.streams import BLOCK


def plan(small: Scenario, replications: int, **more: str) -> Plan:
    return Plan(small, Asked("border.yaml"), seed=3, replications=replications, weeks=2, **more)  # type: ignore[arg-type]


def test_it_saves_the_same_run_as_the_one_made_in_the_foreground(small: Scenario, store: Path):
    asked = plan(small, 300, name="calm", note="why not")
    aside = Background(asked, workers=1)
    aside.wait(120)
    assert aside.is_over and aside.trouble is None and aside.share == 1
    saved, straight = open_run("calm"), ensemble.run(small, **asked.options())
    assert aside.run is not None and aside.run.name == "calm" and saved.manifest["note"] == "why not"
    assert saved.manifest["summary"]["outcome"] == straight.summary.as_json()["outcome"]


def test_given_up_it_keeps_what_is_finished_and_says_how_to_go_on(
    small: Scenario, store: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ensemble, "CHUNK", BLOCK)
    aside = Background(plan(small, 40 * BLOCK), workers=1)
    aside.give_up()
    aside.wait(120)
    assert aside.is_over and aside.run is None and not list_runs()
    assert aside.trouble is not None and "parley run --resume" in aside.trouble
    assert 0 < aside.share < 1 and len(list_interrupted()) == 1


def test_what_goes_wrong_is_told_in_words(small: Scenario, tmp_path: Path):
    (tmp_path / "runs").write_text("a file")
    aside = Background(plan(small, 50), folder=tmp_path / "runs", workers=1)
    aside.wait(120)
    assert aside.run is None and "expected a folder of saved runs" in (aside.trouble or "")
