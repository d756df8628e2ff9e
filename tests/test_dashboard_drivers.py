"""The page of drivers: three analyses that start on a button, work aside, and say what the command says."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboard.jobs import Job
from sim.analysis import design
from sim.analysis.answer import Answer
from sim.cli import main
from sim.outcomes import OutcomeError
from sim.scenario import Scenario
from tests.conftest import SMALL
from tests.pages import PATIENCE, button, cells, opened, specs, words, worked


def ranged(value: float, low: float, high: float) -> dict[str, Any]:
    return {"value": value, "range": [low, high]}


@pytest.fixture
def saved(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A run of a scenario with two ranges; nothing is worth other processes."""
    monkeypatch.setattr(design, "PAYS_FROM", 10_000)
    scenario = json.loads(json.dumps(SMALL))
    scenario["actors"]["north"]["war"]["cost"] = ranged(0.002, 0.001, 0.006)
    scenario["mediator"]["pledge"] = ranged(0.05, 0.02, 0.2)
    (tmp_path / "border.yaml").write_text(yaml.safe_dump(scenario, sort_keys=False))
    command = ["run", str(tmp_path / "border.yaml"), "--replications", "30", "--name", "calm"]
    assert main(command) == 0
    return "calm"


def as_told(capsys: pytest.CaptureFixture[str], shown: Any) -> dict[str, Any]:
    """What the command prints that the page tells to copy."""
    command = shown.code[0].value
    capsys.readouterr()
    assert main([*command.split()[1:], "--format", "md"]) == 0
    return {"command": command, "text": capsys.readouterr().out}


def assert_the_same(shown: Any, text: str) -> None:
    """Every sentence and every row of the command stands on the page."""
    rows = {" | ".join(row) for table in shown.table for row in cells(table)}
    said = words(shown)
    for line in text.splitlines():
        if line.startswith("| ") and "---" not in line:
            row = line.removeprefix("| ").removesuffix(" |")
            assert row in rows or row in {" | ".join(t.value.columns).replace("\\", "") for t in shown.table}, row
        elif line and not line.startswith(("#", "|")):
            assert " ".join(line.split()) in said, line


def test_nothing_is_simulated_before_its_button_and_its_cost_is_said(saved: str):
    shown = opened("drivers", run=saved)
    assert not shown.exception and not shown.table
    assert "futures of 13 weeks, about " in words(shown)
    assert shown.code[0].value == "parley drivers calm --outcome=signed_full@13"


def test_what_moves_it_says_the_same_as_the_command(saved: str, capsys: pytest.CaptureFixture[str]):
    shown = opened("drivers", run=saved)
    shown = worked(button(shown, "Find what moves it").click().run())
    assert not shown.exception and not shown.error
    assert_the_same(shown, as_told(capsys, shown)["text"])
    assert [spec["description"].split()[0] for spec in specs(shown)] == ["How", "Share", "Screening"]


def test_where_it_happens_says_the_same_as_the_command(saved: str, capsys: pytest.CaptureFixture[str]):
    shown = opened("drivers", run=saved, analysis="Where it happens")
    shown = worked(button(shown, "Find where it happens").click().run())
    assert not shown.exception and not shown.error
    assert_the_same(shown, as_told(capsys, shown)["text"])
    shown.toggle[0].set_value(False).run()
    assert shown.code[0].value == "parley discover calm --outcome=signed_full@13 --numbers-only"


def test_what_cards_are_worth_says_the_same_as_the_command(saved: str, capsys: pytest.CaptureFixture[str]):
    shown = opened("drivers", run=saved, analysis="What cards are worth")
    shown = worked(button(shown, "Find what cards are worth").click().run())
    assert not shown.exception and not shown.error
    assert_the_same(shown, as_told(capsys, shown)["text"])


def test_another_outcome_or_seed_is_another_question(saved: str):
    shown = opened("drivers", run=saved)
    shown.selectbox(key="outcome").select("accept:north").run()
    shown.number_input[0].set_value(7).run()
    shown.slider[0].set_value(4).run()
    assert not shown.exception
    assert shown.code[0].value == "parley drivers calm --outcome=accept:north --seed=7 --top=4"


def test_the_question_on_explore_is_asked_where_no_run_is_chosen(store: Path):
    shown = opened("drivers", link={"scenario": "march-2025", "set": "mediator.pledge=0.05"})
    assert not shown.exception
    assert shown.code[0].value == "parley drivers march-2025 --set mediator.pledge=0.05 --outcome=signed_full@13"


def test_a_scenario_without_ranges_says_what_is_missing(saved: str, monkeypatch: pytest.MonkeyPatch):
    def none(scenario: Scenario) -> list[Any]:
        raise OutcomeError(f"{scenario.name}: no number carries a range; write some ranges")

    monkeypatch.setattr("dashboard.drivers.uncertain", none)
    shown = opened("drivers", run=saved)
    assert not shown.exception and "write some ranges" in words(shown)
    assert not [one for one in shown.button if one.label.startswith("Find")]


def test_work_under_way_tells_how_far_it_is_and_ends_when_it_is_cancelled(saved: str, monkeypatch: pytest.MonkeyPatch):
    begun, go_on = threading.Event(), threading.Event()

    def search(*_: Any, progress: Any, **__: Any) -> Answer:
        progress(3, 8)
        begun.set()
        go_on.wait(PATIENCE)
        progress(4, 8)
        raise AssertionError("it was cancelled")

    monkeypatch.setattr("sim.analysis.discovery_words.search", search)
    shown = opened("drivers", run=saved, analysis="Where it happens")
    shown = button(shown, "Find where it happens").click().run()
    assert begun.wait(PATIENCE)
    shown.run()
    assert "futures: 3 of 8" in shown.get("progress")[0].proto.text.replace("\\", "")
    shown = button(shown, "Cancel").click().run()
    go_on.set()
    shown = worked(shown)
    assert "Cancelled; nothing was kept" in words(shown)
    assert button(shown, "Find where it happens"), "it can be begun again"


def test_work_that_fails_says_why_and_can_be_begun_again(saved: str, monkeypatch: pytest.MonkeyPatch):
    def search(*_: Any, **__: Any) -> Answer:
        raise MemoryError("too little memory")

    monkeypatch.setattr("sim.analysis.discovery_words.search", search)
    shown = opened("drivers", run=saved, analysis="Where it happens")
    shown = worked(button(shown, "Find where it happens").click().run())
    assert shown.error[0].value == "too little memory" and button(shown, "Find where it happens")


def test_two_pieces_of_work_take_turns():
    order, go_on = [], threading.Event()

    def first(watch: Any) -> str:
        go_on.wait(PATIENCE)
        order.append("first")
        return "a"

    one = Job(first).begin()
    two = Job(lambda watch: order.append("second")).begin()
    assert not two.over.wait(0.3) and two.part == "waiting for other work to end"
    go_on.set()
    assert one.over.wait(PATIENCE) and two.over.wait(PATIENCE)
    assert order == ["first", "second"] and one.result == "a"


def test_work_whose_reader_has_left_ends_by_itself(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dashboard.jobs.PATIENCE", 0.0)

    def work(watch: Any) -> None:
        report = watch("futures")
        for done in range(1000):
            time.sleep(0.001)
            report(done, 1000)

    left = Job(work, awaited=lambda: False).begin()
    assert left.over.wait(PATIENCE) and left.error.startswith("Cancelled") and left.done < 1000
