"""A calibration error means something only beside the one that chance alone would make."""

from __future__ import annotations

import numpy as np
import pytest

from sim.backtest.folds import Forecast
from sim.backtest.questions import Question
from sim.backtest.reliability import reliability
from tests.past import drawn

RNG = np.random.default_rng(0)


def agreed(observed: np.ndarray | list[int]) -> Question:
    rows = np.arange(len(observed))
    return Question("agreed", ("no", "yes"), True, rows, rows, observed, np.zeros((len(rows), 1)))


def said(yes: np.ndarray | list[float]) -> Forecast:
    share = np.asarray(yes, dtype=float)
    return Forecast.formula(np.stack([1 - share, share], axis=1))


def test_a_diagram_worked_out_by_hand():
    found = reliability([agreed([0, 1, 1, 1, -1])], [said([0.3, 0.3, 0.34, 0.9, 0.5])], RNG, 50)
    low, high = found["bins"]
    assert (low["from"], low["to"], low["count"]) == (0.3, 0.4, 3)
    assert low["forecast"] == pytest.approx(0.94 / 3) and low["observed"] == pytest.approx(2 / 3)
    assert (high["count"], high["observed"]) == (1, 1.0)
    assert found["pairs"] == 4, "a row that was not seen is no pair"
    assert found["calibration_error"] == pytest.approx((2 - 0.94 + 0.1) / 4)
    assert low["interval"][0] < 2 / 3 < low["interval"][1]


def test_murphys_parts_add_up_to_the_score_where_bins_hold_one_share_each():
    share, seen = np.repeat([0.15, 0.45, 0.85], 20), drawn(RNG, said(np.repeat([0.2, 0.4, 0.9], 20)).shares)
    parts = reliability([agreed(seen)], [said(share)], RNG, 10)["parts"]
    assert parts["reliability"] - parts["resolution"] + parts["uncertainty"] == pytest.approx(
        np.mean((share - seen) ** 2)
    )


def test_three_classes_are_three_forecasts_each():
    one = Question("answer", ("a", "b", "c"), True, [0, 1], [0, 1], [2, 0], np.zeros((2, 1)))
    found = reliability([one], [Forecast.formula(np.array([[0.2, 0.2, 0.6], [0.6, 0.2, 0.2]]))], RNG, 10)
    assert found["pairs"] == 6
    assert [(each["count"], each["observed"]) for each in found["bins"]] == [(4, 0.0), (2, 1.0)]


def test_questions_are_pooled_and_unseen_ones_say_nothing():
    both = reliability([agreed([0, 1]), agreed([1])], [said([0.2, 0.2]), said([0.2])], RNG, 10)
    assert (both["pairs"], both["bins"][0]["observed"]) == (3, pytest.approx(2 / 3))
    assert reliability([agreed([-1])], [said([0.2])], RNG, 10) == {"pairs": 0}


def test_a_calibrated_forecaster_lies_within_its_band_about_as_often_as_it_says():
    rng, inside, rarely = np.random.default_rng(1), [], []
    for _ in range(250):
        forecast = said(rng.beta(1, 2, 100))
        found = reliability([agreed(drawn(rng, forecast.shares))], [forecast], rng, 200)
        low, high = found["by_chance"]["interval_80"]
        inside.append(low <= found["calibration_error"] <= high)
        rarely.append(found["by_chance"]["as_much"] <= 0.1)
    assert 0.7 < np.mean(inside) < 0.9  # 4 s.e. of 250 trials is .10
    assert 0.03 < np.mean(rarely) < 0.18


def test_a_forecaster_that_is_too_sure_lies_outside_its_band():
    rng, outside = np.random.default_rng(2), []
    for _ in range(40):
        true = rng.beta(1, 1, 150)
        sure = true**3 / (true**3 + (1 - true) ** 3)
        found = reliability([agreed(drawn(rng, said(true).shares))], [said(sure)], rng, 200)
        outside.append(found["calibration_error"] > found["by_chance"]["interval_90"][1])
        assert outside[-1] <= (found["by_chance"]["as_much"] <= 0.05)
    assert np.mean(outside) > 0.9


def test_sixty_rows_make_an_error_of_about_an_eighth_by_chance_alone():
    rng = np.random.default_rng(3)
    forecast = said(rng.beta(1, 1.5, 60))
    found = reliability([agreed(drawn(rng, forecast.shares))], [forecast], rng, 400)
    assert 0.08 < found["by_chance"]["mean"] < 0.17


def test_sharpness_is_largest_for_who_is_always_sure():
    sure, even = (reliability([agreed([0, 1])], [said(share)], RNG, 10)["sharpness"] for share in ([0, 1], [0.5, 0.5]))
    assert (sure["variance"], sure["entropy"]) == (0.25, 0.0)
    assert (even["variance"], even["entropy"]) == (0.0, pytest.approx(1.0))
