"""The model as a forecaster: what its simulated futures say of each row, weighted by how well each point tells the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.backtest.baselines import shares_seen
from sim.backtest.folds import Forecast
from sim.backtest.posterior import Posterior, mixed_classes, posterior
from sim.backtest.questions import Array, Question
from sim.backtest.seen import Classes


@dataclass(frozen=True)
class Simulated:
    """One history of all rows at each point: theta (D, P) in [0, 1] of the prior; classes (D, N) of each question."""

    theta: Array
    classes: Mapping[str, Classes]

    def weights(self, training: Sequence[Question]) -> Posterior:
        """What the rows that were seen say of the points."""
        return posterior(self.theta, self.classes, {one.name: one.observed.astype(np.int8) for one in training})

    def forecast(self, training: Sequence[Question], weights: Array) -> list[Forecast]:
        """Shares of every row among the futures of points with these weights; of a row that no future shows, the rates
        of the rows that were seen."""
        return [_forecast(one, self.classes[one.name], weights) for one in training]


def calibrated(simulated: Simulated, training: Sequence[Question], /) -> list[Forecast]:
    """Forecasts by the points that the rows seen speak for."""
    return simulated.forecast(training, simulated.weights(training).weights)


def uncalibrated(simulated: Simulated, training: Sequence[Question], /) -> list[Forecast]:
    """Forecasts by all points of the prior alike: what the model says before it has looked at any past war."""
    return simulated.forecast(training, np.full(len(simulated.theta), 1 / len(simulated.theta)))


def _forecast(question: Question, classes: Classes, weights: Array) -> Forecast:
    mixed = mixed_classes(classes, weights, len(question.classes))
    unseen = np.isnan(mixed.shares).any(1)
    shares = np.where(unseen[:, None], shares_seen(question), mixed.shares)
    return Forecast(shares / shares.sum(1, keepdims=True), np.where(unseen, np.inf, mixed.futures))
