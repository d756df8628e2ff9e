"""Scenario discovery: boxes of drawn numbers in which an outcome happens (PRIM), checked on futures held out.

The patient rule induction method (Friedman & Fisher 1999), used as Bryant & Lempert (2010) do: peel the box of all
draws step by step where that raises the share of futures with the outcome most, then paste back what was peeled too
much. A box is found on one half of the futures and judged on the other, where luck that it was fitted to is gone.

Letters: R futures, D inputs. x (R, D) drawn values; y (R,) 1 where the outcome came about, 0 where not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, norm

from sim.analysis.inputs import Array

Mask = NDArray[np.bool_]

PEEL = 0.06  # share of a box taken away in one step
LEAST = 0.05  # smallest box, as a share of all futures
DOUBT = 0.05  # chance that a peel, over all inputs, follows luck
PARTS = 10  # of what was drawn for a number, as many futures in each
SURE = 0.01  # chance of a false alarm: of each limit of a box, and of a box on the half held out


@dataclass(frozen=True)
class Box:
    """Lowest and highest value of each input, both in the box; infinite where nothing limits it. (D,) each."""

    low: Array
    high: Array

    @classmethod
    def whole(cls, inputs: int) -> Box:
        """A box that holds everything."""
        return cls(np.full(inputs, -np.inf), np.full(inputs, np.inf))

    def holds(self, x: Array) -> Mask:
        """(R,) futures inside."""
        inside: Mask = np.all((x >= self.low) & (x <= self.high), axis=1)
        return inside

    @property
    def limited(self) -> list[int]:
        """Inputs with a limit."""
        return [int(i) for i in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high))]

    def without(self, i: int) -> Box:
        """The box with no limit on one input."""
        return self.moved(i, -np.inf, np.inf)

    def moved(self, i: int, low: float, high: float) -> Box:
        """The box with other limits on one input."""
        lows, highs = self.low.copy(), self.high.copy()
        lows[i], highs[i] = low, high
        return Box(lows, highs)


@dataclass(frozen=True)
class Judged:
    """How a box does on some futures. Density: share of those inside with the outcome; coverage: share of all futures
    with the outcome that are inside; mass: share of all futures that are inside."""

    density: float
    coverage: float
    mass: float
    inside: int
    hits: int


@dataclass(frozen=True)
class Found:
    """A box with its trade-off curve, judged on the half that it was not fitted to."""

    box: Box
    fitted: Judged
    held_out: Judged
    base: float  # share of the outcome among the futures held out
    by_chance: float  # chance of a density at least as high in as many futures of the base share
    limits: dict[int, float]  # input -> quasi-p-value of its limits, on the futures held out
    curve: list[tuple[Box, Judged]]  # from everything to the smallest box, on the half that was fitted


def judged(box: Box, x: Array, y: Array) -> Judged:
    """Density, coverage and mass of a box.

    >>> x, y = np.array([[1.0], [2.0], [3.0], [4.0]]), np.array([0.0, 0.0, 1.0, 1.0])
    >>> judged(Box(np.array([2.0]), np.array([3.0])), x, y)
    Judged(density=0.5, coverage=0.5, mass=0.5, inside=2, hits=1)
    """
    inside = box.holds(x)
    count, hits, total = int(inside.sum()), int(y[inside].sum()), float(y.sum())
    return Judged(hits / count if count else 0.0, hits / total if total else 0.0, count / len(y), count, hits)


def peeled(x: Array, y: Array) -> list[tuple[Box, Judged]]:
    """The trade-off curve: box after box, each a slice smaller than the one before, none below the least mass.

    A slice is judged by the rise of density for what it costs in mass (the lenient criterion of Friedman & Fisher), so
    that inputs with few values are not favoured. Among many inputs the best slice is nearly always luck, so only
    those sides of inputs are peeled that futures have once borne out: the outcome is rarer in the slice, or rises away
    from it, by more than chance would do over all inputs.
    """
    box = Box.whole(x.shape[1])
    curve = [(box, judged(box, x, y))]
    trusted: Mask = np.zeros((2, x.shape[1]), dtype=bool)
    while slices := list(_slices(box, x, y, trusted)):
        gain, smaller = max(slices, key=lambda one: one[0])
        now = judged(smaller, x, y)
        if now.mass < LEAST or gain <= 0:
            break
        box = smaller
        curve.append((box, now))
    return curve


def _slices(box: Box, x: Array, y: Array, trusted: Mask) -> Iterator[tuple[float, Box]]:
    inside = box.holds(x)
    x, y = x[inside], y[inside]
    density, lows, highs = y.mean(), np.quantile(x, PEEL, axis=0), np.quantile(x, 1 - PEEL, axis=0)
    sure, rises = norm.isf(DOUBT / (4 * x.shape[1])), _trend(x, y)
    for side, keeps in enumerate((x >= _above(x, lows), x <= _below(x, highs))):
        kept, hits = keeps.sum(0), y @ keeps
        rarer = _rarer(hits, kept, float(y.sum()), len(y))
        trusted[side] |= np.maximum(rises * (1 - 2 * side), rarer) > sure
        for i in np.flatnonzero((kept > 0) & (kept < len(y)) & trusted[side]):
            gain = (hits[i] / kept[i] - density) / (1 - kept[i] / len(y))
            lowest, highest = x[keeps[:, i], i].min(), x[keeps[:, i], i].max()
            ends = (box.low[i], highest) if side else (lowest, box.high[i])
            yield float(gain), box.moved(int(i), *map(float, ends))


def _trend(x: Array, y: Array) -> Array:
    """(D,) correlation of each input with the outcome, in standard errors; 0 for an input of one value."""
    x, y = x - x.mean(0), y - y.mean()
    size = np.sqrt((x**2).sum(0) * (y @ y))
    found: Array = np.sqrt(len(y)) * np.divide(y @ x, size, out=np.zeros(x.shape[1]), where=size > 0)
    return found


def _rarer(hits: Array, kept: NDArray[np.int64], total: float, count: int) -> Array:
    """(D,) how much rarer the outcome is in what is cut off than in what is kept, in standard errors."""
    cut, pooled = count - kept, total / count
    both = (kept > 0) & (cut > 0)
    kept, cut = np.maximum(kept, 1), np.maximum(cut, 1)
    error = np.sqrt(max(pooled * (1 - pooled), 1e-12) * (1 / kept + 1 / cut))
    return np.where(both, (hits / kept - (total - hits) / cut) / error, 0.0)


def _above(x: Array, lows: Array) -> Array:
    """The smallest value that stays, input by input: where many futures share the lowest value, all of them go."""
    lowest = x.min(0)
    above = np.where(x > lowest, x, np.inf).min(0)
    return np.where(lows > lowest, lows, above)


def _below(x: Array, highs: Array) -> Array:
    highest = x.max(0)
    below = np.where(x < highest, x, -np.inf).max(0)
    return np.where(highs < highest, highs, below)


def pasted(box: Box, x: Array, y: Array) -> Box:
    """A box widened, side by side, as long as that does not lower its density."""
    while True:
        now, best = judged(box, x, y), None
        for i in box.limited:
            for wider in _wider(box, i, x):
                one = judged(wider, x, y)
                if one.inside > now.inside and one.density >= now.density and (not best or one.density > best[0]):
                    best = (one.density, wider)
        if best is None:
            return box
        box = best[1]


def _wider(box: Box, i: int, x: Array) -> Iterator[Box]:
    around = np.sort(x[box.without(i).holds(x), i])
    step = max(1, round(PEEL * judged_count(box, x)))
    below, above = around[around < box.low[i]], around[around > box.high[i]]
    if len(below):
        low = float(below[-step]) if len(below) > step else -np.inf
        yield box.moved(i, low, box.high[i])
    if len(above):
        high = float(above[step - 1]) if len(above) > step else np.inf
        yield box.moved(i, box.low[i], high)


def judged_count(box: Box, x: Array) -> int:
    """Futures inside."""
    return int(box.holds(x).sum())


def quasi_p(box: Box, i: int, x: Array, y: Array) -> float:
    """Chance of at least as many hits inside if the limits on input i made no difference (Bryant & Lempert 2010)."""
    now, wider = judged(box, x, y), judged(box.without(i), x, y)
    return float(binom.sf(now.hits - 1, now.inside, wider.density)) if now.inside else 1.0


def discover(x: Array, y: Array) -> Found | None:
    """The box of most weight, found on the even futures and judged on the odd ones; none where it does not hold there.

    Of the trade-off curve the box is taken whose surplus of hits is the least likely by chance; limits that could be
    chance are dropped.
    """
    fit, test = (x[::2], y[::2]), (x[1::2], y[1::2])
    if len({*fit[1]}) < 2 or len({*test[1]}) < 2:
        return None
    curve = peeled(*fit)
    base = float(fit[1].mean())
    box = max(curve, key=lambda one: (one[1].density - base) * np.sqrt(one[1].inside))[0]
    box = _dropped(box, *fit)
    if not box.limited:
        return None
    box = _dropped(pasted(box, *fit), *fit)
    found, base = judged(box, *test), float(test[1].mean())
    by_chance = float(binom.sf(found.hits - 1, found.inside, base)) if found.inside else 1.0
    if by_chance > SURE or found.density <= base:
        return None
    limits = {i: quasi_p(box, i, *test) for i in box.limited}
    return Found(box, judged(box, *fit), found, base, by_chance, limits, curve)


def _dropped(box: Box, x: Array, y: Array) -> Box:
    while box.limited:
        worst, chance = max(((i, quasi_p(box, i, x, y)) for i in box.limited), key=lambda one: one[1])
        if chance <= SURE:
            break
        box = box.without(worst)
    return box


def discover_all(x: Array, y: Array, most: int) -> list[Found]:
    """Up to `most` boxes, each found among the futures that no earlier one holds (covering)."""
    found: list[Found] = []
    left = np.ones(len(y), dtype=bool)
    while len(found) < most and (one := discover(x[left], y[left])):
        found.append(one)
        left &= ~one.box.holds(x)
    return found


def along(values: Array, happened: Array, inside: Mask) -> list[dict[str, Any]]:
    """How often an outcome came about along one number, from its lowest to its highest values.

    A part is a tenth of the futures, or those of one value where there are no more than ten values.

    values, happened, inside: (R,) what was drawn; 1 where it came about, else 0; whether the limits hold the value.
    Returns for each part the lowest and highest value, futures, share of 100, the share of its futures inside, and
    the share of all futures that lie below it.

    >>> along(np.array([2.0, 1.0, 1.0]), np.array([1.0, 0.0, 1.0]), np.array([True, False, False]))[1]
    {'low': 2.0, 'high': 2.0, 'futures': 1, 'of': 100.0, 'inside': 1.0, 'start': 0.6666666666666666}
    """
    order = np.argsort(values, kind="stable")
    single, first = np.unique(values[order], return_index=True)
    starts = first if len(single) <= PARTS else np.arange(PARTS) * len(values) // PARTS
    return [
        {
            "low": float(values[part[0]]), "high": float(values[part[-1]]), "futures": len(part),
            "of": 100 * float(happened[part].mean()), "inside": float(inside[part].mean()),
            "start": float(start / len(values)),
        }
        for start, part in zip(starts, np.split(order, starts[1:]), strict=True)
    ]  # fmt: skip
