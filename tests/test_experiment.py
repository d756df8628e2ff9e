"""Points of a design are the scenario with other values, under the same luck."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.experiment import Experiment, changed, outcome
from sim.load import ScenarioError

COST, SPEED = "actors.russia.war.cost", "front.speed"


@pytest.mark.parametrize("fixed", [True, False])
def test_a_point_of_a_design_gives_the_futures_of_the_changed_scenario(fixed: bool):
    scenario = sim.load_scenario("march-2025")
    trial = Experiment(seed=3, replications=150, weeks=8, fixed=fixed)
    asked = [outcome(scenario, words) for words in ("accept:russia", "partial_ceasefire@8")]
    values = {COST: np.array([0.001, 0.004, 0.02]), SPEED: np.array([0.01, 0.03, 0.02])}
    found = trial.at(scenario, values, asked)
    for point in range(3):
        there = changed(scenario, {path: {"value": float(v[point]), "source": "judgement", "why": "a point"}
                                   for path, v in values.items()})  # fmt: skip
        for row, one in enumerate(asked):
            assert (found[row, point] == trial.indicator(there, one)).all()
    assert len({found[0, point].mean() for point in range(3)}) == 3


def test_a_design_is_the_same_whatever_is_simulated_at_once(monkeypatch: pytest.MonkeyPatch):
    scenario = sim.load_scenario("march-2025")
    trial, asked = Experiment(seed=3, replications=64, weeks=4), [outcome(scenario, "conditional:russia")]
    values = {COST: np.linspace(0.001, 0.02, 5)}
    whole = trial.at(scenario, values, asked)
    monkeypatch.setattr("sim.experiment.AT_ONCE", 1)
    assert (trial.at(scenario, values, asked) == whole).all()


def test_a_change_that_makes_no_sense_is_refused():
    with pytest.raises(ScenarioError, match="did you mean"):
        changed(sim.load_scenario("march-2025"), {"actors.rusia.war.cost": 1})


@pytest.mark.parametrize("words", ["accept:russia", "conditional:russia"])
def test_common_luck_cuts_the_variance_of_a_small_change_ten_times(words: str):
    """A war five per cent dearer for Russia; large changes gain less, see tests/benchmarks/common_luck.py."""
    base = sim.load_scenario("march-2025")
    dearer = sim.load_scenario("march-2025", changes={COST: 0.001575})
    asked, trial = outcome(base, words), Experiment(seed=0, replications=4000, weeks=0)
    a, b = (trial.indicator(scenario, asked) for scenario in (base, dearer))
    assert (b - a).var() > 0, "the change must change something"
    assert a.var() + b.var() >= 10 * (b - a).var()
