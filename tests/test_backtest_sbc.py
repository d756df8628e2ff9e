"""The check of the calibration passes what is right and fails what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import binom

from sim.backtest.bands import Bands
from sim.backtest.likelihood import Likelihood, fitted
from sim.backtest.sbc import calibration_check, holm, ranked
from tests.ordered_logit import NAMES, Toy, drawn


@pytest.fixture(scope="module")
def toy() -> Toy:
    return Toy.of_three()


@pytest.fixture(scope="module")
def check(toy: Toy):
    """The check of a way to fit, on 2,048 histories of a model in which the third number does nothing."""
    theta, simulated = toy.simulated(2048, seed=1)
    past = {name: np.where(np.arange(40) % 5 == 0, -1, shown[0]) for name, shown in simulated.items()}

    def checked(fit: Callable[..., Likelihood] = fitted, **changes: object) -> dict[str, object]:
        return calibration_check(theta, simulated, past, NAMES, np.random.default_rng(2), fit=fit, **changes)

    return checked


class Distorted:
    """A likelihood whose logarithm is multiplied, or which takes the numbers for others by a fixed step."""

    def __init__(self, times: float = 1.0, step: float = 0.0) -> None:
        self.times, self.step = times, step

    def __call__(self, *data: object) -> Distorted:
        self.right = fitted(*data)  # type: ignore[arg-type]
        return self

    def log(self, theta: np.ndarray, histories: dict[str, np.ndarray]) -> np.ndarray:
        return self.times * self.right.log(theta + self.step, histories)


def test_the_calibration_passes(check):
    found = check()
    assert found["passed"], found["numbers"]
    assert found["histories"] == 512 and min(one["p"] for one in found["numbers"].values()) >= 0.05


def test_it_also_passes_at_points_of_the_prior_that_were_not_simulated(check):
    assert check(at=drawn(3000, 3, seed=9))["passed"]


def test_a_posterior_that_is_too_narrow_fails(check):
    found = check(Distorted(times=3.0))
    assert not found["passed"] and not found["numbers"]["first"]["passed"]
    middle, ends = (sum(found["numbers"]["first"]["ranks"][i] for i in where) for where in ((9, 10), (0, 19)))
    assert ends > 2 * middle, "the truth lies too often outside of what it says"


def test_a_posterior_that_is_too_wide_fails(check):
    assert not check(Distorted(times=0.25))["passed"]


def test_a_posterior_that_is_off_to_one_side_fails_there(check):
    found = check(Distorted(step=np.array([0.3, 0.0, 0.0])))
    assert not found["passed"] and not found["numbers"]["first"]["passed"]
    assert found["numbers"]["first"]["departure"] < 0, "it says too little, so that the truth ranks high"
    assert found["numbers"]["third"]["passed"]


def test_a_posterior_of_points_that_are_not_from_the_prior_fails(check):
    assert not check(at=0.5 * drawn(3000, 3, seed=9))["passed"]


def test_a_number_that_does_nothing_keeps_its_spread_and_the_others_do_not(check):
    shrunk = [one["mean_shrinkage"] for one in check()["numbers"].values()]
    assert min(shrunk[:2]) > 0.3 and abs(shrunk[2]) < 0.05


def test_the_result_can_be_written_and_its_parts_agree(check):
    found = json.loads(json.dumps(check(histories=128, draws=39)))
    assert list(found["numbers"]) == NAMES
    assert all(sum(one["ranks"]) == 128 for one in found["numbers"].values())
    assert len(found["band"]["low"]) == len(found["band"]["share"]) == 39
    assert found["passed"] == all(one["passed"] for one in found["numbers"].values())


def test_a_history_is_out_of_the_table_when_it_is_taken_for_the_past(toy: Toy):
    """What is fitted never sees a history that it is asked about afterwards, and sees every other one."""
    theta, simulated = toy.simulated(256, seed=1)
    asked, seen = [], []

    class Watched:
        def __call__(self, theta: np.ndarray, simulated: dict, observed: dict) -> Watched:
            self.right = fitted(theta, simulated, observed)
            seen.append({tuple(one) for one in theta})
            return self

        def log(self, points: np.ndarray, histories: dict[str, np.ndarray]) -> np.ndarray:
            places = [np.flatnonzero((simulated["ranked"] == one).all(1)) for one in histories["ranked"]]
            asked.append({tuple(theta[place[0]]) for place in places if len(place) == 1})
            return self.right.log(points, histories)

    ranked(theta, simulated, {name: shown[0] for name, shown in simulated.items()}, np.random.default_rng(1),
           histories=96, fit=Watched())  # type: ignore[arg-type]  # fmt: skip
    assert sum(map(len, asked)) == 96
    assert not any(one & table for one, table in zip(asked, seen, strict=True))
    assert [len(table) for table in seen] == [224, 224, 224]


def test_what_happened_is_not_read_by_the_check(toy: Toy):
    theta, simulated = toy.simulated(256, seed=1)
    past = {name: shown[0] for name, shown in simulated.items()}
    other = {name: shown[1] for name, shown in simulated.items()}
    found = [
        calibration_check(theta, simulated, one, NAMES, np.random.default_rng(1), histories=64) for one in (past, other)
    ]
    assert found[0] == found[1]


def test_rows_that_few_histories_show_are_no_trouble(toy: Toy):
    theta, simulated = toy.simulated(2048, seed=1)
    luck, past = np.random.default_rng(3), {name: shown[0] for name, shown in simulated.items()}
    dim = simulated | {"yes": np.where(luck.random((2048, 40)) < 0.7, -1, simulated["yes"])}
    assert calibration_check(theta, dim, past, NAMES, np.random.default_rng(2))["passed"]


def test_the_band_holds_all_of_the_shares_of_uniform_ranks_nineteen_times_in_twenty():
    bands, luck = Bands(200, 49, np.random.default_rng(1)), np.random.default_rng(2)
    low, high = bands.limits(0.05)
    trials = luck.integers(0, 50, (4000, 200))
    shares = np.stack([(trials <= value).mean(1) for value in range(49)], axis=1)
    inside = ((shares >= low - 1e-12) & (shares <= high + 1e-12)).all(1).mean()
    assert abs(inside - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 4000) + 0.005, "counts are whole, so not exactly"
    p = np.array([bands.judge(one).p for one in trials[:1000]])
    assert abs((p < 0.05).mean() - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 1000)
    each = (binom.ppf(0.975, 200, bands.levels) - binom.ppf(0.025, 200, bands.levels)) / 200
    assert (high - low >= each).all(), "bands for all values at once are wider than for each"


def test_ranks_that_pile_up_at_one_end_are_told_apart_and_where():
    bands = Bands(200, 49, np.random.default_rng(1))
    found = bands.judge(np.random.default_rng(3).integers(0, 40, 200))
    assert found.p < 0.001 and found.departure > 0.1 and found.worst > 0.6


def test_with_one_number_the_correction_for_several_changes_nothing():
    assert holm(np.array([0.04])).tolist() == [0.04]
