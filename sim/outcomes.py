"""What may be asked of a future, by name: `full_ceasefire@13`, `accept:russia`, `signed_full@26`, `played:aid_pause`.

An outcome is an indicator over futures: 1 where it came about, 0 where not, NaN where the horizon does not show it.
It reads the columns of a run (`Futures.columns()`, `Run.columns()`), so that saved and fresh futures answer alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.record import ANSWERS, CLASSES, NONE
from sim.scenario import Resolves

Columns = Mapping[str, NDArray[Any]]
Indicator = NDArray[np.float64]

WEEKS = (4, 13, 26)  # weeks that are reported: a month, a quarter, half a year
BY_WEEK = 13  # deadline of the questions that are asked of every scenario
PARTIAL_WEEKS = 6  # 45 days, in whole weeks
SIGNED = ("signed_full", "signed_partial")
STANDING = ("full_7_days", "partial_45_days")
OF_CARDS = ("announced", "played", "dropped")


class OutcomeError(ValueError):
    """An outcome that cannot be asked for; the message says what can."""


@dataclass(frozen=True)
class Outcome:
    """One question to a future.

    kind: a class of week `week`; `signed_full`, `signed_partial` by `week`; `full_7_days`, `partial_45_days`; an
    answer of `who` to the opening; what was done with card `who`; `resolve`, a forecasting question called `who`.
    """

    kind: str
    week: int | None = None
    who: str | None = None

    @property
    def name(self) -> str:
        """As it is written: `kind@week` or `kind:who`."""
        return self.what + (f"@{self.week}" if self.week is not None else "")

    @property
    def what(self) -> str:
        """Its name without the week."""
        return self.kind + (f":{self.who}" if self.who else "")

    def decided_by(self, weeks: int) -> int:
        """The week by which it is known, of a horizon of `weeks`.

        >>> Outcome("accept", None, "russia").decided_by(26), Outcome("signed_full", 13).decided_by(26)
        (0, 13)
        """
        if self.week is not None:
            return min(self.week, weeks)
        if self.kind in ANSWERS:
            return 0
        return min(weeks, {"full_7_days": BY_WEEK, "partial_45_days": BY_WEEK + PARTIAL_WEEKS}.get(self.kind, weeks))

    def of(self, columns: Columns, questions: Mapping[str, Resolves] | None = None) -> Indicator:
        """(R,) 1, 0, or NaN where it cannot be seen. OutcomeError where these futures know nothing of it."""
        try:
            answer: Indicator = self._of(columns, questions or {}).astype(float)
        except KeyError as missing:
            raise OutcomeError(f"{self.name}: these futures have no {missing.args[0]}") from None
        return answer

    def _of(self, columns: Columns, questions: Mapping[str, Resolves]) -> NDArray[Any]:
        found: NDArray[Any]
        if self.kind in CLASSES and not self.who:  # an answer is called conditional as well
            found = columns[week_column(self.week or 0)] == CLASSES.index(self.kind)
            return found
        if self.kind in SIGNED:
            if (self.week or 0) > last_week(columns):
                raise KeyError(f"week {self.week}")
            found = (columns[self.kind] >= 0) & (columns[self.kind] <= self.week)
            return found
        if self.kind in ANSWERS:
            found = columns[f"first_answer.{self.who}"] == ANSWERS.index(self.kind)
            return found
        if self.kind in OF_CARDS:
            found = columns[f"{self.kind}.{self.who}"] > 0
            return found
        if self.kind == "full_7_days":
            return holds_seven_days(columns)
        if self.kind == "partial_45_days":
            return holds_45_days(columns)
        question = questions[self.who or ""]
        return stood(columns, question.kind, question.announced_by_week, question.stands_weeks)


def week_column(week: int) -> str:
    """Name of the column that holds the class of a week.

    >>> week_column(4), week_column(104)
    ('class.04', 'class.104')
    """
    return f"class.{week:02d}"


def last_week(columns: Columns) -> int:
    """The horizon that futures show."""
    return max(int(name.removeprefix("class.")) for name in columns if name.startswith("class."))


def holds_seven_days(columns: Columns) -> NDArray[np.bool_]:
    """(R,) a full ceasefire stands at the ends of two weeks that follow each other, by the deadline."""
    weeks = range(min(BY_WEEK, last_week(columns)) + 1)
    holds = np.array([columns[week_column(week)] == CLASSES.index("full_ceasefire") for week in weeks])
    both: NDArray[np.bool_] = (holds[:-1] & holds[1:]).any(0)
    return both


def holds_45_days(columns: Columns) -> Indicator:
    """(R,) a partial ceasefire is signed by the deadline, and one is in force 45 days later; NaN beyond the horizon.

    The same one, renewed, or another: a truce of thirty days that is signed again counts as in force.
    """
    signed = columns["signed_partial"].astype(np.intp)
    announced = (signed >= 0) & (signed <= BY_WEEK)
    later = signed + PARTIAL_WEEKS
    answer = np.where(announced & (later > last_week(columns)), np.nan, 0.0)
    for week in range(PARTIAL_WEEKS, min(BY_WEEK + PARTIAL_WEEKS, last_week(columns)) + 1):
        due = announced & (later == week)
        answer[due] = columns[week_column(week)][due] == CLASSES.index("partial_ceasefire")
    return answer


def stood(columns: Columns, kind: str, by: int, need: int) -> Indicator:
    """(R,) signed by week `by` and stood for `need` weeks; NaN where that would reach beyond the horizon.

    One that broke before is left out as well: to leave out only those that had not broken yet would understate how
    long texts stand.
    """
    week, weeks = columns[f"signed_{kind}"].astype(np.intp), columns[f"{kind}_weeks"]
    in_time = (week >= 0) & (week <= by)
    return np.where(in_time & (week + need > last_week(columns)), np.nan, in_time & (weeks >= need))


def weeks_to_signature(columns: Columns) -> Indicator:
    """(R,) week of the first full signature, NaN without one."""
    return np.where(columns["signed_full"] == NONE, np.nan, columns["signed_full"])


def parse(words: str, *, belligerents: Sequence[str], cards: Sequence[str], questions: Sequence[str]) -> Outcome:
    """An outcome as it is written; OutcomeError with the way out where it is none.

    >>> parse("full_ceasefire@26", belligerents=(), cards=(), questions=())
    Outcome(kind='full_ceasefire', week=26, who=None)
    >>> parse("accept:russia", belligerents=("russia",), cards=(), questions=()).name
    'accept:russia'
    """
    kind, _, week = words.partition("@")
    kind, _, who = kind.partition(":")
    timed, known = (*CLASSES, *SIGNED), dict.fromkeys(ANSWERS, belligerents)
    known |= dict.fromkeys(OF_CARDS, cards) | {"resolve": questions}
    if kind not in (*timed, *STANDING, *known):
        raise OutcomeError(
            f"no outcome is called {words!r}{_hint(kind, [*timed, *STANDING, *known])}; ask for {', '.join(timed)} "
            f"with @week, for {', '.join(STANDING)}, or for {', '.join(known)} with :name, e.g. "
            f"full_ceasefire@13 or accept:{next(iter(belligerents), 'russia')}"
        )
    if kind in timed and not (who and kind in known):
        if who or (week and not week.isdigit()):
            raise OutcomeError(f"found {words!r}, expected {kind}@week, e.g. {kind}@13")
        return Outcome(kind, int(week) if week else BY_WEEK)
    if week:
        raise OutcomeError(f"found {words!r}: {kind} has a time of its own; leave out @{week}")
    if kind in STANDING:
        return Outcome(kind)
    if who not in known[kind]:
        raise OutcomeError(
            f"found {words!r}, expected {kind}:name with one of {', '.join(known[kind]) or 'none'}"
            f"{_hint(who, known[kind])}"
        )
    return Outcome(kind, None, who)


def _hint(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def usual(
    weeks: int, *, belligerents: Sequence[str], cards: Sequence[str] = (), questions: Sequence[str] = ()
) -> list[Outcome]:
    """The outcomes that every result reports, in the order of a reader's interest."""
    times = [week for week in WEEKS if week <= weeks]
    times += [] if weeks in times else [weeks]
    return [
        *(Outcome(answer, None, side) for side in belligerents for answer in ANSWERS),
        *(Outcome(kind, week) for week in times for kind in CLASSES),
        *(Outcome(kind, BY_WEEK) for kind in SIGNED if weeks >= BY_WEEK),
        *(Outcome(kind) for kind in STANDING if weeks >= BY_WEEK),
        *(Outcome("resolve", None, question) for question in questions),
        *(Outcome(what, None, card) for card in cards for what in OF_CARDS),
    ]
