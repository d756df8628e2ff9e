"""A known box is found again, noise yields none, and a box is judged on futures that it was not fitted to."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.discovery import Box, discover, discover_all, judged, pasted, peeled, quasi_p


def draws(count: int = 4000, inputs: int = 12, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((count, inputs))


def outcome(chance: np.ndarray, seed: int = 1) -> np.ndarray:
    return (np.random.default_rng(seed).random(len(chance)) < chance).astype(float)


def boxed(x: np.ndarray, inside: float = 0.8, outside: float = 0.1) -> np.ndarray:
    return np.where((x[:, 2] > 0.6) & (x[:, 5] < 0.5), inside, outside)


def test_a_known_box_is_found_with_its_limits_and_no_others():
    x = draws()
    found = discover(x, outcome(boxed(x)))
    assert found is not None and found.box.limited == [2, 5]
    assert found.box.low[2] == pytest.approx(0.6, abs=0.05) and found.box.high[5] == pytest.approx(0.5, abs=0.05)
    assert np.isinf(found.box.high[2]) and np.isinf(found.box.low[5])
    assert found.held_out.density == pytest.approx(0.8, abs=0.08)
    assert found.held_out.coverage == pytest.approx(0.2 * 0.8 / (0.2 * 0.8 + 0.8 * 0.1), abs=0.08)
    assert all(chance < 1e-6 for chance in found.limits.values())


def test_pure_noise_holds_no_box():
    found = [discover(draws(seed=seed), outcome(np.full(4000, 0.15), seed=100 + seed)) for seed in range(20)]
    assert not any(found)


def test_an_outcome_that_never_or_always_happens_holds_no_box():
    assert discover(draws(), np.zeros(4000)) is None
    assert discover(draws(), np.ones(4000)) is None


def test_the_half_held_out_has_no_part_in_the_box():
    x = draws()
    y = outcome(boxed(x))
    other = y.copy()
    other[1::2] = np.random.default_rng(5).permutation(y[1::2])
    first, second = discover(x, y), discover(x, other)
    assert first is not None
    assert second is None, "the box that was fitted does not hold among shuffled outcomes, and must not be shown"


def test_the_trade_off_curve_gives_up_coverage_for_density():
    x = draws()
    curve = peeled(x, outcome(boxed(x)))
    mass = [one.mass for _, one in curve]
    assert curve[0][1].coverage == 1 and mass == sorted(mass, reverse=True) and len(set(mass)) == len(mass)
    assert curve[-1][1].density > 3 * curve[0][1].density


def test_pasting_gives_back_what_was_peeled_too_much():
    x = draws()
    y = boxed(x, 1.0, 0.0)
    small = Box.whole(12).moved(2, 0.75, np.inf).moved(5, -np.inf, 0.35)
    wide = pasted(small, x, y)
    assert wide.low[2] == pytest.approx(0.6, abs=0.03) and wide.high[5] == pytest.approx(0.5, abs=0.03)
    assert judged(wide, x, y).density == 1


def test_a_limit_that_does_nothing_has_a_large_quasi_p_value_and_one_that_does_a_small_one():
    x = draws()
    y = outcome(boxed(x))
    box = Box.whole(12).moved(2, 0.6, np.inf).moved(7, 0.1, 0.9)
    assert quasi_p(box, 7, x, y) > 0.05 and quasi_p(box, 2, x, y) < 1e-9


def test_inputs_of_few_values_can_be_limited():
    x = draws()
    x[:, 0] = np.floor(7 * x[:, 0])
    found = discover(x, outcome(np.where(x[:, 0] >= 5, 0.7, 0.1)))
    assert found is not None and found.box.limited == [0] and found.box.low[0] == 5


def test_a_second_box_is_found_among_the_futures_that_the_first_leaves():
    x = draws(8000)
    one, two = (x[:, 2] > 0.75) & (x[:, 5] < 0.5), (x[:, 8] > 0.8)
    found = discover_all(x, outcome(np.where(one | two, 0.9, 0.05)), most=3)
    assert len(found) >= 2
    limited = {i for box in found for i in box.box.limited}
    assert limited == {2, 5, 8}
