"""Nobody forecasts a war from its own outcome: questions, folds, and the plain rivals that learn in them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.backtest.baselines import base_rates, commonest, compromise, hindsight, shares_seen, weighted_mean
from sim.backtest.folds import Forecast, Forecaster, held_out, unmoved
from sim.backtest.questions import Question, cases_of, wars_of
from sim.backtest.regression import logistic
from sim.backtest.scores import brier, log_score, smoothed
from tests.past import made_up, other_outcomes

ONE_RIDGE = (0.1,)


def near_the_mean(questions: list[Question]) -> Forecaster:
    return compromise({one.name: 1 / (1 + np.exp(-one.codes[:, 0])) for one in questions})


RIVALS = {
    "base rates": lambda questions: base_rates,
    "the commonest": lambda questions: commonest,
    "regression": lambda questions: logistic(ONE_RIDGE),
    "regression with a ridge of its choice": lambda questions: logistic((0.01, 1.0)),
    "weighted mean": near_the_mean,
    "unmoved": lambda questions: unmoved(base_rates(questions)),
}


def agreed(observed: list[int], /, **changes: object) -> Question:
    rows = np.arange(len(observed))
    return replace(Question("agreed", ("no", "yes"), True, rows, rows, observed, np.zeros((len(rows), 1))), **changes)


@pytest.mark.parametrize("rival", [name for name in RIVALS if name != "unmoved"])
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10**6), war=st.integers(0, 4))
def test_what_is_said_of_a_war_does_not_change_when_its_outcome_does(rival: str, seed: int, war: int):
    rng = np.random.default_rng(seed)
    known = made_up(rng, wars=5, cases_a_war=3)
    forecaster = RIVALS[rival](known)
    other = other_outcomes(rng, known, war)
    for one, before, after in zip(known, held_out(known, forecaster), held_out(other, forecaster), strict=True):
        rows = one.war == war
        assert np.array_equal(before.shares[rows], after.shares[rows])
        assert np.array_equal(before.futures[rows], after.futures[rows])


@pytest.mark.parametrize("rival", [name for name in RIVALS if name != "unmoved"])
def test_what_is_said_of_a_war_does_change_with_the_outcomes_of_others(rival: str):
    rng = np.random.default_rng(3)
    known = made_up(rng, wars=8, effect=2.0)  # the highest class is the commonest
    other = [replace(one, observed=np.where(one.war == 0, one.observed, 0)) for one in known]
    forecaster = RIVALS[rival](known)
    before, after = held_out(known, forecaster), held_out(other, forecaster)
    assert not np.allclose(before[0].shares[known[0].war == 0], after[0].shares[known[0].war == 0])


def test_a_forecaster_is_never_shown_the_outcome_of_the_war_it_forecasts():
    known, shown = made_up(np.random.default_rng(4), wars=5), []

    def watched(training):
        shown.append([{*one.war[one.seen].tolist()} for one in training])
        return base_rates(training)

    held_out(known, watched)
    assert shown == [[{0, 1, 2, 3, 4} - {war}] * 2 for war in range(5)]


def test_every_row_is_forecast_once_seen_or_not():
    known = made_up(np.random.default_rng(5))
    for one, forecast in zip(known, held_out(known, base_rates), strict=True):
        assert not one.seen.all()
        assert forecast.shares.sum(axis=1) == pytest.approx(np.ones(len(one.case)))


def test_base_rates_count_half_a_row_more_of_each_class():
    assert shares_seen(agreed([0, 0, 1, -1])) == pytest.approx([2.5 / 4, 1.5 / 4])
    [said] = held_out([agreed([0, 0, 1])], base_rates)
    assert said.shares[:, 1] == pytest.approx([1.5 / 3, 1.5 / 3, 0.5 / 3])


def test_a_constant_in_hindsight_beats_the_base_rates_of_other_wars_though_it_tells_no_cases_apart():
    """As far as its docstring says: 40 wars of three rows, 25 of two."""

    def gain(wars: int, rows: int) -> float:
        one = agreed((rng.random(wars * rows) < 0.4).astype(int).tolist(), war=np.repeat(np.arange(wars), rows))
        [rate], [constant] = held_out([one], base_rates), held_out([one], hindsight([one]))
        assert np.ptp(constant.shares, axis=0).max() == 0
        return 1 - brier(constant.shares, one.observed).mean() / brier(rate.shares, one.observed).mean()

    rng = np.random.default_rng(23)
    many, few = (np.mean([gain(*size) for _ in range(50)]) for size in ((40, 3), (25, 2)))
    assert 0.01 < many < 0.03 < few < 0.05


def test_always_the_commonest_is_sure_and_pays_a_finite_price_for_a_miss():
    one = agreed([0, 0, 0, 1, -1])
    [said] = commonest([one])
    assert said.shares.tolist() == [[1.0, 0.0]] * 5
    assert brier(said.shares, one.observed, said.futures)[[0, 3]].tolist() == [0.0, 2.0]
    assert log_score(said.shares, one.observed, said.futures)[3] == pytest.approx(np.log(2 * 4 + 2))


def test_a_regression_under_an_endless_ridge_gives_the_base_rates():
    known = made_up(np.random.default_rng(6))
    for one, bound, rate in zip(known, logistic((1e-9,))(known), base_rates(known), strict=True):
        assert np.abs(bound.shares - rate.shares).max() < 1e-4, one.name


def test_a_regression_finds_what_the_codes_tell_and_little_where_they_tell_nothing():
    def gain(effect: float) -> float:
        known = made_up(np.random.default_rng(7), wars=20, effect=effect)
        pairs = [held_out(known, rival) for rival in (logistic((0.001, 0.1)), base_rates)]
        cost = [[log_score(f.shares, q.observed)[q.seen].mean() for q, f in zip(known, p, strict=True)] for p in pairs]
        return 1 - np.mean(cost[0]) / np.mean(cost[1])

    assert gain(2.0) > 0.25
    assert abs(gain(0.0)) < 0.03, "a ridge chosen on other wars keeps it near the base rates"


def test_the_ridge_is_chosen_on_wars_left_out_and_not_on_rows_of_the_same_war():
    """Codes that only tell wars apart: on rows of the same war they help, on another war they cannot."""
    rng = np.random.default_rng(20)
    war = np.repeat(np.arange(10), 8)
    mood = rng.permutation(np.repeat([0, 1], 5))[war]
    seen = np.where(rng.random(80) < 0.9, mood, 1 - mood)
    one = agreed(seen.tolist(), war=war, codes=np.eye(10)[war])
    [chosen], [strongest] = logistic((1e-6, 10.0))([one]), logistic((1e-6,))([one])
    assert np.array_equal(chosen.shares, strongest.shares)


def test_codes_in_other_units_give_the_same_regression():
    one = made_up(np.random.default_rng(21))[1]
    other = replace(one, codes=one.codes * [1.0, 100.0, 0.01] + [0.0, 5.0, -7.0])
    [said], [again] = logistic((0.1,))([one]), logistic((0.1,))([other])
    assert said.shares == pytest.approx(again.shares, abs=1e-6)


def test_a_class_that_was_never_seen_keeps_half_a_row():
    rng = np.random.default_rng(22)
    one = Question("answer", ("a", "b", "c"), True, range(40), range(40), [0, 2] * 20, rng.normal(size=(40, 2)))
    [said] = logistic((0.1,))([one])
    assert said.shares[:, 1] == pytest.approx(np.full(40, 0.5 / 41.5))
    assert 0.4 < said.shares[:, 2].mean() < 0.6


def test_a_regression_that_has_seen_one_class_only_gives_the_base_rates():
    one = agreed([1, 1, 1, -1], codes=np.arange(4.0)[:, None])
    [said], [rate] = logistic()([one]), base_rates([one])
    assert np.array_equal(said.shares, rate.shares)


@pytest.mark.parametrize("rival", RIVALS)
def test_who_has_seen_nothing_says_every_class_alike(rival: str):
    nothing = [one.seen_only(np.zeros(len(one.case), bool)) for one in made_up(np.random.default_rng(8))]
    for one, said in zip(nothing, RIVALS[rival](nothing)(nothing), strict=True):
        scored = smoothed(said.shares, said.futures)  # also of who is always sure
        assert scored == pytest.approx(np.full(scored.shape, 1 / len(one.classes)))


def test_the_weighted_mean_counts_actors_by_capability_times_salience():
    mean = weighted_mean(np.array([[3.0, 1.0, 0.0]]), np.array([[0.5, 1.0, 0.9]]), np.array([[0.0, 1.0, 1.0]]))
    assert mean == pytest.approx([1 / (1.5 + 1)])


def test_a_row_in_which_nobody_has_weight_has_no_weighted_mean():
    with pytest.raises(ValueError, match="expected none below 0 and some above it"):
        weighted_mean(np.zeros((1, 2)), np.ones((1, 2)), np.ones((1, 2)))


def test_the_compromise_leans_towards_the_mean_as_far_as_the_rows_seen_do():
    rng = np.random.default_rng(9)
    mean = rng.random(400)
    telling = agreed((rng.random(400) < np.where(mean > 0.5, 0.9, 0.1)).astype(int).tolist())
    misled = agreed((rng.random(400) < np.where(mean > 0.5, 0.1, 0.9)).astype(int).tolist())
    [leaning], [flat] = compromise({"agreed": mean})([telling]), compromise({"agreed": mean})([misled])
    assert leaning.shares[mean > 0.7, 1].mean() > 0.75 and leaning.shares[mean < 0.3, 1].mean() < 0.25
    assert np.ptp(flat.shares[:, 1]) < 1e-3, "means that mislead are left aside, not turned round"


def test_a_question_without_means_is_forecast_at_its_base_rates():
    one = agreed([0, 1, 1])
    [said], [rate] = compromise({})([one]), base_rates([one])
    assert np.array_equal(said.shares, rate.shares)


def test_wars_and_cases_are_those_of_all_questions():
    known = [agreed([0, 1]), agreed([1], case=[7], war=[9])]
    assert (wars_of(known), cases_of(known)) == ([0, 1, 9], [0, 1, 7])


def test_what_is_known_cannot_be_written_over():
    with pytest.raises(ValueError, match="read-only"):
        agreed([0, 1]).observed[0] = 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"observed": [0, 2]}, "agreed: observed 2, expected -1 to 1"),
        ({"observed": [0]}, "expected as many of each"),
        ({"classes": ("yes",)}, "expected two or more"),
        ({"codes": [[np.nan], [0.0]]}, "expected finite numbers"),
        ({"war": [0, -1]}, "expected indices"),
        ({"case": [3, 3]}, "case 3 lies in two wars"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_words(changes: dict, words: str):
    with pytest.raises(ValueError, match=words):
        agreed([0, 1], **changes)


def test_shares_that_do_not_sum_to_one_are_no_forecast():
    with pytest.raises(ValueError, match="row 1, expected 0 to 1, summing to 1"):
        Forecast.formula(np.array([[0.5, 0.5], [0.5, 0.6]]))
    with pytest.raises(ValueError, match="row 0, expected 0 to 1"):
        Forecast.formula(np.array([[1.2, -0.2], [0.5, 0.5]]))
    with pytest.raises(ValueError, match="row 1, expected 0 to 1"):
        Forecast.formula(np.array([[0.5, 0.5], [np.nan, np.nan]]))
    with pytest.raises(ValueError, match=r"expected \(N, K\) and \(N,\)"):
        Forecast(np.array([[0.5, 0.5]]), np.array([1.0, 2.0]))
