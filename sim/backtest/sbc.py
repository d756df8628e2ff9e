"""Is the calibration itself right? Simulation-based calibration (Talts et al. 2018).

Some simulated histories in turn are taken for the past. Each is taken out of the table, the posterior is computed as
for the real past, and the rank of the true number among draws from it is noted. If the mathematics is right, ranks are
uniform: the truth is as often low among the draws as high, and as often in the middle as at the ends.

Points matter: with 60 cases of random codes on the engine, 14 numbers and 2,048 histories, 512 of which were taken, the
posterior left 40 effective points in the median of those that were simulated, and the check failed; at 40,000 points of
the prior (`at`) it left 500, and the check passed in 4 of 6 draws. In the other two the true `act_rate` was among the
lowest tenth of its draws 16 times in 100. A cubic curve of the likelihood, or a variance that goes with the numbers,
changed little and was dropped.

Rows that a history does not show, though the past does, are filled as everywhere (`filling`): for them the check is one
of the mathematics, not of the filling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.backtest.bands import Bands
from sim.backtest.filling import Array, Classes, filled, standard
from sim.backtest.likelihood import Likelihood, fitted
from sim.backtest.posterior import effective, normalised, shrinkage

ALPHA = 0.05
BATCH = 32  # histories that are taken out of the table together
BINS = 20  # of the histogram that is told

Fit = Callable[[Array, Mapping[str, Classes], Mapping[str, Classes]], Likelihood]
Ranks = NDArray[np.int64]


def calibration_check(
    theta: Array,
    simulated: Mapping[str, Classes],
    observed: Mapping[str, Classes],
    names: Sequence[str],
    rng: np.random.Generator,
    *,
    at: Array | None = None,
    histories: int = 512,
    draws: int = 99,
    fit: Fit = fitted,
) -> dict[str, Any]:
    """Result that can be written as JSON: `passed`, and of each number `p` (Holm 1979) and where its ranks stray most.

    theta: (D, P), simulated, observed, at: as for `posterior`; of what happened only which rows were seen is read.
    histories: how many are taken for the past. draws: L, from each posterior. fit: what is checked.
    """
    ranks, shrunk, size = ranked(theta, simulated, observed, rng, at=at, histories=histories, draws=draws, fit=fit)
    bands = Bands(len(ranks), draws, rng)
    found = [bands.judge(ranks[:, number]) for number in range(len(names))]
    adjusted = holm(np.array([one.p for one in found]))
    low, high = bands.limits(ALPHA / len(names))
    return {
        "passed": bool((adjusted >= ALPHA).all()), "alpha": ALPHA, "histories": len(ranks), "draws": draws,
        "effective_points": {"median": float(np.median(size)), "least": float(size.min())},
        "band": {"share": bands.levels.tolist(), "low": low.tolist(), "high": high.tolist()},
        "numbers": {
            name: {
                "passed": bool(p >= ALPHA), "p": float(p), "worst_at": one.worst, "departure": one.departure,
                "mean_shrinkage": float(shrunk[:, i].mean()),
                "ranks": np.histogram(ranks[:, i], BINS, (0, draws + 1))[0].tolist(),
            }
            for i, (name, one, p) in enumerate(zip(names, found, adjusted, strict=True))
        },
    }  # fmt: skip


def ranked(
    theta: Array,
    simulated: Mapping[str, Classes],
    observed: Mapping[str, Classes],
    rng: np.random.Generator,
    *,
    at: Array | None = None,
    histories: int = 512,
    draws: int = 99,
    fit: Fit = fitted,
) -> tuple[Ranks, Array, Array]:
    """Ranks (H, P) of the truth among draws, shrinkage (H, P) and effective number of points (H,) of the posteriors."""
    parts = []
    for batch, points, log in taken_out(theta, simulated, observed, rng, at=at, histories=histories, fit=fit):
        weights = normalised(log)
        places = [_rank(theta[i], points, one, draws, rng) for i, one in zip(batch, weights, strict=True)]
        parts.append((places, [shrinkage(points, one) for one in weights], effective(weights.T)))
    ranks, shrunk, size = zip(*parts, strict=True)
    return np.concatenate(ranks), np.concatenate(shrunk), np.concatenate(size)


def taken_out(
    theta: Array,
    simulated: Mapping[str, Classes],
    observed: Mapping[str, Classes],
    rng: np.random.Generator,
    *,
    at: Array | None = None,
    histories: int = 512,
    fit: Fit = fitted,
) -> Iterator[tuple[Ranks, Array, Array]]:
    """Batches of B histories, points (M, P) they are judged at, and their log likelihood (B, M) by the other ones."""
    taken, whole = rng.permutation(len(theta))[:histories], _whole(theta, simulated, observed, rng)
    for batch in np.array_split(taken, max(1, round(len(taken) / BATCH))):
        rest = np.setdiff1d(np.arange(len(theta)), batch)
        likelihood = fit(theta[rest], {name: shown[rest] for name, shown in simulated.items()}, observed)
        points = theta[rest] if at is None else at
        yield batch, points, likelihood.log(points, {name: shown[batch] for name, shown in whole.items()})


def _whole(
    theta: Array, simulated: Mapping[str, Classes], observed: Mapping[str, Classes], rng: np.random.Generator
) -> dict[str, Classes]:
    """Simulated histories with a draw wherever the past shows a row and they do not."""
    centre, scale = standard(theta)
    z, found = (theta - centre) / scale, {}
    for name, seen in observed.items():
        found[name] = simulated[name].copy()
        found[name][:, seen >= 0] = filled(z, simulated[name][:, seen >= 0], rng)
    return found


def _rank(truth: Array, points: Array, weights: Array, draws: int, rng: np.random.Generator) -> Ranks:
    """(P,) how many of the draws lie below the truth; draws that equal it lie there as luck will have it."""
    some = points[rng.choice(len(points), draws, p=weights)]
    ties = (some == truth).sum(0)
    ranks: Ranks = (some < truth).sum(0) + rng.integers(ties + 1)
    return ranks


def holm(p: Array) -> Array:
    """p-values that may each be held against the level though several are looked at (Holm 1979).

    >>> holm(np.array([0.01, 0.04, 0.03])).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p)
    steps = np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p))))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1.0, steps)
    return adjusted
