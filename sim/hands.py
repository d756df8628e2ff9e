"""The cards as everybody reads them: what playing each would bring its holder, and what its target expects.

Letters: T types, O options of a hand, F cards that bear on the war, n replications at hand. The pairs [resolute,
irresolute] and [after a yes-but, after a no] stand on axes of length 2. Everything is read at the text on the table.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.forecast import Side
from sim.rules import belief as beliefs
from sim.rules import cards as leverage
from sim.rules.answer import odds_against, sign_chance
from sim.rules.terms import Array, Ints, Truth, of_those
from sim.rules.value import Affine
from sim.tables import Tables

Option = tuple[int, str]  # card, 'announce' or 'play'
Hand = tuple[str, int, int, list[Option]]  # name, holder, target side (-1: cards of war and gestures), options


@dataclass(frozen=True)
class Deck:
    """What a reading needs to know of the cards. Arrays (C, n) or (A, n)."""

    idle: Truth
    announced: Truth
    available: Truth  # idle or announced, consented to, not lifted by the terms in force
    believed_resolute: Array  # (A, n)
    yes_relief: tuple[Array, Array]  # of each side: worth of cards that its yes lifts


@dataclass
class CardReading:
    """What came of weighing the cards."""

    hands: list[Hand]
    chance: list[Array]  # for each hand (O, 2 resolve, 2 blame, n); war hands (O, 2 resolve, n)
    net: list[Array]  # worth behind it
    played_if_announced: dict[int, Array]  # card -> (2 resolve, 2 blame, n)
    expected: tuple[Array, Array]  # of each side: (2 blame, n) E


@dataclass(frozen=True)
class Scene:
    """The text on the table, as cards are weighed at it. Row 0 of values is the text, row 1 the terms in force."""

    number: dict[str, Array]
    sides: tuple[Side, Side]
    deck: Deck
    gain: tuple[Array, Array]  # (T, n) what signing brings each type over going on
    holder_gain: dict[int, Array]  # (n,) what the text would bring each holder
    worth: dict[int, Affine]  # of each holder: (1 + F, 2, n), as things stand and with each card that bears on the war
    mean_multiplier: tuple[Array, Array]
    flow: list[int]  # the F cards
    full: Truth  # the text halts the front
    peace_weight: Array  # k of the text
    lifts: tuple[Array, ...]  # whether the text meets each condition that lifts cards

    def worth_to(self, h: int, f: int, row: int) -> Array:
        """(n,) value of the text (row 0) or of the terms in force (1) to a holder at its mean type, card f played."""
        base, slope = self.worth[h]
        return base[f, row] + slope[f, row] * self.mean_multiplier[h] if h < 2 else base[f, row]

    def played(self, c: int) -> int:
        """Row of `worth` with a card played."""
        return 1 + self.flow.index(c)


def all_hands(tables: Tables) -> list[Hand]:
    """The hands of a scenario: cards that press one target for an answer, then cards of war and gestures."""
    cards, names = tables.cards, tables.names
    every = range(len(cards.names))
    hands: list[Hand] = []
    for side in (0, 1):
        pressing = [c for c in every if cards.aims_at_answer[c] and cards.target[c] == side and not cards.gesture[c]]
        for holder in sorted({cards.holder[c] for c in pressing}):
            options = [
                (c, way)
                for c in pressing
                if cards.holder[c] == holder
                for way in ("play", "announce")
                if way == "play" or cards.announces[c]
            ]
            hands.append((f"{names[holder]}>{names[side]}:answer", holder, side, options))
    own = [c for c in every if (not cards.aims_at_answer[c] and not cards.withdraws[c]) or cards.gesture[c]]
    own = [c for c in own if not cards.gesture[c] or cards.holder[c] < 2]
    for holder in sorted({cards.holder[c] for c in own}):
        hands.append((f"{names[holder]}:war", holder, -1, [(c, "play") for c in own if cards.holder[c] == holder]))
    return hands


def who_weigh(tables: Tables, hands: list[Hand]) -> tuple[int, ...]:
    """Actors who weigh today's text: the sides, the pen, and whoever holds a hand."""
    return tuple(sorted({0, 1, *([tables.pen] if tables.pen >= 0 else []), *(holder for _, holder, _, _ in hands)}))


