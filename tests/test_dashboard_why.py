"""Why and Terms: every control does what it says, and the numbers are those of the saved run and of the command."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pyarrow
import pytest
import yaml
from streamlit.testing.v1 import AppTest

from sim import charts_cells, reasons
from sim.cli import main
from sim.explain import Told, as_text, lot
from sim.manifest import FUTURES
from sim.record import CLASSES
from sim.runs import Run, open_run
from sim.story import Week
from sim.words import OUTCOMES, date_of
from tests.conftest import SMALL
from tests.pages import cells

MANY = 60


@pytest.fixture
def saved(scenario_file: Path, store: Path) -> Run:
    words = ["run", str(scenario_file), "--replications", str(MANY), "--weeks", "10"]
    secret = ["--set", "actors.north.types.sd_ln_cost=0.6"]
    assert main([*words, *secret, "--name", "calm"]) == 0
    assert main([*words, *secret, "--set", "actors.north.war.cost=0.006", "--name", "dear"]) == 0
    return open_run("calm")


def page(name: str, **state: Any) -> AppTest:
    """A page over the saved run `calm`."""
    shown = AppTest.from_string(f"from dashboard.{name} import page; page()", default_timeout=60)
    for key, value in {"run": "calm", **state}.items():
        shown.session_state[key] = value
    return shown.run()


def said(shown: AppTest) -> str:
    """All that is written on a page, without Markdown's marks."""
    kinds = ("title", "subheader", "markdown", "caption", "error", "warning", "info")
    return "\n".join(one.value for kind in kinds for one in shown.get(kind)).replace("\\", "")


@pytest.fixture
def eventful(saved: Run) -> tuple[Told, list[int]]:
    """A future of the run with much to tell, and its weeks with something new."""
    some = lot("calm")
    told = max(map(some.numbered, range(20)), key=lambda one: len(_new(one)))
    return told, _new(told)


def _new(told: Told) -> list[int]:
    return [note["week"] for note in told.notes if reasons.news(told.scenario, note)]


def command(shown: AppTest, capsys: pytest.CaptureFixture[str], which: int = -1) -> str:
    """What the command that a page gives to copy prints."""
    capsys.readouterr()
    assert main(shlex.split(shown.code[which].value)[1:]) == 0
    return capsys.readouterr().out


def drawn(shown: AppTest) -> list[list[dict[str, Any]]]:
    """The rows behind the first chart, layer by layer."""
    first = (shown.get("vega_lite_chart") or shown.get("arrow_vega_lite_chart"))[0]
    return [pyarrow.ipc.open_stream(part.data.data).read_all().to_pylist() for part in first.proto.datasets]


def charts(shown: AppTest) -> list[dict[str, Any]]:
    return [json.loads(one.proto.spec) for one in shown.get("vega_lite_chart") or shown.get("arrow_vega_lite_chart")]


def test_the_page_tells_the_typical_future_of_the_most_frequent_end(saved: Run):
    shown, told = page("why"), lot("calm").typical()
    assert not shown.exception and shown.subheader[0].value == f"Future {told.replication}"
    assert told.why_this[1:].strip() in said(shown) and "Every week ends as in the saved run." in said(shown)


def test_another_end_gives_another_typical_future(saved: Run):
    some = lot("calm")
    rare = min((name for k, name in enumerate(CLASSES) if (some.classes[:, -1] == k).any()),
               key=lambda name: int((some.classes[:, -1] == CLASSES.index(name)).sum()))  # fmt: skip
    shown = page("why").selectbox(key="end").select(rare).run()
    assert shown.subheader[0].value == f"Future {some.typical(rare).replication}"


def test_a_number_gives_that_future_and_the_command_prints_the_same_words(saved: Run, capsys):
    shown = page("why", by="number").number_input(key="future").set_value(23).run()
    told = lot("calm").numbered(23)
    assert shown.subheader[0].value == "Future 23"
    assert shown.code[0].value.strip() == as_text(told).strip()
    assert command(shown, capsys) == as_text(told)


def test_a_number_that_the_run_does_not_hold_cannot_be_asked(saved: Run):
    asked = page("why", by="number", future=10_000).number_input(key="future")
    assert (asked.min, asked.max, asked.value) == (0, MANY - 1, MANY - 1)


