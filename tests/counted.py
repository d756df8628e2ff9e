"""Forecasts by counting the futures of weighted points, which the emulator is held against."""

from __future__ import annotations

import numpy as np

from sim.backtest.filling import Array, Classes
from sim.backtest.posterior import Mixed, effective


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
