"""One future, week by week, with the reasons: a negotiation that notes what everybody weighed and chose.

The numbers are those of the engine itself, as it read them; nothing is worked out again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from sim.menu import Levels
from sim.negotiation import ANNOUNCED, Negotiation
from sim.record import ANSWERS, CLASSES
from sim.rules.terms import Ints
from sim.scenario import Scenario

Note = dict[str, Any]
DEED = {"announce": "announced", "play": "played", "drop": "dropped", "stand down": "stood down"}


class Traced(Negotiation):
    """A negotiation in one future that keeps a note of every week in `notes`."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int,
        replication: int,
        weeks: int | None = None,
        fixed: bool = False,
        per_draw: int = 1,
    ) -> None:
        self.notes: list[Note] = []
        super().__init__(
            scenario, seed=seed, first=replication, count=1, weeks=weeks, fixed=fixed, per_draw=per_draw
        )

    def events(self) -> None:
        """Begin the note of a week."""
        monday = self.plot.as_of + dt.timedelta(weeks=self.week)
        self.note: Note = {
            "week": self.week,
            "date": monday.isoformat(),
            "events": [],
            "cards": [],
            "threats": [],
            "hands": [],
            "proposal": None,
            "answers": {},
        }
        self.notes.append(self.note)
        super().events()

    def _happen(self, event: Any, at: Ints) -> None:
        self.note["events"].append(event.name)
        super()._happen(event, at)

    def front(self) -> None:
        """Note where the war stands, and what became of terms in force."""
        before = self.levels(self.terms)
        lapses, violated = int(self.facts.lapses[0]), int(self.facts.violated_weeks[0])
        super().front()
        names = self.tables.names[:2]
        self.note["front"] = {
            "odds": float(self.odds[0]),
            "ground": float(self.ground[0]),
            "capacity": {name: float(self.capacity[s, 0]) for s, name in enumerate(names)},
            "arms_decided_for": names[self.facts.victor[0]]
            if self.facts.arms_decided[0] == self.week and self.week
            else None,
            "collapsed": before if self.collapsed[0] else None,
            "lapsed": before if self.facts.lapses[0] > lapses else None,
            "violated": bool(self.facts.violated_weeks[0] > violated),
        }

    def cards(self) -> None:
        """Note what the public learnt of a holder's resolve from threats that it made good or dropped."""
        super().cards()
        threats = self.note["threats"]
        for t, threat in enumerate(threats):
            later = (other["before"] for other in threats[t + 1 :] if other["holder"] == threat["holder"])
            holder = self.party[self.tables.names.index(threat["holder"])]
            threat["after"] = next(later, float(holder.believed_resolute[0]))

    def intend(self, c: int, way: str, at: Ints) -> None:
        """Note how likely either kind of holder was to do so with a threat: by this its resolve is judged."""
        if at.size and way in ("play", "drop") and self.deck.status[c, 0] == ANNOUNCED:
            holder = self.party[self.tables.cards.holder[c]]
            plays = [float(chance) for chance in self.deck.makes_good[c][:, 0]]
            self.note["threats"].append(
                {
                    "card": self.tables.cards.names[c],
                    "holder": holder.name,
                    "did": DEED[way],
                    "likelihood": plays if way == "play" else [1 - chance for chance in plays],
                    "before": float(holder.believed_resolute[0]),
                    "resolute": bool(holder.resolute[0]),
                }
            )
        super().intend(c, way, at)

    def _carry_out(self, c: int, way: str, at: Ints) -> None:
        cards = self.tables.cards
        self.note["cards"].append(
            {"card": cards.names[c], "holder": self.tables.names[cards.holder[c]], "did": DEED[way]}
        )
        super()._carry_out(c, way, at)

    def proposal(self) -> None:
        """Note what the mediator weighed."""
        before = self.levels(self.text)
        super().proposal()
        if self.reading is None:
            return
        table = self.reading.table
        on = np.flatnonzero(table.menu.on[:, 0])
        worth = table.proposal[on, 0]
        weight = np.exp(self.number("precision_mediator", self.every) * (worth - worth.max()))
        both = table.accepts[0][on, 0] * table.accepts[1][on, 0]
        options: list[Note] = [
            {
                "text": self.levels(table.menu.text(np.array([row]), np.array([0]))),
                "both_sign": float(b),
                "worth": float(w),
                "chance": float(c),
            }
            for row, b, w, c in zip(on, both, worth, weight / weight.sum(), strict=True)
        ]
        options.sort(key=lambda option: -option["worth"])
        self.note["proposal"] = {
            "before": before,
            "text": self.levels(self.text),
            "acted": self.acted,
            "expected_gain": float(table.expected_gain[0]),
            "options": options,
        }

    def answers(self) -> None:
        """Note what each answer was worth to each side, and what holders mean to do next."""
        before = [
            (int(side.answer[0]), [float(b) for b in side.belief[:, 0]], float(side.blame[0]))
            for side in self.belligerents
        ]
        super().answers()
        for i, side in enumerate(self.belligerents):
            answer = int(side.answer[0])
            note: Note = {
                "answer": ANSWERS[answer] if answer >= 0 else None,
                "before": ANSWERS[before[i][0]] if before[i][0] >= 0 else None,
                "new": bool(self.reading is not None and self.reading.new.size),
                "condition": self.levels(side.condition) if answer == 1 and side.has_condition[0] else None,
                "type": int(side.actor_type[0]),
                "multiplier": float(side.of_type(side.multiplier, self.every)[0]),
                "belief_before": before[i][1],
                "multipliers": [float(m) for m in np.broadcast_to(side.multiplier, (len(side.multiplier), 1))[:, 0]],
                "blame_before": before[i][2],
            }
            if note["new"]:
                note |= self._reasons(i)
            self.note["answers"][side.name] = note
        if self.reading is not None:
            self.note["hands"] = self._hands()

    def _reasons(self, i: int) -> Note:
        reading, side = self.reading, self.belligerents[i]
        table, found, row, k = reading.table, reading.choices[i], reading.row[0], int(side.actor_type[0])
        m, r = float(side.of_type(side.multiplier, self.every)[0]), float(side.of_type(side.red_factor, self.every)[0])
        now = table.going_on[i]
        going_on = float(now.base[0] + now.slope[0] * m)
        gain, red = table.prospects.gain[i], float(table.prospects.red[i][row, 0]) * r
        relief = float(table.yes_relief[i][0])
        worth = {name: float(found.worth[a, k, 0]) for a, name in enumerate(ANSWERS)}
        chances = {name: float(found.chances[a, k, 0]) for a, name in enumerate(ANSWERS)}
        return {
            "worth": worth,
            "chances": chances,
            "likelihood": {name: [float(x) for x in found.likelihood[a, :, 0]] for a, name in enumerate(ANSWERS)},
            "parts": {
                "terms": float(gain.base[row, 0] + gain.slope[row, 0] * m) - relief + going_on,
                "going_on": going_on,
                "red_lines": -red,
                "cards_lifted_by_yes": relief,
                "cards_feared_after_yes_but": -float(table.cards.expected[i][0, 0]),
                "cards_feared_after_no": -float(table.cards.expected[i][1, 0]),
                "adoption": float(reading.sides[i].adoption[0]),
                "discount": float(self.number("discount", self.every)[0]),
            },
            "collapse_chance": float(table.collapse[row, 0]),
        }

    def _hands(self) -> list[Note]:
        cards, told = self.reading.table.cards, []
        for h, (name, holder, side, options) in enumerate(cards.hands):
            actor = self.party[holder]
            plan = actor.plans[[hand for hand, _, _ in actor.hands].index(name)][:, 0]
            w = 0 if actor.resolute[0] else 1
            refused = side >= 0 and self.belligerents[side].answer[0] == 2
            nets = cards.net[h][:, w, int(refused), 0] if side >= 0 else cards.net[h][:, w, 0]
            weighed = [
                {"card": self.tables.cards.names[c], "way": way, "net": float(net), "chance": float(chance)}
                for (c, way), net, chance in zip(options, nets, plan, strict=True)
                if np.isfinite(net)
            ]
            if weighed:
                told.append(
                    {
                        "hand": name,
                        "holder": actor.name,
                        "target": self.tables.names[side] if side >= 0 else None,
                        "resolute": bool(actor.resolute[0]),
                        "options": weighed,
                    }
                )
        return told

    def beliefs(self) -> None:
        """Note what the public makes of the answers."""
        super().beliefs()
        for side in self.belligerents:
            self.note["answers"][side.name] |= {
                "belief_after": [float(b) for b in side.belief[:, 0]],
                "blame_after": float(side.blame[0]),
            }

    def outcome(self) -> None:
        """Note what the week came to."""
        signatures, text = int(self.facts.signatures[0]), self.levels(self.text)
        week = self.week
        super().outcome()
        signed = int(self.facts.signatures[0]) > signatures
        self.note["outcome"] = {
            "class": CLASSES[self.facts.classes[week, 0]],
            "signed": text if signed else None,
            "in_force": self.levels(self.terms),
            "on_the_table": self.levels(self.text),
            "clock": float(self.clock[0]),
            "talks": bool(self.talks[0]),
        }

    def levels(self, text: Levels) -> dict[str, int]:
        """Levels of a text (K, 1) by issue."""
        return {issue: int(level) for issue, level in zip(self.tables.issues, np.ravel(text), strict=True)}


def trace(
    scenario: Scenario,
    *,
    seed: int,
    replication: int,
    weeks: int | None = None,
    fixed: bool = False,
    per_draw: int = 1,
) -> list[Note]:
    """Notes of every week of one future: the same future that an ensemble with this seed holds at `replication`."""
    model = Traced(scenario, seed=seed, replication=replication, weeks=weeks, fixed=fixed, per_draw=per_draw)
    try:
        for _ in range(model.horizon + 1):
            model.step()
        return model.notes
    finally:
        model.release()
