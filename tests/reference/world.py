"""The war around the talks: the state of a replication, what happens to it, and the front (phases 1 and 2)."""

from __future__ import annotations

import math
from typing import Any

import mesa

from sim.scenario import Scenario
from sim.streams import Purpose

from .book import Book, Text
from .facts import Ledger
from .numbers import Luck, clip, normal
from .people import Actor, Belligerent, CardState
from .value import Moment, Values, strength


class World(mesa.Model):
    """Two belligerents, their front, the terms in force, and every card on its place."""

    def __init__(self, scenario: Scenario, seed: int, replication: int, fixed: bool = False, per_draw: int = 1) -> None:
        super().__init__(rng=int(seed))
        self.luck = luck = Luck(seed, replication, per_draw)
        self.book = book = Book(scenario, None if fixed else luck)
        self.how, self.week = book.how, 0
        self.side = {i: Belligerent(self, i, book, luck) for i in book.belligerents}
        self.holders: dict[str, Actor] = {
            name: self.side.get(name) or Actor(self, name, book, luck) for name in book.actors
        }
        self.deck = {name: CardState(card.status, self._consent(name)) for name, card in book.cards.items()}
        self.ground = float(book.front.held_by_a)
        self.event_cost = dict.fromkeys(book.belligerents, 0.0)
        self.event_inflow, self.event_attrition = dict(self.event_cost), dict(self.event_cost)
        self.happened: set[int] = set()
        self.victor: str | None = None
        self.in_force: Text = book.quo
        self.weeks_left: int | None = None
        self.lapsed: Text | None = None
        self.broken_in: int | None = None  # the last week in which terms collapsed
        self.text: Text = book.opening
        self.talking = self.spell_over = True
        self.ledger = Ledger(self)

    # --- where things stand ----------------------------------------------------------------------------------------

    @property
    def at_table(self) -> bool:
        """Talks are on, arms have not decided, and no terms in force halt the front."""
        return self.talking and self.victor is None and not self.book.terms(self.in_force).halted

    def values(self) -> Values:
        """Every value as of now."""
        cards = {name: self.book.cards[name] for name, state in self.deck.items() if state.status == "in_force"}

        def flow(kind: str, base: dict[str, float], standing: list[Any]) -> dict[str, float]:
            return {i: base[i] + sum(getattr(card.effects, kind).get(i, 0.0) for card in standing) for i in base}

        wars = {i: self.book.actors[i].war for i in self.book.belligerents}
        supply = {i: war.production + sum(war.aid.values()) + self.event_inflow[i] for i, war in wars.items()}
        losses = {i: self.book.front.attrition + self.event_attrition[i] for i in wars}
        return Values(self.book, Moment(
            capacity={i: self.side[i].capacity for i in wars},
            inflow=flow("inflow", supply, list(cards.values())),
            truce_inflow=flow("inflow", supply, [card for card in cards.values() if not card.while_fighting]),
            attrition=flow("attrition", losses, list(cards.values())),
            ground=self.ground,
            mean_type={i: self.side[i].mean_type for i in wars},
            event_cost=dict(self.event_cost),
            standing=tuple((card, strength(card, self.week - self.deck[name].since)) for name, card in cards.items()),
        ))

    def u(self, purpose: Purpose, name: str = "") -> float:
        """This week's uniform number."""
        return self.luck(purpose, name, self.week)

    def _consent(self, card: str) -> bool:
        return all(self.luck(Purpose.CONSENT, f"{card}:{veto}", 0) < chance
                   for veto, chance in self.book.cards[card].requires.items())

    # --- 1 events --------------------------------------------------------------------------------------------------

    def events(self) -> None:
        """Blame fades; what was due happens."""
        if self.week > 0:
            for side in self.side.values():
                side.blame *= self.how.blame_decay
        if self.victor is not None:
            return
        for index, event in enumerate(self.book.said.events):
            if self._due(index, event):
                self.happened.add(index)
                self._take_effect(event)
                self.spell_over = True

    def _due(self, index: int, event: Any) -> bool:
        if event.hazard_per_week is None:
            return self.book.scenario.week_of(self.book.scenario.events[index]) == self.week
        if self.week == 0 or (event.once and index in self.happened):
            return False
        return bool(self.u(Purpose.EVENT, event.label) < event.hazard_per_week)

    def _take_effect(self, event: Any) -> None:
        self.ledger.tale["event"] += 1
        self._at_once(event)
        for i in self.side:
            self.event_inflow[i] += event.effects.inflow.get(i, 0.0)
            self.event_attrition[i] += event.effects.attrition.get(i, 0.0)
        if event.target in self.side:
            self.event_cost[event.target] += event.effects.war_cost
        for name, status in event.cards.items():
            self.deck[name].status, self.deck[name].since = status, self.week
        if event.new_leader is not None:
            self.side[event.new_leader].take_office(self.week)
            self.ledger.tale["new leader"] += 1

    def _at_once(self, cause: Any) -> None:
        """Capacity and blame, of an event or of a card that is played."""
        for i, change in cause.effects.capacity.items():
            self.side[i].capacity = max(self.how.capacity_floor, self.side[i].capacity + change)
        if cause.target in self.side:
            self.side[cause.target].blame = clip(self.side[cause.target].blame + cause.effects.blame)

    # --- 2 front ---------------------------------------------------------------------------------------------------

    def front(self) -> None:
        """Armies, the front, the decision of arms, and the life of terms in force."""
        if self.week == 0 or self.victor is not None:
            return
        terms = self.book.terms(self.in_force)
        self._move_front()
        if terms.open_front > 0 and self.u(Purpose.DECISION) < self.book.front.decision_hazard:
            self.victor = self.book.sides[0 if self.u(Purpose.WINNER) < self.values().odds else 1]
            self.ledger.ended()
        elif self.in_force != self.book.quo:
            self._live_under_terms()
        if self.victor is None and self.in_force != self.book.quo:
            self.ledger.violated_weeks += self.u(Purpose.VIOLATION) < terms.violation

    def _move_front(self) -> None:
        terms, values, sigma = self.book.terms(self.in_force), self.values(), self.book.front.shock_sd
        now, left = values.now, {}
        supply = now.inflow if terms.open_front > 0 else now.truce_inflow
        for i in self.side:
            shock = math.exp(sigma * normal(self.u(Purpose.SHOCK, i)) - sigma**2 / 2)
            lost = terms.open_front * now.attrition[i] * now.capacity[self.book.other(i)] * shock
            left[i] = max(self.how.capacity_floor, now.capacity[i] + terms.rearmament[i] * supply[i] - lost)
        for i, capacity in left.items():
            self.side[i].capacity = capacity
        self.ground = clip(self.ground + terms.open_front * self.book.front.speed * (2 * values.odds - 1))

    def _live_under_terms(self) -> None:
        terms = self.book.terms(self.in_force)
        if self.u(Purpose.COLLAPSE) < self.values().hazard(self.in_force):
            self.ledger.collapses += 1
            self.broken_in = self.week
            self._back_to_war(remembered=None)
        elif self.weeks_left is not None:
            self.weeks_left -= 1
            if self.weeks_left == 0 and self.u(Purpose.RENEWAL) < terms.renewal:
                self.weeks_left = terms.length
                self.ledger.tale["renewal"] += 1
            elif self.weeks_left == 0:
                self.ledger.lapses += 1
                self._back_to_war(remembered=self.in_force)

    def _back_to_war(self, remembered: Text | None) -> None:
        halted = self.book.terms(self.in_force).halted
        self.in_force, self.weeks_left, self.spell_over = self.book.quo, None, True
        self.lapsed = remembered or self.lapsed
        self.ledger.ended()
        if halted and self.talking:
            self.ledger.tale["talks resumed"] += 1
            self.text = self.book.opening
            for side in self.side.values():
                side.forget()