def test_every_week_of_a_saved_future_is_shown_with_the_stored_class(saved: Run):
    stored = saved.columns()
    shown = page("why", by="number", future=7)
    bands = next(rows for rows in drawn(shown) if rows[0].get("lane") == "How it stands")
    classes = [stored[f"class.{week:02d}"][7] for week in range(11)]
    assert [band["colour"] for band in bands] == [OUTCOMES[CLASSES[k]] for k in classes]


def test_the_slider_shows_the_week_in_the_words_of_explain(eventful: tuple[Told, list[int]]):
    told, busy = eventful
    shown = page("why", by="number", future=told.replication).slider(key="week").set_value(busy[1]).run()
    assert f"Week {busy[1]} ({date_of(told.scenario, busy[1])})" in said(shown)
    lines = Week(told.scenario, told.notes[busy[1]]).lines()[1:]
    assert lines and all(" ".join(line.split()) in said(shown) for line in lines)


def test_buttons_go_from_news_to_news(eventful: tuple[Told, list[int]]):
    told, busy = eventful
    shown = page("why", by="number", future=told.replication)
    shown.button[1].click().run()
    assert shown.slider(key="week").value == busy[1]
    shown.button[0].click().run()
    assert shown.slider(key="week").value == busy[0] == 0 and shown.button[0].disabled


def test_the_table_of_an_answer_holds_the_engines_worth_and_the_runner_up(saved: Run):
    told = lot("calm").numbered(7)
    wanted = reasons.worth_table(told.notes[0]["answers"]["north"], "North")
    shown = page("why", by="number", future=7)
    tables = [cells(table) for table in shown.table]
    assert [list(row) for row in wanted.rows] in tables
    assert any("runner-up" in row[0] for row in wanted.rows)


def test_beliefs_are_shown_for_whoever_has_a_secret_and_the_others_are_named(saved: Run):
    shown = page("why", by="number", future=7)
    assert "What the answers of North gave away" in said(shown)
    assert "The war's cost to South is no secret" in said(shown)


def test_an_entry_of_the_list_gives_the_typical_future_of_that_point(saved: Run):
    some = lot("calm")
    found = charts_cells.cells(some.columns)
    cell = sorted(found, key=lambda one: -len(found[one]))[1]
    shown = page("why", by="chart").selectbox(key="cell").select(cell).run()
    assert not shown.exception
    row = int(shown.subheader[0].value.removeprefix("Future "))
    assert row in found[cell] and charts_cells.cell_words(some.scenario, cell) in said(shown)


def test_where_two_runs_part_both_ways_are_shown_from_the_first_decision_that_differs(saved: Run, capsys):
    shown = page("why", by="parting", beside="dear")
    assert not shown.exception
    assert "Where the ways of A and B part" in said(shown) and "B: the same luck under saved run dear" in said(shown)
    assert len(charts(shown)) >= 4
    assert shown.code[0].value == "parley compare calm dear --no-attribution"
    parting = " ".join(command(shown, capsys, 0).split())
    assert all(" ".join(line.split()) in parting for line in said(shown).splitlines() if line.startswith("The typical"))
    go = next(button for button in shown.button if "where they first part" in button.label)
    week = int(go.label.removeprefix("Go to week ").split(",")[0])
    go.click().run()
    assert shown.slider(key="week").value == week


def test_a_variant_that_has_not_been_run_is_simulated_on_the_same_luck(store: Path):
    shown = page("why", run="", by="parting", beside=":aid_cut")
    assert not shown.exception and "B: the same luck under variant aid cut: What if" in said(shown)
    week = next(button for button in shown.button if "where they first part" in button.label)
    assert "A and B part" in said(shown) and week.label.startswith("Go to week ")
    assert shown.code[0].value == "parley compare march-2025 march-2025:aid_cut --no-attribution --replications 400"


def test_without_a_saved_run_the_question_on_explore_is_told_and_its_command_agrees(store: Path, capsys):
    shown = AppTest.from_string("from dashboard.why import page; page()", default_timeout=60).run()
    assert not shown.exception and "the question on Explore" in said(shown)
    assert command(shown, capsys).strip().endswith(shown.code[0].value.strip()[-200:])


