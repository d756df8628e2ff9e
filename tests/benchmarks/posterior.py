"""Ways to a posterior beside the exact one, on a model whose likelihood is known: python tests/benchmarks/posterior.py

Each way sees the same simulated histories and the same pasts. Printed for each: the error of the posterior mean (root
mean square, in standard deviations of the prior), the standard deviation over the exact one, how often the true number
lies in the central 90 %, and the effective number of points; averages over models, pasts and numbers that matter.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2]))

from sim.backtest.likelihood import encoded
from sim.backtest.posterior import effective, normalised, posterior
from tests.ordered_logit import Toy, drawn

Array = NDArray[np.float64]
Histories = Mapping[str, NDArray[np.int8]]
Found = tuple[Array, Array]  # points, weights
NUMBERS, MODELS, PASTS = 12, 4, 10
SETTINGS = {"60 rows": 30, "240 rows": 120}
SIZES = {"ranked": 3, "yes": 2}
NEEDED = (4096, 1), (512, 8)  # points, histories of each


def synthetic(theta: Array, simulated: Histories, past: Histories, points: Array) -> Found:
    """What the product does, judged at points of the design."""
    return theta, posterior(theta, simulated, past).weights


def at_the_prior(theta: Array, simulated: Histories, past: Histories, points: Array) -> Found:
    """The same, judged at many more points of the prior than were simulated."""
    return points, posterior(theta, simulated, past, points).weights


def totals(histories: Histories) -> Array:
    """(H, 5) how many rows end in each class."""
    return np.stack([(histories[name] == kind).mean(-1) for name, size in SIZES.items() for kind in range(size)], -1)


def regressed(theta: Array, simulated: Histories, past: Histories) -> tuple[Array, Array]:
    """Semi-automatic summaries (Fearnhead & Prangle 2012): expected numbers, by ridge regression on every row."""
    x, seen = (encoded({name: np.atleast_2d(one[name]) for name in SIZES}, SIZES) for one in (simulated, past))
    centre, scale = x.mean(0), x.std(0) + 1e-9
    x, seen = (x - centre) / scale, (seen - centre) / scale
    slopes = np.linalg.solve(x.T @ x + len(x) * np.eye(x.shape[1]), x.T @ (theta - theta.mean(0)))
    return x @ slopes, (seen @ slopes)[0]


def kernel(summaries: Array, seen: Array, share: float) -> tuple[Array, Array]:
    """Epanechnikov weights of the nearest share of histories, and how far each is from the past."""
    gap = (summaries - seen) / summaries.std(0)
    distance = np.sqrt((gap**2).sum(1))
    weights = np.maximum(0.0, 1.0 - (distance / np.quantile(distance, share)) ** 2)
    return weights / weights.sum(), gap


def abc_totals(theta: Array, simulated: Histories, past: Histories, points: Array) -> Found:
    """Approximate Bayesian computation by rejection (Pritchard et al. 1999) on totals of classes."""
    return theta, kernel(totals(simulated), totals(past), 0.05)[0]


def abc_rows(theta: Array, simulated: Histories, past: Histories, points: Array) -> Found:
    """By rejection on semi-automatic summaries."""
    return theta, kernel(*regressed(theta, simulated, past), 0.05)[0]


def abc_adjusted(theta: Array, simulated: Histories, past: Histories, points: Array) -> Found:
    """The same with local linear adjustment (Beaumont, Zhang & Balding 2002), on the scale of log odds."""
    weights, gap = kernel(*regressed(theta, simulated, past), 0.1)
    odds, root = np.arctanh(np.clip(theta, -0.999999, 0.999999)), np.sqrt(weights)[:, None]
    line = np.column_stack([np.ones(len(gap)), gap])
    slopes = np.linalg.lstsq(line * root, odds * root, rcond=None)[0]
    return np.tanh(odds - gap @ slopes[1:]), weights


def counted(theta: Array, simulated: Histories, past: Histories, points: Array) -> Found:
    """Shares of classes at each point, smoothed by half a future a class, taken as chances (a pseudo-marginal)."""
    where, group = np.unique(theta, axis=0, return_inverse=True)
    runs = np.bincount(group)[:, None]
    log = np.zeros(len(where))
    for name, size in SIZES.items():
        hits = np.zeros((len(where), len(past[name])))
        np.add.at(hits, group, simulated[name] == past[name])
        log += np.log((hits + 0.5) / (runs + size / 2)).sum(1)
    return where, normalised(log)


WAYS: dict[str, Callable[[Array, Histories, Histories, Array], Found]] = {
    "synthetic likelihood, points of the prior": at_the_prior,
    "synthetic likelihood, points simulated": synthetic,
    "ABC, totals": abc_totals,
    "ABC, semi-automatic": abc_rows,
    "ABC, semi-automatic, adjusted": abc_adjusted,
    "smoothed shares": counted,
}


def judged(found: Found, exact: Found, truth: Array) -> list[float]:
    """Error, ratio, coverage and effective number."""
    (points, weights), (mean, sd) = found, moments(*exact)
    mine, spread = moments(points, weights)
    ends = np.quantile(points, [0.05, 0.95], axis=0, weights=weights, method="inverted_cdf")
    inside = (truth >= ends[0]) & (truth <= ends[1])
    error = np.mean(((mine - mean) * np.sqrt(3.0)) ** 2)
    return [float(error), float(np.mean(spread / sd)), float(inside.mean()), float(effective(weights))]


def moments(points: Array, weights: Array) -> Found:
    mean = weights @ points
    return mean, np.sqrt(weights @ (points - mean) ** 2)


def trial(rows: int, points: int, runs: int) -> dict[str, list[list[float]]]:
    many, found = drawn(40_000, NUMBERS, seed=99), {name: [] for name in WAYS}
    for model in range(MODELS):
        toy = Toy.of(NUMBERS, rows, seed=model, common=0.15, own=0.15)
        theta = np.repeat(drawn(points, NUMBERS, seed=model + 10), runs, axis=0)
        simulated = toy.histories(theta, np.random.default_rng(model + 20))
        truths, pasts = toy.simulated(PASTS, seed=model + 30)
        for index in range(PASTS):
            past = {name: shown[index] for name, shown in pasts.items()}
            log = np.concatenate([toy.log(some, past) for some in np.array_split(many, 40)])
            for name, way in WAYS.items():
                one = judged(way(theta, simulated, past, many), (many, normalised(log)), truths[index])
                found[name].append(one)
    return found


def main() -> None:
    for label, rows in SETTINGS.items():
        for points, runs in NEEDED:
            print(f"\n{label}, {points} points, {runs} histories of each: error, ratio, coverage of 90 %, effective")
            for name, scores in trial(rows, points, runs).items():
                error, ratio, inside, size = np.mean(scores, axis=0)
                print(f"  {name:42} {np.sqrt(error):.2f}  {ratio:.2f}  {inside:.2f}  {size:8.0f}")


if __name__ == "__main__":
    main()
