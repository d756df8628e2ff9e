"""One replication of a negotiation, told week by week (model, sections 3 and 7)."""

from __future__ import annotations

import math
from typing import Any

import mesa

from sim.scenario import Scenario
from sim.streams import Purpose

from .book import Book, Text
from .facts import Ledger
from .hands import Plan
from .numbers import Luck, clip, expit, normal, pick, softmax
from .people import Actor, Belligerent, CardState
from .table import Reading
from .value import Moment, Values, strength


class Negotiation(mesa.Model):
    """Two belligerents, those who hold cards, and the text between them."""

    def __init__(self, scenario: Scenario, seed: int, replication: int, fixed: bool = False) -> None:
        super().__init__(rng=int(seed))
        self.luck = luck = Luck(seed, replication)
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
        self.in_force: Text = book.quo
        self.text: Text = book.opening
        self.weeks_left: int | None = None
        self.lapsed: Text | None = None
        self.talking, self.victor, self.clock = True, None, 0
        self.victor: str | None
        self.signed_before: set[str] = set()
        self.spell_over, self.spell_odds = True, 0.0
        self.answered: dict[Text, dict[str, tuple[str | None, Text | None]]] = {}  # in this spell
        self.plans: dict[str, Plan] = {}
        self.kept: dict[str, tuple[float, float, float]] = {}  # pi: in truth, if resolute, if irresolute
        self.going_on = 0.0
        self.reading: Reading | None = None
        self.new_answers = self.visible_step = self.broke = False
        self.ledger = Ledger(self)

    def step(self) -> None:
        """A week: 1 events, 2 front, 3 cards, 4 proposal, 5 answers, 6 beliefs, 7 outcome."""
        self.visible_step = self.broke = False
        self.happen()
        self.fight()
        self.play_cards()
        self.propose()
        self.answer()
        self.learn()
        self.conclude()
        self.week += 1

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

    def happen(self) -> None:
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
        return self.u(Purpose.EVENT, event.label) < event.hazard_per_week

    def _take_effect(self, event: Any) -> None:
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

    def _at_once(self, cause: Any) -> None:
        """Capacity and blame, of an event or of a card that is played."""
        for i, change in cause.effects.capacity.items():
            self.side[i].capacity = max(self.how.capacity_floor, self.side[i].capacity + change)
        if cause.target in self.side:
            self.side[cause.target].blame = clip(self.side[cause.target].blame + cause.effects.blame)

    # --- 2 front ---------------------------------------------------------------------------------------------------

    def fight(self) -> None:
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
            self.broke = True
            self._back_to_war(remembered=None)
        elif self.weeks_left is not None:
            self.weeks_left -= 1
            if self.weeks_left == 0 and self.u(Purpose.RENEWAL) < terms.renewal:
                self.weeks_left = terms.length
            elif self.weeks_left == 0:
                self.ledger.lapses += 1
                self._back_to_war(remembered=self.in_force)

    def _back_to_war(self, remembered: Text | None) -> None:
        halted = self.book.terms(self.in_force).halted
        self.in_force, self.weeks_left, self.spell_over = self.book.quo, None, True
        self.lapsed = remembered or self.lapsed
        self.ledger.ended()
        if halted and self.talking:
            self.text = self.book.opening
            for side in self.side.values():
                side.forget()

    # --- 3 cards ---------------------------------------------------------------------------------------------------

    def play_cards(self) -> None:
        """Threats are made good, dropped or withdrawn; holders play and announce; the mediator may leave."""
        if self.week == 0 or not self.at_table:
            return
        leaves = self._leaves()
        acts = {**self._announced_acts(), **self._chosen_acts()}
        if leaves:
            self.talking = False
            self.ledger.talks_ended = self.week
            acts |= {name: "play" for name, card in self.book.cards.items()
                     if card.effects.withdraws and self.deck[name].status in ("idle", "announced")}
        for name in sorted(acts):
            getattr(self, f"_{acts[name]}")(name)
            self.spell_over = True

    def _announced_acts(self) -> dict[str, str]:
        acts = {}
        for name, state in self.deck.items():
            if state.status == "announced":
                card = self.book.cards[name]
                acts[name] = "stand_down"
                if self.side[card.target].answer != "accept":
                    true, *believed = self.kept[name]
                    made_good = self.u(Purpose.ANNOUNCED, name) < true
                    acts[name] = "play" if made_good else "drop"
                    self.holders[card.holder].keep_or_drop(*(pi if made_good else 1 - pi for pi in believed))
        return acts

    def _chosen_acts(self) -> dict[str, str]:
        acts = {}
        for hand, plan in self.plans.items():
            total = sum(chance for _, _, chance in plan)
            if self.u(Purpose.HOLDER_ACTS, hand) < total:
                which = pick([chance / total for _, _, chance in plan], self.u(Purpose.HOLDER_CHOICE, hand))
                name, act, _ = plan[which]
                if self.deck[name].status == "idle":
                    acts[name] = act
        return acts

    def _leaves(self) -> bool:
        patience = self.book.said.mediator.withdrawal
        if self.book.pen is None or patience is None:
            return False
        blamed = max(side.blame for side in self.side.values())
        tried = self.book.said.mediator.pledge * (patience.per_week * self.clock + patience.per_blame * blamed)
        value = tried - patience.base - self.going_on
        chance = self.how.act_rate * expit(self.how.precision_holders * value)
        return self.u(Purpose.WITHDRAWAL, self.book.pen) < chance

    def _play(self, name: str) -> None:
        card, state = self.book.cards[name], self.deck[name]
        state.status, state.since = ("idle" if card.repeatable else "in_force"), self.week
        state.played += 1
        self._at_once(card)
        if card.effects.eases_blame > 0 and card.holder in self.side:
            self.side[card.holder].blame *= 1 - card.effects.eases_blame
            self._visible_step()

    def _announce(self, name: str) -> None:
        self.deck[name].status = "announced"
        self.deck[name].announced += 1

    def _drop(self, name: str) -> None:
        self.deck[name].status = "idle"
        self.deck[name].dropped += 1

    def _stand_down(self, name: str) -> None:
        self.deck[name].status = "idle"

    def _visible_step(self) -> None:
        self.clock, self.visible_step = 0, True

    # --- 4 proposal ------------------------------------------------------------------------------------------------

    def propose(self) -> None:
        """The table is read where something has changed or the mediator acts; it may then change the text."""
        self.reading = None
        if not self.at_table:
            return
        odds = self.values().odds
        new_spell = self.spell_over or abs(odds - self.spell_odds) > self.how.spell_epsilon
        if new_spell:
            self.spell_over, self.spell_odds, self.answered = False, odds, {}
        acts = self._proposer_acts()
        if new_spell or acts:
            self.reading = Reading(self)
            self.going_on = self.reading.going_on
            if acts:
                self._choose(self.reading)

    def _proposer_acts(self) -> bool:
        if self.week == 0:
            return bool(self.book.said.rules.protocol == "alternating")
        return self.u(Purpose.MEDIATOR_ACTS) < self.how.act_rate

    def _choose(self, reading: Reading) -> None:
        values = reading.pen_values
        if self.book.said.rules.protocol == "alternating":
            values = reading.proposer_values(self.book.sides[self.week % 2])
        self.text = reading.menu[pick(softmax(values, self.how.precision_mediator), self.u(Purpose.PROPOSAL))]
        for side in self.side.values():
            if side.offer is not None:
                side.asked += 1
                if side.offer == self.text:
                    side.adopted += 1
                    self._visible_step()

    # --- 5 answers -------------------------------------------------------------------------------------------------

    def answer(self) -> None:
        """A text is answered once in a spell; each time the table is read, holders make their plans."""
        self.new_answers = False
        if self.reading is None:
            return
        if self.text in self.answered:
            for i, stood in self.answered[self.text].items():
                self.side[i].answer, self.side[i].condition = stood
        else:
            self.new_answers = True
            for i in self.side:
                self._answer(self.reading, i)
            self.answered[self.text] = {i: (side.answer, side.condition) for i, side in self.side.items()}
        self.ledger.first_answers()
        self._make_plans(self.reading)

    def _answer(self, reading: Reading, i: str) -> None:
        side = self.side[i]
        shares = reading.shares[i][self.text][side.actor_type]
        side.answer = ("accept", "conditional", "reject")[pick(shares, self.u(Purpose.ANSWER, i))]
        if side.answer == "conditional":
            side.condition, _ = reading.best_condition(i, side.actor_type, self.text)

    def _make_plans(self, reading: Reading) -> None:
        self.plans, self.kept = dict(reading.war_plans), {}
        for name, hand in reading.hands.items():
            answer = self.side[hand.target].answer
            if answer != "accept":
                blame = reading.blames[hand.target][0 if answer == "conditional" else 1]
                resolute = self.holders[hand.holder].resolute
                self.plans[name] = hand.plan(resolute, blame)
                for threat in hand.threats:
                    if_resolute, if_not = threat.kept(True, blame), threat.kept(False, blame)
                    self.kept[threat.name] = (if_resolute if resolute else if_not), if_resolute, if_not

    # --- 6 beliefs -------------------------------------------------------------------------------------------------

    def learn(self) -> None:
        """New answers tell something about types, and bring blame."""
        if self.reading is None or not self.new_answers:
            return
        for i, side in self.side.items():
            told = ("accept", "conditional", "reject").index(str(side.answer))
            side.learn([shares[told] for shares in self.reading.shares[i][self.text]])
            added = (0.0, self.how.blame_yes_but, self.how.blame_no)[told]
            side.blame += added * (1 - side.blame)

    # --- 7 outcome -------------------------------------------------------------------------------------------------

    def conclude(self) -> None:
        """Signatures, cards that a yes lifts, the clock, the end of talks; and what the week is called."""
        if self.at_table:
            willing = [i for i, side in self.side.items() if side.answer == "accept"]
            signed = len(willing) == len(self.side) and self.text != self.in_force
            if signed:
                self._sign()
            elif not self.visible_step:
                self.clock += 1
            for name, card in self.book.cards.items():
                if card.lifted_by.answer == "accept" and card.target in willing:
                    self._lift(name)
        rounds = self.book.said.rules.rounds
        if self.talking and rounds == self.week + 1 and not self.book.terms(self.in_force).halted:
            self.talking, self.ledger.talks_ended = False, self.week
        self.ledger.close_week()

    def _sign(self) -> None:
        self.ledger.signed()
        terms = self.book.terms(self.text)
        self.in_force, self.weeks_left, self.clock, self.lapsed = self.text, terms.length, 0, None
        for name, card in self.book.cards.items():
            if self.book.lifts(self.text, card):
                self._lift(name)
            if self.deck[name].status == "announced":
                self._stand_down(name)
        for side in self.side.values():
            side.forget()
        self.signed_before.add(terms.kind)
        if not terms.halted:
            self.text = self.book.opening
        self.spell_over = True

    def _lift(self, name: str) -> None:
        if self.deck[name].status == "in_force":
            self.deck[name].status = "idle"
            self.spell_over = True
