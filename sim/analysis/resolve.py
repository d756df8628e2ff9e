"""Forecasting questions settled on the futures of a run: announced, in effect, stood.

An announcement is a signature by the deadline; it is in effect if the text is still in force a week later; it stood if
it did so for as many weeks as the question asks. For any future announced >= in effect >= stood. A question that asks
for no weeks is settled by the announcement.
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
    stood: Array | None  # none where the question asks for no weeks

    @property
    def stages(self) -> dict[str, Array]:
        """What the question asks for, and what leads to it, by name."""
        stages = {"announced": self.announced, "in effect": self.in_effect}
        return stages if self.stood is None else stages | {"stood": self.stood}

    @property
    def answer(self) -> Array:
        """What settles the question."""
        return self.announced if self.stood is None else self.stood


def settle(question: Resolves, columns: Columns) -> Settled:
    """A question on the futures of a run; OutcomeError where its deadline lies beyond their horizon."""
    if question.announced_by_week > last_week(columns):
        raise OutcomeError(
            f'"{question.question}" asks for week {question.announced_by_week}, but these futures end with week '
            f"{last_week(columns)}; run the scenario again with --weeks {question.announced_by_week} or more"
        )
    announced = stood(columns, question.kind, question.announced_by_week, 0)
    week = stood(columns, question.kind, question.announced_by_week, 1)
    needed = stood(columns, question.kind, question.announced_by_week, question.stands_weeks)
    return Settled(question, announced, week, needed if question.stands_weeks else None)


def told(name: str, settled: Mapping[str, Settled], replication: int | None = None) -> Answer:
    """All questions on all futures, or on one."""
    count = len(next(iter(settled.values())).announced)
    if replication is not None:
        if not 0 <= replication < count:
            raise OutcomeError(f"found --replication {replication}, expected 0 to {count - 1}")
        return _one(name, settled, replication)
    rows: list[tuple[str, ...]] = []
    facts: dict[str, Any] = {}
    for key, one in settled.items():
        stages = {stage: share_of(indicator) for stage, indicator in one.stages.items()}
        answer = share_of(one.answer)
        unseen = int(np.isnan(one.answer).sum())
        cells = [_cell(stages.get(stage)) for stage in STAGES]
        rows.append((one.question.question, *cells, f"{unseen:,}" if unseen else "none"))
        facts[key] = {"question": one.question.question, "unseen": unseen, "answer": _fact(answer)}
        facts[key] |= {stage.replace(" ", "_"): _fact(found) for stage, found in stages.items()}
    head = ("question", "announced", "in effect a week later", "stood as asked", "unseen")
    lines = [
        f"{len(settled)} forecasting questions on the {count:,} futures of {name}. Futures whose horizon does not show "
        "the answer are counted as unseen and left out of the share."
    ]
    table = Table("Of 100 futures (95 % sampling interval); the last stage asked for settles a question", head, rows)
    flat = [
        {"question": key, "unseen": fact["unseen"], **{name: fact["answer"][name] for name in ("share", "low", "high")}}
        for key, fact in facts.items()
    ]
    return Answer(f"Forecasting questions on {name}", lines, [table], {"run": name, "questions": facts}, flat)


def _one(name: str, settled: Mapping[str, Settled], replication: int) -> Answer:
    words = {0.0: "no", 1.0: "yes"}
    rows: list[tuple[str, ...]] = []
    facts: dict[str, Any] = {}
    for key, one in settled.items():
        found = {stage: words.get(float(indicator[replication]), "not seen") for stage, indicator in one.stages.items()}
        answer = words.get(float(one.answer[replication]), "not seen")
        rows.append((one.question.question, *(found.get(stage, "not asked") for stage in STAGES), answer))
        facts[key] = {"question": one.question.question, **found, "answer": answer}
    head = ("question", "announced", "in effect a week later", "stood as asked", "answer")
    table = Table(f"Future {replication} of {name}", head, rows)
    flat = [{**fact, "question": key} for key, fact in facts.items()]
    return Answer(table.title, [], [table], {"run": name, "replication": replication, "questions": facts}, flat)


def _cell(share: tuple[float, float, float] | None) -> str:
    return "not asked" if share is None else f"{of_100(share[0])} ({100 * share[1]:.0f} to {100 * share[2]:.0f})"


def _fact(share: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip(("share", "low", "high"), share, strict=True))
