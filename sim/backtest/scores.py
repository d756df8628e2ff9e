"""Proper scores of forecasts that give a share to each class; the smaller the better.

N rows, K classes. shares (N, K) sum to 1; observed (N,) is the index of the class that came about; futures (N,) how
many independent futures the shares were counted from, np.inf where they come from a formula. Scores are (N,).
"""

from __future__ import annotations

import numpy as np

from sim.backtest.questions import Array, Whole

LEAST_SHARE = 1e-6  # judgement: no formula is so sure that one miss should cost more than 13.8 nats


def brier(shares: Array, observed: Whole, futures: Array | float = np.inf) -> Array:
    """Squared distance of the shares from what came about, 0 to 2 (Brier 1950), fair to small ensembles.

    Shares counted from n futures carry the variance p(1 - p)/n, which costs score for no fault of the model; its
    unbiased estimate p(1 - p)/(n - 1) is taken off each class (Ferro 2014), so that a small ensemble scores on average
    as an endless one would, and a row may score below 0. With fewer than two futures nothing can be estimated or taken.

    >>> brier(np.array([[0.7, 0.3]]), np.array([0])).round(3)
    array([0.18])
    >>> brier(np.array([[0.7, 0.3]]), np.array([0]), futures=11).round(3)
    array([0.138])
    """
    return ((shares - _reached(observed, shares.shape[1])) ** 2 - _variance(shares, futures)).sum(axis=1)


def ranked_probability(shares: Array, observed: Whole, futures: Array | float = np.inf) -> Array:
    """Mean squared distance of the cumulative shares over the K - 1 thresholds, 0 to 1 (Epstein 1969).

    A forecast one rank off costs less than one two ranks off. Fair to small ensembles (Ferro, Richardson & Weigel 2008)
    as the Brier score is. With two classes it is half the Brier score.

    >>> ranked_probability(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), np.array([2, 2]))
    array([1. , 0.5])
    """
    up_to = np.cumsum(shares, axis=1)[:, :-1]
    reached = np.cumsum(_reached(observed, shares.shape[1]), axis=1)[:, :-1]
    return ((up_to - reached) ** 2 - _variance(up_to, futures)).mean(axis=1)


def log_score(shares: Array, observed: Whole, futures: Array | float = np.inf) -> Array:
    """Minus the log of the share of what came about, in nats, 0 upwards (Good 1952); shares of futures are smoothed.

    There is no unbiased form of it for small ensembles, so a small ensemble is at a small disadvantage here.

    >>> log_score(np.array([[1.0, 0.0]]), np.array([1]), futures=99).round(3)  # half a future of 100
    array([5.298])
    """
    smooth = smoothed(shares, futures)
    return -np.log(smooth[np.arange(len(observed)), observed])


def smoothed(shares: Array, futures: Array | float = np.inf) -> Array:
    """(N, K) shares k/n as (k + 1/2)/(n + K/2), the mean under Jeffreys's prior (1946), so that none is 0.

    Shares from a formula stay as they are, but none below LEAST_SHARE.

    >>> smoothed(np.array([[1.0, 0.0]]), futures=9)
    array([[0.95, 0.05]])
    """
    weight = _column(1 / (1 + shares.shape[1] / 2 / np.maximum(futures, 1e-9)))  # n / (n + K/2), 1 for a formula
    mixed = weight * shares + (1 - weight) / shares.shape[1]
    raised = np.maximum(mixed, LEAST_SHARE)
    return raised / raised.sum(axis=1, keepdims=True)


def skill(score: float, baseline: float) -> float:
    """Share of the rival's score that is saved: 1 is perfect, 0 no better, below 0 worse; nan where there is none.

    >>> skill(0.45, 0.5).__round__(3)
    0.1
    """
    return 1 - score / baseline if baseline > 0 else float("nan")


def _reached(observed: Whole, classes: int) -> Array:
    reached: Array = np.eye(classes)[observed]
    return reached


def _variance(shares: Array, futures: Array | float) -> Array:
    """(N, K) unbiased estimate of the sampling variance of shares of n futures; 0 where n is endless or below 2."""
    count = np.asarray(futures, dtype=float)
    spare = np.where(count >= 2, count - 1, np.inf)
    estimate: Array = shares * (1 - shares) / _column(spare)
    return estimate


def _column(values: Array | float) -> Array:
    """Values (N,) beside (N, K), or one for all."""
    return np.atleast_1d(np.asarray(values, dtype=float))[:, None]
