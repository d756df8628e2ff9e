"""A table for other programs says of every column what it means, in which unit, and what its codes are."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import sim
from sim.columns import describe
from sim.export import export
from sim.manifest import FUTURES, RunError
from sim.record import CLASSES, NONE
from sim.runs import Run
from sim.scenario import Scenario
from tests.test_runs import save


@pytest.fixture
def saved(small: Scenario, store: Path) -> Run:
    return save(small, store)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_column_that_a_run_holds_has_a_meaning_and_a_unit(small: Scenario, saved: Run):
    for name in saved.columns():
        column = describe(name, small)
        assert column.meaning and column.unit and "_" not in column.meaning


def test_a_csv_holds_words_and_dates_in_place_of_codes(small: Scenario, saved: Run, tmp_path: Path):
    table, _ = export(saved, tmp_path / "t.csv", "csv")
    columns, written = saved.columns(), rows(table)
    assert [row["class.13"] for row in written] == [CLASSES[code] for code in columns["class.13"]]
    assert [row["terms.scope"] for row in written] == [
        small.issues["scope"].levels[level].label for level in columns["terms.scope"]
    ]
    for row, week in zip(written, columns["signed_full"], strict=True):
        day = "" if week == NONE else str(small.as_of + dt.timedelta(weeks=int(week)))
        assert (row["signed_full"], row["signed_full_date"]) == ("" if week == NONE else str(week), day)
    assert {row["victor"] for row in written} <= {"nobody", "north", "south"}
    assert not any(cell == "-1" or cell == "nan" for row in written for cell in row.values())


def test_beside_a_csv_lies_a_dictionary_of_exactly_its_columns(saved: Run, tmp_path: Path):
    table, beside = export(saved, tmp_path / "t.csv", "csv")
    assert beside.name == "t.columns.csv"
    explained = {row["column"]: row for row in rows(beside)}
    assert list(explained) == list(rows(table)[0])
    assert explained["class.13"]["meaning"].endswith("week 13 (10 June 2025)")
    assert explained["surplus.north"]["unit"].startswith("stake")
    assert explained["signed_full"]["codes"] == "empty: never"


def test_parquet_holds_the_same_values_with_the_dictionary_in_its_metadata(saved: Run, tmp_path: Path):
    [path] = export(saved, tmp_path / "t.parquet", "parquet")
    written, stored = pq.read_table(path), pq.read_table(saved.folder / FUTURES)
    assert written.equals(stored) and written.schema.equals(stored.schema)
    facts = written.schema.field("terms.scope").metadata
    assert json.loads(facts[b"codes"]) == {"0": "nothing", "1": "the guns", "2": "all fighting"}
    assert all(field.metadata[b"meaning"] and field.metadata[b"unit"] for field in written.schema)
    assert written.schema.metadata[b"parley.id"].decode() == saved.id
    assert written.schema.metadata[b"parley.as_of"] == b"2025-03-11"


@pytest.mark.parametrize("there", ["t.csv", "t.columns.csv"])
def test_no_file_is_written_over(saved: Run, tmp_path: Path, there: str):
    (tmp_path / there).write_text("mine")
    with pytest.raises(RunError, match=there.replace(".", r"\.")):
        export(saved, tmp_path / "t.csv", "csv")
    assert (tmp_path / there).read_text() == "mine" and len(list(tmp_path.glob("t.*"))) == 1


def test_named_types_are_written_by_their_names():
    scenario = sim.load_scenario("toy/screening")
    side = next(name for name, actor in scenario.actors.items() if actor.types.named)
    assert describe(f"actor_type.{side}", scenario).codes == dict(enumerate(sorted(scenario.actors[side].types.named)))
