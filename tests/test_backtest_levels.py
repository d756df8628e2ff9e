"""What is aimed at was said before anything was scored; the reliability diagram says its finding in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.backtest.baselines import base_rates
from sim.backtest.diagram import NOTHING, diagram, rows, told_of
from sim.backtest.folds import Forecast, unmoved
from sim.backtest.levels import aims, judged, level
from sim.backtest.regression import logistic
from sim.backtest.verdict import verdict
from tests.past import made_up, truth


def told(
    value: float | None = 0.13, above: float = 0.97, low: float = 0.01, regression: float = 0.1, worst: float = 0.0
) -> dict[str, Any]:
    """A verdict with the given numbers, as far as the aims read it; base rates score 0.5."""
    skill = {"value": value, "above_zero": above, "interval_90": (low, 0.3)}
    pooled = {"skill": {"base_rates": skill}, "baselines": {"base_rates": {"brier": 0.5}, "regression": {}}}
    pooled["baselines"]["regression"]["brier"] = 0.5 * (1 - regression)
    outcomes = {
        name: {"skill": {"base_rates": {"value": each}}} for name, each in (("a", worst), ("b", 0.2), ("c", None))
    }
    return {"pooled": pooled, "outcomes": outcomes}


@pytest.mark.parametrize(
    ("changes", "reached"),
    [
        ({}, "excellent"),
        ({"value": 0.119}, "good"),
        ({"low": -0.001}, "good"),
        ({"worst": -0.06}, "good"),
        ({"value": 0.13, "regression": 0.16}, "none"),
        ({"value": 0.06, "regression": 0.07, "above": 0.79}, "none"),
        ({"value": 0.04, "regression": 0.0}, "none"),
        ({"value": None}, "none"),
    ],
)
def test_a_level_is_reached_only_if_all_its_aims_and_those_below_are_met(changes: dict[str, float], reached: str):
    assert judged(told(**changes))["level"] == reached


def test_a_skill_too_good_to_be_believed_is_suspected():
    assert [judged(told(value=value))["suspect"] for value in (0.25, 0.26, None)] == [False, True, False]


def test_every_aim_stands_beside_what_was_found():
    found = {(aim.level, aim.what): aim.found for aim in aims(told(value=0.06, regression=0.1))}
    assert found["good", "pooled skill less that of the regression"] == pytest.approx(-0.04)
    assert found["excellent", "skill of the worst question"] == 0.0


def test_aims_read_a_true_verdict():
    known = made_up(np.random.default_rng(1), wars=20, effect=1.5)
    best = unmoved([Forecast.formula(truth(one.codes, len(one.classes), 1.5)) for one in known])
    rivals = {"base_rates": base_rates, "regression": logistic((0.1,))}
    sure, plain = (verdict(known, model, rivals, seed=1, draws=200, trials=50) for model in (best, base_rates))
    assert level(aims(sure)) == "excellent" and level(aims(plain)) == "none"
    assert diagram(sure["pooled"]["reliability"]).to_dict()["layer"]


BIN = {"forecast": 0.24, "observed": 0.5, "count": 8, "interval": (0.2, 0.8), "by_chance": (0.1, 0.4)}


def test_a_diagram_counts_in_hundred_and_says_what_chance_would_do():
    [row] = rows({"bins": [BIN]})
    assert (row["forecast"], row["observed"], row["low"], row["by_high"]) == (24, 50, 20, 40)
    assert row["chance"] == "10 to 40"


@pytest.mark.parametrize(("error", "word"), [(0.2, "more than"), (0.1, "no more than"), (0.01, "less than")])
def test_a_diagram_says_its_finding_in_words(error: float, word: str):
    found = {"pairs": 8, "bins": [BIN], "calibration_error": error, "by_chance": {"interval_90": (0.05, 0.15)}}
    assert f"on average, {word} chance makes of it" in told_of(found)
    assert diagram(found).to_dict()["description"] == told_of(found)


def test_a_diagram_of_nothing_says_so():
    assert told_of({"pairs": 0}) == NOTHING and diagram({"pairs": 0}).to_dict()
