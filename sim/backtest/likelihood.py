"""How likely a history of all cases is at behavioural numbers: a synthetic likelihood, learnt from simulated ones.

1. Which rows count: those that were seen to end in some class, and that some simulated history shows.
2. What a row says: the mean of each number over the histories that show a class of it, partially pooled over rows.
3. A history in short: the sum of what its rows say, one summary for each number. To first order in the numbers that is
   the score of a likelihood in which rows are independent (as summaries: Ruli, Sartori & Ventura 2016).
4. Given the numbers, summaries are taken as normal about a curve, with the covariance that the histories have about it
   (Wood 2010). Rows of one case may therefore depend on each other as they like.

2 is learnt on one half of the histories and 4 on the other, then the other way round, and the two log likelihoods are
averaged: a summary always looks better to the histories that it was learnt from.

What was tried, on a model whose exact posterior is known: 12 uniform numbers, rows in ordered logit, 4,096 histories
(tests/benchmarks/posterior.py). Error is of posterior means, root mean square, in standard deviations of the prior;
ratio is of the standard deviation to the exact one; cover is how often the central 90 % hold the truth.

                                                   60 rows               240 rows
                                            error  ratio  cover    error  ratio  cover
    this likelihood, points of the prior     0.13   1.01   0.90     0.19   1.05   0.88
    this likelihood, points simulated        0.13   1.01   0.90     0.21   1.05   0.88
    ABC, totals of classes                   0.30   1.06   0.90     0.51   1.23   0.88
    ABC, semi-automatic summaries            0.19   1.04   0.89     0.29   1.15   0.90
    the same, linearly adjusted              0.26   0.97   0.87     0.29   0.96   0.85
    shares of a few futures as chances       0.49   0.95   0.78     0.82   0.74   0.46

Letters: D histories, P numbers, N rows of a question, F features (pairs of a row and a class), H histories asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.backtest.filling import Array, Classes, filled, standard

NOTHING = 1e-9  # directions of a correlation matrix with less than this hold rounding alone


class Half(NamedTuple):
    """What is learnt on one half of the histories; k uncorrelated summaries with variance 1."""

    say: Array  # (F, k) what each feature adds to a summary
    curve: Array  # (1 + 2P, k) coefficients of the summaries' mean


@dataclass(frozen=True, eq=False)
class Likelihood:
    """Log likelihood of any history at any numbers, but for a constant of the history."""

    rows: Mapping[str, NDArray[np.intp]]  # question -> those of its rows that count
    sizes: Mapping[str, int]  # question -> classes
    centre: Array  # (P,)
    scale: Array  # (P,)
    halves: tuple[Half, Half]

    def log(self, theta: Array, histories: Mapping[str, Classes]) -> Array:
        """theta: (M, P). histories: question -> (H, N). Returns (H, M)."""
        x = encoded({name: histories[name][:, rows] for name, rows in self.rows.items()}, self.sizes)
        curve = curved((theta - self.centre) / self.scale)
        first, second = (_log_normal(x @ half.say, curve @ half.curve) for half in self.halves)
        return (first + second) / 2


def fitted(
    theta: Array, simulated: Mapping[str, Classes], observed: Mapping[str, Classes], seed: int = 0
) -> Likelihood:
    """Likelihood of the rows that `observed` shows; of what it shows there nothing is read but that it shows it.

    theta: (D, P), best on the scale on which the prior is uniform. simulated: question -> (D, N). observed: question ->
    (N,). seed: of the luck that fills rows which a history does not show. The order of histories decides nothing.
    ValueError where there are too few histories for so many numbers.
    """
    _check(theta, simulated, observed)
    order = np.lexsort(theta.T[::-1])
    centre, scale = standard(theta)
    z, sizes = ((theta - centre) / scale)[order], {name: _size(simulated[name], observed[name]) for name in observed}
    rows = {name: np.flatnonzero((seen >= 0) & (simulated[name] >= 0).any(0)) for name, seen in observed.items()}
    luck = np.random.default_rng(seed)
    x = encoded({name: filled(z, simulated[name][order][:, kept], luck) for name, kept in rows.items()}, sizes)
    pools, (even, odd) = _pools(rows, sizes), (slice(0, None, 2), slice(1, None, 2))
    halves = tuple(_half(z[a], x[a], z[b], x[b], pools) for a, b in ((even, odd), (odd, even)))
    return Likelihood(rows, sizes, centre, scale, (halves[0], halves[1]))


def log_of_past(theta: Array, simulated: Mapping[str, Classes], observed: Mapping[str, Classes], at: Array) -> Array:
    """(M,) log likelihood of what was observed at points `at` (M, P), but for a constant; else as `fitted`."""
    past = {name: np.asarray(seen)[None] for name, seen in observed.items()}
    log: Array = fitted(theta, simulated, observed).log(at, past)[0]
    return log


def encoded(histories: Mapping[str, Classes], sizes: Mapping[str, int]) -> Array:
    """(H, F) 1 where a history shows a class of a row: by question, then class, then row.

    >>> encoded({"agreed": np.array([[1, 0], [1, -1]])}, {"agreed": 2}).tolist()
    [[0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 0.0]]
    """
    return np.concatenate(
        [(shown == kind).astype(float) for name, shown in histories.items() for kind in range(sizes[name])], axis=1
    )


def _pools(rows: Mapping[str, NDArray[np.intp]], sizes: Mapping[str, int]) -> NDArray[np.intp]:
    """(F,) which features are of the same class of the same question."""
    lengths = [len(kept) for name, kept in rows.items() for _ in range(sizes[name])]
    return np.repeat(np.arange(len(lengths)), lengths)


def says(z: Array, x: Array, pools: NDArray[np.intp]) -> Array:
    """(F, P) mean of each number over the histories that show a feature, in standard deviations from the mean of all.

    Shrunk towards the mean of its pool by what the spread within the pool has beyond chance (Efron & Morris 1975).

    z: (D, P). x: (D, F). pools: (F,) from 0.
    """
    count = x.sum(0)[:, None]
    mean = x.T @ (z - z.mean(0)) / np.maximum(count, 1.0)
    member = (pools[:, None] == np.arange(pools.max(initial=-1) + 1)).astype(float)
    total = np.maximum(member.T @ count, 1.0)
    pool: Array = member @ (member.T @ (count * mean) / total)
    spread = (member.T @ (count * (mean - pool) ** 2) - member.sum(0)[:, None]) / total
    own = member @ np.maximum(spread, 0.0) * count
    shrunk: Array = pool + (mean - pool) * own / (own + 1.0)
    return shrunk


def curved(z: Array) -> Array:
    """(D, 1 + 2P) a constant, the numbers and their squares, whose mean is 0."""
    return np.column_stack([np.ones(len(z)), z, z**2 - 1.0])


def _half(z: Array, x: Array, other_z: Array, other_x: Array, pools: NDArray[np.intp]) -> Half:
    """Summaries learnt on the first histories, how they go with the numbers on the others."""
    say, line = says(z, x, pools), curved(other_z)
    summaries = other_x @ say
    curve = np.linalg.lstsq(line, summaries, rcond=None)[0]
    left = summaries - line @ curve
    white = whitening(left.T @ left / (len(left) - line.shape[1]))
    return Half(say @ white, curve @ white)


def whitening(covariance: Array) -> Array:
    """(P, k) that gives summaries variance 1 and no correlation; directions without any variance are left out.

    >>> whitening(np.diag([4.0, 0.0])).tolist()
    [[0.5], [0.0]]
    """
    sd = np.sqrt(np.diag(covariance))
    inverse = np.divide(1.0, sd, out=np.zeros_like(sd), where=sd > NOTHING)
    size, direction = np.linalg.eigh(covariance * np.outer(inverse, inverse))
    kept = size > NOTHING
    return np.asarray(inverse[:, None] * direction[:, kept] / np.sqrt(size[kept]), float)


def _log_normal(a: Array, b: Array) -> Array:
    """(H, M) of summaries a (H, k) with means b (M, k) and variance 1."""
    distance: Array = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2.0 * a @ b.T
    return -distance / 2.0


def _size(simulated: Classes, observed: Classes) -> int:
    return 1 + int(max(simulated.max(initial=-1), observed.max(initial=-1)))


def _check(theta: Array, simulated: Mapping[str, Classes], observed: Mapping[str, Classes]) -> None:
    for name, seen in observed.items():
        if simulated[name].shape != (len(theta), len(seen)):
            raise ValueError(f"{name}: simulated is {simulated[name].shape}, expected {(len(theta), len(seen))}")
    if len(theta) < (least := 4 * (1 + 2 * theta.shape[1])):
        raise ValueError(f"found {len(theta)} histories of {theta.shape[1]} numbers, expected {least} or more")
