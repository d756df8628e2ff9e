"""Explore: each control changes what it says and nothing else; what is shown is what the command gives."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
import yaml
from streamlit.testing.v1 import AppTest

from dashboard import live
from dashboard.explore import GUIDE
from dashboard.keep import JOB
from dashboard.live_charts import KINDS
from dashboard.look import dressed
from dashboard.question import Question
from sim import ensemble
from sim.behaviours import BACKTEST
from sim.cli import main
from sim.cli_dashboard import app_file
from sim.runs import list_runs, open_run
from sim.streams import BLOCK
from sim.words import odds, sentence, tables
from tests.conftest import SMALL
from tests.pages import cells

COST, LOAN = "actors.north.war.cost", "cards.loan.blowback"
RANGED = {
    "actors": {"north": {"war": {"cost": {"value": 0.002, "range": [0.001, 0.003], "unit": "stake a week"}}}},
    "cards": {"loan": {"blowback": {"value": 0.01, "range": [0.005, 0.015]}}},
}  # fmt: skip


def merged(base: dict, more: dict) -> dict:
    return {k: merged(base[k], more[k]) if isinstance(more.get(k), dict) and isinstance(base.get(k), dict)
            else more.get(k, base.get(k)) for k in {**base, **more}}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working folder with a small scenario whose numbers have ranges, and an empty store beside it."""
    here = tmp_path / "work"
    here.mkdir()
    (here / "border.yaml").write_text(yaml.safe_dump(merged(SMALL, RANGED), sort_keys=False))
    monkeypatch.chdir(here)
    yield here
    st.cache_data.clear()
    st.cache_resource.clear()


def page(**link: str | list[str]) -> AppTest:
    """The page, asked for by a link about the small scenario."""
    shown = AppTest.from_file(str(app_file()), default_timeout=120)
    for name, words in {"scenario": "border.yaml", "n": "200", "weeks": "8", **link}.items():
        shown.query_params[name] = words
    return fine(shown.run())


def fine(shown: AppTest) -> AppTest:
    assert not shown.exception, [one.value for one in shown.exception]
    return shown


def asked(shown: AppTest) -> Question:
    return shown.session_state["question"]


def opened(shown: AppTest, group: str) -> AppTest:
    """With the part of a group's controls open."""
    shown.session_state[f"open:{group}"] = True
    return fine(shown.run())


def tab(shown: AppTest, name: str) -> AppTest:
    shown.session_state["keep"] = name
    return fine(shown.run())


def figures(shown: AppTest) -> list[list[str]]:
    return cells(shown.table[0])


def button(shown: AppTest, label: str):
    return next(one for one in shown.button if one.label == label)


def words_of(shown: AppTest) -> str:
    kinds = ("markdown", "caption", "warning", "error", "success", "info", "subheader")
    return "\n".join(one.value for kind in kinds for one in shown.get(kind)).replace("\\", "")


def test_a_first_visit_shows_march_2025_already_run_with_a_guide_of_three_sentences():
    shown = fine(AppTest.from_file(str(app_file()), default_timeout=120).run())
    assert shown.title[0].value == "Thirty-day ceasefire, March 2025"
    assert shown.info[0].value == GUIDE and GUIDE.count(". ") + GUIDE.count(": ") == 3 and GUIDE.endswith(".")
    assert "Russia first answers" in shown.subheader[0].value and len(figures(shown)) == 9
    assert not shown.error and not shown.warning


