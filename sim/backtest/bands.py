"""Whether ranks are uniform: simultaneous bands for the distribution of ranks (Sailynoja, Burkner & Vehtari 2022).

The share of ranks at or below each value is binomial if ranks are uniform. A band that holds each of those shares with
chance 1 - gamma holds all at once less often; gamma is chosen by simulation so that all lie inside with 1 - alpha.

Letters: H ranks, L draws that each is a rank among, so that ranks are 0 to L.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

Array = NDArray[np.float64]
SIMULATIONS = 20_000  # the least p-value that can be told is 1 in so many


class Uniformity(NamedTuple):
    """How far ranks are from uniform."""

    p: float  # chance that uniform ranks stray at least as far, at their worst value
    worst: float  # share of the values at or below which there are too many or too few ranks by most
    departure: float  # by how much of all ranks; above 0 where there are too many low ones


class Bands:
    """Bands for H ranks among L draws; one simulation serves every set of ranks."""

    def __init__(self, ranks: int, draws: int, rng: np.random.Generator) -> None:
        self.ranks, self.draws = ranks, draws
        self.levels = np.arange(1, draws + 1) / (draws + 1)  # (L,) share of values at or below 0, 1, ... L - 1
        self._tails = _two_tails(ranks, self.levels)
        even = rng.multinomial(ranks, np.full(draws + 1, 1 / (draws + 1)), size=SIMULATIONS)
        self._least = np.sort(self._tail(even.cumsum(1)[:, :-1]).min(1))

    def judge(self, ranks: NDArray[np.integer]) -> Uniformity:
        """ranks: (H,) from 0 to L."""
        below = np.bincount(ranks, minlength=self.draws + 1).cumsum()[:-1]
        tail = self._tail(below[None])[0]
        worst = int(tail.argmin())
        p = (1 + np.searchsorted(self._least, tail[worst] * (1 + 1e-12), side="right")) / (1 + SIMULATIONS)
        return Uniformity(
            min(1.0, float(p)), float(self.levels[worst]), float(below[worst] / self.ranks - self.levels[worst])
        )

    def limits(self, alpha: float) -> tuple[Array, Array]:
        """(L,) lowest and highest share of ranks at or below each value that is inside the band."""
        gamma = np.quantile(self._least, alpha)
        low, high = binom.ppf([[gamma / 2], [1 - gamma / 2]], self.ranks, self.levels)
        return low / self.ranks, high / self.ranks

    def _tail(self, below: NDArray[np.integer]) -> Array:
        """Twice the smaller tail of counts (..., L) at or below each value."""
        tails: Array = self._tails[below, np.arange(self.draws)]
        return tails


def _two_tails(ranks: int, levels: Array) -> Array:
    """(H + 1, L) twice the smaller tail of each count."""
    counts = np.arange(ranks + 1)[:, None]
    tails: Array = 2.0 * np.minimum(binom.cdf(counts, ranks, levels), binom.sf(counts - 1, ranks, levels))
    return tails
