"""What both sides would answer to every text of a menu: the forecast that proposals and conditions go by.

Letters: T types, M texts, n replications at hand. Arrays (T, M, n) are the bulk of all work, so they are made for
a few replications at a time, in the same workspace, and nothing of that shape is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.rules import answer as rule
from sim.rules.terms import Array, Ints, Truth
from sim.rules.value import Affine

BLOCK = 256  # replications at a time: what fits in a processor's cache


@dataclass(frozen=True)
class Side:
    """What a reading needs to know of one belligerent."""

    belief: Array  # (T, n)
    multiplier: Array  # (T, n or 1)
    red_factor: Array  # (T, n or 1)
    blame: Array  # (n,)
    adoption: Array  # (n,) chance that the mediator adopts its condition
    condition_code: Array  # (n,) of the condition it has stated, -1 for none


@dataclass(frozen=True)
class Prospects:
    """What texts would bring over going on. Arrays (M, n)."""

    gain: tuple[Affine, Affine]  # to each side, without red lines
    red: tuple[Array, Array]  # red lines crossed, mean type
    mediator: Array  # to the pen, without the pledge
    full: Truth
    partial: Truth
    peace_weight: Array | None  # where threats return, else none

    def to_type(self, i: int, side: Side, kind: Ints, row: Ints, column: Ints) -> Array:
        """(N,) gain of side i, of its types `kind`, at some texts of some replications."""
        m, r = (part[kind, 0 if part.shape[1] == 1 else column] for part in (side.multiplier, side.red_factor))
        flat = row * self.red[i].shape[1] + column
        base, slope = self.gain[i]
        gain: Array = base.take(flat) + slope.take(flat) * m - self.red[i].take(flat) * r
        return gain

    def to_all(self, i: int, side: Side, row: Ints, column: Ints) -> Array:
        """(T, N) gain of side i at some texts of some replications."""
        both = side.multiplier, side.red_factor
        m, r = (part if part.shape[1] == 1 else part.take(column, axis=1) for part in both)
        flat = row * self.red[i].shape[1] + column
        base, slope = self.gain[i]
        gain: Array = base.take(flat) + slope.take(flat) * m - self.red[i].take(flat) * r
        return gain


@dataclass(frozen=True)
class Terms:
    """By what a side weighs its answers. Arrays (n,) or (1,)."""

    precision: Array
    weight_of_no: Array
    discount: Array
    conditional: bool  # whether "yes, but" is open at all


@dataclass(frozen=True)
class Forecast:
    """What both sides would do about each text."""

    signs: tuple[Array, Array]  # (M, n) two-way choice
    accepts: tuple[Array, Array]  # (M, n) answer function, mixed over the belief
    best: tuple[rule.Best, rule.Best]  # (T, n) conditions of each type


def cut(part: Array, some: slice) -> Array:
    """Part of an array along the replications, if it differs among them."""
    return part if part.shape[-1] == 1 else part[..., some]


def forecast(
    prospects: Prospects,
    on: Truth,
    bound: tuple[Truth, Truth],
    sides: tuple[Side, Side],
    expected: tuple[Array, Array],
    by: Terms,
) -> Forecast:
    """Forecast for a menu.

    on, bound: (M, n) really on the menu; where a side may not say yes-but. expected: (2 blame, n) of each side: what
    cards will cost it.
    """
    rows, n = on.shape
    kinds = [len(side.belief) for side in sides]
    signs, accepts = ((np.zeros((rows, n)), np.zeros((rows, n))) for _ in range(2))
    best = tuple(rule.Best(np.zeros((k, n), dtype=np.intp), np.zeros((k, n)), np.zeros((k, n))) for k in kinds)
    space = [np.empty(k * rows * min(n, BLOCK)) for k in (*kinds, *kinds, max(kinds))]
    for start in range(0, n, BLOCK):
        some = slice(start, min(n, start + BLOCK))
        height, width = int(on[:, some].any(1).sum()), some.stop - start
        shapes = [(k, height, width) for k in kinds]
        gain, against = (
            [part[: k * h * w].reshape(k, h, w) for part, (k, h, w) in zip(parts, shapes, strict=True)]
            for parts in (space[:2], space[2:4])
        )
        for i in (0, 1):
            spare = space[4][: gain[i].size].reshape(gain[i].shape)
            _gains(prospects, i, sides[i], some, gain[i], spare)
            _odds_against(gain[i], cut(by.precision, some), against[i])
            np.add(against[i], 1.0, out=spare)
            np.divide(sides[i].belief[:, None, some], spare, out=spare)
            np.add.reduce(spare, axis=0, out=signs[i][:height, some])
        for i in (0, 1):
            spare = space[4][: gain[i].size].reshape(gain[i].shape)
            found = rule.best_condition(rule.hope(signs[1 - i][:height, some], gain[i], out=spare))
            for whole, part in zip(best[i], found, strict=True):
                whole[:, some] = part
            feared = expected[i][:, some]
            if prospects.peace_weight is not None:
                dread = cut(by.precision * by.discount, some) * feared[0]
                dread = dread * (1 - prospects.peace_weight[:height, some])
                against[i][:] *= np.exp(np.minimum(dread, rule.CERTAIN))
            accepts[i][:height, some] = _accepts(
                against[i], found, bound[i][:height, some], sides[i], some, feared, by, spare
            )
    return Forecast(signs, accepts, best)  # type: ignore[arg-type]


def _gains(prospects: Prospects, i: int, side: Side, some: slice, gain: Array, spare: Array) -> None:
    """(T, M, n) what signing each text brings each type over going on."""
    height = gain.shape[1]
    base, slope = prospects.gain[i]
    np.multiply(slope[:height, some], cut(side.multiplier, some)[:, None], out=gain)
    gain += base[:height, some]
    red = prospects.red[i][:height, some]
    if red.any():
        np.multiply(red, cut(side.red_factor, some)[:, None], out=spare)
        gain -= spare


def _odds_against(gain: Array, precision: Array, out: Array) -> None:
    """exp(-lambda gain), kept within e^+-340."""
    np.multiply(gain, -precision, out=out)
    if max(out.max(), -out.min()) > rule.CERTAIN:
        np.clip(out, -rule.CERTAIN, rule.CERTAIN, out=out)
    np.exp(out, out=out)


def _accepts(
    against: Array, best: rule.Best, bound: Truth, side: Side, some: slice, feared: Array, by: Terms, spare: Array
) -> Array:
    """(M, n) chance to accept each text, mixed over the belief."""
    lam, no, delta = (cut(part, some) for part in (by.precision, by.weight_of_no, by.discount))
    belief, refusal = side.belief[:, some], -delta * feared[1]

    def others(worth: Array) -> Array:
        return rule.rivals(delta * (side.adoption[some] * worth - feared[0]), refusal, lam, no)

    flat_no = rule.rivals(None, refusal, lam, no)
    if not by.conditional:
        np.multiply(against, flat_no, out=spare)
    else:
        np.multiply(against, others(best.first)[:, None], out=spare)
        own = rule.places(
            best.row, against.shape[1]
        )  # a text cannot be its own condition: the next best takes its place
        spare.reshape(-1)[own] = against.reshape(-1).take(own) * others(best.second)
        row, column = np.nonzero(bound)
        if row.size:
            spare[:, row, column] = against[:, row, column] * np.broadcast_to(flat_no, bound.shape[1:])[column]
    spare += 1.0
    np.divide(belief[:, None], spare, out=spare)
    total: Array = spare.sum(0)
    return total
