"""Public beliefs: exact Bayes on a grid of types."""

from __future__ import annotations

import numpy as np

from sim.rules.terms import Array

FLOOR = 1e-6  # nothing that happens was impossible


def updated(belief: Array, likelihood: Array) -> Array:
    """Posterior over types after one observation. belief, likelihood: (T, n).

    >>> updated(np.array([[0.5], [0.5]]), np.array([[0.3], [0.1]])).ravel()
    array([0.75, 0.25])
    """
    posterior = belief * np.maximum(likelihood, FLOOR)
    return posterior / posterior.sum(0)


def mean(belief: Array, multiplier: Array) -> Array:
    """Mean cost multiplier under a belief. (T, n), (T, n or 1) -> (n,)."""
    average: Array = (belief * multiplier).sum(0)
    return average


def blamed(blame: Array, more: Array) -> Array:
    """Blame after an answer: it moves by a share of what is left.

    >>> blamed(np.array(0.5), np.array(0.1))
    np.float64(0.55)
    """
    return blame + more * (1 - blame)
