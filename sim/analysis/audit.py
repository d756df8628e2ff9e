"""Every number of a scenario with what it rests on, and how much of the outcome's spread it explains.

Shares of variance come from a regression on an ordinary drawn ensemble, no design: each number by itself, as a straight
line and a bend (Legendre polynomials of its rank, whose squared coefficients are first-order shares of variance; Sudret
2008). What actors keep to themselves is taken out first: it is independent of the numbers and the larger part of luck.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from sim.analysis.design import Question
from sim.analysis.draws import Drawn, numbers_drawn, private_draws
from sim.analysis.drivers import AT_EACH, Effort, Swing, Watch, swings, together, unwatched
from sim.analysis.inputs import Array, Input, every_number, uncertain
from sim.analysis.screening import Indices
from sim.experiment import Experiment
from sim.places import covering

CHECKED = 8  # numbers whose ranges are walked through
DEEP = 10  # numbers of the Sobol indices
JUDGEMENT = "judgement"


@dataclass(frozen=True)
class Entry:
    """One number: what it rests on, and the share of the variance of single futures that it explains by itself."""

    one: Input
    source: str  # title, or `judgement`
    confidence: str | None
    hindsight: bool
    share: float | None  # none where it is not varied
    error: float | None  # standard error

    @property
    def judged(self) -> bool:
        """Whether nobody measured it."""
        return self.source == JUDGEMENT


@dataclass(frozen=True)
class Audit:
    """What was found. `secrets` are shares of variance of what actors keep to themselves."""

    question: Question
    entries: list[Entry]  # in the order of the file
    secrets: list[tuple[Drawn, float]]
    happened: Array  # (R,)
    base: Array  # (n,) outcome under the luck of the swings
    swings: list[Swing]
    strongest: list[Input]
    indices: Indices | None  # only where asked for

    @property
    def of_numbers(self) -> float:
        """Share of the variance of single futures that numbers explain, each by itself."""
        return sum(entry.share or 0.0 for entry in self.entries)


def audit(question: Question, replications: int, *, deep: bool, watch: Watch = unwatched) -> Audit:
    """Draw an ensemble, regress, and walk the strongest numbers through their ranges."""
    scenario, inputs = question.scenario, uncertain(question.scenario)
    trial = Experiment(question.seed, replications, question.weeks, workers=question.workers)
    columns = trial.futures(scenario, watch("futures"))
    happened = question.outcome.of(columns, scenario.resolve)
    seen = ~np.isnan(happened)
    drawn = private_draws(scenario, columns, question.seed)
    y, secrets = without([one.values[seen] for one in drawn], happened[seen])
    x = numbers_drawn(inputs, question.seed, replications)[seen]
    shares, errors = explained(x, y, float(happened[seen].var()))
    order = np.argsort(-shares, kind="stable")
    strongest = [inputs[i] for i in order]
    base, moved = swings(question, strongest[:CHECKED], AT_EACH, watch("along the ranges"))
    found = together(question, strongest[:DEEP], Effort(DEEP), watch("Sobol indices")) if deep else None
    known = {one.path: (float(s), float(e)) for one, s, e in zip(inputs, shares, errors, strict=True)}
    entries = [_entry(question, one, known.get(one.path)) for one in every_number(scenario)]
    return Audit(
        question, entries, list(zip(drawn, secrets, strict=True)), happened, base, moved, strongest[:DEEP], found
    )


def _entry(question: Question, one: Input, share: tuple[float, float] | None) -> Entry:
    scenario = question.scenario
    source = scenario.sources.get(one.source or "")
    title = source.title if source else one.source or "none stated"
    confidence, hindsight = (covering(scenario, one.path, name) for name in ("confidence", "hindsight"))
    return Entry(one, title, confidence, bool(hindsight), *(share or (None, None)))


def without(groups: list[Array], y: Array) -> tuple[Array, list[float]]:
    """What is left of an outcome when the means by each grouping (R,) are taken out, and each one's share of variance.

    >>> left, [share] = without([np.array([0.0, 0.0, 1.0, 1.0] * 500)], np.array([0.0, 0.0, 1.0, 1.0] * 500))
    >>> float(np.abs(left).max()), round(share, 3)
    (0.0, 1.0)
    """
    whole, shares = float(y.var()), []
    y = y - y.mean()
    for values in groups:
        names, place = np.unique(values, return_inverse=True)
        means = np.bincount(place, y) / np.bincount(place)
        between = float(y.var() - (y - means[place]).var())
        y = y - means[place]
        by_luck = float(y.var()) * (len(names) - 1) / len(y)  # means of few futures vary by themselves
        shares.append(max(0.0, (between - by_luck) / whole) if whole else 0.0)
    return y, shares


def explained(x: Array, y: Array, variance: float) -> tuple[Array, Array]:
    """(D,) shares of `variance` that each input explains by itself, free of bias (so some fall below 0), and errors.

    >>> x = np.random.default_rng(1).random((20_000, 3))
    >>> shares, _ = explained(x, 2 * x[:, 0] + x[:, 1], 5 / 12)
    >>> np.abs(shares - [0.8, 0.2, 0.0]).max() < 0.02
    np.True_
    """
    count = len(y)
    if variance <= 0:
        return np.zeros(x.shape[1]), np.zeros(x.shape[1])
    z = 2 * (rankdata(x, axis=0) - 0.5) / count - 1  # even in (-1, 1), whatever the distribution
    shares, errors = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    y = y - y.mean()
    for curve in (np.sqrt(3) * z, np.sqrt(5) * (3 * z**2 - 1) / 2):
        parts = curve * y[:, None]
        coefficient, noise = parts.mean(0), parts.var(0) / count
        shares += coefficient**2 - noise
        errors += 4 * coefficient**2 * noise + 2 * noise**2
    return shares / variance, np.sqrt(errors) / variance
