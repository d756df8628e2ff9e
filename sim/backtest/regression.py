"""A statistician's rival of the model: multinomial logistic regression on the codes of a row, with a ridge."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.backtest.baselines import shares_seen
from sim.backtest.folds import Forecast, Forecaster
from sim.backtest.questions import Array, Mask, Question, Whole
from sim.backtest.scores import log_score, smoothed

# Inverse strengths of the ridge that are tried, strongest first: the prior variance of the effect of one standard
# deviation of a code, in log odds (judgement: from next to none to a free hand, half a decade a step).
RIDGES = (0.001, 0.01, 0.03, 0.1, 0.3, 1.0)
FOLDS = 5  # groups of wars held out in turn to choose the ridge (Hastie, Tibshirani & Friedman 2009, section 7.10)


def logistic(ridges: Sequence[float] = RIDGES) -> Forecaster:
    """A forecaster that regresses each question on its codes (le Cessie & van Houwelingen 1992 for the ridge).

    Codes are put in standard deviations of the rows seen. The ridge is the one, of `ridges`, with the best log score on
    wars held out among those seen, in up to five groups; a single one is taken as it is. The intercept is free, so an
    endless ridge gives the base rates. Shares are smoothed as n rows' would be, (n p + 1/2)/(n + K/2).
    """
    return lambda training: [_regressed(one, tuple(ridges)) for one in training]


def _regressed(question: Question, ridges: tuple[float, ...]) -> Forecast:
    seen = question.seen
    codes = _standard(question.codes, seen)
    ridge = ridges[0] if len(ridges) == 1 else _best_ridge(question, codes, ridges)
    return Forecast.formula(_fitted(codes[seen], question.observed[seen], shares_seen(question), ridge, codes))


def _best_ridge(question: Question, codes: Array, ridges: Sequence[float]) -> float:
    """The ridge that forecasts wars left out best; the strongest of equals, and where there is one war only."""
    costs = np.zeros(len(ridges))
    for group in _groups(question):
        inside = question.seen_only(~group)
        rows, asked = inside.seen, group & question.seen
        for i, ridge in enumerate(ridges):
            made = _fitted(codes[rows], question.observed[rows], shares_seen(inside), ridge, codes[asked])
            costs[i] += log_score(made, question.observed[asked]).sum()
    return ridges[int(np.argmin(costs))]


def _groups(question: Question) -> list[Mask]:
    """Masks (N,) of rows to leave out together: wars that were seen, dealt in order of their rows to five groups."""
    wars, rows = np.unique(question.war[question.seen], return_counts=True)
    dealt = np.argsort(-rows, kind="stable")  # the largest first, so that groups are of a size
    return [np.isin(question.war, wars[dealt[i::FOLDS]]) for i in range(min(FOLDS, len(wars)))]


def _standard(codes: Array, seen: Mask) -> Array:
    if not seen.any():
        return codes
    mean, spread = codes[seen].mean(axis=0), codes[seen].std(axis=0)
    scaled: Array = (codes - mean) / np.where(spread > 1e-12, spread, 1.0)
    return scaled


def _fitted(codes: Array, observed: Whole, base: Array, ridge: float, asked: Array) -> Array:
    """(M, K) shares of rows asked (M, F), learnt from rows (n, F); the base rates where one class only was seen."""
    if len(np.unique(observed)) < 2 or codes.shape[1] == 0 or not len(asked):
        return np.tile(base, (len(asked), 1))
    from sklearn.linear_model import LogisticRegression  # a second to import, for which no other command should wait

    model = LogisticRegression(C=ridge, solver="newton-cholesky", max_iter=200).fit(codes, observed)
    shares = np.zeros((len(asked), len(base)))
    shares[:, model.classes_] = model.predict_proba(asked)
    return smoothed(shares, float(len(observed)))
