"""An outcome says the same of every future, saved or fresh, and says NaN where it cannot know."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.outcomes import Outcome, OutcomeError, holds_45_days, holds_seven_days, parse, stood, usual
from sim.record import CLASSES

FULL, PARTIAL, NO = (CLASSES.index(name) for name in ("full_ceasefire", "partial_ceasefire", "rejected"))


def weeks(*classes: int) -> dict[str, np.ndarray]:
    """Columns of one future with these classes, week by week."""
    return {f"class.{week:02d}": np.array([one]) for week, one in enumerate(classes)}


def test_seven_days_are_two_week_ends_in_a_row_by_week_13():
    assert holds_seven_days(weeks(NO, FULL, FULL, NO))[0]
    assert not holds_seven_days(weeks(NO, FULL, NO, FULL))[0]
    late = [NO] * 13
    assert not holds_seven_days(weeks(*late, FULL, FULL))[0], "weeks 13 and 14: too late"
    assert holds_seven_days(weeks(*late[:12], FULL, FULL))[0], "weeks 12 and 13: in time"


def test_45_days_count_any_partial_truce_in_force_and_are_unknown_beyond_the_horizon():
    again = [NO, PARTIAL, NO, NO, NO, NO, NO, PARTIAL]
    assert holds_45_days({**weeks(*again), "signed_partial": np.array([1])})[0] == 1
    assert holds_45_days({**weeks(*again[:-1], NO), "signed_partial": np.array([1])})[0] == 0
    assert np.isnan(holds_45_days({**weeks(*again[:-1]), "signed_partial": np.array([1])})[0])
    assert holds_45_days({**weeks(*again), "signed_partial": np.array([-1])})[0] == 0


def test_a_text_stood_only_if_the_horizon_shows_it():
    def columns(week: int, weeks_stood: int) -> dict[str, np.ndarray]:
        return weeks(*[NO] * 11) | {"signed_full": np.array([week]), "full_weeks": np.array([weeks_stood])}

    assert stood(columns(2, 5), "full", by=4, need=4)[0] == 1
    assert stood(columns(2, 3), "full", by=4, need=4)[0] == 0
    assert stood(columns(5, 5), "full", by=4, need=4)[0] == 0
    assert np.isnan(stood(columns(4, 2), "full", by=4, need=7)[0]), "left out whether it broke or not"


def test_every_usual_outcome_of_a_run_is_the_share_that_its_summary_prints():
    made: list = []
    run = sim.run(sim.load_scenario("march-2025"), replications=300, seed=5, sink=made.append)
    columns, scenario, said = made[0].columns(), run.scenario, run.summary.as_json()
    asked = usual(run.weeks, belligerents=made[0].belligerents, cards=made[0].cards, questions=list(scenario.resolve))
    assert len(asked) > 60
    for one in asked:
        share = np.nanmean(one.of(columns, scenario.resolve))
        if one.kind in CLASSES and not one.who:
            printed = said["outcome"][str(one.week)][one.kind]
        elif one.who in made[0].cards:
            printed = said["cards"][one.who][one.kind]
        elif one.kind == "resolve":
            printed = said["resolve"][one.who]
        else:
            printed = said["first_answer"][one.who][one.kind] if one.who else said[one.kind]
        assert share == pytest.approx(printed, abs=1e-12), one.name


def test_an_outcome_is_read_back_from_its_name():
    names = {"belligerents": ("north", "south"), "cards": ("aid",), "questions": ("by_may",)}
    for one in usual(26, **names):
        assert parse(one.name, **names) == one


@pytest.mark.parametrize(
    ("words", "way_out"),
    [
        ("full_ceasfire@13", "did you mean full_ceasefire"),
        ("accept:nort", "did you mean north"),
        ("accept", "one of north, south"),
        ("full_7_days@4", "leave out @4"),
        ("full_ceasefire@soon", "full_ceasefire@13"),
        ("full_ceasefire:north", "full_ceasefire@week"),
        ("", "full_ceasefire@13"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_way_out(words: str, way_out: str):
    with pytest.raises(OutcomeError, match=way_out):
        parse(words, belligerents=("north", "south"), cards=("aid",), questions=())


def test_a_question_about_another_scenario_or_a_later_week_names_what_is_missing():
    columns = weeks(NO, NO) | {"signed_full": np.array([-1])}
    for one in (Outcome("full_ceasefire", 9), Outcome("signed_full", 9), Outcome("accept", None, "east")):
        with pytest.raises(OutcomeError, match="these futures have no"):
            one.of(columns)


def test_an_outcome_is_the_same_in_futures_that_end_when_it_is_known():
    scenario = sim.load_scenario("march-2025")
    long = sim.run(scenario, replications=200, weeks=20).columns()
    asked = usual(20, belligerents=["russia", "ukraine"])
    known = {one: one.decided_by(20) for one in asked}
    assert {0, 4, 13, 19, 20} == set(known.values())
    for week in set(known.values()):
        short = sim.run(scenario, replications=200, weeks=week).columns()
        for one in (one for one in asked if known[one] == week):
            np.testing.assert_array_equal(one.of(short), one.of(long), err_msg=one.name)
