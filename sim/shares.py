"""What is asked of every future, as yes or no: the outcomes whose shares a summary gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.record import ANSWERS, CLASSES, Futures
from sim.scenario import Resolves

WEEKS = (4, 13, 26)  # weeks that are reported: a month, a quarter, half a year
BY_WEEK = 13  # deadline of the questions that are asked of every scenario
PARTIAL_WEEKS = 6  # 45 days, in whole weeks
CARD_FACTS = ("announced", "played", "dropped")
GROUPS = (
    "first_answer", "outcome", "signed_full", "signed_partial", "full_7_days", "partial_45_days", "cards", "resolve",
)  # fmt: skip

Bools = NDArray[np.bool_]
Path = tuple[str, ...]  # where an outcome stands in a result, e.g. ("outcome", "13", "full_ceasefire")


class Outcome(NamedTuple):
    """Which futures say yes, and which of them show whether they do (none: all)."""

    hit: Bools  # (R,)
    seen: Bools | None = None  # (R,)


def outcomes(futures: Futures, questions: Mapping[str, Resolves]) -> dict[Path, Outcome | None]:
    """Every outcome of a chunk by its path; None where the horizon is too short to ask."""
    return dict(_outcomes(futures, questions))


def nested(leaves: Mapping[Path, Any]) -> dict[str, Any]:
    """Leaves by their paths as the nested mappings of a result.

    >>> nested({("signed_full",): 0.5, ("cards", "embargo", "played"): 0.2})["cards"]
    {'embargo': {'played': 0.2}}
    """
    tree: dict[str, Any] = {name: {} for name in GROUPS}
    for path, leaf in leaves.items():
        branch = tree
        for name in path[:-1]:
            branch = branch.setdefault(name, {})
        branch[path[-1]] = leaf
    return tree


def _outcomes(futures: Futures, questions: Mapping[str, Resolves]) -> Iterator[tuple[Path, Outcome | None]]:
    last = futures.classes.shape[1] - 1
    for i, actor in enumerate(futures.belligerents):
        for k, answer in enumerate(ANSWERS):
            yield ("first_answer", actor, answer), Outcome(futures.first_answer[:, i] == k)
    for week in [week for week in WEEKS if week <= last] + ([] if last in WEEKS else [last]):
        for k, name in enumerate(CLASSES):
            yield ("outcome", str(week), name), Outcome(futures.classes[:, week] == k)
    asked = last >= BY_WEEK
    yield ("signed_full",), Outcome(_in_time(futures.signed_full, BY_WEEK)) if asked else None
    yield ("signed_partial",), Outcome(_in_time(futures.signed_partial, BY_WEEK)) if asked else None
    yield ("full_7_days",), Outcome(_full_for_7_days(futures)) if asked else None
    yield ("partial_45_days",), _partial_later(futures, last) if asked else None
    for i, card in enumerate(futures.cards):
        for fact in CARD_FACTS:
            yield ("cards", card, fact), Outcome(getattr(futures, fact)[:, i] > 0)
    for name, question in questions.items():
        yield ("resolve", name), _resolved(futures, question, last) if question.announced_by_week <= last else None


def _in_time(week: NDArray[np.int16], by: int) -> Bools:
    return (week >= 0) & (week <= by)


def _full_for_7_days(futures: Futures) -> Bools:
    holds = futures.classes == CLASSES.index("full_ceasefire")
    lasting: Bools = (holds[:, :-1] & holds[:, 1:])[:, :BY_WEEK].any(axis=1)
    return lasting


def _partial_later(futures: Futures, last: int) -> Outcome:
    """Futures that sign a partial ceasefire in time and have one in force 45 days later, and those that show it.

    The same one, renewed, or another: a truce of thirty days that is signed again counts as in force.
    """
    announced = _in_time(futures.signed_partial, BY_WEEK)
    seen = ~announced | (futures.signed_partial + PARTIAL_WEEKS <= last)
    later = np.where(announced & seen, futures.signed_partial + PARTIAL_WEEKS, 0)
    stands = futures.classes[np.arange(futures.count), later] == CLASSES.index("partial_ceasefire")
    return Outcome(announced & seen & stands, seen)


def _resolved(futures: Futures, question: Resolves, last: int) -> Outcome:
    """Futures signed by a week whose text stood long enough, and those in which that could be seen.

    One whose weeks would reach beyond the horizon is left out, whether it broke or not: to leave out only
    those that had not broken yet would understate how long texts stand.
    """
    week, stood = getattr(futures, f"signed_{question.kind}"), getattr(futures, f"{question.kind}_weeks")
    in_time = _in_time(week, question.announced_by_week)
    seen = ~(in_time & (week + question.stands_weeks > last))
    return Outcome(in_time & seen & (stood >= question.stands_weeks), seen)
