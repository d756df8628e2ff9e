"""Indices are those of functions whose indices are known, and luck does not pass for interaction."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import sobol as salib
from SALib.sample import sobol as design

from sim.analysis.inputs import Array
from sim.analysis.screening import indices, screen

NAMES = ["x1", "x2", "x3"]


def ishigami(quantiles: Array, _: int = 0) -> Array:
    """Ishigami & Homma (1990) with a = 7, b = 0.1; no luck, so both columns are the same."""
    x = np.pi * (2 * quantiles - 1)
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return np.stack([y, y], axis=1)


def exact() -> tuple[list[float], list[float]]:
    """First-order and total indices of it, by the closed form."""
    a, b, pi = 7.0, 0.1, np.pi
    one, two = 0.5 * (1 + b * pi**4 / 5) ** 2, a**2 / 8
    joint = b**2 * pi**8 * (1 / 18 - 1 / 50)
    whole = one + two + joint
    return [one / whole, two / whole, 0.0], [(one + joint) / whole, two / whole, joint / whole]


def test_indices_of_the_ishigami_function_lie_within_their_intervals():
    found = indices(ishigami, NAMES, rows=1024, seed=1)
    first, total = exact()
    assert found is not None and found.noise == 0
    assert (np.abs(found.first - first) <= found.first_error).all()
    assert (np.abs(found.total - total) <= found.total_error).all()
    assert found.first_error.max() < 0.15, "an interval that holds everything says nothing"
    assert found.variance == pytest.approx(0.5 + 49 / 8 + 0.1 * np.pi**4 / 5 + 0.01 * np.pi**8 / 18, rel=0.05)


def test_without_luck_the_indices_are_those_of_salib():
    problem = {"num_vars": 3, "names": NAMES, "bounds": [[0, 1]] * 3}
    points = design.sample(problem, 256, calc_second_order=False, seed=4)
    theirs = salib.analyze(problem, ishigami(points)[:, 0], calc_second_order=False, seed=5)
    ours = indices(ishigami, NAMES, rows=256, seed=4)
    assert ours is not None
    np.testing.assert_allclose(ours.first, theirs["S1"], atol=1e-12)
    np.testing.assert_allclose(ours.total, theirs["ST"], atol=1e-12)


def tossed(replications: int, seed: int):
    """Chance 0.2 + 0.6 x1: nothing interacts. Fresh luck at every point is the worst that luck can do."""
    luck = np.random.default_rng(seed)

    def model(quantiles: Array, _: int = 0) -> Array:
        chance = 0.2 + 0.6 * quantiles[:, :1]
        return (luck.random((len(quantiles), replications)) < chance).astype(float)

    return model


def test_luck_does_not_pass_for_interaction():
    found = indices(tossed(16, 1), NAMES, rows=1024, seed=1)
    assert found is not None
    assert found.variance == pytest.approx(0.6**2 / 12, rel=0.1) and found.noise > 0.25 * found.variance
    assert (np.abs(found.total - [1, 0, 0]) <= found.total_error).all()
    assert (np.abs(found.first - [1, 0, 0]) <= found.first_error).all()
    raw = tossed(16, 1)(design.sample({"num_vars": 3, "names": NAMES, "bounds": [[0, 1]] * 3}, 1024,
                                      calc_second_order=False, seed=1)).mean(1)  # fmt: skip
    naive = salib.analyze({"num_vars": 3, "names": NAMES, "bounds": [[0, 1]] * 3}, raw, calc_second_order=False, seed=1)
    assert naive["ST"][1] > 0.2, "without the correction a number that does nothing would have a total index"


def test_a_model_of_luck_alone_has_no_indices():
    assert indices(lambda quantiles, _: np.zeros((len(quantiles), 2)), NAMES, rows=64, seed=1) is None


def test_screening_finds_what_a_line_does_and_orders_by_it():
    def line(quantiles: Array, _: int) -> Array:
        y = 3 * quantiles[:, 0] - 5 * quantiles[:, 2]
        return np.stack([y, y], axis=1)

    found = screen(line, NAMES, trajectories=6, seed=2)
    np.testing.assert_allclose(found.mu_star, [3, 0, 5], atol=1e-9)
    np.testing.assert_allclose(found.mu, [3, 0, -5], atol=1e-9)
    np.testing.assert_allclose(found.sigma, 0, atol=1e-9)
    assert found.order == [2, 0, 1]


def test_points_that_differ_in_nothing_that_matters_have_no_effect_under_the_same_luck():
    luck = np.random.default_rng(3).random(32)
    found = screen(lambda q, _: (luck < 0.2 + 0.6 * q[:, :1]).astype(float), NAMES, trajectories=8, seed=2)
    assert found.mu_star[1] == found.mu_star[2] == 0 < found.mu_star[0]


def test_an_odd_number_of_futures_at_a_point_is_refused():
    with pytest.raises(ValueError, match="expected an even number"):
        indices(lambda q, _: np.zeros((len(q), 3)), NAMES, rows=8, seed=1)
