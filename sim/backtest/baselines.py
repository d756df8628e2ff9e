"""Plain rivals of the model: each learns from the rows that were seen, and forecasts all rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import optimize

from sim.backtest.folds import Forecast, Forecaster, unmoved
from sim.backtest.questions import Array, Question, Whole
from sim.backtest.scores import log_score

SHARPEST = 50.0  # judgement: at 50 a class a quarter of the way off is 20 times less likely, beyond that is no noise


def shares_seen(question: Question) -> Array:
    """(K,) shares of the rows seen, (k + 1/2)/(n + K/2): Jeffreys's prior (1946), the same smoothing as everywhere.

    >>> shares_seen(Question("agreed", ("no", "yes"), True, [0, 1, 2], [0, 1, 2], [0, 0, 0], np.zeros((3, 1))))
    array([0.875, 0.125])
    """
    counts = question.counts()
    return (counts + 0.5) / (counts.sum() + len(counts) / 2)


def base_rates(training: Sequence[Question], /) -> list[Forecast]:
    """Every row at the shares of the rows seen."""
    return [Forecast.formula(_everywhere(shares_seen(one), one)) for one in training]


def hindsight(questions: Sequence[Question]) -> Forecaster:
    """Every row at the rates of all rows, its own war among them: no true rival, but the best that a constant could do.

    Base rates of other wars are pulled away from the war in hand, so that even a constant that tells no cases apart has
    some skill against them. Measured on made-up outcomes of 40 wars with three rows each: 0.01 to 0.02 if it is the
    true rate, 0.02 in hindsight; twice that on 25 wars with two. A model's skill beyond it comes from cases.
    """
    return unmoved(base_rates(questions))


def commonest(training: Sequence[Question], /) -> list[Forecast]:
    """Every row surely in the class seen most often, the lowest rank of equals.

    It is as good as an ensemble of all rows seen that ended alike: no fairness is due to it, and the log score smooths
    it by the common rule, so that a miss costs ln(2n + K) and not the world.
    """
    return [_surely(int(np.argmax(one.counts())), one) for one in training]


def weighted_mean(capability: Array, salience: Array, position: Array) -> Array:
    """(N,) mean position of the actors (N, A), weighted by capability x salience (Bueno de Mesquita 1984).

    In a comparison of models of bargaining it forecast as well as any of them (Achen 2006). An actor that a row does
    not have has no capability there; ValueError where nobody has weight.

    >>> weighted_mean(np.array([[2.0, 1.0]]), np.array([[0.5, 1.0]]), np.array([[0.0, 1.0]]))
    array([0.5])
    """
    weight = capability * salience
    if (wrong := (weight < 0).any(axis=1) | (weight.sum(axis=1) <= 0)).any():
        raise ValueError(f"found weights {weight[wrong][0]}, expected none below 0 and some above it")
    mean: Array = (weight * position).sum(axis=1) / weight.sum(axis=1)
    return mean


def compromise(means: Mapping[str, Array]) -> Forecaster:
    """A forecaster of what lies near the weighted mean (N,), 0 to 1 from the lowest class to the highest, by question.

    share of class k ~ base rate of k · exp(-sharpness · (mean - k/(K - 1))²). Its only number is sharpness >= 0, the
    most likely on the rows seen; 0 gives the base rates. A question without means is forecast at its base rates.
    """

    def forecaster(training: Sequence[Question], /) -> list[Forecast]:
        return [_near(means.get(one.name), one) for one in training]

    return forecaster


def _near(mean: Array | None, question: Question) -> Forecast:
    if mean is None or not question.seen.any():
        return Forecast.formula(_everywhere(shares_seen(question), question))
    shares, rows = shares_seen(question), question.seen
    gap = (np.asarray(mean)[:, None] - np.linspace(0, 1, len(shares))) ** 2  # (N, K)
    return Forecast.formula(_tilted(shares, gap, _most_likely_sharpness(shares, gap[rows], question.observed[rows])))


def _most_likely_sharpness(shares: Array, gap: Array, observed: Whole) -> float:
    def surprise(sharpness: float) -> float:
        return float(log_score(_tilted(shares, gap, sharpness), observed).mean())

    found = float(optimize.minimize_scalar(surprise, bounds=(0.0, SHARPEST), method="bounded").x)
    return found if surprise(found) < surprise(0.0) else 0.0


def _tilted(shares: Array, gap: Array, sharpness: float) -> Array:
    weight = shares * np.exp(-sharpness * (gap - gap.min(axis=1, keepdims=True)))  # the nearest at 1: none overflows
    tilted: Array = weight / weight.sum(axis=1, keepdims=True)
    return tilted


def _everywhere(shares: Array, question: Question) -> Array:
    return np.broadcast_to(shares, (len(question.case), len(shares)))


def _surely(index: int, question: Question) -> Forecast:
    sure = np.eye(len(question.classes))[index]
    return Forecast(_everywhere(sure, question), np.full(len(question.case), float(question.seen.sum())))
