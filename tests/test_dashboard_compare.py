"""The page that holds saved runs against each other: what went in, what came out, what made the difference."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

import sim
from sim.cli import main
from sim.comparison.wording import sentence, tables
from tests.conftest import SMALL
from tests.pages import button, cells, opened, specs, words, worked

RUNS = {
    "calm": [],
    "dear": ["--set", "actors.north.war.cost=0.004"],
    "both": ["--set", "actors.north.war.cost=0.004", "--set", "mediator.pledge=0.2"],
    "luck": ["--seed", "5"],
    "fifth": ["--set", "mediator.pledge=0.3"],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the runs, made once."""
    folder = tmp_path_factory.mktemp("compare")
    (folder / "border.yaml").write_text(yaml.safe_dump(SMALL, sort_keys=False))
    command = ["run", str(folder / "border.yaml"), "--replications", "60", "--runs-dir", str(folder / "runs"), "--name"]
    for name, more in RUNS.items():
        assert main([*command, name, *more]) == 0
    return folder / "runs"


@pytest.fixture
def saved(made: Path, store: Path) -> None:
    shutil.copytree(made, store)


def changes(page: AppTest) -> list[list[str]]:
    """Rows of the table of what each change did."""
    return next(cells(table) for table in page.table if table.value.columns[0] == "change")


def test_two_to_four_runs_are_asked_for(saved: None):
    shown = opened("compare")
    assert not shown.exception and "Choose 2 to 4 saved runs" in words(shown)
    assert shown.multiselect[0].options == sorted(RUNS)
    assert shown.multiselect[0].proto.max_selections == 4


def test_inputs_that_differ_come_first_then_outcomes_with_paired_differences(saved: None):
    shown = opened("compare", runs=["calm", "dear"])
    assert not shown.exception
    made = sim.compare("calm", "dear")
    assert shown.subheader[0].value.replace("\\", "") == sentence(made)
    assert shown.code[0].value == "parley compare calm dear"
    inputs, answers = map(cells, shown.table[:2])
    assert inputs == [["North: war cost", "0.002", "0.004", "+0.002, 2 times"]]
    first = next(table for table in tables(made) if table.title.startswith("First answers"))
    assert [row[1:] for row in answers] == [list(row[1:]) for row in first.rows]
    assert "the same luck" in words(shown)


def test_no_path_is_shown_where_there_is_a_label(saved: None):
    shown = opened("compare", runs=["calm", "both"])
    told = [cell for table in shown.table for row in cells(table) for cell in row]
    assert not [cell for cell in told if "actors." in cell or "mediator.pledge" in cell]


def test_choosing_another_run_compares_that_one(saved: None):
    shown = opened("compare", runs=["calm", "dear"])
    shown.multiselect[0].set_value(["calm", "both", "luck"]).run()
    assert not shown.exception
    assert shown.code[0].value == "parley compare calm both luck"
    assert "C: luck (60 futures of 26 weeks, seed 5)" in words(shown)


def test_different_luck_is_called_unpaired_with_the_reason(saved: None):
    shown = opened("compare", runs=["calm", "luck"])
    assert "unpaired: the seeds differ (0 and 5)" in words(shown)
    assert "do not share their luck" in words(shown)
    assert "Nothing that was put in differs" not in words(shown), "the seed does"


def test_every_run_is_a_line_of_its_own_over_the_same_weeks(saved: None):
    shown = opened("compare", runs=["calm", "dear", "both"])
    over = specs(shown)[0]
    assert over["layer"][1]["encoding"]["color"]["scale"]["domain"] == ["calm", "dear", "both"]
    assert over["layer"][1]["encoding"]["x"]["scale"]["domain"] == [0, 26]
    assert "calm: in " in over["description"] and "both: in " in over["description"]
    assert all(spec.get("description") for spec in specs(shown))


def test_another_standing_is_drawn_when_it_is_chosen(saved: None):
    shown = opened("compare", runs=["calm", "dear"])
    shown.selectbox(key="stands").select("talks_ended").run()
    assert specs(shown)[0]["description"].startswith("Talks have ended, week by week.")


def test_one_change_alone_made_all_of_the_difference_and_nothing_need_be_asked(saved: None):
    shown = opened("compare", runs=["calm", "dear"])
    assert not [one for one in shown.button if one.label == "Find which change made it"]
    assert [row[0] for row in changes(shown)] == ["North: war cost", "together"]


def test_several_changes_are_told_apart_on_a_button_and_sum_to_the_difference(saved: None):
    shown = opened("compare", runs=["calm", "both"])
    assert "All 4 sets of 2 changes, 60 futures each: about " in words(shown)
    shown = worked(button(shown, "Find which change made it").click().run())
    assert not shown.exception and not shown.error
    assert [row[0] for row in changes(shown)] == ["North: war cost", "mediator: pledge", "together"]
    first, second, together = (float(row[1].split(" ±")[0]) for row in changes(shown))
    assert abs(first + second - together) < 0.11, "but for rounding"
    assert any("each change made" in spec.get("description", "") for spec in specs(shown))


def test_where_the_ways_part_is_told_with_a_link_to_that_future(saved: None):
    shown = opened("compare", runs=["calm", "dear"])
    assert "Where the ways of A and B part" in words(shown)
    assert "(why?run=calm&by=where+two+ways+part&beside=saved+run+dear)" in words(shown)


def test_a_link_that_names_no_run_says_so_and_the_page_lives(saved: None):
    shown = opened("compare", link={"runs": ["calm", "../../etc/passwd"]})
    assert not shown.exception
    assert "no saved run here: ../../etc/passwd" in words(shown)
    assert shown.multiselect[0].options == sorted(RUNS)


def test_a_damaged_run_is_told_with_the_way_out(saved: None, store: Path):
    (store / "dear" / "futures.parquet").write_bytes(b"")
    shown = opened("compare", runs=["calm", "dear"])
    assert not shown.exception and "parley run --from dear" in shown.error[0].value
    assert shown.multiselect[0].options == sorted(RUNS), "another can be chosen"


def test_archived_runs_are_not_offered(saved: None):
    assert main(["runs", "archive", "fifth"]) == 0
    assert "fifth" not in opened("compare").multiselect[0].options


def test_an_empty_store_offers_the_first_run_and_a_single_run_asks_for_another(store: Path, scenario_file: Path):
    assert opened("compare").code[0].value == "parley run march-2025"
    assert main(["run", str(scenario_file), "--replications", "20", "--name", "alone"]) == 0
    shown = opened("compare")
    assert not shown.exception and "one saved run, alone" in words(shown)
