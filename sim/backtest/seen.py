"""What every case is asked, how it came out, and how its futures did: the same words on both sides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.backtest.cases import INITIATES, SIDES, Case
from sim.backtest.features import table
from sim.backtest.questions import NOT_SEEN, Question
from sim.backtest.simulate import History
from sim.record import ANSWERS

AGREE_BY = 13  # weeks
STANDS = {30: 4, 90: 13, 180: 26}  # days after it took effect -> whole weeks
NO_YES = ("no", "yes")
RANKED = ("reject", "conditional", "accept")  # answers, from the worst for a mediator to the best
WHOLE = -1  # in place of a side: the offer as a whole

Classes = NDArray[np.int8]
Row = tuple[int, int]  # index of a case; of the side that is asked, or WHOLE


def questions(cases: Sequence[Case]) -> list[Question]:
    """First answers, agreement within 13 weeks, and whether what was agreed was in force 30, 90 and 180 days later.

    The latter are asked of agreements of those 13 weeks alone: who did not agree is not seen there.
    """
    rows = answering(cases)
    answers = [RANKED.index(word) if (word := cases[i].outcome.answers[side]) else NOT_SEEN for i, side in rows]
    agreement = _question("agreement_13", NO_YES, cases, _offers(cases), [_did_agree(case) for case in cases])
    force = [
        _question(f"in_force_{days}", NO_YES, cases, _offers(cases), [_was_in_force(case, days) for case in cases])
        for days in STANDS
    ]
    return [_question("first_answer", RANKED, cases, rows, answers), agreement, *force]


def simulated(cases: Sequence[Case], histories: Sequence[History]) -> list[Classes]:
    """(D, N) of each question: how its rows came out at each point; NOT_SEEN where a future does not tell."""
    rank = np.array([RANKED.index(word) for word in ANSWERS], dtype=np.int8)
    answers = [rank[histories[i].answers[:, side]] for i, side in answering(cases)]
    agreement = [agreed(one).astype(np.int8) for one in histories]
    force = [
        [np.where(agreed(one), one.stood >= weeks, NOT_SEEN).astype(np.int8) for one in histories]
        for weeks in STANDS.values()
    ]
    return [np.stack(rows, axis=1) for rows in (answers, agreement, *force)]


def agreed(history: History) -> NDArray[np.bool_]:
    """(D,) whether terms of the kind that was offered, or wider, were signed within 13 weeks."""
    in_time: NDArray[np.bool_] = (history.signed >= 0) & (history.signed <= AGREE_BY)
    return in_time


def _question(
    name: str, classes: tuple[str, ...], cases: Sequence[Case], rows: Sequence[Row], observed: Sequence[int]
) -> Question:
    wars = sorted({case.war for case in cases})
    index = np.array([i for i, _ in rows], dtype=np.int64)
    war = np.array([wars.index(cases[i].war) for i, _ in rows], dtype=np.int64)
    codes = table([(cases[i].codes, side) for i, side in rows])
    return Question(name, classes, True, index, war, np.array(observed, dtype=np.int64), codes)


def not_agreed(cases: Sequence[Case]) -> int:
    """How many cases no truce of is asked about, for there was none in time."""
    return sum(_did_agree(case) != 1 or case.outcome.effect is None for case in cases)


def answering(cases: Sequence[Case]) -> list[Row]:
    """Sides that answered; who made the offer itself did not."""
    every = [(i, side) for i in range(len(cases)) for side in range(len(SIDES))]
    return [(i, side) for i, side in every if cases[i].outcome.answers[side] != INITIATES]


def _offers(cases: Sequence[Case]) -> list[Row]:
    return [(i, WHOLE) for i in range(len(cases))]


def _did_agree(case: Case) -> int:
    """1 or 0; NOT_SEEN where nothing is known of the thirteen weeks."""
    by, what = case.date + dt.timedelta(weeks=AGREE_BY), case.outcome
    if what.agreed is not None:
        return int(what.agreed <= by)
    return 0 if what.seen_until is None or what.seen_until >= by else NOT_SEEN


def _was_in_force(case: Case, days: int) -> int:
    """1 or 0 of what was agreed in time and took effect; NOT_SEEN of anything else, and where it is not seen out."""
    what = case.outcome
    if _did_agree(case) != 1 or what.effect is None:
        return NOT_SEEN
    due = what.effect + dt.timedelta(days=days)
    if what.ended is not None:
        return int(what.ended >= due)
    return 1 if what.seen_until is not None and what.seen_until >= due else NOT_SEEN
