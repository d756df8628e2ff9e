"""Why a side answered as it did: parts that add up, likelihood ratios that are Bayes, figures that show both."""

from __future__ import annotations

import json

import numpy as np
import pytest
import yaml

from sim import charts_cells, charts_future, charts_reasons, reasons
from sim.cli import main
from sim.explain import Lot, as_text, lot
from sim.load import load_scenario, load_text
from sim.negotiation import simulate
from sim.record import ANSWERS, CLASSES, NONE
from sim.scenario import Scenario
from sim.words import chance
from tests.conftest import SMALL
from tests.test_charts import rows


@pytest.fixture(scope="module")
def march() -> Lot:
    return Lot(load_scenario("march-2025"), seed=3, weeks=26)


@pytest.fixture(scope="module")
def told(march: Lot):
    return march.numbered(7)


def answers(told):
    return [answer for note in told.notes for answer in note["answers"].values() if answer["new"]]


def test_the_parts_of_every_option_add_up_to_what_it_was_worth(told):
    for answer in answers(told):
        for option in reasons.options(answer):
            assert sum(part.worth for part in option.parts) == pytest.approx(option.worth, abs=2e-6), option.answer


def test_an_option_is_worth_what_the_engine_gave_it_and_the_likeliest_other_is_the_runner_up(told):
    for answer in answers(told):
        found = reasons.options(answer)
        assert {one.answer: one.worth for one in found} == {a: answer["worth"][a] for a in ANSWERS}
        assert [one.answer for one in found if one.place == reasons.GIVEN] == [answer["answer"]]
        second = next(one for one in found if one.place == reasons.SECOND)
        assert second.chance == max(one.chance for one in found if one.answer != answer["answer"])


def test_belief_before_times_the_ratio_is_belief_after(march: Lot, told):
    for actor in told.notes[0]["answers"]:
        for one in reasons.evidence(march.scenario, told.notes, actor):
            assert one.before * one.ratio == pytest.approx(one.after, abs=1e-12)
            assert (one.before * one.ratio).sum() == pytest.approx(1)


def test_ratios_are_those_of_the_likelihoods_that_the_engine_used(march: Lot, told):
    [first, *_] = reasons.evidence(march.scenario, told.notes, "russia")
    answer = told.notes[0]["answers"]["russia"]
    likelihood = np.maximum(answer["likelihood"][answer["answer"]], 1e-6)
    assert first.ratio == pytest.approx(likelihood / (first.before @ likelihood))


def test_a_threat_that_was_dropped_or_made_good_gives_its_holders_resolve_away_by_bayes():
    march = Lot(load_scenario("march-2025"), seed=1, weeks=26)
    dropped = simulate(march.scenario, seed=1, count=1000).dropped.sum(1)
    told = march.numbered(int(dropped.argmax()))
    threats = [one for note in told.notes for one in note["threats"]]
    assert {one["did"] for one in threats} <= {"played", "dropped"} and any(one["did"] == "dropped" for one in threats)
    believed = {}
    for one in threats:
        resolute, irresolute = one["likelihood"]
        joint = one["before"] * resolute
        assert one["after"] == pytest.approx(joint / (joint + (1 - one["before"]) * irresolute), abs=1e-9)
        assert one["before"] == pytest.approx(believed.get(one["holder"], one["before"]), abs=1e-12)
        believed[one["holder"]] = one["after"]
    shown = reasons.resolve_table(march.scenario, told.notes)
    assert shown is not None and len(shown.rows) == len(threats)
    assert all(row[5] == chance(one["after"]) for row, one in zip(shown.rows, threats, strict=True))
    assert as_text(told).count("the public believed it resolute with chance") == len(threats)


def test_where_no_threat_ended_nothing_is_said_of_resolve(march: Lot, told):
    assert not any(note["threats"] for note in told.notes)
    assert reasons.resolve_table(march.scenario, told.notes) is None


def test_where_the_cost_of_war_is_no_secret_there_is_no_evidence(small: Scenario):
    open_book = Lot(small, seed=0, weeks=4).numbered(0)
    assert reasons.evidence(small, open_book.notes, "north") == []


def test_a_new_leader_makes_what_was_known_void():
    election = {"label": "Election", "week": 2, "new_leader": "north"}
    text = yaml.safe_dump({**SMALL, "events": [election]}, sort_keys=False)
    secret = load_text(text, file="x", changes={"actors.north.types.sd_ln_cost": 0.6})
    found = [
        one for row in range(8) for one in reasons.evidence(secret, Lot(secret, 0, 6).numbered(row).notes, "north")
    ]
    assert any(one.afresh for one in found) and all(one.week >= 2 for one in found if one.afresh)
    assert not any(one.afresh for one in found if one.week < 2)


