"""The war that goes on while people talk: contest success, attrition, the worth of fighting on.

Arrays broadcast; the first axis of capacity, inflow and losses is the side (a, b).
"""

from __future__ import annotations

import numpy as np

from sim.rules.terms import Array


def remaining_weeks(discount: Array, decision_hazard: Array) -> Array:
    """n: expected length of the war from next week on, in discounted weeks.

    >>> remaining_weeks(np.array(0.985), np.array(0.003)).round(2)
    np.float64(54.69)
    """
    return 1 / (1 - discount * (1 - decision_hazard)) - 1


def odds(
    capacity: Array | tuple[Array, ...], inflow: Array, losses: Array, weeks: Array, power: Array, floor: Array
) -> Array:
    """p: chance that side a wins when arms decide (contest success function, Tullock 1980).

    capacity: (2, ...) today. inflow: (2, ...) a week. losses: (2, ...) share of the opponent's capacity lost a week.
    weeks: how far today's flows are carried on. power: gamma. Returns (...) in (0, 1).

    >>> odds(np.array([1.2, 1.0]), np.zeros(2), np.zeros(2), np.array(50.0), np.array(3.0), np.array(0.02)).round(3)
    np.float64(0.633)
    """
    ahead_a = np.maximum(floor, capacity[0] + weeks * (inflow[0] - losses[0] * capacity[1]))
    ahead_b = np.maximum(floor, capacity[1] + weeks * (inflow[1] - losses[1] * capacity[0]))
    return 1 / (1 + np.exp(power * np.log(ahead_b / ahead_a)))


def attrition(capacity: Array, inflow: Array, losses: Array, shock: Array, floor: Array) -> Array:
    """(2, R) capacities after a week: what flows in, less what the opponent destroys.

    losses: (2, R) share of the opponent's capacity, 0 where the front is halted. shock: (2, R) mean 1.
    """
    return np.maximum(floor, capacity + inflow - losses * capacity[::-1] * shock)


def advance(ground: Array, speed: Array, p: Array) -> Array:
    """Position of the front after a week: side a gains speed * (2p - 1) of the disputed land."""
    return np.clip(ground + speed * (2 * p - 1), 0, 1)
