"""What a run remembers while it goes on: answers given in a spell, and facts for the record.

Letters: R replications, K issues, W weeks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.record import NONE
from sim.rules.terms import LEVEL, Array, Ints, Truth

if TYPE_CHECKING:
    from sim.negotiation import Negotiation


class History:
    """Which text was answered in which week, and how: a text that comes back within a spell keeps its answers."""

    def __init__(self, weeks: int, issues: int, count: int) -> None:
        self.code = np.full((weeks + 1, count), NONE, dtype=np.int64)
        self.answer = np.full((weeks + 1, 2, count), NONE, dtype=np.int8)
        self.condition = np.zeros((weeks + 1, 2, issues, count), dtype=LEVEL)
        self.has_condition = np.zeros((weeks + 1, 2, count), dtype=bool)

    def recall(self, model: Negotiation, at: Ints) -> Truth:
        """(n,) whether the text has been answered in this spell; if so those answers stand again."""
        known = np.zeros(len(at), dtype=bool)
        code = model._code(model.text[:, at])
        open_ = np.flatnonzero(model.spell_start[at] < model.week)
        for week in range(model.week - 1, -1, -1):
            open_ = open_[model.spell_start[at[open_]] <= week]
            if not open_.size:
                break
            found = self.code[week, at[open_]] == code[open_]
            hit = open_[found]
            known[hit] = True
            who = at[hit]
            for i, side in enumerate(model.belligerents):
                side.answer[who] = self.answer[week, i, who]
                side.condition[:, who] = self.condition[week, i][:, who]
                side.has_condition[who] = self.has_condition[week, i, who]
            open_ = open_[~found]
        return known

    def note(self, model: Negotiation, at: Ints) -> None:
        """Remember the answers that stand to the texts of this week."""
        week = model.week
        self.code[week, at] = model._code(model.text[:, at])
        for i, side in enumerate(model.belligerents):
            self.answer[week, i, at] = side.answer[at]
            self.condition[week, i][:, at] = side.condition[:, at]
            self.has_condition[week, i, at] = side.has_condition[at]


class FactSheet:
    """Facts for the record. Row 0 of `signed`, `ended` is the first full agreement, row 1 the first partial one."""

    def __init__(self, count: int, weeks: int) -> None:
        self.weeks = weeks
        self.classes = np.zeros((weeks + 1, count), dtype=np.int8)
        self.first_answer = np.full((count, 2), NONE, dtype=np.int8)
        self.signed = np.full((2, count), NONE, dtype=np.int16)
        self.ended = np.full((2, count), NONE, dtype=np.int16)
        self.signatures, self.collapses, self.lapses, self.violated_weeks = np.zeros((4, count), dtype=np.int16)
        self.talks_ended, self.arms_decided = np.full((2, count), NONE, dtype=np.int16)
        self.victor = np.full(count, NONE, dtype=np.int8)
        self.surplus = np.full((count, 2), np.nan)

    def decide(self, at: Ints, side: Ints, week: int) -> None:
        """Arms have decided for a side."""
        self.arms_decided[at], self.victor[at] = week, side

    def sign(self, at: Ints, halted: Truth, partial: Truth, week: int, surplus: Array) -> None:
        """Terms have been signed."""
        self.signatures[at] += 1
        for kind, is_kind in enumerate((halted, partial)):
            first = at[is_kind & (self.signed[kind, at] == NONE)]
            self.signed[kind, first] = week
            if kind == 0:
                self.surplus[first] = surplus[is_kind & np.isin(at, first)]

    def end_terms(self, at: Ints, week: int) -> None:
        """Terms in force have ended: broken, lapsed, replaced, or overtaken by arms."""
        for kind in (0, 1):
            stood = at[(self.signed[kind, at] != NONE) & (self.ended[kind, at] == NONE)]
            self.ended[kind, stood] = week

    def stood(self, kind: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
        """(R,) weeks after its own at whose end the first agreement of a kind was in force, up to the horizon."""
        last = np.where(self.ended[kind] == NONE, self.weeks, self.ended[kind] - 1)
        return np.where(self.signed[kind] == NONE, NONE, last - self.signed[kind]).astype(np.int16)
