"""Every case under every point of the prior: one history of all cases at each point.

At point d each case is simulated once, with luck of its own and the same behavioural numbers: column d of the
table is a whole history that the model could have produced, to be held against the one that happened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sim.backtest.cases import Case
from sim.load import load_scenario
from sim.pools import cores, hired, in_order
from sim.record import Futures
from sim.scenario import Scenario

AT_ONCE = 2048  # points simulated together
WEEKS = 40  # 13 to agree and 26 to see how it holds

Floats = NDArray[np.float64]
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class History:
    """What a case came to at D points. Weeks count from the offer."""

    answers: NDArray[np.int8]  # (D, 2) index into ANSWERS
    signed: NDArray[np.int16]  # (D,) week of the first signature of the kind that was offered, or wider, else -1
    stood: NDArray[np.int16]  # (D,) weeks for which it stood, to the end of the run, else -1


@dataclass(frozen=True)
class _Task:
    """What a worker is told: all points; it is given one case at a time."""

    points: Mapping[str, Floats]
    seed: int

    def __call__(self, case: Case) -> History:
        scenario = load_scenario(case.path)
        size = len(next(iter(self.points.values())))
        return _joined(
            [self._some(scenario, case.id, start, min(AT_ONCE, size - start)) for start in range(0, size, AT_ONCE)]
        )

    def _some(self, scenario: Scenario, name: str, start: int, count: int) -> History:
        from sim.negotiation import simulate

        some = {path: values[start : start + count] for path, values in self.points.items()}
        luck = (self.seed << 32) | crc32(name.encode())
        return history(scenario, simulate(scenario, seed=luck, first=start, count=count, weeks=WEEKS, drawn=some))


def history(scenario: Scenario, futures: Futures) -> History:
    """What is scored of futures. A narrow truce that was offered is met by one or by a full ceasefire, any other offer
    by a full one alone."""
    full = futures.signed_full.astype(np.int16)
    if _halts(scenario):
        return History(futures.first_answer, full, futures.full_weeks.astype(np.int16))
    narrow = futures.signed_partial.astype(np.int16)
    first = (narrow >= 0) & ((full < 0) | (narrow <= full))
    return History(
        futures.first_answer, np.where(first, narrow, full), np.where(first, futures.partial_weeks, futures.full_weeks)
    )


def _halts(scenario: Scenario) -> bool:
    terms = scenario.terms(scenario.opening.package)
    return any(scenario.issues[issue].levels[level].halts_front for issue, level in terms.items())


def _joined(parts: Sequence[History]) -> History:
    return History(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("answers", "signed", "stood"))
    )


def histories(
    cases: Sequence[Case],
    points: Mapping[str, Floats],
    seed: int,
    workers: int | None = None,
    report: Report | None = None,
) -> list[History]:
    """The history of every case at every point (path -> (D,)), in the order of the cases."""
    task, found = _Task(points, seed), []
    size = min(workers or cores(), len(cases))
    steps = map(task, cases) if size == 1 else in_order(task, cases, lambda: hired(size))
    for one in steps:
        found.append(one)
        if report is not None:
            report(len(found), len(cases))
    return found
