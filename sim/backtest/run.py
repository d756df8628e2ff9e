"""A whole backtest: cases simulated under the prior, each war forecast from the others, and the forecasts scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from sim.backtest.baselines import base_rates, commonest, compromise, hindsight, weighted_mean
from sim.backtest.cases import Case
from sim.backtest.features import stances
from sim.backtest.filling import Classes
from sim.backtest.folds import Forecast, Forecaster, held_out
from sim.backtest.leaks import shuffled
from sim.backtest.model import Simulated, calibrated, uncalibrated
from sim.backtest.patterns import Pattern, patterns
from sim.backtest.posterior import Posterior, summary
from sim.backtest.prior import anywhere, design, priors, valued
from sim.backtest.questions import Array, Question
from sim.backtest.regression import logistic
from sim.backtest.sbc import calibration_check
from sim.backtest.seen import questions, simulated
from sim.backtest.sensitivity import sensitivity
from sim.backtest.simulate import History, Report, histories
from sim.backtest.verdict import luck, weighed

POINTS = 1024  # of the prior, at which every case is simulated
ASKED = 4096  # of the prior, at which chances are asked for
THIN = 512  # of the prior, simulated and asked about, where the folds are run hundreds of times
CHECKED = 40_000  # of the prior, for the posterior and its check, which need many that keep a weight


@dataclass(frozen=True, eq=False)
class Backtest:
    """Cases, the questions they were asked, and a simulated history of all of them at each point of the prior."""

    cases: Sequence[Case]
    points: Mapping[str, Array]
    histories: Sequence[History]
    seed: int

    @classmethod
    def of(
        cls, cases: Sequence[Case], points: int, seed: int, workers: int | None = None, report: Report | None = None
    ) -> Backtest:
        """Simulate every case at every point."""
        drawn = design(points, seed)
        return cls(cases, drawn, histories(cases, drawn, seed, workers, report), seed)

    @cached_property
    def questions(self) -> list[Question]:
        """What the cases are asked, and how they came out."""
        return questions(self.cases)

    @cached_property
    def simulated(self) -> Simulated:
        """What the model may learn from, and what it forecasts with."""
        classes = simulated(self.cases, self.histories)
        theta = np.stack([prior.scale(self.points[prior.path]) for prior in priors()], axis=1)
        tables = {one.name: table for one, table in zip(self.questions, classes, strict=True)}
        return Simulated(
            theta, tables, {one.name: len(one.classes) for one in self.questions}, anywhere(ASKED, self.seed)
        )

    @cached_property
    def forecasts(self) -> list[Forecast]:
        """Of the model, each war from the others."""
        return held_out(self.questions, partial(calibrated, self.simulated))

    def rivals(self) -> dict[str, Forecaster]:
        """What the model is held against; the last is itself before it looked at any past war."""
        return {
            "base_rates": base_rates,
            "commonest": commonest,
            "regression": logistic(),
            "weighted_mean": compromise({"agreement_13": _means(self.cases)}),
            "hindsight": hindsight(self.questions),
            "uncalibrated": partial(uncalibrated, self.simulated),
        }

    def verdict(self, known: Sequence[str] = ()) -> dict[str, Any]:
        """Scores of the model and its rivals, on all cases, on those that some text supports, and apart on those that
        were known (ids) when the code book was made and those that were not."""
        rivals = {name: held_out(self.questions, each) for name, each in self.rivals().items()}
        recalled = np.array([case.source == "recall" for case in self.cases])
        early = np.array([case.id in known for case in self.cases])
        masks = {"recalled": recalled, "development": early}
        masks = {name: mask for name, mask in masks.items() if mask.any() and not mask.all()}
        return weighed(self.questions, self.forecasts, rivals, seed=self.seed, masks=masks)

    def leak(self, shuffles: int) -> dict[str, Any]:
        """Whether the model sees what it may not: its skill on outcomes that were dealt out anew, with fewer points and
        the likelihood as it is."""
        honest = partial(calibrated, self.simulated.thinned(THIN), power=1.0)
        return dict(shuffled(self.questions, lambda _: honest, luck(self.seed, "shuffles"), shuffles).plain())

    def check(self, taken: int = 256) -> dict[str, Any]:
        """Simulation-based calibration of the posterior."""
        seen = {one.name: one.observed.astype(np.int8) for one in self.questions}
        names = [prior.name for prior in priors()]
        return calibration_check(
            self.simulated.theta, self.simulated.classes, seen, names, luck(self.seed, "check"), histories=taken,
            at=anywhere(CHECKED, self.seed),
        )  # fmt: skip

    @cached_property
    def posterior(self) -> tuple[Array, Posterior]:
        """Many points (M, P) in [0, 1] of the prior, and their weights by all cases."""
        at = anywhere(CHECKED, self.seed)
        return at, self.simulated.posterior(self.questions, self.power, at)

    @cached_property
    def power(self) -> float:
        """The power of the likelihood, by all cases."""
        return self.simulated.power(self.questions)

    def numbers(self) -> dict[str, dict[str, float]]:
        """Each behavioural number: quantiles of prior and posterior, shrinkage, and what the score owes to it."""
        names = [prior.name for prior in priors()]
        at, posterior = self.posterior
        table = summary(valued(at), posterior.weights, names)
        table = table.join(sensitivity(self.simulated.theta, self.misses(), names, luck(self.seed, "sensitivity")))
        return {str(name): {str(key): float(value) for key, value in row.items()} for name, row in table.iterrows()}

    def misses(self) -> Array:
        """(D,) Brier score of each point's one history taken as a sure forecast, every question weighing the same."""
        each = [_misses(one, self.simulated.classes[one.name]) for one in self.questions if one.seen.any()]
        return np.asarray(np.nanmean(each, axis=0), float)

    def patterns(self) -> list[Pattern]:
        """What ought to emerge, measured."""
        return patterns(self.cases, self.histories, self.seed)


def _misses(question: Question, classes: Classes) -> Array:
    """(D,) of one question, over the rows that were seen and that the history shows; nan where it shows none."""
    seen = question.seen
    shown, wrong = classes[:, seen] >= 0, classes[:, seen] != question.observed[seen]
    count = shown.sum(axis=1)
    return np.divide(2.0 * (shown & wrong).sum(axis=1), count, out=np.full(len(classes), np.nan), where=count > 0)


def _means(cases: Sequence[Case]) -> Array:
    table = np.array([stances(case.codes) for case in cases]).reshape(len(cases), 3, 3)
    return weighted_mean(table[:, 0], table[:, 1], table[:, 2])
