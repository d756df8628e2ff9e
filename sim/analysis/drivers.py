"""What drives an outcome: all numbers screened, the strongest followed up, the ends of their ranges tried."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.answer import weeks_of
from sim.analysis.design import Question, answers, each
from sim.analysis.inputs import Array, Input
from sim.analysis.screening import Indices, Model, Screened, indices, screen
from sim.experiment import Report
from sim.paired import Difference, difference
from sim.pools import cores

ALONG = 9  # places along a range where a number is tried
AT_EACH = 512  # futures at each of them
CLEARLY = 0.03  # how far an outcome between the ends must lie beyond both to be pointed out
SCREENING = 32  # futures at each point of the screening

Watch = Callable[[str], Report | None]  # begins a part of the work; what reports its progress


@dataclass(frozen=True)
class Effort:
    """How much is simulated: the defaults end in under a minute on two cores for ten of 126 numbers."""

    top: int = 10  # numbers that are followed up
    trajectories: int = 10  # of the screening
    rows: int = 256  # of the Sobol design, a power of two
    replications: int = 32  # futures at each point of it

    def futures(self, numbers: int) -> int:
        """Futures in all."""
        top = min(self.top, numbers)
        screening = self.trajectories * (numbers + 1) * SCREENING if numbers > top else 0
        return screening + self.rows * (top + 2) * self.replications + (ALONG * top + 1) * AT_EACH


@dataclass(frozen=True)
class Swing:
    """An outcome at the low and the high end of one number, the others as they are, under the same luck."""

    one: Input
    low: Difference
    high: Difference
    along: tuple[float, ...]  # shares at ALONG places, even steps from the low to the high end

    @property
    def reach(self) -> float:
        """The larger of the two changes."""
        return max(abs(self.low.value), abs(self.high.value))

    @property
    def bends(self) -> bool:
        """Whether the outcome lies clearly beyond both ends somewhere between them: the ends do not tell it all."""
        low, high = sorted((self.low.b, self.high.b))
        return min(self.along) < low - CLEARLY or max(self.along) > high + CLEARLY


@dataclass(frozen=True)
class Drivers:
    """What was found. `base` (n,) is the outcome at the stated values."""

    question: Question
    inputs: list[Input]  # all that were screened
    screened: Screened | None  # none where there were too few to choose from
    strongest: list[Input]
    indices: Indices | None  # none where the outcome does not vary
    swings: list[Swing]  # largest first
    base: Array


def unwatched(_: str) -> Report | None:
    """Work without a word on its progress."""
    return None


def find(question: Question, inputs: list[Input], effort: Effort, watch: Watch = unwatched) -> Drivers:
    """Screen the inputs (others stand at their values), then follow up the strongest."""
    screened, strongest = None, inputs
    if len(inputs) > effort.top:
        model = _model(question, inputs, SCREENING, watch("screening"))
        screened = screen(model, [one.path for one in inputs], effort.trajectories, question.seed)
        strongest = [inputs[i] for i in screened.order[: effort.top]]
    base, tried = swings(question, strongest, AT_EACH, watch("along the ranges"))
    found = together(question, strongest, effort, watch("Sobol indices"))
    return Drivers(question, inputs, screened, strongest, found, tried, base)


def together(question: Question, inputs: list[Input], effort: Effort, progress: Report | None = None) -> Indices | None:
    """Sobol indices of some numbers, the others as the question has it."""
    model = _model(question, inputs, effort.replications, progress)
    return indices(model, [one.path for one in inputs], effort.rows, question.seed)


def swings(
    question: Question, inputs: Sequence[Input], replications: int, progress: Report | None = None
) -> tuple[Array, list[Swing]]:
    """(n,) outcome as things stand, and what moving each number along its range does, largest change first."""
    designs = [{}, *({one.path: np.linspace(*one.ends, ALONG)} for one in inputs)]  # type: list[dict[str, Array]]
    (base,), *along = each(question, designs, replications, progress)
    found = []
    for one, tried in zip(inputs, along, strict=True):
        low, high = (difference(base, end, paired=True) for end in (tried[0], tried[-1]))
        if low is not None and high is not None:
            found.append(Swing(one, low, high, tuple(np.nanmean(tried, axis=1).tolist())))
    return base, sorted(found, key=lambda swing: -swing.reach)


def _model(question: Question, inputs: Sequence[Input], replications: int, progress: Report | None) -> Model:
    def model(quantiles: Array, together: int) -> Array:
        values = np.stack([one.at(quantiles[:, i]) for i, one in enumerate(inputs)], axis=1)
        return answers(question, inputs, values, replications, together, progress)

    return model


def cost(question: Question, futures: int) -> str:
    """What so many futures take on all cores of this machine, in words."""
    expected = seconds(question, futures) / cores() ** 0.7  # the more cores, the less each adds
    return f"about {futures:,} futures of {weeks_of(question.weeks)}, {about(expected)}"


def about(expected: float) -> str:
    """A time in words.

    >>> about(41.4), about(150.0)
    ('about 41 s', 'about 2 minutes')
    """
    return f"about {max(1.0, expected):.0f} s" if expected < 90 else f"about {expected / 60:.0f} minutes"


def seconds(question: Question, futures: int) -> float:
    """How long so many futures will take on one core, by timing a few once everything is loaded."""
    few, started = 1024, 0.0
    for count in (2, few):
        started = time.perf_counter()
        each(replace(question, workers=1), [{}], count)
    return (time.perf_counter() - started) * futures / few