def test_the_answer_that_stands_in_a_quiet_week_is_the_last_that_was_given(told):
    quiet = next(note["week"] for note in told.notes if not note["answers"]["russia"]["new"])
    week, answer = reasons.answer_in(told.notes, quiet, "russia")
    assert week < quiet and answer is told.notes[week]["answers"]["russia"]


def test_the_timeline_shows_every_answer_and_every_card_of_the_future(march: Lot, told):
    spec = charts_future.timeline(march.scenario, told.notes, 4).to_dict()
    marks = spec["layer"][1]["data"]["values"] if "values" in spec["layer"][1].get("data", {}) else None
    marks = marks or spec["datasets"][spec["layer"][1]["data"]["name"]]
    assert sum(mark["kind"] == "answer" for mark in marks) == len(answers(told))
    assert sum("card" in mark["kind"] or "threat" in mark["kind"] for mark in marks) == sum(
        len(note["cards"]) for note in told.notes
    )
    assert "Week 0: " in spec["description"] and "At the end " in spec["description"]


def test_bars_of_worth_and_the_heat_map_of_beliefs_hold_the_numbers_told(march: Lot, told):
    found = reasons.options(told.notes[0]["answers"]["russia"])
    said = charts_reasons.worths(found, "Russia").description
    assert all(f"{one.worth:+.4f}" in said for one in found)
    learnt = reasons.evidence(march.scenario, told.notes, "russia")
    cells = rows(charts_reasons.beliefs(learnt, "Russia"))
    assert len(cells) == 7 * len(learnt) and cells[0]["ratio"] == pytest.approx(learnt[0].ratio[0])


def test_every_future_is_in_one_cell_of_the_chart_of_futures():
    columns = {
        "signed_full": np.array([NONE, 3, NONE, 3]), "signed_partial": np.array([NONE, 1, NONE, NONE]),
        "class.04": np.array([5, 2, 4, 2]),
    }  # fmt: skip
    found = {cell: rows.tolist() for cell, rows in charts_cells.cells(columns).items()}
    assert found == {(NONE, 4): [2], (NONE, 5): [0], (1, 2): [1], (3, 2): [3]}


def test_a_click_on_the_chart_names_week_and_class(march: Lot):
    spec = charts_cells.futures(march.scenario, march.columns, "point").to_dict()
    [chosen] = spec["params"]
    assert (chosen["name"], chosen["select"]["fields"]) == ("point", ["signed", "end"])
    assert sum(row["count"] for row in rows(charts_cells.futures(march.scenario, march.columns))) == 500


def test_a_week_is_named_by_what_was_new_in_it(march: Lot, told):
    line = reasons.headline(march.scenario, told.notes[0])
    assert line.startswith("Week 0, 11 March 2025: Aid and intelligence resumed; Russia ")
    quiet = next(note for note in told.notes if not reasons.news(march.scenario, note))
    assert reasons.headline(march.scenario, quiet).endswith(": nothing new")


def test_a_scenario_is_explained_with_changes_a_seed_and_weeks_of_ones_own(scenario_file, store, capsys):
    change = {"actors.north.war.cost": 0.004}
    words = ["explain", str(scenario_file), "--replication", "5", "--set", "actors.north.war.cost=0.004", "--seed", "9"]
    assert main([*words, "--weeks", "6"]) == 0
    expected = lot(str(scenario_file), changes=change, seed=9, weeks=6).numbered(5)
    assert capsys.readouterr().out == as_text(expected)
    assert main([*words, "--weeks", "6", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["weeks"]) == 7


def test_a_saved_run_is_explained_as_it_was_made_or_not_at_all(scenario_file, store, capsys):
    assert main(["run", str(scenario_file), "--replications", "20", "--weeks", "5", "--name", "one"]) == 0
    assert main(["explain", "one", "--seed", "4"]) == 1
    assert "one is a saved run" in capsys.readouterr().err
    some = lot("one")
    for row in (0, 13, 19):
        ends = [CLASSES.index(note["outcome"]["class"]) for note in some.numbered(row).notes]
        assert ends == some.classes[row].tolist() and some.numbered(row).same_as_saved