@dataclass
class Weighing:
    """Weighs the hands of a table, one after the other."""

    tables: Tables
    at: Ints
    scene: Scene
    against: list[Array] = field(default_factory=list)  # of each side: (T, n) odds against signing
    signs: list[Array] = field(default_factory=list)  # (n,)
    blames: list[Array] = field(default_factory=list)  # (2 blame, n)
    loss: dict[int, Array] = field(default_factory=dict)  # card -> (n,) Lj

    def read(self, hands: list[Hand]) -> CardReading:
        """Weigh all hands."""
        number, n = self.scene.number, len(self.at)
        for side, gain in zip(self.scene.sides, self.scene.gain, strict=True):
            self.against.append(odds_against(gain, number["precision_answers"]))
            self.signs.append(sign_chance(self.against[-1], side.belief))
            self.blames.append(np.stack([beliefs.blamed(side.blame, number[f"blame_{a}"]) for a in ("yes_but", "no")]))
        reading = CardReading(hands, [], [], {}, (np.zeros((2, n)), np.zeros((2, n))))
        for hand in hands:
            if hand[2] >= 0:
                self._press(hand, reading)
            else:
                self._wage(hand, reading)
        return reading

    def _of(self, table: Array, c: int) -> Array:
        return of_those(table[c], self.at)

    def _resolve(self, holder: int) -> Array:
        table = self.tables.resolve[holder]
        return of_those(table, self.at)  # (2, n)

    # cards that press for an answer -------------------------------------------------------------------

    def _press(self, hand: Hand, reading: CardReading) -> None:
        scene, deck, n = self.scene, self.scene.deck, len(self.at)
        _, holder, side, options = hand
        kappa, blame = scene.number["blame_discount"], scene.sides[side].blame
        resolve = self._resolve(holder)
        dear = resolve[:, None] * (1 - kappa * self.blames[side])  # (2, 2, n) what a unit of blowback costs
        dear_now = resolve * (1 - kappa * blame)  # (2, n)
        net = np.full((len(options), 2, 2, n), -np.inf)
        there = dict.fromkeys(c for c, _ in options if deck.available[c].any())
        for c in there:
            made, pi = self._weigh(c, holder, side, dear, dear_now)
            reading.played_if_announced[c] = pi
            everywhere = deck.available[c].all()
            for o, option in enumerate(options):
                if option[0] == c:
                    net[o] = made[option[1]] if everywhere else np.where(deck.available[c], made[option[1]], -np.inf)
        chance, plan = self._chances(net, options)
        reading.net.append(net)
        reading.chance.append(plan)
        self._expect(hand, there, chance, reading)

    def _chances(self, net: Array, options: list[Option]) -> tuple[Array, Array]:
        """Weekly chances (O, 2, 2, n) if announced cards were options too, and of the options that there are."""
        number, deck = self.scene.number, self.scene.deck
        rate, lam = number["act_rate"], number["precision_holders"]
        chance = leverage.hand(net, rate, lam)
        waits = np.stack([deck.announced[c] for c, _ in options])
        some = np.flatnonzero(waits.any(0))
        if not some.size:
            return chance, chance
        rate, lam = (part if part.shape[-1] == 1 else part.take(some) for part in (rate, lam))
        plan = chance.copy()
        plan[..., some] = leverage.hand(np.where(waits[:, None, None, some], -np.inf, net[..., some]), rate, lam)
        return chance, plan

    def _expect(self, hand: Hand, there: dict[int, None], chance: Array, reading: CardReading) -> None:
        """Add to E what the cards of a hand are expected to cost their target."""
        number, deck = self.scene.number, self.scene.deck
        _, holder, side, options = hand
        believed = np.stack([deck.believed_resolute[holder], 1 - deck.believed_resolute[holder]])[:, None]  # (2, 1, n)
        for c in there:
            pi = reading.played_if_announced[c]
            ways = [
                chance[o] if way == "play" else chance[o] * pi for o, (card, way) in enumerate(options) if card == c
            ]
            f, pibar = (believed * sum(ways)).sum(0), (believed * pi).sum(0)  # (2 blame, n)
            expected = leverage.expected_loss(
                self.loss[c], f, deck.announced[c], pibar, number["discount"], number["decision_hazard"]
            )
            reading.expected[side][:] += expected * deck.available[c]

    def _weigh(self, c: int, holder: int, side: int, dear: Array, dear_now: Array) -> tuple[dict[str, Array], Array]:
        """Net worth (2, 2, n) of playing and of announcing a card, and the chance to play it once it is announced."""
        scene, number, belief = self.scene, self.scene.number, self.scene.sides[side].belief
        lam, lam_h, audience, delta = (
            number[k] for k in ("precision_answers", "precision_holders", "audience_cost", "discount")
        )
        push, direct = self._push(c, holder, side)
        against, signs, other = self.against[side], self.signs[side], self.signs[1 - side]
        stake, price = other * scene.holder_gain[holder], self._of(self.tables.cards.blowback, c)
        brings = (leverage.moved(against, push, belief, lam) - signs) * stake + direct
        play = brings - price * dear
        pi = leverage.expit(lam_h * (play + audience))
        if not self.tables.cards.announces[c]:
            return {"play": play}, pi
        believed = scene.deck.believed_resolute[holder]
        pi_now = leverage.expit(lam_h * (brings + audience - price * dear_now))
        chi = pi_now[1] + believed * (pi_now[0] - pi_now[1])
        threat = (leverage.moved(against, delta * chi * push, belief, lam) - signs) * stake
        still_open = delta * (1 - other * signs)
        return {"play": play, "announce": threat + still_open * (pi * (play + audience) - audience)}, pi

    def _push(self, c: int, holder: int, side: int) -> tuple[Array, Array]:
        """What playing a card adds to the target's gain of signing, (n,) or (T, n), and to its holder by itself."""
        scene, cards, delta = self.scene, self.tables.cards, self.scene.number["discount"]
        loss = self._of(cards.phase, c) * self._of(cards.war_cost, c) * self._of(cards.stream, c)
        push: Array = delta * loss if cards.lifted_by_yes[c] else np.zeros(1)
        lifted = np.zeros(1, dtype=bool)
        if cards.lift_class[c] >= 0:
            lifted = scene.lifts[cards.lift_class[c]] > 0
        if cards.while_fighting[c]:
            lifted = lifted | scene.full
        if lifted.any() and loss.any():
            push = np.where(lifted, loss, push)
        if cards.deal_value[c].any():
            push = push + self._of(cards.phase, c) * self._of(cards.deal_value, c) * scene.peace_weight * scene.full
        direct = np.zeros(1)
        if c in scene.flow:
            f, (base, slope) = scene.played(c), scene.worth[side]
            shift = (base[f, 0] - base[f, 1]) - (base[0, 0] - base[0, 1])
            push = (
                push
                + shift
                + ((slope[f, 0] - slope[f, 1]) - (slope[0, 0] - slope[0, 1])) * scene.sides[side].multiplier
            )
            loss = loss + scene.worth_to(side, 0, 1) - scene.worth_to(side, f, 1)
            direct = scene.worth_to(holder, f, 1) - scene.worth_to(holder, 0, 1)
        self.loss[c] = loss
        return push, direct

    # cards of war, gestures ---------------------------------------------------------------------------

    def _wage(self, hand: Hand, reading: CardReading) -> None:
        """A hand of war cards and gestures."""
        deck, number = self.scene.deck, self.scene.number
        _, holder, _, options = hand
        net = np.full((len(options), 2, len(self.at)), -np.inf)
        for o, (c, _) in enumerate(options):
            open_ = deck.available[c] & deck.idle[c]
            if open_.any():
                net[o] = np.where(open_, self._at_war(c, holder, reading), -np.inf)
        reading.net.append(net)
        reading.chance.append(leverage.hand(net, number["act_rate"], number["precision_holders"]))

    def _at_war(self, c: int, holder: int, reading: CardReading) -> Array:
        """(2, n) net worth of a war card or a gesture."""
        scene, cards, number = self.scene, self.tables.cards, self.scene.number
        price = self._of(cards.blowback, c) * self._resolve(holder)
        if cards.gesture[c]:
            expected, blame = reading.expected[holder], self.blames[holder]
            rise = blame[1] - blame[0]
            slope = np.where(rise > 0, (expected[1] - expected[0]) / np.where(rise > 0, rise, 1.0), 0.0)
            return number["discount"] * slope * self._of(cards.eases_blame, c) * scene.sides[holder].blame - price
        direct = np.zeros(1)
        if c in scene.flow:
            direct = scene.worth_to(holder, scene.played(c), 1) - scene.worth_to(holder, 0, 1)
        if cards.target[c] >= 0:
            price = price * (1 - number["blame_discount"] * scene.sides[cards.target[c]].blame)
        return direct - price
