"""What would have to be true for an outcome to reach a share: one number, two, or many of them moved.

All points are simulated under the same luck; numbers that are not moved are drawn from their ranges as in any ensemble.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.analysis.design import Question, each
from sim.analysis.drivers import Watch, unwatched
from sim.analysis.inputs import Array, Input, limits
from sim.experiment import Experiment
from sim.outcomes import Outcome
from sim.scenario import Scenario

SINGLES = 8  # numbers that are followed along and beyond their ranges
PAIRED = 6  # of which pairs are made
FAR = 3.0  # widths of its range that a number is taken beyond it
STEPS = 8  # of a first look along a way
HALVINGS = 5  # of the step in which the level is reached
FIRST_LOOK = 256  # futures at the ends of every range

Shares = Callable[[Array], Array]  # places (N,) on a way -> (N, n) indicators


@dataclass(frozen=True)
class Reached:
    """Numbers moved to these values, and the outcome there (n,). Distance: largest change, in widths of a range."""

    inputs: tuple[Input, ...]
    values: tuple[float, ...]
    indicator: Array
    distance: float
    reaches: bool

    @property
    def share(self) -> float:
        """Share of the outcome."""
        return float(np.nanmean(self.indicator))

    @property
    def beyond(self) -> bool:
        """Whether a value lies outside its range."""
        return any(not one.ends[0] <= value <= one.ends[1] for one, value in zip(self.inputs, self.values, strict=True))


@dataclass
class Required:
    """What was found. Everything in `singles` and `pair` is the nearest place that reaches the level, or the best."""

    base: Array
    level: float
    upwards: bool
    singles: list[Reached] = field(default_factory=list)  # least change first; those that do not reach it last
    pair: Reached | None = None
    together: Reached | None = None  # fewest numbers at the ends of their ranges, strongest first
    best: Reached | None = None  # the furthest that anything tried within the ranges goes

    @property
    def within(self) -> bool:
        """Whether anything within the stated ranges reaches the level."""
        return self.best is not None and self.best.reaches


@dataclass(frozen=True)
class Trial:
    """A scenario under one luck, and the level that its outcome is to reach."""

    scenario: Scenario
    outcome: Outcome
    experiment: Experiment
    level: float
    upwards: bool

    def at(self, inputs: Sequence[Input], values: Array) -> Array:
        """(N, n) indicators at N points (N, D)."""
        points = {one.path: values[:, i] for i, one in enumerate(inputs)}
        found: Array = self.experiment.at(self.scenario, points or {"": np.zeros(len(values))}, [self.outcome])[0]
        return found

    def met(self, shares: Array | float) -> NDArray[np.bool_]:
        """Whether shares have reached the level, from the side on which the outcome is now."""
        return np.asarray(shares >= self.level if self.upwards else shares <= self.level)

    def better(self, shares: Array) -> int:
        """Place of the share that goes furthest."""
        return int(np.nanargmax(shares) if self.upwards else np.nanargmin(shares))

    def made(self, inputs: Sequence[Input], values: Array, indicator: Array) -> Reached:
        """A place, with how far it is from what the scenario states."""
        moved = [abs(value - one.number.value) / one.width for one, value in zip(inputs, values, strict=True)]
        reaches = bool(self.met(float(np.nanmean(indicator))))
        return Reached(tuple(inputs), tuple(map(float, values)), indicator, max(moved, default=0.0), reaches)


def nearest(shares: Shares, met: Callable[[Array], NDArray[np.bool_]]) -> tuple[float, Array] | None:
    """First place on a way from 0 (where it starts) to 1 at which a share reaches a level, and the futures there.

    A first look in even steps, so that a way that goes up and down again is not missed; then bisection in the step.
    """
    places = np.linspace(0, 1, STEPS + 1)
    tried = shares(places)
    hits = np.flatnonzero(met(np.nanmean(tried, axis=1)))
    if not len(hits):
        return None
    first = int(hits[0])
    low, high, there = places[max(0, first - 1)], places[first], tried[first]
    for _ in range(HALVINGS if first else 0):
        middle = (low + high) / 2
        [here] = shares(np.array([middle]))
        if met(np.nanmean([here], axis=1))[0]:
            high, there = middle, here
        else:
            low = middle
    return float(high), there


def require(
    scenario: Scenario, outcome: Outcome, inputs: list[Input], level: float, experiment: Experiment,
    watch: Watch = unwatched,
) -> Required:  # fmt: skip
    """Look for the least that would have to be true, one number, two, then many at the ends of their ranges."""
    start = Trial(scenario, outcome, experiment, level, True)
    base = start.at([], np.zeros((1, 0)))[0]
    found = Required(base, level, bool(np.nanmean(base) < level))
    trial = Trial(scenario, outcome, experiment, level, found.upwards)
    ends, order = _ends(trial, inputs, watch)
    if not order:
        return found
    progress = watch("one number")
    for done, i in enumerate(order[:SINGLES]):
        found.singles.append(_single(trial, inputs[i], ends[i]))
        if progress is not None:
            progress(done + 1, min(SINGLES, len(order)))
    found.singles.sort(key=lambda one: (not one.reaches, one.distance if one.reaches else 0.0))
    watch("pairs and all together")
    found.pair = _pair(trial, [inputs[i] for i in order[:PAIRED]], [ends[i] for i in order[:PAIRED]])
    found.together = _together(trial, [inputs[i] for i in order], np.array([ends[i] for i in order]))
    inside = [one for one in (*found.singles, found.pair, found.together) if one and not one.beyond]
    shares = np.array([one.share for one in inside])
    found.best = inside[trial.better(shares)] if inside else None
    return found


def _ends(trial: Trial, inputs: list[Input], watch: Watch) -> tuple[list[float], list[int]]:
    """The better end of each range, and the numbers whose better end brings the outcome nearer, strongest first."""
    one = trial.experiment
    question = Question(trial.scenario, trial.outcome, one.weeks or 0, one.seed, one.fixed, one.workers)
    designs = [{}, *({one.path: np.array(one.ends)} for one in inputs)]  # type: list[dict[str, Array]]
    (base,), *tried = each(question, designs, FIRST_LOOK, watch("ends of all ranges"))
    ends, gains = [], []
    for one_input, found in zip(inputs, tried, strict=True):
        shares = np.nanmean(found, axis=1)
        best = trial.better(shares)
        ends.append(one_input.ends[best])
        gain = float(shares[best] - np.nanmean(base))
        gains.append(gain if trial.upwards else -gain)
    return ends, [int(i) for i in np.argsort(-np.array(gains), kind="stable") if gains[i] > 0]


def _single(trial: Trial, one: Input, end: float) -> Reached:
    """The nearest value of one number that reaches the level: within its range, then beyond it; or its end."""

    def between(start: float, stop: float) -> tuple[Shares, Callable[[float], float]]:
        def value(place: float) -> float:
            return start + place * (stop - start)

        return (lambda places: trial.at([one], np.array([[value(p)] for p in places]))), value

    low, high = limits(one.path, trial.scenario)
    ahead = 1 if end == one.ends[1] else -1
    far = float(np.clip(end + ahead * FAR * one.width, low, high))
    for start, stop in ((one.number.value, end), (end, far)):
        if start != stop:
            shares, value = between(start, stop)
            if reached := nearest(shares, trial.met):
                return trial.made([one], np.array([value(reached[0])]), reached[1])
    return trial.made([one], np.array([end]), trial.at([one], np.array([[end]]))[0])


def _pair(trial: Trial, inputs: list[Input], ends: list[float]) -> Reached | None:
    """The pair that reaches the level with the smallest step of both towards the better ends; else the best pair."""
    pairs = list(combinations(range(len(inputs)), 2))
    if not pairs:
        return None
    tried = [trial.at([inputs[a], inputs[b]], np.array([[ends[a], ends[b]]]))[0] for a, b in pairs]
    shares = np.array([np.nanmean(one) for one in tried])
    most = trial.better(shares)
    best = trial.made([inputs[i] for i in pairs[most]], np.array([ends[i] for i in pairs[most]]), tried[most])
    if not best.reaches:
        return best
    two, stop = list(best.inputs), np.array(best.values)
    start = np.array([one.number.value for one in two])
    reached = nearest(lambda places: trial.at(two, start + places[:, None] * (stop - start)), trial.met)
    return trial.made(two, start + reached[0] * (stop - start), reached[1]) if reached else best


def _together(trial: Trial, inputs: list[Input], ends: Array) -> Reached:
    """The fewest numbers, strongest first, that reach the level at their ranges' ends; else what goes furthest."""
    tried: dict[int, Array] = {}

    def first(count: int) -> Array:
        if count not in tried:
            tried[count] = trial.at(inputs[:count], ends[None, :count])[0]
        return tried[count]

    counts = sorted({*(2**k for k in range(len(inputs).bit_length())), len(inputs)})
    hit = next((count for count in counts if trial.met(float(np.nanmean(first(count))))), None)
    low, high = (0, 0) if hit is None else (max((c for c in counts if c < hit), default=0), hit)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if trial.met(float(np.nanmean(first(middle)))) else (middle, high)
    if hit is None:
        known = sorted(tried)
        high = known[trial.better(np.array([np.nanmean(tried[count]) for count in known]))]
    return trial.made(inputs[:high], ends[:high], first(high))
