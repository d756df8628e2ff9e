"""What the past says of the behavioural numbers, and what follows for a forecast: weights of points, and what they mix.

Letters: D points (or histories, one a point), P numbers, N rows, K classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.backtest.filling import Array, Classes
from sim.backtest.likelihood import fitted

QUANTILES = {"low": 0.05, "median": 0.5, "high": 0.95}


class Posterior(NamedTuple):
    """Weights of points that were drawn from the prior."""

    weights: Array  # (D,) sum to 1
    effective: float  # how many equally weighted points tell as much


class Mixed(NamedTuple):
    """Predictive shares of classes."""

    shares: Array  # (N, K); nan where no point with weight shows the row
    futures: Array  # (N,) how many equally weighted futures tell as much


def posterior(
    theta: Array, simulated: Mapping[str, Classes], observed: Mapping[str, Classes], at: Array | None = None
) -> Posterior:
    """Weights of points `at` (M, P) drawn from the prior, by default those that were simulated, after the past is seen.

    theta: (D, P). simulated: question -> (D, N), one history of all cases a row; observed: question -> (N,), -1 where
    nobody saw it or nobody may look. Rows that are -1 are not read at all. Repeat theta for further replications.
    """
    likelihood = fitted(theta, simulated, observed)
    past = {name: np.asarray(seen)[None] for name, seen in observed.items()}
    weights = normalised(likelihood.log(theta if at is None else at, past))[0]
    return Posterior(weights, float(effective(weights)))


def normalised(log: Array) -> Array:
    """Weights along the last axis from logarithms of any size.

    >>> normalised(np.array([1000.0, 1000.0, -1000.0])).tolist()
    [0.5, 0.5, 0.0]
    """
    weights = np.exp(log - log.max(-1, keepdims=True))
    shares: Array = weights / weights.sum(-1, keepdims=True)
    return shares


def effective(weights: Array) -> Array:
    """Effective sample size along the first axis (Kish 1965): 1 / sum of squares of the shares; 0 where all are 0.

    >>> float(effective(np.array([3.0, 1.0]))), float(effective(np.zeros(4)))
    (1.6, 0.0)
    """
    squares = (weights**2).sum(0)
    size: Array = np.divide(weights.sum(0) ** 2, squares, out=np.zeros_like(squares), where=squares > 0)
    return size


def mixed(shares_by_point: Array, weights: Array, replications: int = 1) -> Mixed:
    """Predictive shares of each row: shares at the points (D, N, K), nan where a point does not show it, mixed.

    replications: futures behind each share.

    >>> one = mixed(np.array([[[1.0, 0.0]], [[0.0, 1.0]]]), np.array([0.75, 0.25]))
    >>> one.shares.tolist(), one.futures.tolist()
    ([[0.75, 0.25]], [1.6])
    """
    of_row = np.where(np.isnan(shares_by_point).any(2), 0.0, weights[:, None])
    sums = np.einsum("dn,dnk->nk", of_row, np.nan_to_num(shares_by_point))
    return Mixed(_shares(sums, of_row.sum(0)), effective(of_row) * replications)


def mixed_classes(classes: Classes, weights: Array, size: int) -> Mixed:
    """As `mixed`, of one class (D, N) at each point; -1 where the future does not show it; size: how many classes.

    >>> mixed_classes(np.array([[1], [0], [-1]]), np.array([0.5, 0.25, 0.25]), 2).shares.round(3).tolist()
    [[0.333, 0.667]]
    """
    of_row = (classes >= 0) * weights[:, None]
    sums = np.stack([(of_row * (classes == kind)).sum(0) for kind in range(size)], axis=1)
    return Mixed(_shares(sums, of_row.sum(0)), effective(of_row))


def _shares(sums: Array, total: Array) -> Array:
    shares: Array = np.divide(sums, total[:, None], out=np.full_like(sums, np.nan), where=total[:, None] > 0)
    return shares


def summary(theta: Array, weights: Array, names: Sequence[str]) -> pd.DataFrame:
    """Prior and posterior of each number side by side: a row a name; 5 %, median and 95 % of both, and shrinkage.

    theta: (D, P) points of the prior, in the unit of the numbers. Shrinkage is 1 - posterior / prior variance: 0 where
    the past says nothing, below 0 where it makes a number less certain.
    """
    columns = {
        f"{when}_{word}": np.quantile(theta, level, axis=0, weights=mass, method="inverted_cdf")
        for when, mass in (("prior", np.full(len(theta), 1 / len(theta))), ("posterior", weights))
        for word, level in QUANTILES.items()
    }
    return pd.DataFrame(columns | {"shrinkage": shrinkage(theta, weights)}, index=list(names))


def shrinkage(theta: Array, weights: Array) -> Array:
    """(P,) 1 - posterior / prior variance; 0 for a number that does not vary.

    >>> shrinkage(np.array([[0.0], [1.0], [2.0]]), np.array([0.5, 0.5, 0.0])).round(3).tolist()
    [0.625]
    """
    prior, left = theta.var(0), weights @ (theta - weights @ theta) ** 2
    share: Array = 1.0 - np.divide(left, prior, out=np.ones_like(left), where=prior > 0)
    return share
