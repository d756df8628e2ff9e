"""What a replication leaves behind, in the words of `sim.record`."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from sim.record import ANSWERS, CLASSES, NONE

if TYPE_CHECKING:
    from .world import World

KINDS = ("full", "partial")


class Ledger:
    """The facts of one replication as they come about."""

    def __init__(self, talks: World) -> None:
        self.talks = talks
        self.classes: list[int] = []
        self.answers_in_week_0 = [NONE, NONE]
        self.first_week = dict.fromkeys(KINDS, NONE)
        self.stood = dict.fromkeys(KINDS, NONE)  # weeks
        self.standing: str | None = None  # kind, while the first of its kind stands
        self.signatures = self.collapses = self.lapses = self.violated_weeks = 0
        self.talks_ended = self.arms_decided = NONE
        self.surplus = [math.nan, math.nan]
        self.tale: Counter[str] = Counter()  # happenings that are no fact, by name

    def first_answers(self) -> None:
        """The answers of week 0."""
        if self.talks.week == 0:
            self.answers_in_week_0 = [ANSWERS.index(str(side.answer)) for side in self.talks.side.values()]

    def ended(self) -> None:
        """Terms in force are no more."""
        self.standing = None

    def signed(self, kind: str, surplus: list[float]) -> None:
        """Both have accepted the text on the table."""
        self.signatures += 1
        self.tale[f"{kind} signed"] += 1
        self.ended()
        if kind in KINDS and self.first_week[kind] == NONE:
            self.first_week[kind], self.stood[kind], self.standing = self.talks.week, 0, kind
            self.surplus = surplus if kind == "full" else self.surplus

    def close_week(self) -> None:
        """The class of the week, and one more week for the agreement that stands."""
        talks = self.talks
        if talks.victor is not None and self.arms_decided == NONE:
            self.arms_decided = talks.week
        self.classes.append(CLASSES.index(self._class()))
        if self.standing is not None and talks.week > self.first_week[self.standing]:
            self.stood[self.standing] += 1

    def _class(self) -> str:
        talks = self.talks
        kind = talks.book.terms(talks.in_force).kind
        if talks.victor is not None:
            return "military_end"
        if talks.broken_in == talks.week:
            return "collapsed"
        if kind in KINDS:
            return f"{kind}_ceasefire"
        if not talks.talking:
            return "talks_ended"
        yes_but = any(side.answer == "conditional" for side in talks.side.values())
        return "conditional" if yes_but else "rejected"

    def facts(self, replication: int) -> dict[str, Any]:
        """Everything that `sim.record.Futures` tells of one replication."""
        talks = self.talks
        sides, deck = list(talks.side.values()), list(talks.deck.values())
        return {
            "replication": replication,
            "classes": self.classes,
            "first_answer": self.answers_in_week_0,
            "signed_full": self.first_week["full"],
            "signed_partial": self.first_week["partial"],
            "full_weeks": self.stood["full"],
            "partial_weeks": self.stood["partial"],
            "signatures": self.signatures,
            "collapses": self.collapses,
            "lapses": self.lapses,
            "violated_weeks": int(self.violated_weeks),
            "talks_ended": self.talks_ended,
            "arms_decided": self.arms_decided,
            "victor": NONE if talks.victor is None else talks.book.belligerents.index(talks.victor),
            "actor_type": [side.actor_type for side in sides],
            "announced": [state.announced for state in deck],
            "played": [state.played for state in deck],
            "dropped": [state.dropped for state in deck],
            "terms": list(talks.in_force),
            "text": list(talks.text),
            "odds": talks.values().odds,
            "ground": talks.ground,
            "blame": [side.blame for side in sides],
            "belief": [side.mean_type for side in sides],
            "surplus": self.surplus,
        }
