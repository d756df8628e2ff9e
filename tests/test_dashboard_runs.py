"""The page of saved runs: found, labelled in place, put away, opened, taken along; never deleted."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from dashboard import runs
from dashboard.opened import exported, file_name
from sim.cli import main
from sim.manifest import MANIFEST, RunError
from sim.runs import Run, list_runs, open_run
from sim.words import sentence
from tests.pages import button, opened, words, worked

TABLE = runs.TABLE


@pytest.fixture
def saved(scenario_file: Path, store: Path) -> Run:
    made = ["run", str(scenario_file), "--replications", "40", "--name"]
    assert main([*made, "calm", "--note", "as it is"]) == 0
    assert main([*made, "dear", "--set", "actors.north.war.cost=0.004"]) == 0
    assert main(["runs", "tag", "dear", "war"]) == 0
    return open_run("calm")


def edited(row: int, **changes: object):
    """The page after a row of its table was changed."""
    shown = opened("runs")
    shown.session_state[f"{TABLE} 0"] = {"edited_rows": {row: changes}, "added_rows": [], "deleted_rows": []}
    return shown.run()


def test_all_runs_stand_in_a_table_with_what_was_asked_and_what_is_said_of_them(saved: Run):
    shown = opened("runs")
    assert not shown.exception
    table = shown.data_editor[0].value
    assert list(table["run"]) == ["calm", "dear"] and list(table["note"]) == ["as it is", ""]
    assert list(table["futures"]) == [40, 40] and list(table["tags"]) == ["", "war"]
    assert "2 of 2 runs" in words(shown)


def test_a_search_finds_runs_by_name_note_and_tag(saved: Run):
    shown = opened("runs")
    shown.text_input[0].input("WAR").run()
    assert list(shown.data_editor[0].value["run"]) == ["dear"]
    shown.text_input[0].input("as it").run()
    assert list(shown.data_editor[0].value["run"]) == ["calm"]
    shown.text_input[0].input("nowhere").run()
    assert not shown.data_editor and "No run fits" in words(shown)


def test_choosing_a_tag_shows_the_runs_that_carry_it(saved: Run):
    shown = opened("runs")
    shown.button_group[0].set_value(["war"]).run()
    assert list(shown.data_editor[0].value["run"]) == ["dear"]


def test_a_note_and_tags_are_written_where_they_stand(saved: Run):
    shown = edited(0, note="the base", tags="base, talks, base")
    assert not shown.exception and not shown.info
    assert open_run("calm").manifest["note"] == "the base"
    assert open_run("calm").manifest["tags"] == ["base", "talks"]
    assert list(shown.data_editor[0].value["note"]) == ["the base", ""]


def test_an_archived_run_leaves_the_list_stays_on_the_disk_and_comes_back(saved: Run):
    shown = edited(0, archived=True)
    assert list(shown.data_editor[0].value["run"]) == ["dear"]
    assert [run.name for run in list_runs()] == ["calm", "dear"]
    shown.toggle[0].set_value(True).run()
    assert list(shown.data_editor[0].value["archived"]) == [True, False]
    runs.labelled("calm", {"archived": False})
    assert not open_run("calm").manifest["archived"]


def test_a_run_is_renamed_and_a_name_that_cannot_be_is_refused_in_words(saved: Run):
    assert list(edited(0, run="base").data_editor[0].value["run"]) == ["base", "dear"]
    shown = edited(0, run="../elsewhere")
    assert "base stays as it was" in words(shown) and "cannot be a run's name" in words(shown)
    assert "exists already" in words(edited(0, run="dear"))
    assert [run.name for run in list_runs()] == ["base", "dear"]


def test_a_run_that_has_gone_meanwhile_cannot_be_labelled(saved: Run):
    with pytest.raises(RunError, match="any more; reload"):
        runs.labelled("gone", {"note": "x"})


def test_a_damaged_run_and_a_folder_that_is_none_are_told_with_the_way_out_beside_the_others(saved: Run, store: Path):
    (store / "dear" / MANIFEST).write_text("{}")
    (store / "photos").mkdir()
    shown = opened("runs")
    assert not shown.exception
    assert list(shown.data_editor[0].value["run"]) == ["calm"]
    damaged, strange = (one.value for one in shown.warning)
    assert "dear" in damaged and "Bring it back from a copy" in damaged
    assert "photos" in strange and "move it elsewhere" in strange


def test_an_opened_run_shows_its_sentence_its_charts_and_the_command_that_made_it(saved: Run):
    shown = opened("runs", run="calm")
    assert not shown.exception
    assert shown.subheader[0].value == sentence(saved.summary, saved.scenario())
    assert saved.command in [one.value for one in shown.code]


def test_a_link_to_a_run_that_is_not_here_says_so_and_shows_all(saved: Run):
    shown = opened("runs", link={"run": "../../etc"})
    assert "not here: ../../etc" in words(shown)
    assert list(shown.data_editor[0].value["run"]) == ["calm", "dear"]


def test_files_carry_the_id_of_their_run_and_hold_every_future(saved: Run):
    assert file_name(saved, "csv") == f"calm-{saved.id[:6]}.csv"
    assert len(pd.read_csv(io.BytesIO(exported(saved, "csv")))) == 40
    assert len(pd.read_parquet(io.BytesIO(exported(saved, "parquet")))) == 40
    labels = [one.label for one in opened("runs", run="calm").download_button]
    assert labels == ["Futures as CSV", "What its columns mean (CSV)", "Futures as Parquet"]


def test_an_export_is_what_the_command_writes(saved: Run, tmp_path: Path):
    assert main(["runs", "export", "calm", "--to", str(tmp_path / "calm.csv")]) == 0
    assert (tmp_path / "calm.csv").read_bytes() == exported(saved, "csv")


def test_a_report_is_made_on_its_button_and_then_offered(saved: Run):
    shown = opened("runs", run="calm")
    shown = worked(button(shown, "Make the report").click().run())
    assert not shown.exception and not shown.error
    assert "Report (HTML)" in [one.label for one in shown.download_button]


def test_an_empty_store_offers_the_first_run_as_a_button_and_as_a_command(store: Path):
    shown = opened("runs")
    assert shown.code[0].value == "parley run march-2025"
    shown = worked(button(shown, "Run the March 2025 scenario").click().run())
    assert not shown.exception
    [made] = list_runs()
    assert made.manifest["scenario"] == "march-2025" and made.manifest["replications"] == 2000
    assert list(shown.data_editor[0].value["run"]) == [made.name]
