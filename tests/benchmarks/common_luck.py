"""How much common luck cuts the variance of a difference between two variants: python tests/benchmarks/common_luck.py

For each variant of March 2025 and each outcome: the variance, over seeds, of variant less base when both have the same
seed, against that when they have seeds of their own. 1 is no gain.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

import sim
from sim.experiment import Experiment, outcome
from sim.scenario import Scenario

VARIANTS = ("dearer_pledge", "monitored", "aid_cut")
OUTCOMES = ("accept:russia", "conditional:russia", "signed_full@13", "signed_partial@13", "full_ceasefire@13")


def shares(scenario: Scenario, words: Sequence[str], seeds: int, replications: int, weeks: int) -> NDArray[np.float64]:
    """(outcomes, seeds) share of each outcome under each seed."""
    asked = [outcome(scenario, one) for one in words]
    trials = [Experiment(seed=seed, replications=replications, weeks=weeks) for seed in range(seeds)]
    return np.array([[trial.indicator(scenario, one).mean() for trial in trials] for one in asked])


def gain(base: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """(outcomes,) variance under luck of their own, which is the sum of both, over that under common luck."""
    apart = base.var(axis=1, ddof=1) + other.var(axis=1, ddof=1)
    together = (other - base).var(axis=1, ddof=1)
    return np.divide(apart, together, out=np.full_like(apart, np.inf), where=together > 0)


def main(seeds: int = 30, replications: int = 400, weeks: int = 13) -> None:
    """Print the table."""
    base = shares(sim.load_scenario("march-2025"), OUTCOMES, seeds, replications, weeks)
    print(f"{seeds} seeds, {replications} replications each, {weeks} weeks: how many times less variance")
    print(" " * 34 + "".join(f"{one:>20}" for one in OUTCOMES))
    for name in VARIANTS:
        other = shares(sim.load_scenario("march-2025", variant=name), OUTCOMES, seeds, replications, weeks)
        print(f"{name:34}" + "".join(f"{ratio:20.1f}" for ratio in gain(base, other)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
