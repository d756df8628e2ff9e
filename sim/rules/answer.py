"""Accept, yes-but or refuse: logit choices over what each answer is worth.

Letters: T types, M texts, n replications. Precision lambda is in 1/stake; log-odds beyond 340 are certainty.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.rules.terms import Array, Ints, Truth

CERTAIN = 340.0  # two such odds may be multiplied without overflow


def odds_against(gain: Array, precision: Array) -> Array:
    """exp(-lambda gain), kept within e^+-340.

    >>> odds_against(np.array([0.0, 10.0]), np.array(100.0))[0]
    np.float64(1.0)
    """
    return np.exp(np.clip(-precision * gain, -CERTAIN, CERTAIN))


def sign_chance(against: Array, belief: Array) -> Array:
    """Chance that a side signs rather than goes on (logit quantal response, McKelvey & Palfrey 1995), at a belief.

    against: (T, ...) odds against. belief: (T, ...). Returns (...).

    >>> sign_chance(np.array([[1.0], [3.0]]), np.array([[0.5], [0.5]]))
    array([0.375])
    """
    chance: Array = (belief / (1 + against)).sum(0)
    return chance


class Best(NamedTuple):
    """The best condition on a menu, and the best once that one is left out."""

    row: Ints  # (T, n) text that is best, 0 where none is worth anything
    first: Array  # (T, n) its worth, 0 where none is worth anything
    second: Array


NOTHING = 1e-12  # worth less than this is rounding


def first_best(offers: Array) -> Ints:
    """Row of the largest offer along the texts, axis -2; the first of those that equal it but for rounding."""
    return (offers >= offers.max(-2, keepdims=True) - NOTHING).argmax(-2)


def best_condition(signs: Array, gain: Array, on: Truth) -> Best:
    """Best of the texts on the menu, by the chance that the other side signs times what they bring.

    signs: (M, n) of the other side. gain: (T, M, n) own. on: (M, n) on the menu.
    """
    offers = np.where(on & (gain > NOTHING), signs * gain, 0.0)
    row = first_best(offers)
    first = offers.max(1)
    np.put_along_axis(offers, row[:, None], 0.0, 1)
    return Best(row, first, offers.max(1))


def log_weights(condition: Array, refusal: Array, bound: Truth | bool, precision: Array, weight_of_no: Array) -> tuple[Array, Array]:
    """Log weights of yes-but and no against a yes worth nothing; yes-but is closed to who is bound.

    (Rational inattention with a base rate of flat refusals, Matejka & McKay 2015.)
    """
    with np.errstate(divide="ignore"):
        return np.where(bound, -np.inf, precision * condition), np.log(weight_of_no) + precision * refusal


def answer_chances(gain: Array, condition: Array, refusal: Array, bound: Truth | bool, precision: Array, weight_of_no: Array) -> Array:
    """(3, ...) chances of accept, conditional, reject.

    gain, condition, refusal: (...) worth of the answers in stake. bound: where conditional is not open.

    >>> answer_chances(np.array(0.01), np.array(0.01), np.array(0.0), False, np.array(100.0), np.array(0.5)).round(3)
    array([0.458, 0.458, 0.084])
    """
    yes_but, no = log_weights(condition, refusal, bound, precision, weight_of_no)
    logs = np.stack(np.broadcast_arrays(precision * gain, yes_but, no))
    logs -= logs.max(0)
    chances = np.exp(logs)
    chances /= chances.sum(0)
    return chances


def accept_chance(against: Array, condition: Array, refusal: Array, bound: Truth | bool, precision: Array, weight_of_no: Array) -> Array:
    """The first of `answer_chances` from the odds against signing, without another exponential on their shape."""
    yes_but, no = log_weights(condition, refusal, bound, precision, weight_of_no)
    rivals = np.exp(np.clip(np.logaddexp(yes_but, no), -CERTAIN, CERTAIN))
    return 1 / (1 + against * rivals)


def drawn(chances: Array, u: Array) -> Ints:
    """Index drawn by inverse distribution: the first whose cumulative chance exceeds u, the last possible one if none.

    chances: (options, n). u: (n,).

    >>> drawn(np.array([[0.2, 0.2], [0.8, 0.8], [0.0, 0.0]]), np.array([0.1, 1.0]))
    array([0, 1])
    """
    cumulative = np.cumsum(chances, axis=0)
    index = (u >= cumulative).sum(0)
    last = chances.shape[0] - 1 - (chances[::-1] > 0).argmax(0)
    return np.minimum(index, last)
