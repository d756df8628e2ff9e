"""A negotiation in every future at once: the Mesa model, week by week.

Letters: R replications, A actors, K issues, T types, C cards, n replications at hand. Replications run along
the last axis. See docs/model.md, section 7, for each phase.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim import actors as who
from sim import compiled
from sim.forecast import Side
from sim.hands import Deck
from sim.history import FactSheet, History
from sim.menu import Levels, Menu, MenuMaker, facts_of
from sim.reading import Choice, Reader, Reading, choice
from sim.record import Futures
from sim.rules import answer as rule
from sim.rules import belief as beliefs
from sim.rules import war
from sim.rules.outcome import outcome_class
from sim.rules.terms import LEVEL, OPEN_ENDED, Array, Facts, Ints, Texts, of_those
from sim.rules.value import World, value
from sim.scenario import Scenario
from sim.streams import Purpose, Repeated, Streams
from sim.tables import Tables, build

ACCEPT, CONDITIONAL, REJECT, SILENT = who.ACCEPT, who.CONDITIONAL, who.REJECT, who.SILENT
IDLE, ANNOUNCED, IN_FORCE, SPENT = who.IDLE, who.ANNOUNCED, who.IN_FORCE, who.SPENT


@dataclass
class CardState:
    """Where the cards lie. status: (C, R). since: (C, R) week of coming into force. makes_good: (C, 2, R) chance that
    an announced card is played, by a resolute and an irresolute holder. Counts (C, R) of what was done with them."""

    status: NDArray[np.int8]
    since: NDArray[np.int16]
    makes_good: Array
    announced: NDArray[np.int16]
    played: NDArray[np.int16]
    dropped: NDArray[np.int16]


@dataclass
class WeeksReading:
    """The reading of this week, and who is at it."""

    at: Ints  # (n,) replications
    table: Reading
    row: Ints  # (n,) text that lies on the table now
    new: Ints  # (N,) positions in `at` whose text has no answer yet in this spell
    sides: tuple[Side, Side]
    choices: list[Choice]


class Negotiation(mesa.Model):  # type: ignore[misc]
    """Talks between two belligerents, in `count` futures.

    capacity, position: (2, R), (R,). terms: (K, R) in force; weeks_left: (R,). text: (K, R) on the table.
    clock: (R,). talks, decided: (R,) whether talks are on, whether arms have decided.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int,
        first: int = 0,
        count: int = 1,
        weeks: int | None = None,
        fixed: bool = False,
        points: Mapping[str, Array] | None = None,
        drawn: Mapping[str, Array] | None = None,
        per_draw: int = 1,
    ) -> None:
        super().__init__(rng=int(seed))
        self.horizon = scenario.horizon_weeks if weeks is None else weeks
        self.luck, tables, self.replication = drawn_world(
            scenario, seed=seed, first=first, count=count, fixed=fixed, points=points, drawn=drawn, per_draw=per_draw
        )
        self.plot, self.tables, self.count = scenario, tables, (count := self.luck.count)
        self.reader = Reader(tables)
        self.maker = MenuMaker(tables, count)
        self.week = 0
        every = self.every = np.arange(count)
        self.capacity = np.broadcast_to(tables.capacity, (2, count)).copy()
        self.ground = np.broadcast_to(tables.number["held_by_a"], (count,)).copy()
        self.terms: Levels = np.repeat(tables.status_quo[:, None].astype(LEVEL), count, axis=1)
        self.text: Levels = np.repeat(tables.opening[:, None].astype(LEVEL), count, axis=1)
        self.lapsed = self.terms.copy()
        self.has_lapsed = np.zeros(count, dtype=bool)
        self.weeks_left = np.full(count, float(OPEN_ENDED))
        self.in_force, self.halted, self.partial = (np.zeros(count, dtype=bool) for _ in range(3))
        self.talks, self.decided = np.ones(count, dtype=bool), np.zeros(count, dtype=bool)
        self.collapsed = np.zeros(count, dtype=bool)
        self.clock = np.zeros(count)
        self.clock_reset = np.zeros(count, dtype=bool)
        self.signed_full, self.signed_partial = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        self.spell_start = np.zeros(count, dtype=np.int16)
        self.spell_odds, self.spell_over = np.zeros(count), np.ones(count, dtype=bool)
        self.event_inflow, self.event_losses = np.zeros((2, count)), np.zeros((2, count))
        self.event_cost = np.zeros((2, count))
        self.happened = np.zeros((len(tables.events), count), dtype=bool)
        cards = len(tables.cards.names)
        zeros = [np.zeros((cards, count), dtype=np.int16) for _ in range(4)]
        status = np.repeat(np.array(tables.cards.status, dtype=np.int8)[:, None], count, axis=1).reshape(cards, count)
        self.deck = CardState(status, zeros[0], np.zeros((cards, 2, count)), *zeros[1:])
        self.intents: list[tuple[int, str, Ints]] = []
        self.held = [[c for c in range(cards) if tables.cards.holder[c] == a] for a in range(len(tables.names))]
        won = facts_of(tables, Texts(tables.victory.T[:, :, None], every))
        self.victory = [
            tuple(np.broadcast_to(part, (2, count)) for part in (won.worth[a], won.lines, won.line))
            for a in range(len(tables.names))
        ]
        self.peaceless = facts_of(tables, Texts(tables.status_quo[:, None, None], every)).spread(count)
        self.standing = self.peaceless.spread(count)  # facts of the terms in force
        self.party = [who.make(self, i, scenario.actors[name].role) for i, name in enumerate(tables.names)]
        self.belligerents: list[who.Belligerent] = self.party[:2]  # type: ignore[assignment]
        self.pen: who.Mediator | None = self.party[tables.pen] if tables.pen >= 0 else None  # type: ignore[assignment]
        self.history = History(self.horizon, len(tables.issues), count)
        self.facts = FactSheet(count, self.horizon)
        self.reading: WeeksReading = None  # type: ignore[assignment]
        self._flows()
        self.odds = self._odds()

    def number(self, name: str, at: Ints) -> Array:
        """A number of the scenario for some replications."""
        part = self.tables.number[name]
        return of_those(part, at)

    @property
    def talking(self) -> Ints:
        """Replications at the table: talks are on, arms have not decided, no full ceasefire holds."""
        return self.every[self.talks & ~self.decided & ~self.halted]

    def step(self) -> None:
        """One week.

        1. events happen  2. the front moves  3. cards are played  4. a text is proposed
        5. both sides answer  6. the public learns and blames  7. what the week came to
        """
        self.events()
        self.front()
        self.cards()
        self.proposal()
        self.answers()
        self.beliefs()
        self.outcome()

    # 1 ------------------------------------------------------------------------------------------------

    def events(self) -> None:
        """Things happen to the talks; blame fades."""
        self.clock_reset[:] = False
        self.collapsed[:] = False
        if self.week > 0:
            for side in self.belligerents:
                side.blame *= self.number("blame_decay", self.every)
        for e, event in enumerate(self.tables.events):
            if event.week is not None:
                hit = self.every[~self.decided] if event.week == self.week else self.every[:0]
            elif self.week == 0:
                continue
            else:
                struck = self.luck.uniform(Purpose.EVENT, event.name, self.week) < event.hazard
                hit = self.every[struck & ~self.decided & ~(self.happened[e] & event.once)]
            if hit.size:
                self.happened[e, hit] = True
                self._happen(event, hit)

    def _happen(self, event: Any, at: Ints) -> None:
        def of(part: Array) -> Array:
            return of_those(part, at)

        self._change_capacity(of(event.capacity), at)
        self.event_inflow[:, at] += of(event.inflow)
        self.event_losses[:, at] += of(event.attrition)
        if event.target >= 0:
            self.event_cost[event.target, at] += of(event.war_cost)
            self._change_blame(event.target, of(event.blame), at)
        for c, status in event.cards.items():
            self.deck.status[c, at] = status
            self.deck.since[c, at] = self.week
        if event.new_leader >= 0:
            self.belligerents[event.new_leader].new_leader(at)
        self.spell_over[at] = True
        self._flows()
        self.odds = self._odds()

    def _change_capacity(self, change: Array, at: Ints) -> None:
        if np.any(change):
            self.capacity[:, at] = np.maximum(self.number("capacity_floor", at), self.capacity[:, at] + change)

    def _change_blame(self, side: int, change: Array, at: Ints) -> None:
        blame = self.belligerents[side].blame
        blame[at] = np.clip(blame[at] + change, 0, 1)

    # 2 ------------------------------------------------------------------------------------------------

    def front(self) -> None:
        """The front moves, arms may decide, terms in force may collapse, lapse or be renewed."""
        if self.week == 0:
            return
        at = self.every[~self.decided]
        if not at.size:
            return
        under = self.standing.columns(at)
        facts = under.flat()
        n, names = len(at), self.tables.names
        sigma = self.number("shock_sd", at)
        z = np.stack([ndtri(self.luck.uniform(Purpose.SHOCK, name, self.week)[at]) for name in names[:2]])
        fights = facts.open > 0
        inflow = np.where(fights, self.inflow[:, at], self.truce_inflow[:, at]) * np.stack(
            np.broadcast_arrays(*facts.rearm)
        )
        losses = self.losses[:, at] * facts.open
        shock = np.exp(sigma * z - sigma**2 / 2)
        before = self.odds[at]
        self.capacity[:, at] = war.attrition(
            self.capacity[:, at], inflow, losses, shock, self.number("capacity_floor", at)
        )
        self.ground[at] = war.advance(self.ground[at], facts.open * self.number("speed", at), before)
        self.odds = self._odds()
        u = self.luck.uniform(Purpose.DECISION, "", self.week)[at]
        decides = np.broadcast_to(fights, (n,)) & (u < self.number("decision_hazard", at))
        ended = at[decides]
        self.decided[ended] = True
        self.facts.end_terms(ended, self.week)
        wins = self.luck.uniform(Purpose.WINNER, "", self.week)[ended] < self.odds[ended]
        self.facts.decide(ended, np.where(wins, 0, 1), self.week)
        bound = self.in_force[at] & ~decides
        if bound.any():
            self._truce(at[bound], under.columns(np.flatnonzero(bound)))

    def _truce(self, at: Ints, under: Facts) -> None:
        chance, facts = value(self._world(at), under, ()).collapse, under.flat()
        chance = np.broadcast_to(chance, (1, len(at)))[0]
        falls = self.luck.uniform(Purpose.COLLAPSE, "", self.week)[at] < chance
        self.weeks_left[at] -= ~falls
        due = ~falls & (self.weeks_left[at] <= 0)
        renewed = due & (self.luck.uniform(Purpose.RENEWAL, "", self.week)[at] < facts.renewal)
        length = np.broadcast_to(facts.length, (len(at),))
        self.weeks_left[at[renewed]] = length[renewed]
        lapses = at[due & ~renewed]
        self.lapsed[:, lapses] = self.terms[:, lapses]
        self.has_lapsed[lapses] = True
        over = at[falls | (due & ~renewed)]
        self.collapsed[at[falls]] = True
        self.facts.collapses[at[falls]] += 1
        self.facts.lapses[lapses] += 1
        violated = self.luck.uniform(Purpose.VIOLATION, "", self.week)[at] < 1 - facts.calm
        self.facts.violated_weeks[at[violated & ~falls & ~(due & ~renewed)]] += 1
        self._back_to_fighting(over)

    def _back_to_fighting(self, at: Ints) -> None:
        resumes = at[self.halted[at]]
        self.facts.end_terms(at, self.week)
        self.terms[:, at] = self.tables.status_quo[:, None]
        self.standing.put(at, self.peaceless.columns(at))
        self.weeks_left[at] = OPEN_ENDED
        self.in_force[at] = self.halted[at] = self.partial[at] = False
        self.text[:, resumes] = self.tables.opening[:, None]
        self._forget_answers(resumes)
        self.spell_over[at] = True

    def _forget_answers(self, at: Ints) -> None:
        for side in self.belligerents:
            side.answer[at] = SILENT
            side.has_condition[at] = False

    # 3 ------------------------------------------------------------------------------------------------

    def cards(self) -> None:
        """Holders announce, play and drop cards; a mediator may leave."""
        if self.week == 0 or not self.talking.size:
            return
        self.intents = []
        self.agents.do("decide_cards")
        leaves = self.every[:0]
        if self.pen is not None and self.tables.rules["withdrawal"]:
            leaves = self.pen.decide_withdrawal()
        for c, way, at in sorted(self.intents, key=lambda intent: intent[0]):
            self._carry_out(c, way, at)
        if leaves.size:
            self.talks[leaves] = False
            self.facts.talks_ended[leaves] = self.week
            for c, withdraws in enumerate(self.tables.cards.withdraws):
                if withdraws:
                    self._carry_out(c, "play", leaves[self.deck.status[c, leaves] <= ANNOUNCED])
        if self.intents or leaves.size:
            self._flows()
            self.odds = self._odds()

    def intend(self, c: int, way: str, at: Ints) -> None:
        """Note what a holder means to do with a card: announce, play, drop, stand down."""
        if at.size:
            self.intents.append((c, way, at))

    def _carry_out(self, c: int, way: str, at: Ints) -> None:
        deck = self.deck
        self.spell_over[at] = True
        if way == "announce":
            deck.status[c, at] = ANNOUNCED
            deck.announced[c, at] += 1
        elif way == "play":
            deck.played[c, at] += 1
            self._come_into_force(c, at)
        else:
            deck.status[c, at] = IDLE
            deck.dropped[c, at] += way == "drop"

    def _come_into_force(self, c: int, at: Ints) -> None:
        cards = self.tables.cards

        def of(part: Array) -> Array:
            return of_those(part[c], at)

        self.deck.status[c, at] = IDLE if cards.repeatable[c] else IN_FORCE
        self.deck.since[c, at] = self.week
        self._change_capacity(of(cards.capacity), at)
        if cards.target[c] >= 0:
            self._change_blame(cards.target[c], of(cards.blame), at)
        if cards.gesture[c] and cards.holder[c] < 2:
            self.belligerents[cards.holder[c]].blame[at] *= 1 - of(cards.eases_blame)
            self.clock[at] = 0
            self.clock_reset[at] = True

    # 4 ------------------------------------------------------------------------------------------------

    def proposal(self) -> None:
        """Where the mediator acts it puts a text to the table; where anything is new the table is read."""
        talking = self.talking
        self.reading = None  # type: ignore[assignment]
        drift = np.abs(self.odds[talking] - self.spell_odds[talking]) > self.number("spell_epsilon", talking)
        fresh = self.spell_over[talking] | drift
        begins = talking[fresh]
        self.spell_over[begins] = False
        self.spell_start[begins] = self.week
        self.spell_odds[begins] = self.odds[begins]
        alternating = self.tables.rules["protocol"] == "alternating"
        acts = self.luck.uniform(Purpose.MEDIATOR_ACTS, "", self.week)[talking] < self.number("act_rate", talking)
        if self.week == 0:
            acts = np.full(len(talking), alternating)
        reads = acts | fresh
        at, acts = talking[reads], acts[reads]
        if not at.size:
            return
        order = self._by_length_of_menu(at)
        at, acts = at[order], acts[order]
        sides = (self._side(self.belligerents[0], at), self._side(self.belligerents[1], at))
        proposer = None
        if alternating:
            turn = self.week % 2
            proposer = (turn, self.belligerents[turn].actor_type[at])
        in_force = self.standing.columns(at)
        table = self.reader.read(
            at,
            self._menu(at),
            self._world(at),
            sides,
            self._deck(at, in_force),
            in_force,
            self.weeks_left[at],  # type: ignore[arg-type]
            (self.signed_full[at], self.signed_partial[at]),
            proposer,
        )
        row = np.zeros(len(at), dtype=np.intp)
        acting = np.flatnonzero(acts)
        self.acted = bool(acting.size)
        if acting.size:
            worth = np.where(table.menu.on[:, acting], table.proposal[:, acting], -np.inf)
            weight = np.exp(self.number("precision_mediator", at[acting]) * (worth - worth.max(0)))
            u = self.luck.uniform(Purpose.PROPOSAL, "", self.week)[at[acting]]
            row[acting] = rule.drawn(weight / weight.sum(0), u)
            self._settle_conditions(at[acting], table.menu.code[row[acting], acting])
            self.text[:, at] = table.menu.text(row, np.arange(len(at)))
        if self.pen is not None:
            self.pen.going_on[at] = table.expected_gain
        self.reading = WeeksReading(at, table, row, np.zeros(0, dtype=np.intp), sides, [])  # type: ignore[arg-type]

    def _by_length_of_menu(self, at: Ints) -> Ints:
        """Order in which menus are of like length next to each other, which makes short work of reading them."""
        last = np.array(self.tables.levels, dtype=LEVEL)[:, None] - 1
        inside = ((self.text[:, at] > 0) & (self.text[:, at] < last)).sum(0)  # issues open to a step both ways
        return np.argsort(inside, kind="stable")

    def _settle_conditions(self, at: Ints, code: NDArray[np.int64]) -> None:
        """Remember whether the mediator met the conditions that stood; a condition met is a visible step."""
        for side in self.belligerents:
            stands = (side.answer[at] == CONDITIONAL) & side.has_condition[at]
            met = stands & (self._code(side.condition[:, at]) == code)
            side.asked[at] += stands
            side.adopted[at] += met
            self.clock[at[met]] = 0
            self.clock_reset[at[met]] = True

    def _code(self, levels: Levels) -> NDArray[np.int64]:
        return self.maker.code(levels)

    def _menu(self, at: Ints) -> Menu:
        y_code = self._code(self.terms[:, at])
        if self.tables.alltexts is not None:
            return self.maker.all(at, self.text[:, at], y_code)
        others = np.stack([*(side.condition[:, at] for side in self.belligerents), self.lapsed[:, at]], axis=1)
        offered = np.stack(
            [
                *((side.answer[at] == CONDITIONAL) & side.has_condition[at] for side in self.belligerents),
                self.has_lapsed[at],
            ]
        )
        return self.maker.near(at, self.text[:, at], y_code, others, offered)

    def _side(self, side: who.Belligerent, at: Ints) -> Side:
        prior_yes, prior_no = self.number("adoption_prior_yes", at), self.number("adoption_prior_no", at)

        def of(table: Array) -> Array:
            return of_those(table, at)

        return Side(
            belief=side.belief.take(at, axis=1),
            multiplier=of(side.multiplier),
            red_factor=of(side.red_factor),
            blame=side.blame[at],
            adoption=(prior_yes + side.adopted[at]) / (prior_yes + prior_no + side.asked[at]),
            condition_code=np.where(side.has_condition[at], self._code(side.condition[:, at]), -1),
        )

    def _deck(self, at: Ints, in_force: Facts) -> Deck:
        cards, status = self.tables.cards, self.deck.status[:, at]
        idle, announced = status == IDLE, status == ANNOUNCED
        consent = cards.consent if cards.consent.shape[-1] == 1 else cards.consent[:, at]
        lifted = np.zeros_like(idle)
        relief = [np.zeros(len(at)), np.zeros(len(at))]
        lifts = in_force.lifts
        for c in range(len(cards.names)):
            if cards.lift_class[c] >= 0:
                lifted[c] = np.broadcast_to(lifts[cards.lift_class[c]] > 0, (1, len(at)))[0]
            if cards.lifted_by_yes[c] and cards.target[c] >= 0 and (status[c] == IN_FORCE).any():
                relief[cards.target[c]] += np.where(
                    status[c] == IN_FORCE, self.number("discount", at) * self._stream_left(c, at), 0.0
                )
        return Deck(
            idle=idle,
            announced=announced,
            available=(idle | announced) & consent & ~lifted,
            believed_resolute=np.stack([actor.believed_resolute[at] for actor in self.party]),
            yes_relief=(relief[0], relief[1]),
        )

    def _strength(self, c: int, at: Ints) -> Array:
        erosion = self.tables.cards.erosion[c]
        if erosion.shape[-1] == 1 and erosion[0] == 1:
            return np.ones(1)
        return of_those(erosion, at) ** (self.week - self.deck.since[c, at])

    def _stream_left(self, c: int, at: Ints) -> Array:
        """Worth today of the weekly cost of a card in force that is not only felt while fighting."""
        cards = self.tables.cards

        def of(part: Array) -> Array:
            return of_those(part[c], at)

        return self._strength(c, at) * of(cards.war_cost) / (1 - self.number("discount", at) * of(cards.erosion))

    # 5, 6 ----------------------------------------------------------------------------------------------

    def answers(self) -> None:
        """Both sides answer the text, each as if the other signed; holders read what follows."""
        if self.reading is None:
            return
        at, reading = self.reading.at, self.reading
        known = self.history.recall(self, at)
        reading.new = np.flatnonzero(~known)
        number = {name: of_those(part, at[reading.new]) for name, part in self.tables.number.items()}
        for i, side in enumerate(self.belligerents):
            own = side.actor_type[at[reading.new]]
            reading.choices.append(
                choice(reading.table, self.tables, i, reading.sides, reading.row[reading.new], reading.new, own, number)
            )
        self.agents.select(agent_type=who.Belligerent).do("decide_answer")
        self.history.note(self, at)
        if self.week == 0:
            self.facts.first_answer[:] = np.stack([side.answer for side in self.belligerents], axis=1)
        self._plan_cards()

    def _plan_cards(self) -> None:
        at, cards = self.reading.at, self.reading.table.cards
        for actor in self.party:
            actor.plan_cards(
                [
                    chance
                    for (_, holder, _, _), chance in zip(cards.hands, cards.chance, strict=True)
                    if holder == actor.index
                ],
                at,
            )
        for c, chance in cards.played_if_announced.items():
            refused = self.belligerents[self.tables.cards.target[c]].answer[at] == REJECT
            self.deck.makes_good[c][:, at] = np.where(refused, chance[:, 1], chance[:, 0])

    def beliefs(self) -> None:
        """The public learns from the answers, and blames."""
        if self.reading is not None:
            self.agents.select(agent_type=who.Belligerent).do("be_judged")

    # 7 ------------------------------------------------------------------------------------------------

    def outcome(self) -> None:
        """Two yeses are a signature. What the week came to."""
        talking = self.talking
        answers = np.stack([side.answer[talking] for side in self.belligerents])
        lifts = self._lifted_by_yes(talking, answers)
        differs = (self.text[:, talking] != self.terms[:, talking]).any(0)
        signs = (answers == ACCEPT).all(0) & differs
        signed = talking[signs]
        waits = talking[~signs]
        self.clock[waits] += ~self.clock_reset[waits]
        if signed.size:
            self._sign(signed)
        if lifts or signed.size:
            self._flows()
            self.odds = self._odds()
        rounds = self.tables.rules["rounds"]
        if rounds is not None and self.week == rounds - 1:
            ends = self.every[self.talks & ~self.decided & ~self.halted]
            self.talks[ends] = False
            self.facts.talks_ended[ends] = self.week
        yes_but = (self.belligerents[0].answer == CONDITIONAL) | (self.belligerents[1].answer == CONDITIONAL)
        classes = outcome_class(self.decided, self.collapsed, self.halted, self.partial, self.talks, yes_but)
        self.facts.classes[self.week] = classes
        self.week += 1

    def _lifted_by_yes(self, at: Ints, answers: NDArray[np.int8]) -> bool:
        any_lifted, cards = False, self.tables.cards
        for c, lifted_by_yes in enumerate(cards.lifted_by_yes):
            if lifted_by_yes and cards.target[c] >= 0:
                lifted = at[(answers[cards.target[c]] == ACCEPT) & (self.deck.status[c, at] == IN_FORCE)]
                self.deck.status[c, lifted] = IDLE
                self.spell_over[lifted] = True
                any_lifted = any_lifted or lifted.size > 0
        return any_lifted

    def _sign(self, at: Ints) -> None:
        """The text comes into force; what it lifts is lifted; talks go on about the rest unless the front is halted."""
        reading = self.reading
        under = facts_of(self.tables, Texts(self.text[:, None, at], at)).spread(len(at))
        facts = under.flat()
        halted, partial = (np.broadcast_to(part, at.shape) for part in (facts.halted, facts.partial))
        surplus = self._surplus(reading, at)
        self.facts.end_terms(at[self.in_force[at]], self.week)
        self.facts.sign(at, halted, partial, self.week, surplus)
        self.terms[:, at] = self.text[:, at]
        self.standing.put(at, under)
        self.weeks_left[at] = facts.length
        self.in_force[at], self.halted[at], self.partial[at] = True, halted, partial
        self.signed_full[at] |= halted
        self.signed_partial[at] |= partial
        self.text[:, at[~halted]] = self.tables.opening[:, None]
        self.has_lapsed[at] = False
        self.clock[at] = 0
        self._forget_answers(at)
        for c in range(len(self.tables.cards.names)):
            status = self.deck.status[c, at]
            lifted = status == ANNOUNCED
            k = self.tables.cards.lift_class[c]
            if k >= 0:
                lifted |= (status == IN_FORCE) & (facts.lifts[k] > 0)
            self.deck.status[c, at[lifted]] = IDLE
        self.spell_over[at] = True

    def _surplus(self, reading: WeeksReading | None, at: Ints) -> Array:
        """(n, 2) what signing is worth to each side's own type, by this week's reading; NaN where none was taken."""
        surplus = np.full((len(at), 2), np.nan)
        if reading is None:
            return surplus
        places = np.full(self.count, -1)
        places[reading.at] = np.arange(len(reading.at))
        place = places[at]
        found = place >= 0
        place = place[found]
        for i, side in enumerate(self.belligerents):
            gain = reading.table.prospects.to_type(
                i, reading.sides[i], side.actor_type[at[found]], reading.row[place], place
            )
            surplus[found, i] = gain - reading.table.yes_relief[i][place]
        return surplus

    def run(self) -> Futures:
        """All weeks to the horizon, and what they have come to; then the model is released."""
        try:
            for _ in range(self.horizon + 1):
                self.step()
            return self.futures()
        finally:
            self.release()

    def release(self) -> None:
        """Give back its memory: Mesa keeps every model that ever had agents, so it must not keep what was in it."""
        self.remove_all_agents()
        self.__dict__.clear()

    def futures(self) -> Futures:
        """What all this has come to."""
        names = [side.name for side in self.belligerents]
        order = np.argsort(names)
        by_name = [self.belligerents[i] for i in order]
        facts, deck = self.facts, self.deck
        means = [beliefs.mean(side.belief, side.multiplier) for side in by_name]
        victor = np.where(facts.victor < 0, facts.victor, np.argsort(order)[facts.victor])
        return Futures(
            belligerents=tuple(sorted(names)),
            issues=self.tables.issues,
            cards=self.tables.cards.names,
            replication=self.replication,
            classes=facts.classes.T.copy(),
            first_answer=facts.first_answer[:, order],
            signed_full=facts.signed[0],
            signed_partial=facts.signed[1],
            full_weeks=facts.stood(0),
            partial_weeks=facts.stood(1),
            signatures=facts.signatures,
            collapses=facts.collapses,
            lapses=facts.lapses,
            violated_weeks=facts.violated_weeks,
            talks_ended=facts.talks_ended,
            arms_decided=facts.arms_decided,
            victor=victor.astype(np.int8),
            actor_type=np.stack([side.actor_type for side in by_name], axis=1).astype(np.int8),
            announced=deck.announced.T.copy(),
            played=deck.played.T.copy(),
            dropped=deck.dropped.T.copy(),
            terms=self.terms.T.astype(np.int16),
            text=self.text.T.astype(np.int16),
            odds=self.odds.copy(),
            ground=self.ground.copy(),
            blame=np.stack([side.blame for side in by_name], axis=1),
            belief=np.stack(means, axis=1),
            surplus=facts.surplus[:, order],
        )

    # state as rules want it ---------------------------------------------------------------------------

    def _flows(self) -> None:
        """Inflow and losses of this moment, from cards in force and events."""
        cards, tables = self.tables.cards, self.tables
        self.inflow = tables.inflow + self.event_inflow
        self.truce_inflow = self.inflow.copy()
        self.losses = tables.number["attrition"] + self.event_losses
        for c, flows in enumerate(cards.flows):
            force = self.deck.status[c] == IN_FORCE
            if flows and force.any():
                self.inflow += cards.inflow[c] * force
                self.losses += cards.attrition[c] * force
                if not cards.while_fighting[c]:
                    self.truce_inflow += cards.inflow[c] * force

    def _odds(self) -> Array:
        number = self.tables.number
        weeks = war.remaining_weeks(number["discount"], number["decision_hazard"])
        return np.broadcast_to(
            war.odds(self.capacity, self.inflow, self.losses, weeks, number["contest_power"], number["capacity_floor"]),
            (self.count,),
        ).copy()

    def _world(self, at: Ints) -> World:
        tables = self.tables

        def of(part: Array) -> Array:
            return of_those(part, at)

        number = {
            name: self.number(name, at)
            for name in (
                "discount",
                "decision_hazard",
                "contest_power",
                "capacity_floor",
                "speed",
                "temptation",
                "temptation_clip",
            )
        }
        cards, classes = tables.cards, len(tables.lifting)
        relief: list[list[Array | None]] = [[None] * classes, [None] * classes]
        burden: list[list[Array | None]] = [[None] * classes, [None] * classes]
        fixed, reward = self.event_cost[:, at].copy(), of(tables.halt) + np.zeros((2, len(at)))
        for c in range(len(cards.names)):
            side, k = cards.target[c], cards.lift_class[c]
            force = self.deck.status[c, at] == IN_FORCE
            if side < 0 or not force.any():
                continue
            weekly = np.where(force, self._strength(c, at) * of(cards.war_cost[c]), 0.0)
            reward[side] += np.where(force, self._strength(c, at) * of(cards.deal_value[c]), 0.0)
            if cards.while_fighting[c]:
                if k < 0:
                    fixed[side] += weekly
                else:
                    known = burden[side][k]
                    burden[side][k] = weekly if known is None else known + weekly
            elif k >= 0:
                known = relief[side][k]
                worth = np.where(force, self._stream_left(c, at), 0.0)
                relief[side][k] = worth if known is None else known + worth
        ground = self.ground[at]
        won = [
            np.stack(
                [
                    worth[side].take(at) + of(tables.ground[a]) * (line[side].take(at) - ground * lines[side].take(at))
                    for a, (worth, lines, line) in enumerate(self.victory)
                ]
            )
            for side in (0, 1)
        ]
        return World(
            discount=number["discount"],
            decision_hazard=number["decision_hazard"],
            power=number["contest_power"],
            floor=number["capacity_floor"],
            speed=number["speed"],
            eta=number["temptation"],
            clip=number["temptation_clip"],
            weeks=war.remaining_weeks(number["discount"], number["decision_hazard"]),
            capacity=self.capacity.take(at, axis=1),
            inflow=self.inflow.take(at, axis=1),
            truce_inflow=self.truce_inflow.take(at, axis=1),
            losses=self.losses.take(at, axis=1),
            ground=ground,
            p=self.odds[at],
            cost=of(tables.cost),
            land=of(tables.ground),
            won_a=won[0],
            won_b=won[1],
            mean_multiplier=tuple(
                beliefs.mean(side.belief.take(at, axis=1), of(side.multiplier)) for side in self.belligerents
            ),  # type: ignore[arg-type]
            relief=(tuple(relief[0]), tuple(relief[1])),
            burden=(tuple(burden[0]), tuple(burden[1])),
            fixed_burden=fixed,
            reward=reward,
        )


