"""A text held against ideals and red lines, and how terms move over the weeks."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim import charts_terms, terms_by_week, terms_map
from sim.appraisal import appraise
from sim.cli import main
from sim.explain import Lot
from sim.load import load_scenario
from sim.negotiation import simulate
from sim.report.blockers import crossed
from sim.scenario import Scenario
from tests.test_charts import rows


@pytest.fixture(scope="module")
def march() -> Scenario:
    return load_scenario("march-2025")


@pytest.fixture(scope="module")
def opening(march: Scenario) -> dict[str, int]:
    return march.terms(march.opening.package)


def position(scenario: Scenario, text, actor: str, issue: str) -> terms_map.Position:
    return next(one for one in terms_map.positions(scenario, text) if (one.actor, one.issue) == (actor, issue))


def test_red_lines_crossed_are_those_that_the_report_tells(march: Scenario):
    for name in march.packages:
        text = march.terms(name)
        found = {(one.actor, one.issue) for one in terms_map.positions(march, text) if one.state == terms_map.CROSSED}
        assert found == {(side, issue) for side in ("russia", "ukraine") for issue, _ in crossed(march, side, text)}


def test_room_counts_levels_to_the_first_red_line(march: Scenario, opening):
    arms = position(march, opening, "ukraine", "rearmament")  # no limits; a line from foreign arms frozen, level 2
    assert (arms.room, arms.state) == (2, terms_map.IDEAL)
    nato = position(march, opening, "russia", "nato")  # open door; ideal barred, lines from deferred and open door
    assert (nato.lines, nato.room, nato.binds) == ((2, 1), -1, True)


def test_a_line_that_is_bound_to_a_truce_costs_nothing_without_one(march: Scenario, opening):
    free = position(march, {**opening, "ground": 0}, "russia", "nato")
    assert not free.binds and free.state == terms_map.FREE


def test_slack_is_what_moving_the_issue_to_the_line_takes_from_the_mean_type(march: Scenario, opening):
    found = appraise(march, [opening, {**opening, "nato": 2}])
    surplus = found.mean_surplus("ukraine")
    assert position(march, opening, "ukraine", "nato").slack == pytest.approx(surplus[0] - surplus[1])
    assert found.weight["ukraine"].sum() == pytest.approx(1)


def test_where_a_line_is_crossed_slack_is_the_loss_that_moving_back_would_mend(march: Scenario, opening):
    surplus = appraise(march, [opening, {**opening, "nato": 3}]).mean_surplus("russia")
    slack = position(march, opening, "russia", "nato").slack
    assert slack == pytest.approx(surplus[0] - surplus[1]) and slack < 0


def test_actors_that_do_not_sign_have_ideals_and_no_slack(march: Scenario, opening):
    assert all(one.slack is None and one.room is None
               for one in terms_map.positions(march, opening) if one.actor in ("us", "eu"))  # fmt: skip


def test_worth_of_a_text_lies_between_those_of_its_types(march: Scenario, opening):
    for one in terms_map.worths(march, opening):
        assert one.least <= one.mean <= one.most
        assert terms_map.stake(one.mean) in " ".join(terms_map.worth_words(march, opening))


def test_the_map_has_one_cell_for_each_demand_and_names_what_is_crossed(march: Scenario, opening):
    found = terms_map.positions(march, opening)
    drawn = charts_terms.positions(march, found)
    assert len(rows(drawn)) == len(found) == sum(len(actor.demands) for actor in march.actors.values())
    assert (
        "Russia on Ukraine and NATO (−" in drawn.description
        and "Ukraine on" not in drawn.description.split("crosses")[1]
    )


def test_the_ladder_marks_the_levels_that_cross_under_these_terms(march: Scenario, opening):
    spec = charts_terms.ladder(march, "nato", opening, {**opening, "nato": 1}).to_dict()
    cells = spec["datasets"][spec["layer"][0]["data"]["name"]]
    russia = {cell["level"]: cell["what"] == terms_map.CROSSED for cell in cells if cell["actor"] == "Russia"}
    assert russia == {"invited": True, "open door": True, "deferred": True, "barred": False}


def test_shares_by_level_are_those_of_the_runs_own_first_futures(march: Scenario):
    some = Lot(march, seed=2, weeks=5)
    found = terms_by_week.terms_by_week(some, 30)
    ends = simulate(march, seed=2, count=30, weeks=5)
    for k, issue in enumerate(ends.issues):
        counts = np.bincount(ends.text[:, k], minlength=len(march.issues[issue].levels))
        assert found.table[issue][-1] == pytest.approx(counts / 30)
        signed = np.bincount(ends.terms[:, k], minlength=len(march.issues[issue].levels))
        assert found.in_force[issue][-1] == pytest.approx(signed / 30)
        assert found.table[issue].sum(1) == pytest.approx(np.ones(6))


def test_moves_of_a_future_are_its_texts_week_by_week(march: Scenario):
    notes = Lot(march, seed=2, weeks=8).numbered(1).notes
    drawn = charts_terms.moves(march, notes, 3).to_dict()
    cells = next(iter(drawn["datasets"].values()))
    energy = [cell["number"] - 1 for cell in cells if cell["issue"] == march.issues["energy"].label]
    assert energy == [note["outcome"]["on_the_table"]["energy"] for note in notes]


def test_the_command_prints_the_map_and_how_terms_move(scenario_file, store, capsys):
    words = ["terms", str(scenario_file), "--weeks", "5", "--replications", "20"]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "Signing it at once would bring North" in said and "From 20 futures simulated again under seed 0" in said
    assert "all fighting" in said and "week 5" in said
    assert main([*words, "--format", "json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["replications"] == 20 and sum(facts["on_the_table"]["scope"][0]) == pytest.approx(1)
    assert main([*words, "--package", "truse"]) == 1
    assert "did you mean 'truce'" in capsys.readouterr().err
