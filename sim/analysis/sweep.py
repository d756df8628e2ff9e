"""One or two inputs of a scenario, moved through values, in the same futures at every value.

Letters: N points, n replications. A number stands at each value exactly, whatever its range; all other numbers are
drawn from theirs (or stand, with `fixed`). What is no number (a package, a switch) is changed as by `--set`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import numpy as np

from sim.analysis.answer import plain
from sim.analysis.inputs import Array, Input, every_number, limits, weeks_for
from sim.experiment import Experiment, Report, changed
from sim.load import parse_changes
from sim.outcomes import Outcome, OutcomeError
from sim.paired import Difference, difference
from sim.problems import suggest
from sim.scenario import Scenario

STEPS = 9  # values of a range, where nothing is said
MOST = 1001  # values of one input

Point = tuple[Any, ...]  # a value of each axis


@dataclass(frozen=True)
class Axis:
    """An input and the values that it takes. `number` is none for what is no number of the scenario."""

    path: str
    values: tuple[Any, ...]
    number: Input | None

    @property
    def label(self) -> str:
        """In the words of the scenario."""
        return self.number.label if self.number else self.path

    @property
    def unit(self) -> str:
        """Unit of the number, empty where it has none."""
        return self.number.unit if self.number else ""

    @property
    def is_ordered(self) -> bool:
        """Whether its values are numbers."""
        return all(isinstance(value, float) for value in self.values)


def axis(scenario: Scenario, words: str) -> Axis:
    """An input as it is written: `PATH` (its range), `PATH=lo:hi:n` or `PATH=a,b,c`. OutcomeError with the way out.

    >>> import sim
    >>> axis(sim.load_scenario("march-2025"), "front.speed=0:0.02:3").values
    (0.0, 0.01, 0.02)
    >>> axis(sim.load_scenario("march-2025"), "rules.conditional=on,off").values
    ('on', 'off')
    """
    path, equals, given = words.partition("=")
    numbers = {one.path: one for one in every_number(scenario)}
    number = numbers.get(path)
    if not equals:
        return Axis(path, _range_of(path, number, numbers), number)
    values = _spread(words, given) if ":" in given else _listed(path, given, number)
    if number is not None:
        values = _within(path, values, scenario)
    if len(set(map(repr, values))) < max(2, len(values)):
        raise OutcomeError(f"found {words}, expected at least two values, each once")
    return Axis(path, values, number)


def _range_of(path: str, number: Input | None, numbers: dict[str, Input]) -> tuple[float, ...]:
    if number is None:
        raise OutcomeError(
            f"no number stands at {path!r}; {suggest(path, list(numbers))}; for what is no number say its values, "
            f"e.g. {path}=one,other"
        )
    if number.width <= 0:
        raise OutcomeError(f"{path} states no range; say which values, e.g. {path}={_example(number)}")
    return tuple(float(value) for value in np.linspace(*number.ends, STEPS))


def _example(number: Input) -> str:
    return (
        f"{plain(number.number.value / 2)}:{plain(number.number.value * 2)}:{STEPS}" if number.number.value else "0:1:5"
    )


def _spread(words: str, given: str) -> tuple[float, ...]:
    try:
        low, high, count = given.split(":")
        ends, steps = (float(low), float(high)), int(count)
    except ValueError:
        ends, steps = (0.0, 0.0), 0
    if not (np.isfinite(ends).all() and ends[0] < ends[1] and 2 <= steps <= MOST):
        raise OutcomeError(
            f"found {words}, expected PATH=lowest:highest:how many (2 to {MOST}), e.g. front.speed=0:0.02:{STEPS}"
        )
    return tuple(float(value) for value in np.linspace(*ends, steps))


def _listed(path: str, given: str, number: Input | None) -> tuple[Any, ...]:
    words = given.split(",")
    values = [parse_changes([f"{path}={one.strip()}"])[path] for one in words]
    plain_numbers = [isinstance(one, (int, float)) and not isinstance(one, bool) for one in values]
    if number is not None and not all(plain_numbers):
        raise OutcomeError(f"found {path}={given}, expected numbers: {number.label} is one")
    return tuple(float(one) for one in values) if all(plain_numbers) and number else tuple(values)


def _within(path: str, values: tuple[float, ...], scenario: Scenario) -> tuple[float, ...]:
    low, high = limits(path, scenario)
    for value in values:
        if not low <= value <= high:
            upper = "" if high == np.inf else f" and at most {high:.6g}"
            raise OutcomeError(f"found {path}={value:g}, expected at least {low:g}{upper}: no scenario may say so")
    return values


@dataclass(frozen=True)
class Sweep:
    """Outcomes over the points of one or two axes. found: (outcomes, N, n); own: (outcomes, n) at the stated values."""

    scenario: Scenario
    axes: tuple[Axis, ...]
    outcomes: tuple[Outcome, ...]
    found: Array
    own: Array
    weeks: int
    seed: int

    @property
    def points(self) -> list[Point]:
        """Values of the axes at each point, the last axis fastest."""
        return list(product(*(one.values for one in self.axes)))

    def change(self, row: int, point: int) -> Difference | None:
        """Paired change of an outcome from the stated values to a point."""
        return difference(self.own[row], self.found[row, point], paired=True)

    def moves(self, row: int) -> bool:
        """Whether any future differs anywhere."""
        return bool((self.found[row] != self.own[row]).any())


def sweep(
    scenario: Scenario, axes: list[Axis], outcomes: list[Outcome], trial: Experiment, progress: Report | None = None
) -> Sweep:
    """Outcomes at every point, and where the inputs stand as stated. `trial` says seed, replications and weeks."""
    if len({one.path for one in axes}) < len(axes):
        raise OutcomeError(f"found {axes[0].path} twice, expected two different inputs")
    weeks = max(weeks_for(one, scenario, trial.weeks) for one in outcomes)
    trial = Experiment(trial.seed, trial.replications, weeks, trial.fixed)
    points: list[Point] = [tuple(_stated(one) for one in axes), *product(*(one.values for one in axes))]
    if all(one.number is not None for one in axes):
        design = {one.path: np.array([point[k] for point in points]) for k, one in enumerate(axes)}
        found = trial.at(scenario, design, outcomes, progress)
    else:
        found = _changed(scenario, axes, points, outcomes, trial, progress)
    return Sweep(scenario, tuple(axes), tuple(outcomes), found[:, 1:], found[:, 0], weeks, trial.seed)


def _stated(one: Axis) -> float | None:
    return one.number.number.value if one.number else None


def _changed(
    scenario: Scenario,
    axes: list[Axis],
    points: list[Point],
    outcomes: list[Outcome],
    trial: Experiment,
    progress: Report | None,
) -> Array:
    """(outcomes, N, n) at points that no design can reach: each is a scenario of its own."""
    found = np.empty((len(outcomes), len(points), trial.replications))
    for k, point in enumerate(points):
        changes = {
            one.path: {"value": value, "source": "judgement", "why": "a point of a sweep"} if one.number else value
            for one, value in zip(axes, point, strict=True)
            if value is not None
        }
        there = changed(scenario, changes) if changes else scenario
        found[:, k] = [trial.indicator(there, one) for one in outcomes]
        if progress is not None:
            progress(k + 1, len(points))
    return found


@dataclass(frozen=True)
class Turn:
    """An outcome passes a level between two values of an input, at about `at` (on a straight line)."""

    low: float
    high: float
    at: float
    rises: bool


def turns(values: tuple[float, ...], shares: Array, level: float) -> list[Turn]:
    """Where shares pass a level, in the order of the values.

    >>> turns((0.0, 1.0, 2.0), np.array([0.2, 0.6, 0.5]), 0.5)
    [Turn(low=0.0, high=1.0, at=0.75, rises=True)]
    >>> turns((0.0, 1.0), np.array([0.2, 0.3]), 0.5)
    []
    """
    order = np.argsort(values)
    along = [(float(values[k]), float(shares[k])) for k in order]
    return [
        Turn(x, y, round(x + (level - share) / (then - share) * (y - x), 12), then > share)
        for (x, share), (y, then) in pairwise(along)
        if (share >= level) != (then >= level)
    ]