@pytest.mark.parametrize(
    "link",
    [{}, {"set": [f"{COST}=0.0025"], "seed": "7"}, {"variant": "dear", "set": [f"{LOAN}=0.006", "front.speed=0.02"]}],
    ids=["as it is", "one change and a seed", "a variant and two changes"],
)
def test_the_numbers_on_the_page_are_those_of_the_command_it_tells_to_copy(
    link: dict[str, str | list[str]], capsys: pytest.CaptureFixture[str]
):
    shown = page(**link)
    told = tab(shown, "Link, file, command").code[0].value
    capsys.readouterr()
    assert main([*shlex.split(told)[1:], "--format", "json", "--no-save"]) == 0
    summary = json.loads(capsys.readouterr().out)
    now = asked(shown).loaded()
    assert shown.subheader[0].value.replace("\\", "") == sentence(summary, now)
    shares = [summary["first_answer"]["north"]["accept"], summary["first_answer"]["north"]["conditional"]]
    column = 2 if asked(shown).changes else 1
    assert [row[column].split(" (")[0] for row in figures(shown)[:2]] == [odds(share, 200) for share in shares]
    shown = opened(shown, "all")
    results = [cells(one) for one in shown.table[1:]]
    assert results == [[list(row) for row in one.rows] for one in tables(summary, now)]


def test_moving_a_slider_changes_its_number_and_no_other():
    shown = opened(page(), "actors.north")
    shown.slider(key=f"set:{COST}").set_value(0.0025).run()
    assert asked(fine(shown)).changes == ((COST, "0.0025"),)
    assert shown.query_params["set"] == f"{COST}=0.0025"
    shown.segmented_control(key="kind").set_value("Cards").run()
    opened(shown, "cards.loan").slider(key=f"set:{LOAN}").set_value(0.006).run()
    assert asked(fine(shown)).changes == ((COST, "0.0025"), (LOAN, "0.006"))
    shown.segmented_control(key="kind").set_value("Actors").run()
    assert shown.slider(key=f"set:{COST}").value == 0.0025
    assert "Changes (2)" in words_of(shown)


def test_a_slider_has_label_unit_source_and_the_range_of_the_scenario():
    slider = opened(page(), "actors.north").slider(key=f"set:{COST}")
    assert slider.label == "War, cost (stake a week)"
    assert (slider.min, slider.max, slider.value) == (0.001, 0.003, 0.002)
    assert "judgement" in slider.help and "Drawn from 0.001 to 0.003" in slider.help


def test_a_number_without_a_range_is_a_field():
    shown = opened(page(), "actors.north")
    shown.number_input(key="set:actors.north.war.capacity").set_value(1.5).run()
    assert asked(fine(shown)).changes == (("actors.north.war.capacity", "1.5"),)


def test_a_number_moved_back_is_no_change():
    shown = opened(page(set=[f"{COST}=0.0025"]), "actors.north")
    shown.slider(key=f"set:{COST}").set_value(0.002).run()
    assert asked(fine(shown)).changes == ()


def test_a_number_is_found_by_a_word_of_its_name():
    shown = page()
    shown.text_input(key="find").set_value("loan").run()
    assert [one.label for one in shown.slider] == ["Loan · Blowback"]
    shown.text_input(key="find").set_value("unheard-of").run()
    assert "No number's name holds" in words_of(fine(shown))


def test_another_text_lies_on_the_table(folder: Path):
    text = yaml.safe_load((folder / "border.yaml").read_text())
    text["packages"]["guns"] = {"label": "guns alone", "terms": {"scope": 1}}
    (folder / "border.yaml").write_text(yaml.safe_dump(text, sort_keys=False))
    shown = page()
    shown.segmented_control(key="kind").set_value("War and talks").run()
    shown.selectbox(key="set:opening.package").select("guns").run()
    assert asked(fine(shown)).changes == (("opening.package", "guns"),)


def test_all_may_choose_as_stated_but_for_what_was_moved(folder: Path):
    text = yaml.safe_load((folder / "border.yaml").read_text())
    assert "behaviour" not in text
    shown = page(set=["behaviour.act_rate=0.3"])
    shown.segmented_control(key="kind").set_value("How all choose").run()
    assert shown.toggle(key="set:behaviour").value
    shown.toggle(key="set:behaviour").set_value(False).run()
    now = asked(fine(shown)).loaded().behaviour
    assert now.act_rate.value == 0.3 and now.discount.source != BACKTEST
    assert "How all choose: as stated" in words_of(shown)
    shown.toggle(key="set:behaviour").set_value(True).run()
    assert asked(fine(shown)).changes == (("behaviour.act_rate", "0.3"),)


