"""The model as a forecaster: what its simulated futures say of each row, weighted by how well points tell the past.

The weight of a point is its likelihood to a power. A model that is not the truth is made too sure by its likelihood:
the more cases, the fewer points are left, however badly they all fit. A power below 1 coarsens it (Miller & Dunson
2019). Which power is learnt like everything else, on wars held out among those that may be read; 0 is the prior.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.backtest.baselines import shares_seen
from sim.backtest.emulator import Emulator
from sim.backtest.filling import Classes, filled, standard
from sim.backtest.folds import Forecast
from sim.backtest.likelihood import log_of_past
from sim.backtest.posterior import Mixed, Posterior, posterior, weighed
from sim.backtest.questions import NOT_SEEN, Array, Mask, Question, wars_of
from sim.backtest.scores import brier

POWERS = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
GROUPS = 5  # of wars, held out in turn to choose the power


@dataclass(frozen=True, eq=False)
class Simulated:
    """One history of all rows at each of D points, and M points of the prior at which chances are asked for.

    theta: (D, P) and at: (M, P) in [0, 1] of the prior. classes: question -> (D, N).
    """

    theta: Array
    classes: Mapping[str, Classes]
    sizes: Mapping[str, int]  # how many classes a question has
    at: Array

    def thinned(self, points: int) -> Simulated:
        """The same with the first points only, for what must be done many times over."""
        some = {name: shown[:points] for name, shown in self.classes.items()}
        return replace(self, theta=self.theta[:points], classes=some, at=self.at[:points])

    @cached_property
    def whole(self) -> dict[str, Classes]:
        """Classes with a draw wherever a future does not show one, so that every history is as complete as the past."""
        centre, scale = standard(self.theta)
        z = (self.theta - centre) / scale
        return {
            name: filled(z, shown, np.random.default_rng(0)).astype(np.int8) for name, shown in self.classes.items()
        }

    @cached_property
    def chances(self) -> dict[str, Emulator]:
        """Of each question, the chances of every row's classes at the points asked about."""
        known = self.classes.items()
        return {name: Emulator.of(self.theta, shown, self.sizes[name], self.at) for name, shown in known}

    def posterior(self, training: Sequence[Question], power: float, at: Array | None = None) -> Posterior:
        """Weights of the points asked about, or of others (M, P), by the likelihood of the rows seen to a power."""
        return posterior(self.theta, self.whole, _observed(training), self.at if at is None else at, power)

    def power(self, training: Sequence[Question]) -> float:
        """The power with the best Brier score on groups of wars held out among those seen; the least of equals."""
        cost = np.zeros(len(POWERS))
        for group in _groups(training):
            inside = [one.seen_only(~held) for one, held in zip(training, group, strict=True)]
            log = log_of_past(self.theta, self.whole, _observed(inside), self.at)
            for i, power in enumerate(POWERS):
                cost[i] += _cost(training, self.forecast(inside, weighed(log, power)), group)
        return POWERS[int(np.argmin(cost.round(9)))]

    def forecast(self, training: Sequence[Question], weights: Posterior) -> list[Forecast]:
        """Shares of every row, mixed over the points; of a row that no future shows, the rates of the rows seen."""
        return [_forecast(one, self.chances[one.name].mixed(weights.weights)) for one in training]


def calibrated(simulated: Simulated, training: Sequence[Question], /, power: float | None = None) -> list[Forecast]:
    """Forecasts by the points that the rows seen speak for; power: of the likelihood, chosen anew unless given."""
    if power is None:
        power = simulated.power(training)
    return simulated.forecast(training, simulated.posterior(training, power))


def uncalibrated(simulated: Simulated, training: Sequence[Question], /) -> list[Forecast]:
    """Forecasts by all points of the prior alike: what the model says before it has looked at any past war."""
    return simulated.forecast(training, weighed(np.zeros(len(simulated.at)), 0.0))


def _observed(training: Sequence[Question]) -> dict[str, Classes]:
    return {one.name: one.observed for one in training}


def _groups(training: Sequence[Question]) -> list[list[Mask]]:
    """Of each group of wars, which rows of each question are in it. Wars that nobody saw are in none."""
    seen = [war for war in wars_of(training) if any((one.seen & (one.war == war)).any() for one in training)]
    return [[np.isin(one.war, seen[i::GROUPS]) for one in training] for i in range(min(GROUPS, len(seen)))]


def _cost(questions: Sequence[Question], said: Sequence[Forecast], asked: Sequence[Mask]) -> float:
    """Sum over questions of their rows' part of the mean Brier score, so that every question weighs the same."""
    cost = 0.0
    for one, forecast, mask in zip(questions, said, asked, strict=True):
        if (rows := mask & (one.observed != NOT_SEEN)).any():
            scores = brier(forecast.shares[rows], one.observed[rows], forecast.futures[rows])
            cost += float(scores.sum() / one.seen.sum())
    return cost


def _forecast(question: Question, mixed: Mixed) -> Forecast:
    unseen: Mask = np.asarray(np.isnan(mixed.shares).any(axis=1))
    shares: Array = np.where(unseen[:, None], shares_seen(question), mixed.shares)
    return Forecast(shares / shares.sum(axis=1, keepdims=True), np.where(unseen, np.inf, mixed.futures))
