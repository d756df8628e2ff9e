"""One replication of a negotiation, told week by week (model, sections 3 and 7)."""

from __future__ import annotations

from sim.record import ANSWERS
from sim.scenario import Scenario
from sim.streams import Purpose

from .book import Text
from .hands import Plan
from .numbers import expit, pick, softmax
from .table import Reading
from .world import World


class Negotiation(World):
    """A text on the table, the answers to it, and those who press for other answers."""

    def __init__(self, scenario: Scenario, seed: int, replication: int, fixed: bool = False, per_draw: int = 1) -> None:
        super().__init__(scenario, seed, replication, fixed, per_draw)
        self.clock = 0
        self.signed_before: set[str] = set()  # kinds of agreement
        self.spell_odds = 0.0
        self.answered: dict[Text, dict[str, tuple[str | None, Text | None]]] = {}  # in this spell
        self.plans: dict[str, Plan] = {}
        self.kept: dict[str, tuple[float, float, float]] = {}  # pi: in truth, if resolute, if irresolute
        self.going_on = 0.0  # what the pen expects of going on
        self.reading: Reading | None = None
        self.last_step: int | None = None  # the last week in which the clock was set to 0
        self.new_answers = False

    def step(self) -> None:
        """A week: 1 events, 2 front, 3 cards, 4 proposal, 5 answers, 6 beliefs, 7 outcome."""
        self.events()
        self.front()
        self.cards()
        self.proposal()
        self.answers()
        self.beliefs()
        self.outcome()
        self.week += 1

    # --- 3 cards ---------------------------------------------------------------------------------------------------

    def cards(self) -> None:
        """Threats are made good, dropped or withdrawn; holders play and announce; the mediator may leave."""
        if self.week == 0 or not self.at_table:
            return
        leaves = self._leaves()
        acts = {**self._announced_acts(), **self._chosen_acts()}
        if leaves:
            self.talking = False
            self.ledger.talks_ended = self.week
            self.ledger.tale["mediator left"] += 1
            acts |= {name: "play" for name, card in self.book.cards.items()
                     if card.effects.withdraws and self.deck[name].status in ("idle", "announced")}
        moves = {"play": self._play, "announce": self._announce, "drop": self._drop, "stand_down": self._stand_down}
        for name in sorted(acts):
            moves[acts[name]](name)
            self.spell_over = True

    def _announced_acts(self) -> dict[str, str]:
        acts = {}
        for name, state in self.deck.items():
            if state.status == "announced":
                card = self.book.cards[name]
                acts[name] = "stand_down"
                if self.side[card.target].answer != "accept" and not self.book.lifts(self.in_force, card):
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
        return bool(self.u(Purpose.WITHDRAWAL, self.book.pen) < chance)

    def _play(self, name: str) -> None:
        card, state = self.book.cards[name], self.deck[name]
        state.status, state.since = ("idle" if card.repeatable else "in_force"), self.week
        state.played += 1
        self._at_once(card)
        if card.effects.eases_blame > 0 and card.holder in self.side:
            self.side[card.holder].blame *= 1 - card.effects.eases_blame
            self._visible_step()
            self.ledger.tale["gesture"] += 1

    def _announce(self, name: str) -> None:
        self.deck[name].status = "announced"
        self.deck[name].announced += 1

    def _drop(self, name: str) -> None:
        self.deck[name].status = "idle"
        self.deck[name].dropped += 1

    def _stand_down(self, name: str) -> None:
        self.ledger.tale["threat stood down"] += 1
        self.deck[name].status = "idle"

    def _visible_step(self) -> None:
        self.clock, self.last_step = 0, self.week

    # --- 4 proposal ------------------------------------------------------------------------------------------------

    def proposal(self) -> None:
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
        return bool(self.u(Purpose.MEDIATOR_ACTS) < self.how.act_rate)

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
                    self.ledger.tale["condition adopted"] += 1
                    self._visible_step()

    # --- 5 answers -------------------------------------------------------------------------------------------------

    def answers(self) -> None:
        """A text is answered once in a spell; each time the table is read, holders make their plans."""
        self.new_answers = False
        if self.reading is None:
            return
        if self.text in self.answered:
            self.ledger.tale["old answer stood again"] += 1
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
        side.answer = ANSWERS[pick(shares, self.u(Purpose.ANSWER, i))]
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

    def beliefs(self) -> None:
        """New answers tell something about types, and bring blame."""
        if self.reading is None or not self.new_answers:
            return
        brought = {"accept": 0.0, "conditional": self.how.blame_yes_but, "reject": self.how.blame_no}
        for i, side in self.side.items():
            side.learn(self.reading.likelihood(i, self.text, str(side.answer), side.condition))
            side.blame += brought[str(side.answer)] * (1 - side.blame)

    # --- 7 outcome -------------------------------------------------------------------------------------------------

    def outcome(self) -> None:
        """Signatures, cards that a yes lifts, the clock, the end of talks; and what the week is called."""
        if self.at_table:
            willing = [i for i, side in self.side.items() if side.answer == "accept"]
            signed = len(willing) == len(self.side) and self.text != self.in_force
            if signed:
                self._sign()
            elif self.last_step != self.week:
                self.clock += 1
            for name, card in self.book.cards.items():
                if card.lifted_by.answer == "accept" and card.target in willing:
                    self._lift(name)
        last_round = self.week + 1 == self.book.said.rules.rounds and self.victor is None
        if last_round and self.talking and not self.book.terms(self.in_force).halted:
            self.talking, self.ledger.talks_ended = False, self.week
            self.ledger.tale["rounds used up"] += 1
        self.ledger.close_week()

    def _sign(self) -> None:
        terms = self.book.terms(self.text)
        self.ledger.signed(terms.kind, self._surplus())
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

    def _surplus(self) -> list[float]:
        """What signing is worth to each side of its own type, as it read the text."""
        assert self.reading is not None, "a text is signed in a week in which it was read"
        return [self.reading.surplus(i, self.text)[side.actor_type] for i, side in self.side.items()]

    def _lift(self, name: str) -> None:
        if self.deck[name].status == "in_force":
            self.ledger.tale["card lifted"] += 1
            self.deck[name].status = "idle"
            self.spell_over = True
