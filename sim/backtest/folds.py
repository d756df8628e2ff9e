"""Forecasts out of sample: each war is forecast from what was seen in the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.backtest.questions import Array, Question, wars_of


@dataclass(frozen=True, eq=False)
class Forecast:
    """Shares (N, K) of the classes of one question, and the number of independent futures (N,) behind each row.

    futures: np.inf where shares come from a formula, and so where a row without futures takes them from elsewhere.
    ValueError where shares are negative or do not sum to 1, or the two disagree in length.
    """

    shares: Array
    futures: Array

    def __post_init__(self) -> None:
        if self.shares.ndim != 2 or self.futures.shape != self.shares.shape[:1]:
            found = f"shares {self.shares.shape} and futures {self.futures.shape}"
            raise ValueError(f"found {found}, expected (N, K) and (N,)")
        wrong = np.abs(self.shares.sum(axis=1) - 1) + np.maximum(-self.shares, 0).sum(axis=1)
        if not (wrong < 1e-9).all():  # nor where it is nan
            worst = int(np.argmax(wrong))
            raise ValueError(f"found shares {self.shares[worst]} in row {worst}, expected 0 to 1, summing to 1")

    @classmethod
    def formula(cls, shares: Array) -> Forecast:
        """Shares that no futures were counted for."""
        return cls(shares, np.full(len(shares), np.inf))


class Forecaster(Protocol):
    """Forecasts every row of every question from what the questions let it see, and from nothing else seen."""

    def __call__(self, training: Sequence[Question], /) -> list[Forecast]: ...


def unmoved(forecasts: Sequence[Forecast]) -> Forecaster:
    """A forecaster that learns nothing: these forecasts, whatever was seen."""
    return lambda training: list(forecasts)


def held_out(questions: Sequence[Question], forecaster: Forecaster) -> list[Forecast]:
    """Forecasts of each question whose every row was made without the outcomes of the row's own war (Stone 1974).

    The forecaster is called once a war, with the outcomes of that war taken out of all questions, and only the rows of
    that war are kept of what it says.
    """
    kept = [(np.zeros((len(one.case), len(one.classes))), np.zeros(len(one.case))) for one in questions]
    for war in wars_of(questions):
        made = forecaster([one.without(war) for one in questions])
        for one, forecast, (shares, futures) in zip(questions, made, kept, strict=True):
            rows = one.war == war
            shares[rows], futures[rows] = forecast.shares[rows], forecast.futures[rows]
    return [Forecast(shares, futures) for shares, futures in kept]
