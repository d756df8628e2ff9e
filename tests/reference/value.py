"""What fighting on and what living under a text are worth (model, sections 5 and 6)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from .book import Book, Text
from .numbers import clip

PerSide = dict[str, float]


@dataclass(frozen=True)
class Line:
    """A value that depends on an actor's private type: `fixed + per_m * m`."""

    fixed: float
    per_m: float = 0.0

    def __add__(self, other: Line) -> Line:
        return Line(self.fixed + other.fixed, self.per_m + other.per_m)

    def __sub__(self, other: Line) -> Line:
        return self + other * -1.0

    def __mul__(self, factor: float) -> Line:
        return Line(self.fixed * factor, self.per_m * factor)

    def __truediv__(self, factor: float) -> Line:
        return Line(self.fixed / factor, self.per_m / factor)

    def at(self, m: float) -> float:
        """The value to the type with multiplier m."""
        return self.fixed + self.per_m * m


@dataclass(frozen=True)
class Moment:
    """The war as it stands: all that values depend on besides the text."""

    capacity: PerSide
    inflow: PerSide  # while fighting
    truce_inflow: PerSide
    attrition: PerSide
    ground: float
    mean_type: PerSide  # mean cost multiplier in the public belief
    event_cost: PerSide  # weekly cost of events
    standing: tuple[tuple[Any, float], ...]  # cards in force, with the strength that is left of each

    def after_playing(self, card: Any, floor: float) -> Moment:
        """The same war with the flows and capacities of a card."""
        effects = card.effects

        def more(stock: PerSide, change: PerSide) -> PerSide:
            return {i: stock[i] + change.get(i, 0.0) for i in stock}

        return replace(
            self,
            capacity={i: max(floor, s) if i in effects.capacity else s
                      for i, s in more(self.capacity, effects.capacity).items()},
            inflow=more(self.inflow, effects.inflow),
            truce_inflow=self.truce_inflow if card.while_fighting else more(self.truce_inflow, effects.inflow),
            attrition=more(self.attrition, effects.attrition),
        )


