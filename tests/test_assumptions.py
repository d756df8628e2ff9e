"""The assumptions interval, held against toys whose spread is known, over many seeds."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from scipy.special import expit

from sim.assumptions import Spread, spread_of
from sim.ensemble import run
from sim.scenario import Scenario
from sim.shares import Told
from sim.summary import wilson
from sim.tables import drawn_inputs

SEEDS = range(40)
RANGED = ("front.speed", "front.attrition", "front.contest_power", "mediator.pledge", "front.decision_hazard")
Share = Callable[[np.ndarray], np.ndarray]  # inputs (5, R) on [-1, 1] -> chance of a yes (R,)

TOYS: dict[str, Share] = {
    "many inputs, straight": lambda x: 0.5 + 0.12 * x.sum(axis=0),
    "many inputs, bent": lambda x: expit(-1 + 1.5 * x.sum(axis=0)),
    "one input, rare": lambda x: 0.02 + 0.05 * (1 + x[0]),
    "hardly any": lambda x: 0.3 + 0.02 * x[1],
}


@pytest.fixture(scope="module")
def ranged(small: Scenario) -> Scenario:
    """The small scenario with five ranges, the first one uniform."""
    raw = small.model_dump(by_alias=True)
    for path in RANGED:
        block, name = path.split(".")
        raw[block][name] = {
            "value": 0.2,
            "range": (0.1, 0.3),
            "shape": "uniform" if path == RANGED[0] else "triangular",
        }
    return Scenario.model_validate(raw)


def inputs(scenario: Scenario, seed: int, count: int, per_draw: int) -> np.ndarray:
    drawn = drawn_inputs(scenario, seed, 0, count, per_draw=per_draw)
    return np.stack([10 * (drawn[path] - 0.2) for path in RANGED])


def observed(
    scenario: Scenario, share: Share, seed: int, count: int, per_draw: int, cuts: tuple[int, ...] = ()
) -> tuple[Spread, np.ndarray]:
    """A toy run: one outcome that comes true with the share of what was drawn."""
    spread = spread_of(scenario, seed=seed, fixed=False, per_draw=per_draw)
    chance = share(inputs(scenario, seed, count, per_draw))
    yes = np.random.default_rng(seed + 10_000).random(count) < chance
    for first, last in zip((0, *cuts), (*cuts, count), strict=True):
        spread.add([Told(yes[first:last])], first, last - first)
    return spread, yes


@cache
def truth(name: str) -> tuple[float, float]:
    """Middle 90 % of the share itself, over 400,000 free draws."""
    rng = np.random.default_rng(7)
    x = rng.triangular(-1, 0, 1, (5, 400_000))
    x[0] = rng.uniform(-1, 1, 400_000)
    low, high = np.quantile(TOYS[name](x), (0.05, 0.95))
    return float(low), float(high)


@pytest.mark.parametrize(("per_draw", "by"), [(20, "nested"), (1, "regression")])
@pytest.mark.parametrize("name", ["many inputs, straight", "many inputs, bent", "one input, rare"])
def test_both_ways_recover_a_known_spread(ranged: Scenario, name: str, per_draw: int, by: str):
    """8,000 futures: on average within 2 points at both ends, and 9 of 10 seeds within 5."""
    found = [observed(ranged, TOYS[name], seed, 8000, per_draw)[0] for seed in SEEDS]
    assert {spread.by for spread in found} == {by}
    told = [interval for spread in found if (interval := spread.interval(0)) is not None]
    assert len(told) >= 0.9 * len(found)
    wrong = np.array(told) - truth(name)
    assert abs(wrong.mean(axis=0)).max() < 0.02
    assert np.quantile(abs(wrong), 0.9) < 0.05


@pytest.mark.parametrize("per_draw", [100, 1])
@pytest.mark.parametrize("p", [0.5, 0.05])
def test_where_no_input_matters_many_futures_say_that_there_is_about_no_spread(
    ranged: Scenario, per_draw: int, p: float
):
    """80,000 futures: 9 of 10 seeds tell an interval, on average narrower than 2 points."""
    found = [observed(ranged, lambda x: np.full(x.shape[1], p), seed, 80_000, per_draw)[0] for seed in range(20)]
    told = [interval for spread in found if (interval := spread.interval(0)) is not None]
    assert len(told) >= 0.9 * len(found)
    assert np.mean([high - low for low, high in told]) < 0.02


@pytest.mark.parametrize("per_draw", [20, 1])
def test_noise_passes_for_spread_in_about_one_of_twenty_runs(ranged: Scenario, per_draw: int):
    """2,000 futures are too few to call it none: then no interval stands, rather than a false one."""
    found = [observed(ranged, lambda x: np.full(x.shape[1], 0.5), seed, 2000, per_draw)[0] for seed in range(300)]
    feigned = [interval for spread in found if (interval := spread.interval(0)) and interval[1] - interval[0] > 0.05]
    assert len(feigned) <= 0.09 * len(found)


def test_without_its_noise_taken_out_the_spread_of_draws_would_be_far_too_wide(ranged: Scenario):
    _, yes = observed(ranged, TOYS["hardly any"], 1, 4000, 20)
    plain = np.quantile(yes.reshape(-1, 20).mean(axis=1), (0.05, 0.95))
    low, high = truth("hardly any")
    assert plain[1] - plain[0] > 6 * (high - low)


def test_what_inputs_do_only_in_combination_is_seen_by_nested_runs_alone(ranged: Scenario):
    def together(x: np.ndarray) -> np.ndarray:
        return 0.5 + 0.4 * np.sign(x[0] * x[2])

    nested = observed(ranged, together, 3, 8000, 20)[0].interval(0)
    assert nested == pytest.approx((0.1, 0.9), abs=0.12)
    straight = observed(ranged, together, 3, 8000, 1)[0].interval(0)
    assert straight is None or straight[1] - straight[0] < 0.1


@pytest.mark.parametrize("per_draw", [7, 1])
def test_chunks_make_no_difference_even_where_they_cut_a_draw_in_two(ranged: Scenario, per_draw: int):
    share = TOYS["many inputs, bent"]
    whole, _ = observed(ranged, share, 1, 3000, per_draw)
    parts, _ = observed(ranged, share, 1, 3000, per_draw, cuts=(3, 8, 1024, 2500))
    assert parts.interval(0) == pytest.approx(whole.interval(0), abs=1e-12)


def test_a_nested_run_tells_as_much_about_a_share_as_fewer_free_futures(ranged: Scenario):
    """Futures of one draw are alike: the plain sampling interval would miss the truth far too often."""
    share, seeds = TOYS["many inputs, bent"], range(300)
    rng = np.random.default_rng(7)
    mean = share(np.vstack([rng.uniform(-1, 1, 400_000), rng.triangular(-1, 0, 1, (4, 400_000))])).mean()
    covered = {"plain": 0, "effective": 0}
    for seed in seeds:
        spread, yes = observed(ranged, share, seed, 2000, 50)
        hits, count = int(yes.sum()), spread.effective(0, int(yes.sum()), 2000)
        for how, n in (("plain", 2000.0), ("effective", count)):
            low, high = wilson(hits / 2000 * n, n) or (1.0, 0.0)
            covered[how] += low <= mean <= high
    assert covered["plain"] < 0.85 * len(seeds)
    assert covered["effective"] >= 0.92 * len(seeds)


def test_futures_that_do_not_show_an_outcome_are_left_out_of_its_spread(ranged: Scenario):
    for per_draw in (20, 1):
        x = inputs(ranged, 2, 8000, per_draw)
        rng = np.random.default_rng(2)
        seen = rng.random(8000) < 0.7
        hit = (rng.random(8000) < TOYS["many inputs, bent"](x)) & seen
        spread = spread_of(ranged, seed=2, fixed=False, per_draw=per_draw)
        spread.add([Told(hit, seen)], 0, 8000)
        assert spread.interval(0) == pytest.approx(truth("many inputs, bent"), abs=0.06)


def test_intervals_are_missing_with_their_reason_where_nothing_was_drawn(ranged: Scenario):
    fixed = run(ranged, replications=30, weeks=4, fixed=True).summary.as_json()
    assert fixed["assumptions_by"] is None and "stated value" in fixed["assumptions_words"]
    assert fixed["assumptions"]["outcome"]["4"]["rejected"] is None
    exact = run(Scenario.model_validate(exactly(ranged.model_dump(by_alias=True))), replications=30, weeks=4)
    exact = exact.summary.as_json()
    assert exact["assumptions_by"] is None and "no number of the scenario has a range" in exact["assumptions_words"]
    few = run(ranged, replications=30, weeks=4).summary.as_json()
    assert few["assumptions_by"] is None and "it takes 325 futures" in few["assumptions_words"]


@pytest.mark.parametrize(("per_draw", "by"), [(1, "regression"), (10, "nested")])
def test_a_result_has_both_intervals_in_the_shape_of_its_shares(ranged: Scenario, per_draw: int, by: str):
    result = run(ranged, replications=600, weeks=14, per_draw=per_draw).summary.as_json()
    assert result["assumptions_by"] == by
    shapes = [
        {name: shape(result[where][name]) for name in result["intervals"]} for where in ("intervals", "assumptions")
    ]
    assert shapes[0] == shapes[1] == {name: shape(result[name]) for name in result["intervals"]}


def shape(part: object) -> object:
    return {key: shape(value) for key, value in part.items()} if isinstance(part, dict) else "leaf"


def exactly(part: object) -> object:
    """A scenario as plain data, without its ranges."""
    if isinstance(part, dict):
        return {key: exactly(value) for key, value in part.items() if key != "range"}
    return [exactly(one) for one in part] if isinstance(part, list) else part
