"""Shares, and differences between shares, with their intervals: paired where both rest on the same luck.

Indicators are (R,) of 0 and 1, NaN where the outcome cannot be seen. z = 1.96: intervals of 95 %, of sampling alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.summary import Z95, wilson


@dataclass(frozen=True)
class Difference:
    """The share of b less that of a, its interval, and how many futures it rests on (the smaller number, unpaired)."""

    a: float
    b: float
    low: float
    high: float
    paired: bool
    count: int

    @property
    def value(self) -> float:
        """b - a."""
        return self.b - self.a


def difference(a: NDArray[np.float64], b: NDArray[np.float64], *, paired: bool) -> Difference | None:
    """Difference of two shares; none where nothing can be seen.

    Paired (the same replications under the same luck): adjusted Wald interval for paired proportions (Bonett & Price
    2012). Else: the hybrid score interval (Newcombe 1998). Paired futures count where both are seen.

    >>> same = np.array([0.0, 1.0, 1.0, 0.0])
    >>> difference(same, same, paired=True).value
    0.0
    """
    if not paired:
        return _unpaired(a[~np.isnan(a)], b[~np.isnan(b)])
    seen = ~(np.isnan(a) | np.isnan(b))
    a, b = a[seen], b[seen]
    if not len(a):
        return None
    gained, lost = float(((b > 0) & (a == 0)).sum()), float(((a > 0) & (b == 0)).sum())
    up, down = (gained + 1) / (len(a) + 2), (lost + 1) / (len(a) + 2)
    half = Z95 * np.sqrt(max(0.0, (up + down - (up - down) ** 2) / (len(a) + 2)))
    low, high = up - down - half, up - down + half
    return Difference(float(a.mean()), float(b.mean()), max(-1.0, float(low)), min(1.0, float(high)), True, len(a))


def _unpaired(a: NDArray[np.float64], b: NDArray[np.float64]) -> Difference | None:
    if not len(a) or not len(b):
        return None
    one, two = float(a.mean()), float(b.mean())
    (low_a, high_a), (low_b, high_b) = (wilson(float(part.sum()), len(part)) or (0.0, 1.0) for part in (a, b))
    low = two - one - np.hypot(two - low_b, high_a - one)
    high = two - one + np.hypot(high_b - two, one - low_a)
    return Difference(one, two, float(low), float(high), False, min(len(a), len(b)))


def mean_and_error(values: NDArray[np.float64]) -> tuple[float, float]:
    """Mean, and its standard error, of the values that can be seen; NaN where too few are."""
    seen = values[~np.isnan(values)]
    if not len(seen):
        return float("nan"), float("nan")
    error = seen.std(ddof=1) / np.sqrt(len(seen)) if len(seen) > 1 else float("nan")
    return float(seen.mean()), float(error)
