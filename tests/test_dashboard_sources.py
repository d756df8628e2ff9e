"""The page of sources: every number with what it rests on, how much it matters, and what the method cannot tell."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from dashboard.sources import _address
from sim.analysis import design
from sim.cli import main
from sim.glossary import entries
from sim.report import LIMITS
from sim.report.numbers import numbers, tally
from tests.pages import button, cells, opened, words, worked


@pytest.fixture
def march(store: Path) -> None:
    """Nothing saved: the page asks the question on Explore, the March scenario."""


def test_it_begins_with_how_many_numbers_are_judgement(march: None):
    shown = opened("sources")
    assert not shown.exception
    assert tally(numbers(sim.load_scenario("march-2025"))) in words(shown)


def test_every_number_stands_there_with_label_value_unit_range_and_source(march: None):
    table = opened("sources").dataframe[0].value
    known = numbers(sim.load_scenario("march-2025"))
    assert list(table["number"]) == [one.place for one in known]
    row = table[table["number"] == "Russia: war, cost"].iloc[0]
    assert (row["value"], row["unit"], row["range"], row["rests on"]) == (
        0.0015, "stake a week", "0.00101 to 0.002", "judgement",
    )  # fmt: skip
    assert "influence" not in table, "until it is asked for"


def test_a_search_finds_numbers_by_their_words(march: None):
    shown = opened("sources")
    shown.text_input[0].input("mediator: PLEDGE").run()
    found = list(shown.dataframe[0].value["number"])
    assert "mediator: pledge" in found and len(found) < 10
    shown.text_input[0].input("zebra").run()
    assert not shown.dataframe and "No number fits" in words(shown)


def test_numbers_of_one_kind_can_be_looked_at_alone(march: None):
    shown = opened("sources")
    known = numbers(sim.load_scenario("march-2025"))
    shown.radio[0].set_value("hindsight").run()
    assert len(shown.dataframe[0].value) == sum(one.hindsight for one in known)
    shown.radio[0].set_value("sourced").run()
    assert len(shown.dataframe[0].value) == sum(not one.judged for one in known)


def test_influence_is_found_on_its_button_and_sorts_the_numbers(
    scenario_file: Path, store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(design, "PAYS_FROM", 10_000)
    monkeypatch.setattr("dashboard.sources.FUTURES", 1000)
    assert main(["run", str(scenario_file), "--replications", "20", "--name", "calm"]) == 0
    shown = opened("sources", run="calm")
    shown = worked(button(shown, "Find how much each number matters").click().run())
    assert not shown.exception and not shown.error
    capsys.readouterr()
    assert main(["audit", "calm", "--replications", "1000", "--format", "md"]) == 0
    text = capsys.readouterr().out
    counted = next(line for line in text.splitlines() if "are judgement" in line)
    assert counted in words(shown)
    influence = shown.dataframe[0].value["influence"].dropna()
    assert list(influence) == sorted(influence, reverse=True) and influence.iloc[0] > 10


def test_sources_limits_words_and_versions_stand_below(march: None):
    shown = opened("sources")
    titles = [row[0] for row in cells(shown.table[0])]
    assert titles == [source.title for source in sim.load_scenario("march-2025").sources.values()]
    assert all(limit in words(shown) for limit in LIMITS)
    assert list(shown.table[-1].value["word"]) == [entry.word for entry in entries()]
    assert f"parley {sim.__version__}" in words(shown)


def test_a_saved_run_shows_the_versions_that_made_it(scenario_file: Path, store: Path):
    assert main(["run", str(scenario_file), "--replications", "20", "--name", "calm"]) == 0
    shown = opened("sources", run="calm")
    assert not shown.exception and "Run calm was made with: python" in words(shown)
    assert "names no sources" in words(shown)


def test_an_address_is_a_link_under_the_name_of_its_site_and_ends_where_it_ends():
    assert _address("https://www.example.org/a_(b)?c=d") == "[example.org](https://www.example.org/a_%28b%29?c=d)"
    assert _address("javascript:alert(1)").startswith("javascript") and _address("") == ""
