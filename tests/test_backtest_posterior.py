"""What the past says of behavioural numbers is what an exact posterior says, and nothing that was held out is read."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.backtest.filling import filled
from sim.backtest.likelihood import fitted
from sim.backtest.posterior import effective, normalised, posterior, shrinkage, summary
from sim.backtest.sensitivity import sensitivity
from tests.counted import mixed, mixed_classes
from tests.ordered_logit import NAMES, Toy, drawn


@pytest.fixture(scope="module")
def toy() -> Toy:
    return Toy.of_three()


@pytest.fixture(scope="module")
def table(toy: Toy):
    """2,048 simulated histories, and what the prior is judged at."""
    return toy.simulated(2048, seed=1)


def one_of(histories: Mapping[str, np.ndarray], index: int) -> dict[str, np.ndarray]:
    return {name: shown[index] for name, shown in histories.items()}


def test_means_and_spreads_are_close_to_the_exact_ones(toy: Toy, table):
    theta, simulated = table
    points = drawn(4000, 3, seed=2)
    _, pasts = toy.simulated(20, seed=3)
    errors, ratios = [], []
    for index in range(20):
        past = one_of(pasts, index)
        weights, exact = posterior(theta, simulated, past, points).weights, normalised(toy.log(points, past))
        mean, sd = moments(points, weights)
        true_mean, true_sd = moments(points, exact)
        errors.append((mean - true_mean) / theta.std(0))
        ratios.append(sd / true_sd)
    assert np.sqrt(np.mean(np.square(errors))) < 0.15, "in standard deviations of the prior"
    assert (np.abs(np.mean(errors, axis=0)) < 4 * np.std(errors, axis=0, ddof=1) / np.sqrt(len(errors))).all()
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.1)


def moments(points: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mean = weights @ points
    return mean, np.sqrt(weights @ (points - mean) ** 2)


def test_weights_are_shares_and_the_effective_number_is_between_one_and_all(toy: Toy, table):
    theta, simulated = table
    found = posterior(theta[1:], {name: shown[1:] for name, shown in simulated.items()}, one_of(simulated, 0))
    assert found.weights.sum() == pytest.approx(1.0, abs=1e-12) and found.weights.min() >= 0
    assert 1 < found.effective < 2 / 3 * len(theta), "a past that says something rules out a third of the prior"


def test_a_number_that_does_nothing_stays_as_uncertain_as_it_was(toy: Toy, table):
    theta, simulated = table
    points = drawn(4000, 3, seed=2)
    _, pasts = toy.simulated(12, seed=4)
    shrunk = [shrinkage(points, posterior(theta, simulated, one_of(pasts, i), points).weights) for i in range(12)]
    assert np.abs(np.mean(shrunk, axis=0)[2]) < 0.05
    assert np.mean(shrunk, axis=0)[:2].min() > 0.3


@settings(max_examples=20, deadline=None)
@given(war=st.sets(st.integers(0, 39), min_size=1, max_size=20), seed=st.integers(0, 9))
def test_nothing_that_was_held_out_is_read(war: set[int], seed: int):
    toy = Toy.of(numbers=2, rows=40, seed=6)
    theta, simulated = toy.simulated(128, seed=seed)
    held = np.isin(np.arange(40), list(war))
    past = {name: np.where(held, -1, shown[0]) for name, shown in simulated.items()}
    luck = np.random.default_rng(seed)
    other = {name: np.where(held, luck.integers(-1, 2, shown.shape), shown) for name, shown in simulated.items()}
    np.testing.assert_array_equal(posterior(theta, simulated, past).weights, posterior(theta, other, past).weights)


def test_the_order_of_points_changes_nothing(toy: Toy, table):
    theta, simulated = (table[0][:512], {name: shown[:512] for name, shown in table[1].items()})
    simulated["ranked"] = np.where(np.arange(512)[:, None] % 3 == 0, -1, simulated["ranked"])
    past, order = one_of(table[1], 600), np.random.default_rng(1).permutation(512)
    shuffled = posterior(theta[order], {name: shown[order] for name, shown in simulated.items()}, past).weights
    np.testing.assert_allclose(shuffled, posterior(theta, simulated, past).weights[order], rtol=1e-9)


def test_without_anything_seen_the_posterior_is_the_prior(table):
    theta, simulated = table
    nothing = {name: np.full(shown.shape[1], -1) for name, shown in simulated.items()}
    found = posterior(theta, simulated, nothing)
    np.testing.assert_allclose(found.weights, 1 / len(theta), rtol=1e-12)
    assert found.effective == pytest.approx(len(theta))


def test_a_question_of_which_nothing_was_seen_says_nothing(table):
    theta, simulated = table
    past = one_of(simulated, 7)
    nothing = past | {"ranked": np.full(40, -1)}
    alone = posterior(theta, {"yes": simulated["yes"]}, {"yes": past["yes"]}).weights
    np.testing.assert_allclose(posterior(theta, simulated, nothing).weights, alone, rtol=1e-9)


def test_histories_that_are_all_alike_leave_the_prior_as_it_was():
    theta = drawn(64, 3, seed=1)
    same, past = {"yes": np.ones((64, 5), np.int8)}, {"yes": np.array([1, 1, 0, 1, -1])}
    np.testing.assert_allclose(posterior(theta, same, past).weights, 1 / 64, rtol=1e-9)


def test_a_row_that_no_history_shows_is_left_out(table):
    theta, simulated = table
    past = one_of(simulated, 3)
    dark = np.where(np.arange(40) == 4, -1, simulated["yes"])
    unseen = past | {"yes": np.where(np.arange(40) == 4, -1, past["yes"])}
    left_out = posterior(theta, simulated | {"yes": dark}, past).weights
    np.testing.assert_allclose(left_out, posterior(theta, simulated, unseen).weights, rtol=1e-9)


def test_one_war_of_two_rows_and_a_number_that_never_varies_are_no_trouble():
    toy = Toy.of(numbers=2, rows=2, seed=6)
    theta, simulated = toy.simulated(256, seed=1)
    theta = np.column_stack([theta, np.full(256, 0.3)])
    weights = posterior(theta, simulated, one_of(simulated, 0)).weights
    assert np.isfinite(weights).all() and effective(weights) > 100, "two rows say little"


def test_classes_that_no_history_comes_to_do_not_break_it(table):
    theta, simulated = table
    past = one_of(simulated, 3)
    weights = posterior(theta, simulated, past | {"yes": np.where(np.arange(40) < 2, 3, past["yes"])}).weights
    assert np.isfinite(weights).all() and weights.sum() == pytest.approx(1)


def test_too_few_histories_for_so_many_numbers_are_refused():
    with pytest.raises(ValueError, match="found 27 histories of 3 numbers, expected 28 or more"):
        fitted(drawn(27, 3, seed=1), {"yes": np.ones((27, 2), int)}, {"yes": np.ones(2, int)})


def test_rows_that_do_not_match_are_refused_by_name():
    with pytest.raises(ValueError, match=r"yes: simulated is \(64, 3\), expected \(64, 2\)"):
        fitted(drawn(64, 2, seed=1), {"yes": np.ones((64, 3), int)}, {"yes": np.ones(2, int)})


def test_what_a_history_does_not_show_is_drawn_as_in_histories_that_show_it():
    z, luck = np.random.default_rng(1).normal(size=(20_000, 1)), np.random.default_rng(2)
    chance = np.clip(0.5 + 0.2 * z, 0, 1)
    classes = (luck.random((20_000, 1)) < chance).astype(np.int8)
    hidden = luck.random((20_000, 1)) < 0.3 + 0.4 * (z > 0)  # where the number is high most is hidden
    whole = filled(z, np.where(hidden, -1, classes), luck)
    np.testing.assert_array_equal(whole[~hidden], classes[~hidden])
    for high in (False, True):
        drawn_there = whole[hidden & ((z > 0) == high)]
        share = chance[hidden & ((z > 0) == high)].mean()
        assert abs(drawn_there.mean() - share) < 4 * np.sqrt(share * (1 - share) / drawn_there.size)


def test_a_past_that_shows_more_than_histories_do_is_judged_as_if_they_showed_it(toy: Toy):
    """Rows that four in five histories do not show, whatever the numbers: the means stay near the exact ones."""
    theta, simulated = toy.simulated(8192, seed=7)
    luck, points = np.random.default_rng(8), drawn(4000, 3, seed=2)
    dim = {name: np.where(luck.random(shown.shape) < 0.8, -1, shown) for name, shown in simulated.items()}
    _, pasts = toy.simulated(12, seed=9)
    errors = []
    for index in range(12):
        past = one_of(pasts, index)
        mean = posterior(theta, dim, past, points).weights @ points
        errors.append((mean - normalised(toy.log(points, past)) @ points) / theta.std(0))
    assert np.sqrt(np.mean(np.square(errors))) < 0.25


def test_predictive_shares_mix_the_points_that_show_a_row():
    shares = np.array([[[0.2, 0.8], [np.nan, np.nan]], [[0.6, 0.4], [1.0, 0.0]], [[0.0, 1.0], [np.nan, np.nan]]])
    found = mixed(shares, np.array([0.5, 0.5, 0.0]), replications=8)
    np.testing.assert_allclose(found.shares, [[0.4, 0.6], [1.0, 0.0]], atol=1e-12)
    np.testing.assert_allclose(found.futures, [16, 8], atol=1e-12)
    hidden = mixed(shares, np.array([0.0, 0.0, 1.0]))
    assert np.isnan(hidden.shares[1]).all() and hidden.futures[1] == 0


def test_mixing_classes_is_mixing_their_shares():
    luck = np.random.default_rng(1)
    classes, weights = luck.integers(-1, 3, (50, 6)), luck.dirichlet(np.ones(50))
    shares = np.where(classes[..., None] < 0, np.nan, classes[..., None] == np.arange(3)).astype(float)
    for mine, theirs in zip(mixed_classes(classes, weights, 3), mixed(shares, weights), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-12)


def test_prior_and_posterior_stand_side_by_side():
    theta = np.linspace(0, 1, 101)[:, None] * [1.0, 10.0]
    weights = normalised(np.where(np.arange(101) < 50, -np.inf, 0.0))
    table = summary(theta, weights, ["rate", "cost"])
    assert table.loc["rate"].round(2).tolist() == [0.05, 0.5, 0.95, 0.52, 0.75, 0.98, 0.75]  # 51 of 101 points are left
    np.testing.assert_allclose(table.loc["cost"][:6], 10 * table.loc["rate"][:6], rtol=1e-12)


def test_a_score_depends_on_what_moves_it_alone():
    """y = 2 a + (b - 1/2)^2: closed form of the first-order shares; b has no rank correlation."""
    points = drawn(1024, 3, seed=3)
    score = 0.2 * points[:, 0] + points[:, 1] ** 2
    table = sensitivity(points, score, NAMES, np.random.default_rng(1))
    line, bend = 0.2**2 / 3, 1 / 5 - 1 / 9
    assert list(table.index) == ["second", "first", "third"]
    for name, share in (("first", line / (line + bend)), ("second", bend / (line + bend)), ("third", 0.0)):
        assert abs(table.share[name] - share) < 4 * table.share_se[name] + 0.01
    assert abs(table.correlation["second"]) < 4 * table.correlation_se["second"]
    assert table.correlation["first"] > 4 * table.correlation_se["first"]


def test_a_score_that_is_the_same_everywhere_depends_on_nothing():
    table = sensitivity(drawn(64, 3, seed=1), np.full(64, 0.2), NAMES, np.random.default_rng(1))
    assert (table.to_numpy() == 0).all()


def test_too_few_points_for_a_sensitivity_are_refused():
    with pytest.raises(ValueError, match="found 63 points, expected 64 or more"):
        sensitivity(drawn(63, 3, seed=1), np.zeros(63), NAMES, np.random.default_rng(1))
