"""Shapley values: the axioms, a game with a known answer, and intervals that hold what they promise."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pytest

from sim.analysis.shapley import Plan, worth
from sim.paired import difference


def luck(seed: int, n: int) -> np.ndarray:
    return np.random.default_rng(seed).random(n)


def threshold_game(u: np.ndarray, weights: dict[str, float], synergy: float = 0.0):
    """1 where a future's luck lies below what the players present add up to; `a` with `b` brings more than both."""

    def value(players: frozenset[str]) -> np.ndarray:
        share = 0.1 + sum(weights[one] for one in players) + synergy * ({"a", "b"} <= players)
        return (u < share).astype(float)

    return value


def test_the_glove_game_has_its_known_values():
    def value(players: frozenset[str]) -> np.ndarray:
        return np.full(3, float("left" in players and bool(players & {"right", "other_right"})))

    found = Plan.of(["left", "right", "other_right"], pairs=1, seed=0).values(value)
    assert {one: round(got.value, 12) for one, got in found.items()} == {
        "left": round(2 / 3, 12), "right": round(1 / 6, 12), "other_right": round(1 / 6, 12),
    }  # fmt: skip


@pytest.mark.parametrize("count", [3, 6, 9])
def test_values_add_up_to_what_all_together_bring(count: int):
    players = [chr(ord("a") + i) for i in range(count)]
    value = threshold_game(luck(1, 400), {one: 0.4 / count for one in players}, synergy=0.2)
    plan = Plan.of(players, pairs=3, seed=2)
    total = (value(frozenset(players)) - value(frozenset())).mean()
    assert bool(plan.orders) == (count > 6)
    assert sum(got.value for got in plan.values(value).values()) == pytest.approx(total, abs=1e-12)


def test_players_that_do_the_same_are_worth_the_same_and_one_that_does_nothing_is_worth_nothing():
    value = threshold_game(luck(3, 300), {"a": 0.1, "b": 0.1, "c": 0.3, "idle": 0.0}, synergy=0.2)
    found = Plan.of(["a", "b", "c", "idle"], pairs=1, seed=0).values(value)
    assert found["a"].value == pytest.approx(found["b"].value, abs=1e-12)
    assert found["a"].value > 0.1
    assert found["idle"].value == found["idle"].changed == 0.0


def test_sampled_orders_come_in_pairs_that_mirror_each_other():
    plan = Plan.of("abcdefgh", pairs=5, seed=7)
    assert plan.pairs == 5
    assert [one[::-1] for one in plan.orders[::2]] == list(plan.orders[1::2])
    assert plan == Plan.of("hgfedcba", pairs=5, seed=7) != Plan.of("abcdefgh", pairs=5, seed=8)


def test_every_set_that_a_value_needs_is_told_beforehand():
    for players in ("abc", "abcdefgh"):
        plan = Plan.of(players, pairs=2, seed=0)
        asked: set[frozenset[str]] = set()
        plan.values(lambda present, asked=asked: asked.add(present) or np.zeros(4))
        assert asked == set(plan.sets())
    assert set(Plan.of("abc", pairs=1, seed=0).sets()) == set(
        map(frozenset, chain.from_iterable(combinations("abc", k) for k in range(4)))
    )


def test_one_player_s_interval_is_that_of_a_paired_difference():
    with_it, without_it = (luck(4, 500) < share for share in (0.3, 0.25))
    both = np.array(with_it, float), np.array(without_it, float)
    got, other = worth((both[0] - both[1])[None]), difference(both[1], both[0], paired=True)
    assert other is not None
    assert (got.value, got.low, got.high) == pytest.approx((other.value, other.low, other.high), abs=1e-12)


def test_exact_values_lie_in_their_intervals_nineteen_times_of_twenty():
    weights, truth = {"a": 0.05, "b": 0.1, "c": 0.0}, {"a": 0.15, "b": 0.2, "c": 0.0}  # half of the synergy each
    plan = Plan.of(weights, pairs=1, seed=0)
    hits = dict.fromkeys(weights, 0)
    for seed in range(600):
        found = plan.values(threshold_game(luck(seed, 150), weights, synergy=0.2))
        for one in weights:
            hits[one] += found[one].low <= truth[one] <= found[one].high
    assert 0.92 <= hits["a"] / 600 <= 0.98
    assert 0.92 <= hits["b"] / 600 <= 0.98
    assert hits["c"] == 600


def test_values_from_sampled_orders_lie_in_their_intervals_nineteen_times_of_twenty():
    """Three of eight decide together, so that what a player adds hangs on the order: no easy case for few pairs."""
    players = "abcdefgh"

    def game(u: np.ndarray):
        return lambda present: (u < 0.1 + 0.6 * ({"a", "b", "c"} <= present) + 0.02 * len(present)).astype(float)

    hits, truth = 0, 0.2 + 0.02
    for seed in range(400):
        found = Plan.of(players, pairs=12, seed=seed).values(game(luck(10_000 + seed, 200)))
        hits += found["a"].low <= truth <= found["a"].high
    assert hits / 400 >= 0.93
