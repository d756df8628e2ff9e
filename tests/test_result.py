"""`sim.run`: futures in Python as tables, kept, let go, and saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sim
from sim import result
from sim.ensemble import Ensemble
from sim.record import Futures
from sim.result import NotKept
from sim.scenario import Scenario

FEW = {"replications": 60, "weeks": 5}


def test_a_name_a_file_and_a_scenario_give_the_same_futures(small: Scenario, scenario_file: Path):
    for asked in (small, scenario_file, str(scenario_file)):
        made = sim.run(asked, **FEW)
        assert made.scenario.model_copy(update={"variants": {}}) == small.model_copy(update={"variants": {}})
        np.testing.assert_array_equal(made.columns()["class.05"], sim.run(small, **FEW).columns()["class.05"])


def test_a_variant_and_changes_are_those_of_the_scenario(small: Scenario, scenario_file: Path):
    for asked in (small, scenario_file):
        assert sim.run(asked, variant="dear", **FEW).scenario.actors["north"].war.cost.value == 0.004
        changed = sim.run(asked, changes={"mediator.pledge": 0.2}, **FEW)
        assert changed.scenario.mediator.pledge.value == 0.2
    assert sim.run(f"{scenario_file}:dear", **FEW).asked.variant == "dear"


def test_futures_are_a_table_with_a_row_each_and_words_for_codes(small: Scenario):
    made = sim.run(small, **FEW)
    table = made.futures
    assert len(table) == 60 and list(table.replication) == list(range(60))
    said = made.summary.as_json()
    assert (table["first_answer.north"] == "conditional").mean() == said["first_answer"]["north"]["conditional"]
    assert (table["class.05"] == "rejected").mean() == pytest.approx(said["outcome"]["5"]["rejected"])


def test_outcomes_have_their_share_interval_week_and_date(small: Scenario):
    made = sim.run(small, **FEW)
    table, said = made.outcomes(), made.summary.as_json()
    [row] = table[(table.outcome == "rejected") & (table.week == 4)].itertuples()
    assert row.share == said["outcome"]["4"]["rejected"]
    assert [row.low, row.high] == said["intervals"]["outcome"]["4"]["rejected"]
    assert row.date.date().isoformat() == "2025-04-08"
    assert table[table.outcome == "accept:north"].week.isna().all()


def test_a_saved_run_gives_the_same_tables(small: Scenario, store: Path):
    made = sim.run(small, **FEW)
    saved = made.save("kept", note="from Python")
    assert sim.open_run("kept").manifest["note"] == "from Python"
    assert saved.futures.equals(made.futures) and saved.outcomes().equals(made.outcomes())


def test_futures_let_go_are_counted_and_can_be_saved(small: Scenario, store: Path):
    made = sim.run(small, keep=False, **FEW)
    assert made.summary.replications == 60
    with pytest.raises(NotKept, match=r"60 futures .* keep=True"):
        _ = made.futures
    assert made.save("later").futures.equals(sim.run(small, **FEW).futures)


def test_many_futures_are_not_kept_unless_asked(small: Scenario, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(result, "KEPT", 59)
    with pytest.raises(NotKept):
        sim.run(small, **FEW).columns()
    assert len(sim.run(small, keep=True, **FEW).columns()["class.05"]) == 60


def test_it_is_still_the_ensemble_with_sink_and_progress(small: Scenario):
    chunks: list[Futures] = []
    seen: list[tuple[int, int]] = []
    made = sim.run(small, sink=chunks.append, progress=lambda *at: seen.append(at), seed=None, **FEW)
    assert isinstance(made, Ensemble) and made.replications == 60 and seen == [(60, 60)]
    assert (chunks[0].columns()["class.05"] == made.columns()["class.05"]).all()
    assert made.seed != sim.run(small, seed=None, **FEW).seed
