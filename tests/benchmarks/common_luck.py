"""How much common luck cuts the variance of a difference between two variants: python tests/benchmarks/common_luck.py

For each variant of March 2025 and each outcome, how many times the variance of (variant less base) is larger when both
have seeds of their own than when they share one; 1 is no gain. First over futures: the variance of one future's
difference, against the sum of both variances. In brackets over seeds: the variance of the difference of shares from
seed to seed, which estimates the same with a relative error of about the square root of 4 / seeds. Last, the most that
any pairing could give: two shares that differ by d cannot disagree in fewer than d of the futures, so that a variant
that changes much cannot gain much.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import sim
from sim.experiment import Experiment, outcome
from sim.scenario import Scenario

OUTCOMES = ("accept:russia", "conditional:russia", "signed_full@13", "signed_partial@13", "full_ceasefire@13")
VARIANTS: Mapping[str, Mapping[str, Any]] = {
    "variant dearer_pledge": {"variant": "dearer_pledge"},
    "variant monitored": {"variant": "monitored"},
    "variant aid_cut": {"variant": "aid_cut"},
    "war 5 % dearer for Russia": {"changes": {"actors.russia.war.cost": 0.001575}},
}


def indicators(scenario: Scenario, words: Sequence[str], seeds: int, replications: int) -> NDArray[np.float64]:
    """(outcomes, seeds, replications) 1 where an outcome came about."""
    asked = [outcome(scenario, one) for one in words]
    weeks = max(one.decided_by(26) for one in asked)
    trials = [Experiment(seed=seed, replications=replications, weeks=weeks) for seed in range(seeds)]
    return np.array([[trial.indicator(scenario, one) for trial in trials] for one in asked])


def gain(base: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """(outcomes,) variance under luck of their own over that under common luck; samples (outcomes, N)."""
    apart = base.var(axis=1, ddof=1) + other.var(axis=1, ddof=1)
    together = (other - base).var(axis=1, ddof=1)
    return np.divide(apart, together, out=np.full_like(apart, np.inf), where=together > 0)


def most(base: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """(outcomes,) the gain if no future changed that need not, from (outcomes, N) indicators."""
    gap = np.abs(other.mean(1) - base.mean(1))
    apart, least = base.var(axis=1) + other.var(axis=1), gap * (1 - gap)
    return np.divide(apart, least, out=np.full_like(apart, np.inf), where=least > 0)


def main(seeds: int = 20, replications: int = 400) -> None:
    """Print the table."""
    base = indicators(sim.load_scenario("march-2025"), OUTCOMES, seeds, replications)
    print(f"{seeds} seeds, {replications} replications each: how many times less variance")
    print(" " * 28 + "".join(f"{one:>20}" for one in OUTCOMES))
    for name, how in VARIANTS.items():
        other = indicators(sim.load_scenario("march-2025", **how), OUTCOMES, seeds, replications)
        flat = base.reshape(len(base), -1), other.reshape(len(base), -1)
        found = zip(gain(*flat), gain(base.mean(2), other.mean(2)), most(*flat), strict=True)
        cells = (f"{a:.1f} ({b:.1f}) of {best:.0f}" for a, b, best in found)
        print(f"{name:28}" + "".join(f"{cell:>20}" for cell in cells), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