def test_all_of_a_scenario_that_says_as_stated_may_choose_as_past_wars_leave_them(folder: Path):
    with (folder / "border.yaml").open("a") as file:
        file.write("\nbehaviour: stated\n")
    shown = page()
    shown.segmented_control(key="kind").set_value("How all choose").run()
    assert not shown.toggle(key="set:behaviour").value
    shown.toggle(key="set:behaviour").set_value(True).run()
    assert asked(fine(shown)).changes == (("behaviour", "calibrated"),)
    assert asked(shown).loaded().behaviour.discount.source == BACKTEST


def test_a_changed_result_stands_beside_the_scenario_with_paired_differences():
    shown = page(set=[f"{COST}=0.003"])
    assert list(shown.table[0].value.columns) == ["Of 100 futures", "as it is", "as changed", "difference (95 %)"]
    assert "Paired: 200 futures of each side share their luck" in words_of(shown)
    charts = shown.get("vega_lite_chart") or shown.get("arrow_vega_lite_chart")
    assert len(charts) == 4 and all("of 100" in one.proto.alt for one in charts)


def test_it_can_stand_beside_a_saved_run_and_says_where_this_is_unpaired(store: Path):
    assert main(["run", "border.yaml", "--replications", "100", "--weeks", "8", "--seed", "3", "--name", "old"]) == 0
    shown = page()
    shown.selectbox(key="beside").select("old").run()
    assert "Unpaired: the seeds differ" in words_of(fine(shown))
    assert "unpaired" in list(shown.table[0].value.columns)[-1] and "old" in list(shown.table[0].value.columns)


def test_a_variant_can_stand_beside_the_scenario_without_it():
    shown = page(variant="dear")
    assert asked(shown).variant == "dear"
    shown.selectbox(key="beside").select("the scenario without its variant").run()
    assert len(fine(shown).table[0].value.columns) == 4


def test_scenario_and_variant_are_chosen_and_a_new_scenario_begins_without_changes():
    shown = page(set=[f"{COST}=0.003"])
    shown.selectbox(key="ask:variant").select("dear").run()
    assert asked(fine(shown)).variant == "dear" and asked(shown).changes
    shown.selectbox(key="ask:scenario").select("toy/ultimatum").run()
    assert asked(fine(shown)).scenario == "toy/ultimatum" and not asked(shown).changes and not asked(shown).variant
    assert shown.title[0].value.replace("\\", "") == asked(shown).loaded().name


def test_size_seed_and_weeks_are_chosen():
    shown = opened(page(), "luck")
    shown.select_slider(key="ask:replications").set_value(500).run()
    shown.number_input(key="ask:seed").set_value(5).run()
    shown.number_input(key="ask:weeks").set_value(26).run()
    now = asked(fine(shown))
    assert (now.replications, now.seed, now.weeks) == (500, 5, None), "26 weeks are the scenario's own horizon"
    assert max(shown.select_slider(key="ask:replications").options, key=len) == "10,000"


def test_one_change_or_all_are_reset_and_undone_and_redone():
    shown = page(set=[f"{COST}=0.003", f"{LOAN}=0.006"])
    assert "North: war, cost: 0.002 → **0.003** stake a week" in words_of(shown)
    shown.button(key=f"reset:{COST}").click().run()
    assert asked(fine(shown)).changes == ((LOAN, "0.006"),)
    button(shown, "Reset all").click().run()
    assert asked(fine(shown)).changes == () and "Changes (0)" in words_of(shown)
    button(shown, "Undo").click().run()
    button(shown, "Undo").click().run()
    assert len(asked(fine(shown)).changes) == 2
    button(shown, "Redo").click().run()
    assert asked(fine(shown)).changes == ((LOAN, "0.006"),)
    assert not button(shown, "Redo").disabled and not button(shown, "Undo").disabled


