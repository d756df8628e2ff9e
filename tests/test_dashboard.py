"""The page of saved runs shows one, with its words and its charts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.cli import main
from sim.cli_dashboard import settings
from sim.glossary import entries, plain
from sim.manifest import FUTURES
from sim.runs import Run, open_run
from sim.words import sentence, tables
from tests.pages import cells, opened, written


@pytest.fixture
def saved(scenario_file: Path, store: Path) -> Run:
    words = ["run", str(scenario_file), "--replications", "40", "--name"]
    assert main([*words, "calm"]) == 0 and main([*words, "dear", "--set", "actors.north.war.cost=0.004"]) == 0
    return open_run("calm")


def page(run: str = "calm") -> AppTest:
    return opened("runs", run=run)


def test_a_saved_run_is_shown_with_its_sentence_its_charts_and_the_command_that_made_it(saved: Run):
    shown = page()
    assert not shown.exception
    assert shown.title[0].value == "A border truce"
    assert shown.subheader[0].value == sentence(saved.summary, saved.scenario())
    assert shown.code[0].value == saved.command
    assert len(shown.get("vega_lite_chart") or shown.get("arrow_vega_lite_chart")) == 4
    assert any("numbers are judgement" in caption.value for caption in shown.caption)


def test_every_chart_and_every_table_has_a_title_and_no_label_is_cut(saved: Run):
    shown = page()
    charts = shown.get("vega_lite_chart") or shown.get("arrow_vega_lite_chart")
    specs = [json.loads(chart.proto.spec) for chart in charts]
    assert all("? 240 :" in spec["config"]["axisY"]["labelLimit"]["expr"] for spec in specs)
    wanted = tables(saved.summary, saved.scenario())
    titles = [text.value.replace("\\", "").strip("*") for text in shown.markdown if "**" in text.value]
    assert len(specs) == 4 and titles[4:] == [table.title for table in wanted]
    assert titles[:2] == ["How things stand, week by week", "First answers to the opening text"]
    *results, _glossary = shown.table
    assert [cells(one) for one in results] == [[list(row) for row in table.rows] for table in wanted]
    assert not shown.dataframe, "whose cells do not wrap"


def test_a_scenario_is_shown_as_text_and_fetches_no_picture(scenario_file: Path, store: Path):
    picture = "![x](http://example.org/x.png)"
    changes = [word for key in ("name", "question", "actors.north.label") for word in ("--set", f"{key}='{picture}'")]
    assert main(["run", str(scenario_file), "--replications", "20", "--note", picture, "--name", "calm", *changes]) == 0
    shown = page()
    bodies = [*(one.value for kind in ("title", "subheader", "markdown") for one in shown.get(kind))]
    bodies += [cell for table in shown.table for row in written(table) for cell in row]
    assert sum("example.org" in body for body in bodies) >= 5
    assert not [body for body in bodies if "![x]" in body]


def test_the_words_on_the_page_are_those_of_the_glossary(saved: Run):
    shown = page()
    assert list(shown.table[-1].value["word"]) == [entry.word for entry in entries()]
    assert plain("outcome class") in {text.help for text in shown.markdown}


def test_choosing_another_run_shows_that_one(saved: Run):
    shown = page()
    shown.sidebar.selectbox[0].select("dear").run()
    assert not shown.exception
    assert "actors.north.war.cost=0.004" in shown.code[0].value


def test_a_damaged_run_says_what_is_wrong_and_the_way_out(saved: Run):
    (saved.folder / FUTURES).write_bytes(b"")
    shown = page()
    assert not shown.exception
    assert "parley run --from calm" in shown.error[0].value


def test_the_dashboard_listens_to_this_machine_only_and_tells_nobody():
    chosen = settings(port=8600)
    assert chosen["server.address"] == "127.0.0.1" and chosen["server.port"] == 8600
    assert chosen["browser.gatherUsageStats"] is False and chosen["server.headless"] is True