def drawn_world(
    scenario: Scenario,
    *,
    seed: int,
    first: int = 0,
    count: int = 1,
    fixed: bool = False,
    points: Mapping[str, Array] | None = None,
    drawn: Mapping[str, Array] | None = None,
    per_draw: int = 1,
) -> tuple[Streams, Tables, NDArray[np.int64]]:
    """Luck of some replications, the scenario as they draw it, and which they are, one for each future."""
    luck = Streams(seed, first, count, per_draw)
    given = dict(drawn or {})
    if points:
        luck = Repeated(seed, first, count, per_draw, len(next(iter(points.values()))))
        given |= {path: np.repeat(values, count) for path, values in points.items()}
    replication = np.tile(first + np.arange(count), luck.count // count)
    return luck, build(scenario, luck, fixed, given), replication


def simulate(
    scenario: Scenario,
    *,
    seed: int,
    first: int = 0,
    count: int = 1,
    weeks: int | None = None,
    fixed: bool = False,
    points: Mapping[str, Array] | None = None,
    drawn: Mapping[str, Array] | None = None,
    per_draw: int = 1,
    threads: int = 1,
) -> Futures:
    """Run replications `first` to `first + count - 1` of a scenario to its horizon (or for `weeks`).

    Replication i is the same whatever the chunk it runs in. `fixed` draws no ranges; `per_draw` replications share one
    draw of them.
    points: dotted path -> (N,) values that stand in for those of the scenario, one for each point of a design. Then
    the same replications are run at every point, point by point: N * count futures.
    drawn: dotted path -> (count,) values that the replications take in place of what they would draw, one each; not
    together with points.
    threads: that share the work, where the rules are compiled.

    >>> import sim
    >>> one = simulate(sim.load_scenario("march-2025"), seed=1, first=7, count=1, weeks=4)
    >>> many = simulate(sim.load_scenario("march-2025"), seed=1, first=0, count=50, weeks=4)
    >>> bool((one.classes[0] == many.classes[7]).all())
    True
    """
    how: dict[str, Any] = {
        "seed": seed, "first": first, "count": count, "fixed": fixed, "points": points, "drawn": drawn,
        "per_draw": per_draw,
    }  # fmt: skip
    if not compiled.library():
        return Negotiation(scenario, weeks=weeks, **how).run()
    luck, tables, replication = drawn_world(scenario, **how)
    return compiled.futures(tables, luck, replication, scenario.horizon_weeks if weeks is None else weeks, threads)
