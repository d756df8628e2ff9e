"""What the past says of the behavioural numbers, and what follows for a forecast: weights of points, and what they mix.

Letters: D points (or histories, one a point), P numbers, N rows, K classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.backtest.filling import Array, Classes
from sim.backtest.likelihood import log_of_past

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
    theta: Array,
    simulated: Mapping[str, Classes],
    observed: Mapping[str, Classes],
    at: Array | None = None,
    power: float = 1.0,
) -> Posterior:
    """Weights of points `at` (M, P) drawn from the prior, by default those that were simulated, after the past is seen.

    theta: (D, P). simulated: question -> (D, N), one history of all cases a row; observed: question -> (N,), -1 where
    nobody saw it or nobody may look. Rows that are -1 are not read at all. Repeat theta for further replications.
    power: to which the likelihood is taken; below 1 it is coarsened (Miller & Dunson 2019), 0 leaves the prior.
    """
    return weighed(log_of_past(theta, simulated, observed, theta if at is None else at), power)


def weighed(log: Array, power: float = 1.0) -> Posterior:
    """Weights of points with these log likelihoods (M,), each likelihood to a power."""
    weights = normalised(power * log)
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