def test_all_is_reset_to_what_a_saved_run_asked(store: Path):
    words = ["run", "border.yaml:dear", "--set", f"{LOAN}=0.007", "--replications", "300", "--weeks", "8"]
    assert main([*words, "--seed", "4", "--name", "earlier"]) == 0
    shown = page()
    shown.button(key="changes.go").click().run()
    now = asked(fine(shown))
    assert (now.variant, now.changes, now.seed, now.replications) == ("dear", ((LOAN, "0.007"),), 4, 300)


def test_what_is_shown_is_saved_with_name_and_note(store: Path):
    shown = tab(page(set=[f"{COST}=0.003"]), "Save")
    name, note = (next(one for one in shown.text_input if one.label == label) for label in ("Name of the run", "Note"))
    name.set_value("dearer")
    note.set_value("war is dear")
    button(shown, "Save these 200 futures").click().run()
    run = open_run("dearer")
    assert "Saved as dearer" in words_of(fine(shown))
    assert run.manifest["note"] == "war is dear" and run.manifest["changes"] == {COST: 0.003}
    assert run.command == asked(shown).command


def test_a_name_that_cannot_be_a_folder_is_refused_in_words(store: Path):
    shown = tab(page(), "Save")
    next(one for one in shown.text_input if one.label == "Name of the run").set_value("../../out")
    button(shown, "Save these 200 futures").click().run()
    assert "cannot be a run's name" in words_of(fine(shown)) and not list_runs()


def test_a_full_run_is_made_in_the_background_and_saved(store: Path):
    shown = tab(page(), "Full run")
    next(one for one in shown.number_input if "full run" in one.label).set_value(300)
    next(one for one in shown.text_input if one.label == "Name of the full run").set_value("whole")
    button(shown, "Start the full run").click().run()
    assert "Give it up" in [one.label for one in fine(shown).button] or open_run("whole")
    shown.session_state[JOB].wait(120)
    assert "Saved as whole: 300 futures" in words_of(fine(shown.run()))
    assert open_run("whole").manifest["replications"] == 300


def test_a_full_run_can_be_given_up(store: Path):
    shown = tab(page(), "Full run")
    next(one for one in shown.number_input if "full run" in one.label).set_value(500_000)
    button(shown, "Start the full run").click().run()
    shown.button(key="full.stop").click().run()
    shown.session_state[JOB].wait(120)
    assert "Not saved: given up" in words_of(fine(shown.run())) and not list_runs()


@pytest.mark.parametrize("change", [f"{LOAN}=0.006", "behaviour=stated"])
def test_the_file_to_take_away_gives_the_same_numbers(change: str, folder: Path, capsys: pytest.CaptureFixture[str]):
    from sim.text import scenario_file

    now = asked(page(variant="dear", set=[change]))
    (folder / "away.yaml").write_text(scenario_file(now.loaded(), [now.command]))
    size = ["--replications=200", "--weeks=8", "--seed=0", "--format", "json", "--no-save"]
    capsys.readouterr()
    assert main(["run", "away.yaml", *size]) == 0
    there = json.loads(capsys.readouterr().out)
    assert main([*shlex.split(now.command)[1:], "--format", "json", "--no-save"]) == 0
    here = json.loads(capsys.readouterr().out)
    assert {**there, "scenario": 0, "variant": 0} == {**here, "scenario": 0, "variant": 0}


def test_the_link_restores_it_in_a_new_session():
    shown = opened(page(), "actors.north")
    shown.slider(key=f"set:{COST}").set_value(0.0025).run()
    again = page(**{name: shown.query_params[name] for name in shown.query_params})
    assert asked(again) == asked(shown)


@pytest.mark.parametrize(
    ("link", "word"),
    [
        ({"set": ["actors.north.war.price=1"]}, "no 'price'"),
        ({"scenario": "../../secret.yaml"}, "no scenario is called"),
        ({"n": "9999999"}, "expected a whole number"),
        ({"variant": "[x](http://example.org)"}, "no variant is called"),
    ],
)
def test_nonsense_in_a_link_is_told_and_the_rest_of_the_page_lives(link: dict[str, str | list[str]], word: str):
    shown = page(**link)
    assert word in words_of(shown) and shown.subheader and len(figures(shown)) == 9
    assert not [one for one in shown.warning if "[x](" in one.value]


