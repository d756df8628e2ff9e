"""What is asked of every case, what happened, and what the futures of a case say: the same words on both sides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.backtest.cases import INITIATES, SIDES, Case
from sim.backtest.simulate import History
from sim.record import ANSWERS

AGREE_BY = 13  # weeks
STANDS = {30: 4, 90: 13, 180: 26}  # days after it took effect -> whole weeks
NO_YES = ("no", "yes")
RANKED = ("reject", "conditional", "accept")  # answers, from the worst for a mediator to the best
UNSEEN = -1

Classes = NDArray[np.int8]


@dataclass(frozen=True)
class Row:
    """One thing that a case is asked: of a side, or (-1) of the offer as a whole."""

    case: int
    side: int = -1


@dataclass(frozen=True)
class Asked:
    """A question with its ranked classes, asked of some rows; observed and simulated classes, -1 where not seen."""

    name: str
    classes: tuple[str, ...]
    rows: tuple[Row, ...]
    observed: Classes  # (N,)
    simulated: Classes  # (D, N)


def questions(cases: Sequence[Case], histories: Sequence[History]) -> list[Asked]:
    """First answers, agreement within 13 weeks, and whether what was agreed was in force 30, 90 and 180 days later.

    The latter are asked of agreements of those 13 weeks alone: who did not agree is -1 there, in life and in a future.
    """
    return [
        _answers(cases, histories),
        _agreement(cases, histories),
        *(_force(cases, histories, days) for days in STANDS),
    ]


def _answers(cases: Sequence[Case], histories: Sequence[History]) -> Asked:
    rows = tuple(
        Row(i, side) for i, case in enumerate(cases) for side in range(len(SIDES))
        if case.outcome.answers[side] not in ("", INITIATES)
    )  # fmt: skip
    observed = [RANKED.index(cases[row.case].outcome.answers[row.side]) for row in rows]
    rank = np.array([RANKED.index(word) for word in ANSWERS], dtype=np.int8)
    simulated = [rank[histories[row.case].answers[:, row.side]] for row in rows]
    return _asked("first_answer", RANKED, rows, observed, simulated)


def _agreement(cases: Sequence[Case], histories: Sequence[History]) -> Asked:
    rows = tuple(Row(i) for i in range(len(cases)))
    simulated = [agreed(history).astype(np.int8) for history in histories]
    return _asked("agreement_13", NO_YES, rows, [_did_agree(case) for case in cases], simulated)


def _force(cases: Sequence[Case], histories: Sequence[History], days: int) -> Asked:
    rows = tuple(Row(i) for i in range(len(cases)))
    simulated = [
        np.where(agreed(history), history.stood >= STANDS[days], UNSEEN).astype(np.int8) for history in histories
    ]
    return _asked(f"in_force_{days}", NO_YES, rows, [_was_in_force(case, days) for case in cases], simulated)


def _asked(
    name: str, classes: tuple[str, ...], rows: tuple[Row, ...], observed: list[int], simulated: list[Classes]
) -> Asked:
    return Asked(name, classes, rows, np.array(observed, dtype=np.int8), np.stack(simulated, axis=1).astype(np.int8))


def agreed(history: History) -> NDArray[np.bool_]:
    """(D,) whether terms of the kind that was offered, or wider, were signed within 13 weeks."""
    in_time: NDArray[np.bool_] = (history.signed >= 0) & (history.signed <= AGREE_BY)
    return in_time


def _did_agree(case: Case) -> int:
    """1 or 0; -1 where nothing is known of the thirteen weeks."""
    by = case.date + dt.timedelta(weeks=AGREE_BY)
    what = case.outcome
    if what.agreed is not None:
        return int(what.agreed <= by)
    return 0 if what.seen_until is None or what.seen_until >= by else UNSEEN


def _was_in_force(case: Case, days: int) -> int:
    """1 or 0 of what was agreed in time and took effect; -1 of anything else, and where it is not seen out."""
    what = case.outcome
    if _did_agree(case) != 1 or what.effect is None:
        return UNSEEN
    due = what.effect + dt.timedelta(days=days)
    if what.ended is not None:
        return int(what.ended >= due)
    return 1 if what.seen_until is not None and what.seen_until >= due else UNSEEN
