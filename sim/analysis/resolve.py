"""Forecasting questions settled on the futures of a run: announced, in effect, stood.

An announcement is a signature by the deadline; it is in effect if the text is still in force a week later; it stood if
it did so for as many weeks as the question asks. For any future announced >= in effect >= stood.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.answer import Answer, of_100, share_of
from sim.analysis.inputs import Array
from sim.outcomes import Columns, OutcomeError, last_week, stood
from sim.scenario import Resolves
from sim.words import Table

STAGES = ("announced", "in effect", "stood")


@dataclass(frozen=True)
class Settled:
    """One question on every future: (R,) 1, 0, or NaN where the horizon does not show it."""

    question: Resolves
    announced: Array
    in_effect: Array
    stood: Array

    @property
    def stages(self) -> tuple[Array, Array, Array]:
        """In the order of STAGES."""
        return self.announced, self.in_effect, self.stood

    @property
    def answer(self) -> Array:
        """What settles the question."""
        return self.stood


def settle(question: Resolves, columns: Columns) -> Settled:
    """A question on the futures of a run; OutcomeError where its deadline lies beyond their horizon.

    A question that asks for no standing is settled by the announcement.
    """
    if question.announced_by_week > last_week(columns):
        raise OutcomeError(
            f'"{question.question}" asks for week {question.announced_by_week}, but these futures end with week '
            f"{last_week(columns)}; run the scenario again with --weeks {question.announced_by_week} or more"
        )
    announced = stood(columns, question.kind, question.announced_by_week, 0)
    week = stood(columns, question.kind, question.announced_by_week, 1)
    needed = stood(columns, question.kind, question.announced_by_week, question.stands_weeks)
    return Settled(question, announced, week, needed)


def told(name: str, settled: Mapping[str, Settled], replication: int | None = None) -> Answer:
    """All questions on all futures, or on one."""
    count = len(next(iter(settled.values())).announced)
    if replication is not None:
        if not 0 <= replication < count:
            raise OutcomeError(f"found --replication {replication}, expected 0 to {count - 1}")
        return _one(name, settled, replication)
    rows, facts = [], {}  # type: list[tuple[str, ...]], dict[str, Any]
    for key, one in settled.items():
        stages = [share_of(stage) for stage in one.stages]
        unseen = int(np.isnan(one.answer).sum())
        shares = (f"{of_100(share)} ({100 * low:.0f} to {100 * high:.0f})" for share, low, high in stages)
        rows.append((one.question.question, *shares, f"{unseen:,}" if unseen else "none"))
        facts[key] = {"question": one.question.question, "unseen": unseen}
        facts[key] |= {stage.replace(" ", "_"): {"share": share, "interval": [low, high]}
                       for stage, (share, low, high) in zip(STAGES, stages, strict=True)}  # fmt: skip
    head = ("question", "announced", "in effect a week later", "stood as asked: yes", "unseen")
    lines = [
        f"{len(settled)} forecasting questions on the {count:,} futures of {name}. Futures whose horizon does not show "
        "the answer are counted as unseen and left out of the share."
    ]
    table = Table("Of 100 futures (95 % sampling interval)", head, rows)
    flat = [
        {"question": key, "stage": stage, "share": part["share"], "low": part["interval"][0],
         "high": part["interval"][1], "unseen": fact["unseen"]}
        for key, fact in facts.items()
        for stage, part in ((stage, fact[stage.replace(" ", "_")]) for stage in STAGES)
    ]  # fmt: skip
    return Answer(f"Forecasting questions on {name}", lines, [table], {"run": name, "questions": facts}, flat)


def _one(name: str, settled: Mapping[str, Settled], replication: int) -> Answer:
    words = {0.0: "no", 1.0: "yes"}
    rows, facts = [], {}  # type: list[tuple[str, ...]], dict[str, Any]
    for key, one in settled.items():
        found = [words.get(float(stage[replication]), "not seen") for stage in one.stages]
        rows.append((one.question.question, *found))
        facts[key] = {"question": one.question.question, **dict(zip(STAGES, found, strict=True))}
    table = Table(f"Future {replication} of {name}", ("question", "announced", "in effect a week later", "stood"), rows)
    flat = [{"question": key, **{stage: fact[stage] for stage in STAGES}} for key, fact in facts.items()]
    return Answer(table.title, [], [table], {"run": name, "replication": replication, "questions": facts}, flat)
