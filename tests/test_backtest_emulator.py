"""Chances learnt from all histories are nearer to the truth than counts of those that keep a weight."""

from __future__ import annotations

import numpy as np
import pytest

from sim.backtest.emulator import Emulator
from sim.backtest.posterior import effective, normalised
from tests.counted import mixed_classes
from tests.ordered_logit import Toy, drawn

SIZES = {"ranked": 3, "yes": 2}


@pytest.fixture(scope="module")
def toy() -> Toy:
    return Toy.of(numbers=3, rows=20, seed=5)


@pytest.mark.parametrize("name", SIZES)
def test_forecasts_are_nearer_to_the_exact_ones_than_counts_are(toy: Toy, name: str):
    theta, simulated = toy.simulated(2048, seed=1)
    _, pasts = toy.simulated(8, seed=2)
    emulated = Emulator.of(theta, simulated[name], SIZES[name], theta)
    smooth, counted = [], []
    for index in range(8):
        weights = normalised(8 * toy.log(theta, {question: shown[index] for question, shown in pasts.items()}))
        exact = np.einsum("d,dnk->nk", weights, toy.chances(theta, name))
        smooth.append(emulated.mixed(weights).shares - exact)
        counted.append(mixed_classes(simulated[name], weights, SIZES[name]).shares - exact)
    assert np.sqrt(np.mean(np.square(smooth))) < 0.05
    assert np.mean(np.square(smooth)) < np.mean(np.square(counted)) / 4


def test_under_the_prior_shares_are_those_of_all_histories(toy: Toy):
    theta, simulated = toy.simulated(2048, seed=1)
    found = Emulator.of(theta, simulated["ranked"], 3, theta).mixed(np.full(2048, 1 / 2048))
    counts = mixed_classes(simulated["ranked"], np.full(2048, 1 / 2048), 3)
    np.testing.assert_allclose(found.shares, counts.shares, atol=0.005)
    np.testing.assert_allclose(found.shares.sum(1), 1.0, atol=1e-12)
    assert found.futures == pytest.approx(counts.futures, rel=0.05)


def test_the_futures_behind_a_forecast_tell_how_much_it_varies(toy: Toy):
    """Shares of a row over histories thrown anew vary about as those of so many throws would."""
    theta = drawn(512, 3, seed=1)
    weights = normalised(12 * theta[:, 0])
    found = [
        Emulator.of(theta, toy.histories(theta, np.random.default_rng(seed))["yes"][:, :6], 2, theta).mixed(weights)
        for seed in range(60)
    ]
    shares = np.array([one.shares[:, 1] for one in found])
    throws = (shares.mean(0) * (1 - shares.mean(0)) / shares.var(0, ddof=1)).mean()
    assert found[0].futures.mean() == pytest.approx(throws, rel=0.4)
    assert effective(weights) < 2 * throws, "all histories count, not those alone that keep a weight"


def test_a_row_that_no_history_shows_has_no_forecast_and_one_class_alone_is_certain():
    theta = drawn(64, 2, seed=1)
    classes = np.column_stack([np.full(64, -1), np.full(64, 1), np.where(np.arange(64) < 3, 0, -1)])
    found = Emulator.of(theta, classes, 2, theta[:5]).mixed(np.full(5, 0.2))
    assert np.isnan(found.shares[0]).all() and found.futures[0] == 0
    np.testing.assert_allclose(found.shares[1:], [[0, 1], [1, 0]], atol=1e-12)
    assert found.futures[2] <= 4, "three histories tell as much as three throws"


def test_the_order_of_histories_changes_nothing(toy: Toy):
    theta, simulated = toy.simulated(256, seed=1)
    points, order = drawn(50, 3, seed=3), np.random.default_rng(1).permutation(256)
    one = Emulator.of(theta, simulated["ranked"], 3, points)
    other = Emulator.of(theta[order], simulated["ranked"][order], 3, points)
    np.testing.assert_allclose(one.chances, other.chances, atol=1e-6)
