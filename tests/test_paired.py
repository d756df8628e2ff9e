"""Intervals of differences cover the truth as often as they say, and are exact where nothing differs."""

from __future__ import annotations

import numpy as np
import pytest

from sim.paired import difference

MANY = 3000


def covered(share_a: float, share_b: float, count: int, *, paired: bool) -> float:
    """How often the interval holds the true difference; paired indicators share their luck."""
    luck = np.random.default_rng(count)
    hits = 0
    for _ in range(MANY):
        u = luck.random(count)
        v = u if paired else luck.random(count)
        found = difference((u < share_a).astype(float), (v < share_b).astype(float), paired=paired)
        hits += found.low <= share_b - share_a <= found.high
    return hits / MANY


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize(("a", "b"), [(0.5, 0.55), (0.1, 0.13), (0.02, 0.05), (0.97, 0.97)])
def test_the_interval_of_a_difference_covers_at_its_nominal_rate(a: float, b: float, paired: bool):
    rate = covered(a, b, 200, paired=paired)
    error = np.sqrt(0.95 * 0.05 / MANY)
    assert rate > 0.95 - 4 * error - 0.01, f"covers {rate:.3f} of the time"


def test_pairing_narrows_the_interval():
    u = np.random.default_rng(1).random(2000)
    a, b = (u < 0.4).astype(float), (u < 0.45).astype(float)
    together, apart = difference(a, b, paired=True), difference(a, b, paired=False)
    assert together.value == apart.value
    assert (together.high - together.low) < (apart.high - apart.low) / 2


def test_equal_futures_differ_by_exactly_nothing():
    same = (np.random.default_rng(2).random(500) < 0.3).astype(float)
    found = difference(same, same, paired=True)
    assert found.value == 0.0 and found.low < 0 < found.high


def test_what_cannot_be_seen_is_left_out_and_counted():
    a, b = np.array([1.0, np.nan, 0.0, 1.0]), np.array([1.0, 1.0, np.nan, 0.0])
    assert difference(a, b, paired=True).count == 2
    assert difference(np.full(3, np.nan), np.ones(3), paired=True) is None
