"""Leverage: what a card does to the other side's choice, when its holder plays it, and what people expect of it.

Letters: O options of a hand, n replications; the pairs [resolute, irresolute] and [after yes-but, after no]
stand on axes of length 2.
"""

from __future__ import annotations

import numpy as np

from sim.rules.answer import CERTAIN
from sim.rules.terms import Array, Truth


def expit(x: Array) -> Array:
    """Logistic function, without overflow.

    >>> expit(np.array([-1e9, 0.0, 1e9])).round(3)
    array([0. , 0.5, 1. ])
    """
    return 1 / (1 + np.exp(np.minimum(-x, 700)))


def moved(against: Array, push: Array, belief: Array, precision: Array) -> Array:
    """Chance that a side signs once a card adds `push` (stake) to what signing gains it.

    against, belief: (T, n). push: (n,) or (T, n).
    """
    return (belief / (1 + against * np.exp(np.clip(-precision * push, -CERTAIN, CERTAIN)))).sum(0)  # type: ignore[no-any-return]


def blowback(price: Array, resolve: Array, kappa: Array, blame: Array) -> Array:
    """What playing costs the holder: less against one who is blamed.

    >>> blowback(np.array(0.1), np.array(0.48), np.array(0.8), np.array(0.5)).round(4)
    np.float64(0.0288)
    """
    return price * resolve * (1 - kappa * blame)


def hand(net: Array, act_rate: Array, precision: Array) -> Array:
    """Weekly chance of each option: first whether to act, on the best, then which (many poor ones make no good one).

    net: (O, ..., n) worth in stake, -inf for an option that there is not.

    >>> hand(np.array([[0.0], [-9.0]]), np.array(0.5), np.array(100.0)).round(3).ravel()
    array([0.25, 0.  ])
    """
    best = np.maximum(net.max(0), -1e9)  # where there is no option, none has weight
    weight = net - best
    weight *= precision
    np.exp(weight, out=weight)
    total = np.maximum(weight.sum(0), 1e-300)
    weight *= act_rate * expit(precision * best) / total
    return weight


def ever_played(weekly: Array, discount: Array, decision_hazard: Array) -> Array:
    """H(f): worth today of one unit of loss that comes with weekly chance f while the war goes on."""
    return weekly / (1 - discount * (1 - decision_hazard) * (1 - weekly))


def expected_loss(
    loss: Array, weekly: Array, announced: Truth, played_if_announced: Array, discount: Array, decision_hazard: Array
) -> Array:
    """E: what one card is expected to cost its target if talks go on."""
    later = ever_played(weekly, discount, decision_hazard)
    soon = played_if_announced + (1 - played_if_announced) * discount * (1 - decision_hazard) * later
    return loss * np.where(announced, soon, later)
