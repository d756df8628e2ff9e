"""Accept, yes-but or refuse: logit choices over what each answer is worth.

Letters: T types, M texts, n replications. Precision lambda is in 1/stake; log-odds beyond 340 are certainty.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.rules.terms import Array, Ints, Truth

CERTAIN = 340.0  # two such odds may be multiplied without overflow
NOTHING = 1e-12  # gains below this are rounding, which must decide nothing


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


def hope(signs: Array, gain: Array, out: Array | None = None) -> Array:
    """What a text is worth as a condition: above nothing only where its own side gains more than rounding.

    signs: (M, n) chance that the other side signs. gain: (T, M, n) own.
    """
    worth: Array = np.subtract(gain, NOTHING, out=out)
    worth *= signs
    return worth


def first_best(worth: Array) -> Ints:
    """Along the texts, axis -2: the first of those that are best but for rounding; 0 where none is worth anything."""
    least = np.maximum(worth.max(-2, keepdims=True) - NOTHING, np.finfo(float).tiny)
    row: Ints = (worth >= least).argmax(-2)
    return row


def best_condition(worth: Array) -> Best:
    """Best of texts (T, M, n), each worth less than nothing if it is not on the menu. Uses up `worth`.

    >>> best_condition(np.array([[[0.1], [0.3], [-1.0]]]))
    Best(row=array([[1]]), first=array([[0.3]]), second=array([[0.1]]))
    """
    row, first = first_best(worth), worth.max(1)
    worth.reshape(-1)[places(row, worth.shape[1])] = -1.0
    return Best(row, np.maximum(first, 0.0), np.maximum(worth.max(1), 0.0))


def places(row: Ints, texts: int) -> Ints:
    """(T, n) flat places of one text for each type in an array (T, M, n)."""
    kinds, n = row.shape
    return (np.arange(kinds)[:, None] * texts + row) * n + np.arange(n)


def log_weights(
    condition: Array, refusal: Array, bound: Truth | bool, precision: Array, weight_of_no: Array
) -> tuple[Array, Array]:
    """Log weights of yes-but and no against a yes worth nothing; yes-but is closed to who is bound.

    (Rational inattention with a base rate of flat refusals, Matejka & McKay 2015.)
    """
    with np.errstate(divide="ignore"):
        return np.where(bound, -np.inf, precision * condition), np.log(weight_of_no) + precision * refusal


def answer_chances(
    gain: Array, condition: Array, refusal: Array, bound: Truth | bool, precision: Array, weight_of_no: Array
) -> Array:
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


def rivals(condition: Array | None, refusal: Array, precision: Array, weight_of_no: Array) -> Array:
    """Weight of the other answers against a yes worth nothing: of yes-but, where it is open, and of no.

    The chance to accept is 1 / (1 + odds against * rivals): `answer_chances` without an exponential for each text.
    """
    total = weight_of_no * np.exp(np.minimum(precision * refusal, CERTAIN))
    if condition is not None:
        total = total + np.exp(np.minimum(precision * condition, CERTAIN))
    return np.minimum(np.maximum(total, np.exp(-CERTAIN)), np.exp(CERTAIN))


def drawn(chances: Array, u: Array) -> Ints:
    """Index drawn by inverse distribution: the first whose cumulative chance exceeds u, the last possible one if none.

    chances: (options, n). u: (n,).

    >>> drawn(np.array([[0.2, 0.2], [0.8, 0.8], [0.0, 0.0]]), np.array([0.1, 1.0]))
    array([0, 1])
    """
    cumulative = np.zeros(u.shape)
    index = np.zeros(u.shape, dtype=np.intp)
    for chance in chances:
        cumulative += chance
        index += u >= cumulative
    over = np.flatnonzero(index == len(chances))
    if over.size:
        index[over] = len(chances) - 1 - (chances[::-1, over] > 0).argmax(0)
    return index
