"""Which of many numbers matter at all, and how much: Morris screening and Sobol indices, with the luck taken out.

The design, the elementary effects and the indices are SALib's (Herman & Usher 2017). What is added is luck: an outcome
at a point is a share of n futures, so it carries sampling noise, and noise looks like interaction. Points that are
compared have the same luck, so a number that changes nothing has no effect at all. What noise remains is measured: half
of the difference between the two halves of a point's futures has the noise of their mean, and nothing else.

A model is any function of quantiles (N, D) in [0, 1] that answers (N, n); n = 2 equal columns for one without luck.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.inputs import Array

Model = Callable[[Array, int], Array]  # quantiles (N, D), how many points go together -> (N, n)
LEVELS = 4  # of the grid of elementary effects
RESAMPLES = 300


@dataclass(frozen=True)
class Screened:
    """Elementary effects: change of the outcome as one number goes through its whole distribution. All (D,)."""

    mu_star: Array  # mean size
    error: Array  # half of its 95 % interval
    mu: Array  # mean with its sign
    sigma: Array  # spread over the places where it was tried: other numbers decide how much it matters
    noise: Array  # mean size that luck alone would give

    @property
    def order(self) -> list[int]:
        """Strongest first; by size beyond what luck alone would give."""
        return [int(i) for i in np.argsort(-(self.mu_star - self.noise), kind="stable")]


@dataclass(frozen=True)
class Indices:
    """Sobol indices, shares of the variance of the outcome between points, with half widths of 95 %. All (D,)."""

    first: Array
    first_error: Array
    total: Array
    total_error: Array
    variance: float  # between points, luck taken out
    noise: float  # variance that luck adds to the shares of a point


def screen(model: Model, names: list[str], trajectories: int, seed: int) -> Screened:
    """Morris screening (1991), with the mean size of Campolongo et al. (2007)."""
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as design

    problem = _problem(names)
    points = design.sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    mean, half = _halves(model(points, len(names) + 1))
    options: dict[str, Any] = {"num_levels": LEVELS, "seed": seed}
    found = analysis.analyze(problem, points, mean, **options)
    noise = analysis.analyze(problem, points, half, **options)
    sigma = np.sqrt(np.maximum(0.0, found["sigma"] ** 2 - noise["sigma"] ** 2))
    mu_star, error = np.asarray(found["mu_star"], float), np.asarray(found["mu_star_conf"], float)
    return Screened(mu_star, error, np.asarray(found["mu"], float), sigma, np.asarray(noise["mu_star"], float))


def indices(model: Model, names: list[str], rows: int, seed: int) -> Indices | None:
    """First-order (Saltelli et al. 2010) and total indices (Jansen 1999), bootstrapped; none where nothing varies.

    rows: a power of two. Both indices are quadratic in the outcome: those of mean m = (a + b)/2 less those of half the
    difference h = (a - b)/2 are the mean products of a and b, halves under luck that is independent. So luck falls out.
    """
    from SALib.sample import sobol as design

    problem = _problem(names)
    points = design.sample(problem, rows, calc_second_order=False, seed=seed)
    mean, half = _halves(model(points, len(names) + 2))
    variance, noise = float(mean.var()), float(half.var())
    if variance <= noise:
        return None
    scale, (first, first_error, total, total_error) = variance - noise, _analysed(problem, mean, seed)
    luck = _analysed(problem, half, seed) if noise > 0 else np.zeros((4, len(names)))
    return Indices(
        (first * variance - luck[0] * noise) / scale,
        np.hypot(first_error * variance, luck[1] * noise) / scale,
        (total * variance - luck[2] * noise) / scale,
        np.hypot(total_error * variance, luck[3] * noise) / scale,
        scale,
        noise,
    )


def _analysed(problem: dict[str, Any], outcome: Array, seed: int) -> Array:
    """(4, D): first order, its half width, total, its half width."""
    from SALib.analyze import sobol as analysis

    options: dict[str, Any] = {"calc_second_order": False, "num_resamples": RESAMPLES, "seed": seed + 1}  # 0 is none
    found = analysis.analyze(problem, outcome, **options)
    return np.array([found[name] for name in ("S1", "S1_conf", "ST", "ST_conf")], float)


def _problem(names: list[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _halves(found: Array) -> tuple[Array, Array]:
    """Mean (N,) over futures, and half of the difference of the means of even and odd ones."""
    if found.shape[1] < 2 or found.shape[1] % 2:
        raise ValueError(f"found {found.shape[1]} futures at each point, expected an even number")
    even, odd = found[:, ::2].mean(1), found[:, 1::2].mean(1)
    return (even + odd) / 2, (even - odd) / 2
