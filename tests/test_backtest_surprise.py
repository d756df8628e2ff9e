"""A past that the model could not have produced is told from one that it could."""

from __future__ import annotations

import numpy as np
import pytest

from sim.backtest.surprise import fit_p, totals
from tests.ordered_logit import Toy

CLASSES = {"ranked": ("low", "middle", "high"), "yes": ("no", "yes")}


@pytest.fixture(scope="module")
def toy() -> Toy:
    return Toy.of(numbers=2, rows=60, seed=5)


def one_of(histories: dict[str, np.ndarray], index: int) -> dict[str, np.ndarray]:
    return {name: shown[index] for name, shown in histories.items()}


def test_pasts_of_the_model_are_seldom_surprising(toy: Toy):
    theta, simulated = toy.simulated(512, seed=1)
    _, pasts = toy.simulated(30, seed=2)
    found = [fit_p(theta, simulated, one_of(pasts, i), np.random.default_rng(i), histories=128) for i in range(30)]
    assert sum(p < 0.05 for p in found) <= 5, "1.5 are expected; more than 5 in one of 300 such tests"
    assert 0.3 < np.mean(found) < 0.7


def test_a_past_that_is_out_of_reach_is_surprising(toy: Toy):
    theta, simulated = toy.simulated(512, seed=1)
    beyond = toy.histories(np.array([[6.0, -6.0]]), np.random.default_rng(1))
    assert fit_p(theta, simulated, one_of(beyond, 0), np.random.default_rng(2), histories=128) < 0.02


def test_totals_stand_beside_what_histories_have_there():
    simulated = {"yes": np.array([[1, 1, 0], [0, -1, 1], [-1, -1, 1], [0, 0, 1]])}
    table = totals(simulated, {"yes": np.array([1, 0, -1])}, np.array([0.9, 0.1, 0.0, 0.0]), CLASSES)
    assert list(table.index) == [("yes", "no"), ("yes", "yes")]
    yes = table.loc[("yes", "yes")]
    assert yes.observed == 0.5
    assert yes[["prior_low", "prior_median", "prior_high"]].tolist() == [0, 0, 1], "of the three that show a row seen"
    assert yes[["posterior_low", "posterior_median", "posterior_high"]].tolist() == [0, 1, 1]


def test_of_a_question_that_nobody_saw_there_is_nothing_to_say():
    table = totals({"yes": np.array([[1], [0]])}, {"yes": np.array([-1])}, np.array([0.5, 0.5]), CLASSES)
    assert table.isna().to_numpy().all()