def test_a_link_to_a_run_that_is_gone_says_so_and_shows_something_else(saved: Run):
    shown = AppTest.from_string("from dashboard.why import page; page()", default_timeout=60)
    shown.query_params["run"] = "gone"
    shown.run()
    assert not shown.exception and "names a saved run that is not here: gone" in said(shown)


def test_a_damaged_run_says_what_is_wrong_and_the_way_out(saved: Run):
    (saved.folder / FUTURES).write_bytes(b"")
    for name in ("why", "terms"):
        shown = page(name)
        assert not shown.exception and "parley run --from calm" in shown.error[0].value
        assert shown.sidebar.selectbox(key="run").options[-1] == "dear", "another can still be chosen"


def test_labels_of_a_scenario_are_text_and_no_markdown(scenario_file: Path, store: Path):
    picture = "![x](http://example.org/x.png)"
    changes = [word for key in ("actors.north.label", "packages.truce.label", "issues.scope.label")
               for word in ("--set", f"{key}='{picture}'")]  # fmt: skip
    assert main(["run", str(scenario_file), "--replications", "20", "--name", "calm", *changes]) == 0
    for name in ("why", "terms"):
        shown = page(name)
        bodies = [one.value for kind in ("title", "subheader", "markdown", "caption") for one in shown.get(kind)]
        bodies += [expander.label for expander in shown.expander]
        assert not shown.exception and not [body for body in bodies if "![x]" in body]


def test_terms_begin_with_the_opening_text_and_what_signing_it_would_bring(saved: Run):
    shown = page("terms")
    assert not shown.exception and "Signing it at once would bring North" in said(shown)
    assert shown.code[-1].value == "parley terms calm --package truce"


def test_the_command_of_terms_prints_what_the_page_says(saved: Run, capsys):
    shown = page("terms")
    printed = " ".join(command(shown, capsys).split())
    for line in said(shown).splitlines():
        if line.startswith(("Signing it at once", "From ")):
            assert line in printed


def test_another_package_is_held_against_the_lines(scenario_file: Path, store: Path):
    more = {**SMALL["packages"], "swap": {"label": "a swap", "terms": {"prisoners": 1}}}
    scenario_file.write_text(yaml.safe_dump({**SMALL, "packages": more}, sort_keys=False))
    assert main(["run", str(scenario_file), "--replications", "20", "--name", "calm"]) == 0
    shown = page("terms").selectbox(key="package").select("swap").run()
    assert shown.code[-1].value == "parley terms calm --package swap"
    [table] = [one.value for one in shown.table if "signing it" in one.value.columns]
    assert dict(zip(table["issue"], table["signing it"], strict=True)) == {
        "What stops": "",
        "Prisoners": "would change",
    }


def test_terms_of_a_future_follow_the_week_and_say_what_is_in_force(saved: Run):
    some = lot("calm")
    row = int((saved.columns()["signed_full"] >= 0).argmax())
    week = int(saved.columns()["signed_full"][row])
    assert week >= 0
    shown = page("terms", what="future", by="number", future=row, week=week)
    assert not shown.exception
    signed = some.numbered(row).notes[week]["outcome"]["in_force"]
    [table] = [one.value.values.tolist() for one in shown.table if "in force" in one.value.columns]
    labels = {block.label: block.levels for block in some.scenario.issues.values()}
    assert {r[0]: r[2] for r in table} == {
        block.label: labels[block.label][signed[name]].label for name, block in some.scenario.issues.items()
    }


def test_another_issue_shows_its_own_ladder_and_shares(saved: Run):
    shown = page("terms").selectbox(key="issue").select("prisoners").run()
    assert not shown.exception and "Prisoners over the weeks, in all futures" in said(shown)
    assert sum("Prisoners" in spec["description"] for spec in charts(shown)) == 3


def test_every_chart_of_both_pages_says_its_finding_in_words(saved: Run):
    for shown in (page("why"), page("why", by="chart"), page("terms"), page("terms", what="future")):
        assert charts(shown) and all(len(spec["description"]) > 40 for spec in charts(shown))


def test_why_and_terms_look_at_the_same_future(saved: Run):
    why = page("why", by="number", future=11, week=3)
    terms = page("terms", what="future", by="number", future=11, week=3)
    assert why.subheader[0].value == "Future 11" and "Future 11: the number asked for." in said(terms)
