"""Intervals of a skill come from drawing whole wars again; a forecaster that peeks is found out by dealt outcomes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.backtest.baselines import base_rates
from sim.backtest.folds import Forecast
from sim.backtest.leaks import deal, shuffled
from sim.backtest.questions import Question
from sim.backtest.regression import logistic
from sim.backtest.resampling import draws_of_wars, pooled
from tests.past import made_up


def agreed(war: list[int], observed: list[int] | None = None) -> Question:
    rows = len(war)
    seen = [0] * rows if observed is None else observed
    return Question("agreed", ("no", "yes"), True, np.arange(rows), war, seen, np.zeros((rows, 1)))


def test_skill_of_one_question_worked_out_by_hand():
    one = agreed([0, 0, 1], [0, 1, -1])
    found = pooled([(one, np.array([0.1, 0.3, 9.0]), np.array([0.4, 0.4, 9.0]))], np.ones((1, 2)))
    assert found.value == pytest.approx(1 - 0.2 / 0.4), "a row that was not seen counts for nothing"


def test_every_question_weighs_the_same_however_many_rows_it_has():
    many, few = agreed([0] * 9), agreed([0])
    found = pooled([(many, np.full(9, 0.2), np.full(9, 0.4)), (few, np.array([0.6]), np.array([0.4]))], np.ones((1, 1)))
    assert found.value == pytest.approx(1 - (0.2 + 0.6) / (0.4 + 0.4))


def test_a_war_drawn_twice_counts_twice_and_one_not_drawn_not_at_all():
    one = agreed([0, 1, 1])
    mine, theirs = np.array([0.0, 0.4, 0.4]), np.array([0.5, 0.5, 0.5])
    found = pooled([(one, mine, theirs)], np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]]))
    assert found.draws == pytest.approx([1.0, 0.2, 1 - (0.8 / 3) / 0.5])


def test_a_draw_without_any_row_of_a_question_compares_the_others():
    here, there = agreed([0]), agreed([1])
    scored = [(here, np.array([0.2]), np.array([0.4])), (there, np.array([0.5]), np.array([0.5]))]
    found = pooled(scored, np.array([[2.0, 0.0], [1.0, 1.0]]))
    assert found.draws == pytest.approx([0.5, 1 - 0.35 / 0.45])


def test_nothing_seen_is_no_skill_and_no_interval():
    found = pooled([(agreed([0], [-1]), np.zeros(1), np.zeros(1))], np.ones((5, 1)))
    assert found.plain() == {"value": None, "interval_80": None, "interval_90": None, "above_zero": None}


def test_as_many_wars_are_drawn_as_there_are_and_alike_for_a_seed():
    first, again = (draws_of_wars(7, np.random.default_rng(3), 50) for _ in range(2))
    assert (first.sum(axis=1) == 7).all() and np.array_equal(first, again)
    assert abs(draws_of_wars(7, np.random.default_rng(4), 4_000).mean(axis=0) - 1).max() < 0.07


def test_the_narrower_interval_lies_within_the_wider_and_both_round_the_value():
    rng = np.random.default_rng(5)
    one = agreed(np.repeat(np.arange(30), 2).tolist())
    found = pooled([(one, rng.random(60) * 0.4, np.full(60, 0.25))], draws_of_wars(30, rng))
    (low, high), (lower, higher) = found.interval(80), found.interval(90)
    assert lower < low < found.value < high < higher
    assert found.above_zero == (found.draws > 0).mean()


def test_an_interval_of_90_percent_covers_the_true_skill_about_nine_times_in_ten():
    """Wars with a mood of their own, so that rows of a war go together; drawing rows alone would cover far less."""
    rng, wars, rows = np.random.default_rng(6), 30, 4
    by_war, by_row = [], []
    for _ in range(300):
        mood = np.repeat(rng.normal(0, 0.1, wars), rows)
        mine = 0.4 + mood + rng.normal(0, 0.05, wars * rows)
        for covered, war in ((by_war, np.repeat(np.arange(wars), rows)), (by_row, np.arange(wars * rows))):
            scored = [(agreed(war.tolist()), mine, np.full(len(mine), 0.5))]
            low, high = pooled(scored, draws_of_wars(int(war.max()) + 1, rng, 300)).interval(90)
            covered.append(low < 0.2 < high)
    assert 0.83 < np.mean(by_war) < 0.95  # 4 s.e. of 300 trials is .07
    assert np.mean(by_row) < 0.75


def test_a_deal_moves_outcomes_between_cases_and_alike_in_every_question():
    case = np.arange(12)
    answer = Question(
        "answer",
        ("a", "b", "c"),
        True,
        np.repeat(case, 2),
        np.repeat(case // 3, 2),
        np.repeat(case % 3, 2),
        np.zeros((24, 1)),
    )
    whole = Question("whole", ("a", "b", "c"), True, case, case // 3, case % 3, np.zeros((12, 1)))
    rows, one = deal([answer, whole], np.random.default_rng(7))
    assert rows.observed[::2].tolist() == rows.observed[1::2].tolist() == one.observed.tolist()
    assert sorted(one.observed) == sorted(whole.observed) and not np.array_equal(one.observed, whole.observed)


def test_a_case_that_gets_fewer_rows_than_it_has_is_not_seen_in_the_rest():
    one = Question("answer", ("a", "b"), True, [0, 0, 1], [0, 0, 1], [1, 1, 1], np.zeros((3, 1)))
    for seed in range(6):
        [found] = deal([one], np.random.default_rng(seed))
        assert found.observed.tolist() in ([1, 1, 1], [1, -1, 1])


@pytest.mark.parametrize(
    ("rival", "shuffles"), [(base_rates, 50), (logistic((0.03,)), 20)], ids=["rates", "regression"]
)
def test_an_honest_forecaster_has_no_skill_on_dealt_outcomes(rival, shuffles: int):
    known = made_up(np.random.default_rng(8), effect=2.0)
    found = shuffled(known, lambda questions: rival, np.random.default_rng(9), shuffles)
    assert not found.leaks and found.mean <= 0
    assert found.plain()["shuffles"] == shuffles


def peeking(questions: list[Question]):
    """Leans a little towards what is still to come out."""
    cheat = [np.eye(len(one.classes))[np.maximum(one.observed, 0)] for one in questions]

    def forecaster(training):
        honest = base_rates(training)
        return [Forecast.formula(0.95 * said.shares + 0.05 * seen) for said, seen in zip(honest, cheat, strict=True)]

    return forecaster


def test_a_forecaster_that_peeks_a_little_is_found_out():
    found = shuffled(made_up(np.random.default_rng(10)), peeking, np.random.default_rng(11), 20)
    assert found.leaks and found.mean > 4 * found.standard_error


def test_folds_that_show_a_war_its_own_outcome_are_found_out(monkeypatch: pytest.MonkeyPatch):
    """Codes that tell cases apart, and hardly a ridge: whoever is shown an outcome can learn it by heart."""
    known = [
        replace(one, codes=np.eye(int(one.case.max()) + 1)[one.case])
        for one in made_up(np.random.default_rng(12), wars=6, cases_a_war=2)
    ]
    honest = shuffled(known, lambda questions: logistic((10.0,)), np.random.default_rng(13), 4)
    monkeypatch.setattr(Question, "without", lambda self, war: self)
    cheat = shuffled(known, lambda questions: logistic((10.0,)), np.random.default_rng(13), 4)
    assert not honest.leaks and cheat.mean > 0.3
