"""Chances of each row at any behavioural numbers, learnt from all simulated histories: smooth where counting is noisy.

Where the past says much, few points of the prior keep a weight, and to count the futures of these few is to forecast
from a few dozen throws. A logistic regression of a row's classes on the numbers and their squares uses every history.
On the engine (60 cases with codes at random, 2,048 histories, 160 of which were taken for the past in turn and forecast
in the quarter of the cases that was held out), Brier scores were, for the prior, for counts at the points simulated and
for this at 8,192 points of the prior: first answers .228, .223, .215; agreement .210, .198, .190; in force after 90
days .380, .385 (worse than the prior), .369. A linear regression did as well in Brier and a little worse in log scores.

Letters: D histories, M points asked about, P numbers, N rows, K classes, C = 1 + 2P columns of the curve.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.backtest.filling import Array, Classes, standard
from sim.backtest.likelihood import curved
from sim.backtest.posterior import Mixed

PRIOR_VARIANCE = 0.25  # judgement, as of `filling`: a standard deviation of a number moves log odds by a half
THROW = 0.2  # variance of a throw at a chance of 0.28 or 0.72, between that of even and of long odds (judgement)


@dataclass(frozen=True, eq=False)
class Emulator:
    """Chances at M points, and how well they are known. nan for a row that no history shows."""

    chances: Array  # (M, N, K)
    curve: Array  # (M, C)
    spread: Array  # (N, C, C) covariance of the coefficients, in units of the variance of one throw

    @classmethod
    def of(cls, theta: Array, classes: Classes, size: int, points: Array) -> Emulator:
        """theta: (D, P). classes: (D, N) from 0, -1 where a history does not show it. size: K. points: (M, P)."""
        centre, scale = standard(theta)
        known, asked = (curved((values - centre) / scale) for values in (theta, points))
        rows = [_chances(known, row, size, asked) for row in classes.T]
        spread = [_spread(known[row >= 0]) for row in classes.T]
        return cls(np.stack(rows, axis=1), asked, np.stack(spread))

    def mixed(self, weights: Array) -> Mixed:
        """Predictive shares under weights (M,) of the points, and how many futures thrown anew would tell as much."""
        weights = weights / weights.sum()
        mean = weights @ self.curve
        luck = np.einsum("c,ncd,d->n", mean, self.spread, mean)
        futures: Array = np.where(np.isnan(luck), 0.0, 1.0 / np.where(np.isnan(luck), 1.0, luck))
        return Mixed(np.tensordot(weights, self.chances, 1), futures)


def _chances(known: Array, row: Classes, size: int, asked: Array) -> Array:
    """(M, K) of one row; the class itself where histories show one alone."""
    from sklearn.linear_model import LogisticRegression  # a second to import, for which no other command should wait

    seen, found = row >= 0, np.zeros((len(asked), size))
    kinds = np.unique(row[seen])
    if len(kinds) == 0:
        return np.full_like(found, np.nan)
    if len(kinds) == 1:
        found[:, kinds[0]] = 1.0
        return found
    model = LogisticRegression(C=PRIOR_VARIANCE, solver="newton-cholesky", max_iter=200)
    found[:, kinds] = model.fit(known[seen, 1:], row[seen]).predict_proba(asked[:, 1:])
    return found


def _spread(known: Array) -> Array:
    """(C, C) of a ridge regression on the histories (D, C) that show a row; near even odds as good as the logistic."""
    if not len(known):
        return np.full((known.shape[1], known.shape[1]), np.nan)
    gram, penalty = known.T @ known, np.diag([0.0] + [1.0 / (THROW * PRIOR_VARIANCE)] * (known.shape[1] - 1))
    inverse = np.linalg.inv(gram + penalty)
    return np.asarray(inverse @ gram @ inverse, float)
