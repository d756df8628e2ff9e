"""Who sits at the table: Mesa agents that own their state for all replications and decide by calling rules.

Letters: R replications, T types, K issues, C cards. Replications run along the last axis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.rules import answer as rule
from sim.rules import belief as beliefs
from sim.rules import cards as leverage
from sim.rules.terms import LEVEL, Array, Ints, Truth
from sim.streams import Purpose

if TYPE_CHECKING:
    from sim.negotiation import Negotiation

ACCEPT, CONDITIONAL, REJECT, SILENT = 0, 1, 2, -1
IDLE, ANNOUNCED, IN_FORCE, SPENT = 0, 1, 2, 3


class Actor(mesa.Agent):  # type: ignore[misc]
    """A state or bloc. Holds cards, and plays them by the reading that it took when the last answers were given.

    resolute: (R,) whether its blowback is small. believed_resolute: (R,) what the public believes of that.
    """

    def __init__(self, model: Negotiation, index: int) -> None:
        super().__init__(model)
        tables = model.tables
        self.index, self.name = index, tables.names[index]
        share, only = tables.share_resolute[index], tables.resolve_only[index]
        u = model.luck.uniform(Purpose.RESOLVE, self.name, 0)
        self.resolute: Truth = u < share if only is None else np.full(model.count, only == "resolute")
        self.believed_resolute: Array = np.broadcast_to(share, (model.count,)).copy()
        self.hands = [(name, side, options) for name, holder, side, options in model.reader.hands if holder == index]
        self.plans: list[Array] = [np.zeros((len(options), model.count)) for _, _, options in self.hands]

    def decide_cards(self) -> None:
        """Say which cards it plays, announces or drops this week; the model carries it out once all have decided."""
        model, at = self.model, self.model.talking
        deck = model.deck
        for c in model.held[self.index]:
            waiting = at[deck.status[c, at] == ANNOUNCED]
            if waiting.size:
                self._make_good(c, waiting)
        for (name, _, options), plan in zip(self.hands, self.plans, strict=True):
            weekly = plan[:, at]
            acts = model.luck.uniform(Purpose.HOLDER_ACTS, name, model.week)[at] < weekly.sum(0)
            if not acts.any():
                continue
            who = at[acts]
            chosen = rule.drawn(
                weekly[:, acts] / weekly[:, acts].sum(0),
                model.luck.uniform(Purpose.HOLDER_CHOICE, name, model.week)[who],
            )
            for o, (c, way) in enumerate(options):
                model.intend(c, way, who[(chosen == o) & (deck.status[c, who] == IDLE)])

    def _make_good(self, c: int, who: Ints) -> None:
        """Play or drop what was announced: a two-way choice of its own.

        A yes makes a threat stand down, and so do terms in force that lift the card.
        """
        model, deck = self.model, self.model.deck
        stands_down = model.belligerents[model.tables.cards.target[c]].answer[who] == ACCEPT
        if (k := model.tables.cards.lift_class[c]) >= 0:
            stands_down |= np.broadcast_to(model.standing.lifts[k], (1, model.count))[0, who] > 0
        model.intend(c, "stand down", who[stands_down])
        due = who[~stands_down]
        if not due.size:
            return
        chances = deck.makes_good[c][:, due]
        own = np.where(self.resolute[due], chances[0], chances[1])
        plays = model.luck.uniform(Purpose.ANNOUNCED, model.tables.cards.names[c], model.week)[due] < own
        model.intend(c, "play", due[plays])
        model.intend(c, "drop", due[~plays])
        seen = np.where(plays, chances, 1 - chances)
        prior = np.stack([self.believed_resolute[due], 1 - self.believed_resolute[due]])
        self.believed_resolute[due] = beliefs.updated(prior, seen)[0]

    def plan_cards(self, chance: list[Array], at: Ints) -> None:
        """Keep the weekly chances of the reading, at its true resolve and at the blame that the answers leave."""
        resolute = self.resolute[at]
        for h, (_, side, _) in enumerate(self.hands):
            plan = np.where(resolute, chance[h][:, 0], chance[h][:, 1])  # (O, [2 blame,] n)
            if side >= 0:
                answer = self.model.belligerents[side].answer[at]
                plan = np.where(answer == CONDITIONAL, plan[:, 0], np.where(answer == REJECT, plan[:, 1], 0.0))
            self.plans[h][:, at] = plan


class Belligerent(Actor):
    """A side that must sign: answers the text on the table by a logit choice among yes, "yes, but" and no.

    capacity: model.capacity row. actor_type: (R,) point of its type grid. belief: (T, R) of the public about it.
    blame: (R,). answer: (R,) standing answer or SILENT. condition: (K, R) terms it asked for, where has_condition (R,).
    asked, adopted: (R,) conditions put to the mediator, and met.
    """

    def __init__(self, model: Negotiation, index: int) -> None:
        super().__init__(model, index)
        tables, count = model.tables, model.count
        self.multiplier, self.red_factor = tables.multiplier[index], tables.red_factor[index]
        self.weight = np.broadcast_to(tables.weight[index], (len(self.multiplier), count))
        self.actor_type: Ints = np.zeros(count, dtype=np.intp)
        self.belief: Array = self.weight.copy()
        self.new_leader(np.arange(count))
        self.blame: Array = np.broadcast_to(tables.blame[index], (count,)).copy()
        self.answer = np.full(count, SILENT, dtype=np.int8)
        self.condition = np.zeros((len(tables.issues), count), dtype=LEVEL)
        self.has_condition = np.zeros(count, dtype=bool)
        self.asked, self.adopted = np.zeros(count), np.zeros(count)

    def new_leader(self, who: Ints) -> None:
        """Draw the type, and let the public know nothing of it."""
        if not who.size:
            return
        only = self.model.tables.only[self.index]
        u = self.model.luck.uniform(Purpose.TYPE, self.name, self.model.week)[who]
        self.actor_type[who] = rule.drawn(self.weight[:, who], u) if only is None else only
        self.belief[:, who] = self.weight[:, who]

    def of_type(self, table: Array, at: Ints) -> Array:
        """(n,) entry of its own type in a table (T, R or 1)."""
        kind = self.actor_type[at]
        return table[kind, 0] if table.shape[1] == 1 else table[kind, at]

    def decide_answer(self) -> None:
        """Answer the text, where it is new in this spell."""
        model, reading = self.model, self.model.reading
        i, new = self.index, reading.new
        if not new.size:
            return
        at = reading.at[new]
        found = reading.choices[i]
        kind = self.actor_type[at]
        chances = found.chances[:, kind, np.arange(len(new))]
        u = model.luck.uniform(Purpose.ANSWER, self.name, model.week)[at]
        self.answer[at] = rule.drawn(chances, u).astype(np.int8)
        conditional = self.answer[at] == CONDITIONAL
        says, row = at[conditional], found.condition[kind, np.arange(len(new))][conditional]
        self.has_condition[says] = row >= 0
        self.condition[:, says] = reading.table.menu.text(np.maximum(row, 0), new[conditional])

    def be_judged(self) -> None:
        """The public learns from a new answer and from the condition stated with it, and blames."""
        model, reading = self.model, self.model.reading
        if not reading.new.size:
            return
        at = reading.at[reading.new]
        answer = self.answer[at]
        seen = np.take_along_axis(reading.choices[self.index].likelihood, answer[None, None].astype(np.intp), 0)[0]
        self.belief[:, at] = beliefs.updated(self.belief[:, at], seen)
        more = np.select(
            [answer == CONDITIONAL, answer == REJECT],
            [model.number("blame_yes_but", at), model.number("blame_no", at)],
            0.0,
        )
        self.blame[at] = beliefs.blamed(self.blame[at], more)


class Mediator(Actor):
    """Writes the terms: puts to the table the text that promises it most, and leaves when patience ends.

    going_on: (R,) what it expects of going on, by its last reading.
    """

    def __init__(self, model: Negotiation, index: int) -> None:
        super().__init__(model, index)
        self.going_on: Array = np.zeros(model.count)

    def decide_withdrawal(self) -> Ints:
        """Replications in which it leaves this week."""
        at = self.model.talking
        return at[
            self.model.luck.uniform(Purpose.WITHDRAWAL, self.name, self.model.week)[at] < self.withdrawal_chance(at)
        ]

    def withdrawal_chance(self, at: Ints) -> Array:
        """(n,) weekly chance that it leaves: patience runs out with the clock and with the blame of others."""
        model = self.model
        blame = np.maximum(model.belligerents[0].blame[at], model.belligerents[1].blame[at])
        tried = model.number("per_week", at) * model.clock[at] + model.number("per_blame", at) * blame
        worth = model.number("pledge", at) * tried - model.number("base", at) - self.going_on[at]
        return model.number("act_rate", at) * leverage.expit(model.number("precision_holders", at) * worth)


class Backer(Actor):
    """Holds cards and may have to deliver; signs nothing."""


def make(model: Negotiation, index: int, role: str) -> Actor:
    """The agent for a role. Agents are made one by one: Mesa would split arrays among several."""
    kinds: dict[str, Any] = {"belligerent": Belligerent, "mediator": Mediator, "backer": Backer}
    agent: Actor = kinds[role](model, index)
    return agent
