"""Many points of a scenario, each with several futures: in batches that share their luck, on all cores."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from sim.analysis.inputs import Array, Input
from sim.ensemble import PAYS_FROM
from sim.experiment import Experiment, Report
from sim.outcomes import Outcome
from sim.pools import cores, hired, in_order
from sim.scenario import Scenario

BATCH = 4096  # futures simulated together


@dataclass(frozen=True)
class Question:
    """Which outcome of which scenario is asked for, and under which luck."""

    scenario: Scenario
    outcome: Outcome
    weeks: int
    seed: int = 0
    fixed: bool = True  # numbers that a design leaves alone stand at their values, and are not drawn
    workers: int | None = None


def answers(
    question: Question, inputs: Sequence[Input], values: Array, replications: int, together: int = 1,
    progress: Report | None = None,
) -> Array:  # fmt: skip
    """(N, n) indicators at N points, `values` (N, D), with n replications each.

    Rows come in groups of `together` points that are compared with each other and so share their luck; from batch to
    batch luck changes, so that a result over many groups does not hang on n replications.
    """
    rows = max(1, BATCH // (replications * together)) * together
    todo = [(number, values[start : start + rows]) for number, start in enumerate(range(0, len(values), rows))]
    paths = [one.path for one in inputs]
    task: Any = partial(_batch, pickle.dumps(question), paths, replications)
    found, done = [], 0
    for part in _worked_off(task, todo, question.workers):
        found.append(part)
        done += len(part)
        if progress is not None:
            progress(done, len(values))
    return np.concatenate(found)


def each(
    question: Question, designs: Sequence[dict[str, Array]], replications: int, progress: Report | None = None
) -> list[Array]:
    """(N, n) indicators of each of several designs (path -> (N,) values; none is one point as things stand).

    Everything has the same luck, that of replications 0 to n - 1.
    """
    task: Any = partial(_design, pickle.dumps(question), replications)
    found: list[Array] = []
    for part in _worked_off(task, designs, question.workers):
        found.append(part)
        if progress is not None:
            progress(len(found), len(designs))
    return found


def _worked_off(task: Any, todo: Sequence[Any], asked: int | None) -> Iterable[Array]:
    workers = asked or (cores() if len(todo) >= PAYS_FROM else 1)
    if workers > 1:
        return in_order(task, todo, lambda: hired(workers))
    return map(partial(task, threads=asked or cores()), todo)


def _design(pickled: bytes, replications: int, design: dict[str, Array], threads: int = 1) -> Array:
    question: Question = pickle.loads(pickled)
    trial = Experiment(question.seed, replications, question.weeks, question.fixed, workers=threads)
    found: Array = trial.at(question.scenario, design or {"": np.zeros(1)}, [question.outcome])[0]
    return found


def _batch(pickled: bytes, paths: list[str], replications: int, batch: tuple[int, Array], threads: int = 1) -> Array:
    from sim.negotiation import simulate  # slow to load

    number, values = batch
    question: Question = pickle.loads(pickled)
    scenario = question.scenario
    futures = simulate(
        scenario, seed=question.seed, first=number * replications, count=replications, weeks=question.weeks,
        fixed=question.fixed, points={path: values[:, i] for i, path in enumerate(paths)}, threads=threads,
    )  # fmt: skip
    return question.outcome.of(futures.columns(), scenario.resolve).reshape(len(values), replications)
