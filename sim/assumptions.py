"""How far shares move with the assumptions: the middle 90 % of a share over draws of all numbers with a range.

Luck is not assumption, so its noise is taken out first, in one of two ways. Nested runs, in which many futures
share a draw, show the share of each draw. Ordinary runs show one future a draw: there the share is regressed on
what was drawn. Both keep sums only, so that memory does not grow with the number of futures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from sim.scenario import Quantity, Scenario
from sim.shares import Told
from sim.streams import Streams
from sim.tables import draw_all, ranges_of

MIDDLE = (0.05, 0.95)
NOISE = 0.02  # largest error of the variance, as a part of p (1 - p), with which any spread is told
SURE = 1.6448536269514722  # normal quantile of 0.95
HIDDEN = 0.05  # widest interval that may hide behind an error and still be called none
Floats = NDArray[np.float64]
Interval = tuple[float, float]


class Spread:
    """What all ways have in common; by itself, none. Outcomes go by their number in a list that never changes."""

    @property
    def by(self) -> str | None:
        """How: "nested", "regression", or nothing."""
        return None

    def add(self, outcomes: Sequence[Told], first: int, count: int) -> None:
        """Take the outcomes of replications `first` to `first + count - 1`."""

    def interval(self, number: int) -> Interval | None:
        """Middle 90 % of the share of an outcome; none where it cannot be told."""
        return None

    def effective(self, number: int, hits: int, seen: int) -> float:
        """How many independent futures tell as much about a share as those that were seen."""
        return seen

    def words(self) -> str:
        """How the intervals were found, or why there are none."""
        return "none, because it was not asked for"


def spread_of(scenario: Scenario, *, seed: int, fixed: bool, per_draw: int) -> Spread:
    """The way that fits a run."""
    ranges = {path: number for path, number in ranges_of(scenario).items() if number.ends[0] < number.ends[1]}
    if fixed:
        return NoSpread("every number was taken at its stated value")
    if not ranges:
        return NoSpread("no number of the scenario has a range")
    return Nested(per_draw, len(ranges)) if per_draw > 1 else Regression(seed, ranges)


class NoSpread(Spread):
    """No assumption moved."""

    def __init__(self, why: str) -> None:
        self.why = why

    def words(self) -> str:
        """Why there are none."""
        return f"none, because {self.why}"


class Nested(Spread):
    """Shares of draws that `per_draw` futures share, as a count of (hits, seen) for every outcome."""

    def __init__(self, per_draw: int, ranges: int) -> None:
        self.per_draw, self.ranges = per_draw, ranges
        self._draws: list[Counter[tuple[int, int]]] = []
        self._open: dict[int, tuple[int, NDArray[np.int64]]] = {}  # draws of which some futures are still to come

    def add(self, outcomes: Sequence[Told], first: int, count: int) -> None:
        """Take a chunk; a draw that it cuts in two waits for its other half."""
        replication = np.arange(first, first + count)
        starts = np.flatnonzero(np.diff(replication // self.per_draw, prepend=-1))
        sizes = np.diff(starts, append=count)
        tables = np.stack([_hits_and_seen(outcome, count) for outcome in outcomes])  # (S, 2, R)
        sums = np.add.reduceat(tables, starts, axis=2)
        self._draws = self._draws or [Counter() for _ in outcomes]
        whole = sizes == self.per_draw
        self._count(sums[:, :, whole])
        for i in np.flatnonzero(~whole):
            self._join(int(replication[starts[i]]) // self.per_draw, int(sizes[i]), sums[:, :, i])

    def _join(self, draw: int, size: int, sums: NDArray[np.int64]) -> None:
        before, known = self._open.pop(draw, (0, np.zeros_like(sums)))
        if before + size == self.per_draw:
            self._count((known + sums)[:, :, None])
        else:
            self._open[draw] = before + size, known + sums

    def _count(self, sums: NDArray[np.int64]) -> None:
        for counter, (hits, seen) in zip(self._draws, sums, strict=True):
            counter.update(zip(hits.tolist(), seen.tolist(), strict=True))

    def _table(self, number: int) -> tuple[Floats, Floats, Floats]:
        """(shares, futures seen, how many draws) of an outcome; the last draw may be cut short."""
        cut = Counter((int(sums[number][0]), int(sums[number][1])) for _, sums in self._open.values())
        counts = self._draws[number] + cut
        rows = np.array([(hits / seen, seen, times) for (hits, seen), times in sorted(counts.items()) if seen > 1])
        share, seen, times = rows.T if len(rows) else np.zeros((3, 0))
        return share, seen, times

    def interval(self, number: int) -> Interval | None:
        """Middle 90 % of the shares of draws, drawn together until no more than their true variance is left.

        Variance components: the variance between draws is that of their shares less the mean of p (1 - p) / (n - 1).
        Shares so shrunk spread as the true ones do (Louis 1984).
        """
        share, seen, times = self._table(number)
        draws = times.sum()
        if draws < 2 or not share.any():
            return None
        mean = np.average(share, weights=times)
        apart = np.average((share - mean) ** 2, weights=times) * draws / (draws - 1)
        if apart == 0:
            return float(mean), float(mean)
        noise = np.average(share * (1 - share) / (seen - 1), weights=times)
        true = told(mean, apart - noise, noise * np.sqrt(2 / draws))
        if true is None:
            return None
        shrunk = mean + (share - mean) * np.sqrt(true / apart)
        low, high = np.quantile(shrunk, MIDDLE, weights=times, method="inverted_cdf")
        return max(0.0, float(low)), min(1.0, float(high))

    def effective(self, number: int, hits: int, seen: int) -> float:
        """Fewer than were seen, for futures of one draw are alike (design effect, Kish 1965)."""
        share, _, times = self._table(number)
        draws, mean = times.sum(), hits / seen if seen else 0.0
        if draws < 2 or not 0 < mean < 1:
            return seen
        of_mean = np.average((share - mean) ** 2, weights=times) / (draws - 1)
        return float(np.clip(mean * (1 - mean) / of_mean, 1, seen)) if of_mean else seen

    @property
    def by(self) -> str | None:
        """Nested."""
        return "nested"

    def words(self) -> str:
        """How."""
        return f"from draws of {self.ranges} numbers with a range, {self.per_draw} futures each, less the noise of luck"


class Regression(Spread):
    """Slopes of every outcome on every drawn number, from sums over futures.

    The inputs z_j are independent by design and brought to mean 0 and variance 1, so that the least-squares slope of
    y on z_j is the mean of z_j (y - p). The variance that straight effects explain is the sum of squared slopes; each
    square is taken over pairs of *different* futures, as a cross-fitted product is, so that noise has mean 0 in it
    (U-statistic, Hoeffding 1948).
    """

    def __init__(self, seed: int, ranges: Mapping[str, Quantity]) -> None:
        self.seed, self.ranges = seed, ranges
        moments = np.array([moments_of(number) for number in ranges.values()])
        self._mean, self._sd = moments[:, 0, None], moments[:, 1, None]
        self._seen: Floats = np.zeros(0)  # (2 S,) counts of hits, then of futures seen
        self._sums: Floats = np.zeros((2, 0, 0))  # (2, 2 S, inputs) sums of z and of z^2 over the same

    def add(self, outcomes: Sequence[Told], first: int, count: int) -> None:
        """Take a chunk; what it drew is drawn again."""
        z = (np.stack([*draw_all(self.ranges, Streams(self.seed, first, count)).values()]) - self._mean) / self._sd
        table = np.stack([_hits_and_seen(outcome, count) for outcome in outcomes], axis=1).reshape(-1, count)
        weights = table.astype(np.float64)
        if not self._seen.size:
            self._seen, self._sums = np.zeros(len(table)), np.zeros((2, len(table), len(z)))
        self._seen += table.sum(axis=1)
        self._sums += np.stack([weights @ z.T, weights @ (z**2).T])

    def interval(self, number: int) -> Interval | None:
        """Middle 90 % of a normal index behind a probit: the slopes give its correlation with the outcome."""
        hits, seen = self._seen.reshape(2, -1)[:, number]
        if hits == 0 or hits == seen or not self._enough(seen):
            return None
        p = hits / seen
        of_hits, of_seen = self._sums.reshape(2, 2, -1, len(self.ranges))[:, :, number].swapaxes(0, 1)
        slope = (of_hits[0] - p * of_seen[0]) / seen
        square = ((1 - 2 * p) * of_hits[1] + p**2 * of_seen[1]) / seen  # mean of z^2 (y - p)^2, for y^2 = y
        explained = ((seen * slope**2 - square) / (seen - 1)).sum()
        true = told(p, explained, np.sqrt(2 * (square**2).sum()) / seen)
        return None if true is None else probit_middle(p, true)

    def _enough(self, seen: float) -> bool:
        return bool(np.sqrt(2 * len(self.ranges)) <= NOISE * seen)

    @property
    def by(self) -> str | None:
        """Nothing, where there are too few futures for any outcome."""
        return "regression" if self._enough(self._seen.max(initial=0)) else None

    def words(self) -> str:
        """How, and what it leaves out."""
        if self.by is None:
            least = int(np.ceil(np.sqrt(2 * len(self.ranges)) / NOISE))
            return f"none, because it takes {least:,} futures to tell what {len(self.ranges)} ranges do from luck"
        return (
            f"by regression on what was drawn for {len(self.ranges)} numbers with a range; what these do only in "
            "combination is left out, so rather too narrow (--per-draw 20 measures it whole)"
        )


def told(p: float, estimate: float, error: float) -> float | None:
    """The variance of a share with mean p, less what its error feigns (empirical Bayes, Efron & Morris 1973).

    error: standard error of the estimate where there is no variance. What chance feigns in more than one of twenty
    cases is no variance: then zero, or None where such a chance could hide a spread that a reader would care about.

    >>> told(0.5, 0.02, 0.001), told(0.5, 0.0, 0.0001), told(0.5, -0.001, 0.002)
    (0.01995, 0.0, None)
    """
    if estimate > SURE * error:
        return float(estimate - error**2 / estimate)
    low, high = probit_middle(p, SURE * error)
    return 0.0 if high - low <= HIDDEN else None


def probit_middle(p: float, variance: float) -> Interval:
    """Middle 90 % of a share P = Phi((t + r z) / sqrt(1 - r^2)) with mean p, z standard normal.

    variance: of the straight part of P on z, whose slope is r phi(t), t the normal quantile of p (biserial
    correlation, Pearson 1909). Slopes of a straight fit point the right way where the truth is bent by a link
    (Brillinger 1982).

    >>> [round(end, 3) for end in probit_middle(0.5, 0.0)], [round(end, 3) for end in probit_middle(0.5, 0.03)]
    ([0.5, 0.5], [0.214, 0.786])
    """
    t = ndtri(p)
    r = min(np.sqrt(variance) * np.sqrt(2 * np.pi) * np.exp(t**2 / 2), 0.999)
    low, high = (float(ndtr((t + r * ndtri(part)) / np.sqrt(1 - r**2))) for part in MIDDLE)
    return low, high


def moments_of(number: Quantity) -> tuple[float, float]:
    """Mean and standard deviation of a number with a range.

    >>> moments_of(Quantity(value=1, range=(0, 3)))[0]
    1.3333333333333333
    """
    (low, high), mode = number.ends, number.value
    if number.shape == "uniform":
        return (low + high) / 2, float((high - low) / np.sqrt(12))
    spread = low**2 + high**2 + mode**2 - low * high - low * mode - high * mode
    return (low + high + mode) / 3, float(np.sqrt(spread / 18))


def _hits_and_seen(outcome: Told, count: int) -> NDArray[np.int64]:
    seen = np.ones(count, dtype=bool) if outcome.seen is None else outcome.seen
    return np.stack([outcome.hit, seen]).astype(np.int64)