class Values:
    """Every value at one moment, computed when it is asked for."""

    def __init__(self, book: Book, moment: Moment) -> None:
        self.book, self.now = book, moment
        self.discount: float = book.how.discount
        self.mu: float = book.front.decision_hazard
        self._known: dict[Any, Any] = {}

    # --- the war ---------------------------------------------------------------------------------------------------

    @cached_property
    def odds(self) -> float:
        """p: side a's chance to win, at today's capacities."""
        return self._contest(self.now.capacity)

    def _contest(self, capacity: PerSide) -> float:
        """Chance of side a once the flows of the expected rest of the war have been added."""
        weeks = 1 / (1 - self.discount * (1 - self.mu)) - 1
        (a, b), now, floor = self.book.sides, self.now, self.book.how.capacity_floor
        end_a = max(floor, capacity[a] + weeks * (now.inflow[a] - now.attrition[a] * capacity[b]))
        end_b = max(floor, capacity[b] + weeks * (now.inflow[b] - now.attrition[b] * capacity[a]))
        return float(1 / (1 + (end_b / end_a) ** self.book.front.contest_power))

    def odds_after(self, text: Text) -> float:
        """p': side a's chance once a text has been in force for as long as it is expected to be."""
        terms = self.book.terms(text)
        if not terms.halted:
            return self.odds
        base = 1 - math.exp(-(terms.voided + terms.broken))
        weeks = 1 / (1 - self.discount * (1 - base))
        weeks = weeks if terms.length is None else min(terms.length, weeks)
        return self._contest({
            i: stock + weeks * terms.rearmament[i] * self.now.truce_inflow[i] for i, stock in self.now.capacity.items()
        })

    def gains(self, actor: str, odds: float) -> float:
        """b: worth of the ground that a week of open front moves."""
        return self.book.ground_worth(actor) * float(self.book.front.speed) * (2 * odds - 1)

    def decided(self, actor: str, odds: float) -> float:
        """U: what the end by arms is worth."""
        a, b = (self.book.worth(actor, self.book.victory[side], self.now.ground) for side in self.book.sides)
        return odds * a + (1 - odds) * b

    def cost(self, actor: str) -> Line:
        """Weekly cost of fighting: of a belligerent by type, of others as stated."""
        block = self.book.actors[actor]
        return Line(0.0, block.war.cost) if actor in self.book.belligerents else Line(block.cost)

    def fighting_on(self, actor: str, text: Text, odds: float) -> Line:
        """W^x: fighting on, under the cards that the text would leave in force."""
        week = Line(-self.fighting_cost(actor, text) + self.gains(actor, odds)) - self.cost(actor)
        end = Line(self.discount * self.mu * self.decided(actor, odds))
        return (week + end) / (1 - self.discount * (1 - self.mu))

    # --- standing cards --------------------------------------------------------------------------------------------

    def fighting_cost(self, actor: str, text: Text) -> float:
        """d: weekly cost of events and of cards that bite while fighting, unless the text lifts them."""
        if actor not in self.book.belligerents:
            return 0.0
        cards: float = sum(
            strength * card.effects.war_cost for card, strength in self.now.standing
            if card.target == actor and card.while_fighting and not self.book.lifts(text, card)
        )
        return self.now.event_cost[actor] + cards

    def lifted(self, actor: str, text: Text) -> float:
        """l: worth of the standing costs that a text takes away for good."""
        if actor not in self.book.belligerents:
            return 0.0
        return sum(
            self.stream(card, strength) for card, strength in self.now.standing
            if card.target == actor and not card.while_fighting and self.book.lifts(text, card)
        )

    def lifted_by_accepting(self, actor: str) -> float:
        """a: worth, next week, of the cards that a yes takes out of force."""
        return self.discount * sum(
            self.stream(card, strength) for card, strength in self.now.standing
            if card.target == actor and card.lifted_by.answer == "accept"
        )

    def stream(self, card: Any, strength: float) -> float:
        """A standing cost for ever, at the strength left, eroding at the card's half-life."""
        return float(strength * card.effects.war_cost / (1 - self.discount * fade(card)))

    def loss(self, card: Any) -> float:
        """L: what the card costs its target if it comes into force."""
        survival = 1 - self.mu if card.while_fighting else 1.0
        delayed = self.discount**card.phase_in_weeks * card.effects.war_cost
        return float(delayed / (1 - self.discount * survival * fade(card)))

    def carrots(self, actor: str, text: Text) -> float:
        """q: what a halted front brings by itself, and by cards in force, a week of the perpetual stream."""
        if actor not in self.book.belligerents or not self.book.terms(text).halted:
            return 0.0
        worth: float = sum(e * card.effects.deal_value for card, e in self.now.standing if card.target == actor)
        return worth + float(self.book.actors[actor].war.worth_of_halt)

    # --- terms -----------------------------------------------------------------------------------------------------

    def hazard(self, text: Text) -> float:
        """h: weekly chance that a text in force collapses."""
        key = "hazard", text
        if key not in self._known:
            terms = self.book.terms(text)
            pull = 0.0
            if terms.broken > 0:
                base = 1 - math.exp(-(terms.voided + terms.broken))
                pull = max(self._tempted(i, text, base) for i in self.book.sides)
            bound = self.book.how.temptation_clip
            drift = math.exp(clip(self.book.how.temptation * pull, -bound, bound))
            self._known[key] = 1 - math.exp(-(terms.voided + terms.broken * drift))
        return float(self._known[key])

    def _tempted(self, actor: str, text: Text, base: float) -> float:
        peace, war = self.open_ended(actor, text, base), self.fighting_on(actor, text, self.odds)
        return (war - peace).at(self.now.mean_type[actor])

    def open_ended(self, actor: str, text: Text, hazard: float) -> Line:
        """A without what the text lifts: living under a text until it collapses or arms decide."""
        terms, d = self.book.terms(text), self.discount
        fought = 1 - terms.saved[actor]
        deal = (1 - d) * (self.book.worth(actor, text, self.now.ground) + self.carrots(actor, text))
        week = Line(deal + terms.open_front * self.gains(actor, self.odds))
        week = week - (self.cost(actor) + Line(self.fighting_cost(actor, text))) * fought
        end = Line(terms.decision * self.decided(actor, self.odds))
        relapse = self.fighting_on(actor, text, self.odds_after(text)) * ((1 - terms.decision) * hazard)
        return (week + (end + relapse) * d) / self.denominator(text, hazard)

    def denominator(self, text: Text, hazard: float) -> float:
        """One week's weight in a stream that lasts while a text stands."""
        return 1 - self._survives(text, hazard)

    def _survives(self, text: Text, hazard: float) -> float:
        return float(self.discount * (1 - self.book.terms(text).decision) * (1 - hazard))

    def signing(self, actor: str, text: Text) -> Line:
        """Value of a text before it is signed: A, or A_D where it has a length."""
        key = actor, text
        if key not in self._known:
            self._known[key] = self._for_its_length(actor, text) + Line(self.lifted(actor, text))
        return self._known[key]  # type: ignore[no-any-return]

    def _for_its_length(self, actor: str, text: Text) -> Line:
        terms, hazard = self.book.terms(text), self.hazard(text)
        peace = self.open_ended(actor, text, hazard)
        if terms.length is None:
            return peace
        phi = self._survives(text, hazard) ** terms.length
        war = self.fighting_on(actor, text, self.odds_after(text))
        return (peace * (1 - phi) + war * (phi * (1 - terms.renewal))) / (1 - phi * terms.renewal)

    def in_force(self, actor: str, text: Text, weeks_left: int | None) -> Line:
        """Value of terms in force: A, or A_r where they have weeks left."""
        if weeks_left is None:
            return self.signing(actor, text)
        terms, hazard = self.book.terms(text), self.hazard(text)
        phi = self._survives(text, hazard) ** weeks_left
        after = self._for_its_length(actor, text) * terms.renewal
        after = after + self.fighting_on(actor, text, self.odds_after(text)) * (1 - terms.renewal)
        rest = self.open_ended(actor, text, hazard) * (1 - phi) + after * phi
        return rest + Line(self.lifted(actor, text))

    def weight(self, text: Text) -> float:
        """k: share of the perpetual stream that is spent under a text."""
        terms, hazard = self.book.terms(text), self.hazard(text)
        share = (1 - self.discount) / self.denominator(text, hazard)
        if terms.length is None:
            return share
        phi: float = self._survives(text, hazard) ** terms.length
        return share * (1 - phi) / (1 - phi * terms.renewal)


def fade(card: Any) -> float:
    """Share of a card's strength left after a week."""
    return strength(card, 1)


def strength(card: Any, age: int) -> float:
    """e: share of a card's strength left, `age` weeks after it came into force."""
    return 1.0 if card.half_life_weeks is None else float(2 ** (-age / card.half_life_weeks))
