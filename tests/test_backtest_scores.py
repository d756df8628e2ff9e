"""Scores that reward saying what one believes, and that do not punish a model for being run a few times only."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sim.backtest.scores import LEAST_SHARE, brier, log_score, ranked_probability, skill, smoothed

SCORES = (brier, ranked_probability, log_score)


def shares(classes: int = 3) -> st.SearchStrategy[np.ndarray]:
    raw = arrays.arrays(float, classes, elements=st.floats(0.01, 1))
    return raw.map(lambda found: found / found.sum())


def expected(score, said: np.ndarray, true: np.ndarray) -> float:
    """Mean score of a forecast where classes come about with their true shares."""
    return float(true @ score(np.tile(said, (len(true), 1)), np.arange(len(true))))


def test_scores_of_a_forecast_worked_out_by_hand():
    said, seen = np.array([[0.2, 0.5, 0.3]]), np.array([2])
    assert brier(said, seen) == pytest.approx(0.2**2 + 0.5**2 + 0.7**2)
    assert ranked_probability(said, seen) == pytest.approx((0.2**2 + 0.7**2) / 2)
    assert log_score(said, seen) == pytest.approx(-np.log(0.3))


def test_fair_scores_worked_out_by_hand():
    said, seen = np.array([[0.2, 0.5, 0.3]]), np.array([2])
    assert brier(said, seen, 10) == pytest.approx(0.78 - (0.16 + 0.25 + 0.21) / 9)
    assert ranked_probability(said, seen, 10) == pytest.approx((0.53 - (0.16 + 0.21) / 9) / 2)
    assert log_score(said, seen, 10) == pytest.approx(-np.log(3.5 / 11.5))


@pytest.mark.parametrize("score", SCORES, ids=lambda score: score.__name__)
@given(true=shares(), said=shares())
def test_a_score_is_best_on_average_for_who_says_the_truth(score, true: np.ndarray, said: np.ndarray):
    assert expected(score, true, true) <= expected(score, said, true) + 1e-12


@pytest.mark.parametrize("score", (brier, ranked_probability), ids=lambda score: score.__name__)
@pytest.mark.parametrize("futures", (2, 5, 40))
def test_a_small_ensemble_scores_on_average_as_an_endless_one_and_only_if_scored_fairly(score, futures: int):
    rng, true = np.random.default_rng(1), np.array([0.1, 0.6, 0.3])
    said = rng.multinomial(futures, true, size=40_000) / futures
    seen = np.zeros(len(said), dtype=int)
    endless = score(true[None], seen[:1])[0]

    def away(scores: np.ndarray) -> float:
        return abs(scores.mean() - endless) / (scores.std() / np.sqrt(len(scores)))

    assert away(score(said, seen, futures)) < 4
    assert away(score(said, seen)) > 12


def test_weighted_futures_count_as_their_effective_number():
    """(sum of w)²/(sum of w²) of Kish (1965): with it, weighted futures score on average as endless ones."""
    rng, true = np.random.default_rng(2), np.array([0.1, 0.6, 0.3])
    weights = rng.lognormal(0, 1.5, size=(20_000, 60))
    weights /= weights.sum(axis=1, keepdims=True)
    classes = rng.choice(3, p=true, size=weights.shape)
    said = np.stack([(weights * (classes == k)).sum(axis=1) for k in range(3)], axis=1)
    found = brier(said, np.zeros(len(said), dtype=int), 1 / (weights**2).sum(axis=1))
    endless = brier(true[None], np.array([0]))[0]
    assert abs(found.mean() - endless) < 4 * found.std() / np.sqrt(len(found))


def test_a_forecast_one_rank_off_costs_less_than_one_two_ranks_off():
    near, far = ranked_probability(np.eye(3)[[1, 0]], np.array([2, 2]))
    assert (near, far) == (0.5, 1.0)
    assert brier(np.eye(3)[[1, 0]], np.array([2, 2])).tolist() == [2.0, 2.0], "the Brier score knows no ranks"


@given(said=shares(2), seen=st.integers(0, 1), futures=st.sampled_from([3.0, 50.0, np.inf]))
def test_with_two_classes_the_ranked_score_is_half_the_brier_score(said: np.ndarray, seen: int, futures: float):
    both = [score(said[None], np.array([seen]), futures)[0] for score in (ranked_probability, brier)]
    assert both[0] == pytest.approx(both[1] / 2, abs=1e-12)


@pytest.mark.parametrize("futures", (0, 1, 400, np.inf))
def test_no_share_costs_an_endless_log_score(futures: float):
    cost = log_score(np.array([[1.0, 0.0, 0.0]]), np.array([2]), futures)[0]
    assert 0 < cost <= -np.log(LEAST_SHARE) + 1e-5


def test_smoothed_shares_are_the_mean_under_jeffreys_prior():
    assert smoothed(np.array([[0.25, 0.0, 0.75]]), 4) == pytest.approx(np.array([[1.5, 0.5, 3.5]]) / 5.5)
    assert smoothed(np.array([[0.25, 0.75]])) == pytest.approx(np.array([[0.25, 0.75]]))
    assert smoothed(np.array([[1.0, 0.0]]), 0) == pytest.approx(np.array([[0.5, 0.5]]))


def test_rows_of_one_table_may_rest_on_different_numbers_of_futures():
    said, seen = np.array([[0.4, 0.6]] * 4), np.array([0] * 4)
    mixed = brier(said, seen, np.array([np.inf, 4.0, 1.0, 0.0]))
    assert mixed == pytest.approx([0.72, 0.72 - 2 * 0.24 / 3, 0.72, 0.72])


def test_skill_is_the_share_of_the_rivals_score_that_is_saved():
    assert skill(0.3, 0.4) == pytest.approx(0.25)
    assert skill(0.5, 0.4) == pytest.approx(-0.25)
    assert np.isnan(skill(0.0, 0.0))