def test_changes_that_make_no_sense_together_leave_the_way_back():
    shown = page()
    shown.session_state["question"] = asked(shown).changed("actors.north.demands.scope.salience", "0.9")
    fine(shown.run())
    assert "salience" in words_of(shown) and "Undo, or reset the change" in words_of(shown)
    button(shown, "Reset all").click().run()
    assert fine(shown).subheader and not shown.error


def test_a_saved_run_that_is_damaged_says_so_and_the_controls_live(store: Path):
    assert main(["run", "border.yaml", "--replications", "50", "--weeks", "8", "--name", "old"]) == 0
    shown = page()
    (store / "old" / "futures.parquet").write_bytes(b"")
    shown.selectbox(key="beside").select("old").run()
    words = words_of(fine(shown))
    assert "is not what was saved" in words and "choose something else here" in words
    assert shown.selectbox(key="ask:scenario") and "Find a number" in str(shown.text_input)
    assert "200 futures of 8 weeks, simulated" in words, "what the reader asked for needs nothing of the damaged run"


def test_a_chart_with_other_rows_is_the_chart_drawn_anew():
    now = page(set=[f"{COST}=0.003"])
    first, second = live.shown(asked(now), "a"), live.shown(asked(now).unchanged, "b")
    for kind in KINDS:
        kind.spec(first)  # which is drawn
        anew = dressed(kind.drawn([second.summary], second.scenario)).to_dict()
        assert anew.pop("description") == kind.told(second.summary, second.scenario)  # which stands beside it
        anew["config"]["aria"] = False  # and in place of words for each point
        assert kind.spec(second) == anew | {"data": {"values": anew.pop("datasets")[anew["data"]["name"]]}}


def test_going_back_in_the_browser_asks_what_was_asked_before():
    shown = opened(page(), "actors.north")
    before = dict(shown.query_params)
    shown.slider(key=f"set:{COST}").set_value(0.0025).run()
    shown.query_params.pop("set")
    assert asked(fine(shown.run())).changes == () and dict(shown.query_params) == before
    button(shown, "Undo").click().run()
    assert asked(fine(shown)).changes == ((COST, "0.0025"),)


def test_coming_from_another_page_the_bare_address_changes_nothing():
    shown = page(set=[f"{COST}=0.0025"])
    shown.session_state["page"] = "Runs"
    for name in list(shown.query_params):
        shown.query_params.pop(name)
    assert asked(fine(shown.run())).changes == ((COST, "0.0025"),)
    assert shown.query_params["set"] == f"{COST}=0.0025"


def test_a_result_without_changes_is_called_as_it_is():
    shown = page()
    assert list(shown.table[0].value.columns)[1].startswith("as it is")
    shown = page(variant="dear")
    shown.selectbox(key="beside").select("the scenario without its variant").run()
    assert list(fine(shown).table[0].value.columns)[1:3] == ["without the variant", "as it is"]


def test_the_guide_stays_while_numbers_are_moved_so_that_nothing_jumps():
    shown = page()
    shown.slider(key=f"set:{COST}").set_value(0.0025).run()
    assert asked(fine(shown)).changes and shown.info[0].value == GUIDE


def test_a_full_run_that_was_given_up_can_be_gone_on_with(store: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ensemble, "CHUNK", BLOCK)
    shown = tab(page(), "Full run")
    assert "Go on with it" not in [one.label for one in shown.button]
    next(one for one in shown.number_input if "full run" in one.label).set_value(40 * BLOCK)
    button(shown, "Start the full run").click().run()
    shown.button(key="full.stop").click().run()
    shown.session_state[JOB].wait(120)
    assert "Not finished: border" in words_of(fine(shown.run())) and not list_runs()
    button(shown, "Go on with it").click().run()
    shown.session_state[JOB].wait(120)
    assert f"Saved as {list_runs()[0].name}: {40 * BLOCK:,} futures" in words_of(fine(shown.run()))
    assert "Go on with it" not in [one.label for one in shown.button]
