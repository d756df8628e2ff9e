"""How truces die: hazard of collapse and what tempts a side to break them (Werner & Yuen 2005; Fortna 2003)."""

from __future__ import annotations

import numpy as np

from sim.rules.terms import Array


def hazard(rate: Array, breach: Array, temptation: Array, eta: Array, clip: Array) -> Array:
    """Rate at which terms collapse; the weekly chance h is 1 - exp(-rate).

    rate: a week, moved by temptation (stake) at most exp(clip) times up or down; breach: a week, not moved.

    >>> hazard(np.array(0.06), np.array(0.0), np.array([-1.0, 0.0, 1.0]), np.array(18.0), np.array(1.6)).round(3)
    array([0.012, 0.06 , 0.297])
    """
    moved = eta * temptation
    np.minimum(moved, clip, out=moved)
    np.maximum(moved, -clip, out=moved)
    return breach + rate * np.exp(moved)
