"""The table as everybody reads it in a week: texts, what they are worth, cards, and what each answer would bring.

Letters: T types, M texts, C cards, n replications at hand. Row 0 of a menu is the text on the table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.menu import Menu
from sim.rules import answer as rule
from sim.rules import belief as beliefs
from sim.rules import cards as leverage
from sim.rules.terms import Array, Facts, Ints, Truth
from sim.rules.value import Affine, Values, World, value
from sim.tables import Tables

SAME = 1e-12  # texts whose worth differs by less change nothing for anyone
LEVELS_OF_BLAME = 2  # after a yes-but, after a no


@dataclass(frozen=True)
class Side:
    """What a reading needs to know of one belligerent."""

    belief: Array  # (T, n)
    multiplier: Array  # (T, n or 1)
    red_factor: Array  # (T, n or 1)
    blame: Array  # (n,)
    adoption: Array  # (n,) chance that the mediator adopts its condition
    condition_code: Array  # (n,) of the condition it has stated, -1 for none


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
    """What came of weighing the cards. Options are (card, 'announce' or 'play') in the order of the hands."""

    hands: list[tuple[str, int, int, list[tuple[int, str]]]]  # name, holder, target side (-1: war hand), options
    chance: list[Array]  # for each hand (O, 2 resolve, 2 blame, n); war hands (O, 2 resolve, n)
    net: list[Array]  # worth behind it
    played_if_announced: dict[int, Array]  # card -> (2 resolve, 2 blame, n)
    expected: tuple[Array, Array]  # of each side: (2 blame, n) E


@dataclass
class Reading:
    """Everything that phases 4 and 5 decide by."""

    menu: Menu
    values: Values  # of the menu, for sides a, b and the pen
    going_on: tuple[Affine, ...]  # value of the terms in force: sides a, b and the pen
    gain: tuple[Array, Array]  # (T, M, n) what signing brings over going on
    signs: tuple[Array, Array]  # (M, n) two-way choice
    accepts: tuple[Array, Array]  # (M, n) answer function, mixed over the belief
    best: tuple[rule.Best, rule.Best]  # conditions, for each type
    cards: CardReading
    proposal: Array  # (M, n) worth of proposing each text
    expected_gain: Array  # (n,) of going on, to the pen
    yes_relief: tuple[Array, Array]  # (n,) worth of cards that a side's yes lifts


def _flow_cards(tables: Tables, deck: Deck) -> list[int]:
    """Cards whose effect on the war has to be worked out now."""
    cards = tables.cards
    return [c for c in range(len(cards.names)) if cards.flows[c] and not cards.withdraws[c] and deck.available[c].any()]


def _altered(world: World, tables: Tables, flow: list[int], at: Ints) -> World:
    """The world with each flow card played in turn: rows [as it is, card 1, card 2, ...], twice each."""

    def rows(now: Array, change: Array) -> Array:
        if change.shape[-1] > 1:
            change = change[..., at]
        change = np.concatenate([np.zeros((1, 2, change.shape[-1])), change[flow]])  # (1 + F, 2, n)
        return np.repeat(now[:, None] + np.moveaxis(change, 0, 1), 2, axis=1)

    cards = tables.cards
    peaceful = np.array([not w for w in cards.while_fighting])[:, None, None]
    new = replace(
        world,
        capacity=np.maximum(world.floor, rows(world.capacity, cards.capacity)),
        inflow=rows(world.inflow, cards.inflow),
        truce_inflow=rows(world.truce_inflow, cards.inflow * peaceful),
        losses=rows(world.losses, cards.attrition),
    )
    return replace(new, p=new.odds())


def _tiled(facts: Facts, times: int) -> Facts:
    """Facts (2, n) repeated along the first axis."""
    return facts._each(lambda part: np.tile(part, (times, 1)) if np.ndim(part) > 1 else part)


class Reader:
    """Reads the table. Knows the scenario, not the state."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        cards, names = tables.cards, tables.names
        every = range(len(cards.names))
        self.pressure = tuple([c for c in every if cards.aims_at_answer[c] and cards.target[c] == side] for side in (0, 1))
        own = [c for c in every if (not cards.aims_at_answer[c] and not cards.withdraws[c]) or cards.gesture[c]]
        own = [c for c in own if not cards.gesture[c] or cards.holder[c] < 2]
        self.pressure = tuple([c for c in group if not cards.gesture[c]] for group in self.pressure)
        self.hands: list[tuple[str, int, int, list[tuple[int, str]]]] = []
        for side in (0, 1):
            for holder in sorted({cards.holder[c] for c in self.pressure[side]}):
                options = [
                    (c, way)
                    for c in self.pressure[side]
                    if cards.holder[c] == holder
                    for way in ("play", "announce")
                    if way == "play" or cards.announces[c]
                ]
                self.hands.append((f"{names[holder]}>{names[side]}:answer", holder, side, options))
        for holder in sorted({cards.holder[c] for c in own}):
            self.hands.append((f"{names[holder]}:war", holder, -1, [(c, "play") for c in own if cards.holder[c] == holder]))
        self.holders = tuple(sorted({0, 1, *([tables.pen] if tables.pen >= 0 else []), *(h for _, h, _, _ in self.hands)}))

    def read(
        self,
        at: Ints,
        menu: Menu,
        world: World,
        sides: tuple[Side, Side],
        deck: Deck,
        in_force: Facts,
        weeks_left: Array,
        signed: tuple[Truth, Truth],
        proposer: tuple[int, Ints] | None,
    ) -> Reading:
        """Read the table of n replications.

        in_force: facts (1, n) of y. weeks_left: (n,) of y. signed: whether a full, a partial agreement has been signed before.
        proposer: (side, its types) under alternating offers, else none.
        """
        tables, number = self.tables, self._number(at)
        asked = (0, 1, tables.pen) if tables.pen >= 0 else (0, 1)
        values = value(world, menu.facts, asked)
        flow = _flow_cards(tables, deck)
        pair = _pair(menu.facts.rows([0]), in_force, len(at))
        left = np.tile(np.stack([np.broadcast_to(pair.length[0], weeks_left.shape), weeks_left]), (1 + len(flow), 1))
        pairs = value(_altered(world, tables, flow, at), _tiled(pair, 1 + len(flow)), self.holders, left)
        worth = dict(zip(self.holders, pairs.worth, strict=True))
        going_on = tuple(Affine(worth[i].base[1], worth[i].slope[1] if i < 2 else worth[i].slope) for i in asked)
        gain = tuple(self._gain(values.worth[i], going_on[i], menu.facts.red[i], sides[i], deck.yes_relief[i]) for i in (0, 1))
        menu.on[1:] &= ~_changes_nothing(values, menu.facts)[1:]
        lam = number["precision_answers"]
        against = tuple(rule.odds_against(gain[i], lam) for i in (0, 1))
        signs = tuple(rule.sign_chance(against[i], sides[i].belief[:, None]) for i in (0, 1))
        full = menu.facts.halted & np.ones(menu.on.shape, dtype=bool)
        partial = menu.facts.partial & np.ones(menu.on.shape, dtype=bool)
        pledge = self._pledge(number, full, partial, signed)
        cards = self._cards(at, number, world, sides, deck, gain, against, signs, values, worth, flow, pledge[0], full[0], tuple(part[0] for part in menu.facts.lifts))
        delta = number["discount"]
        best, accepts = [], []
        for i in (0, 1):
            side, other = sides[i], 1 - i
            found = rule.best_condition(signs[other], gain[i], menu.on)
            best.append(found)
            refusal = -delta * cards.expected[i][1]
            condition = delta * (side.adoption * found.first - cards.expected[i][0])
            bound = (menu.code == side.condition_code) | (tables.rules["conditional"] == "off")
            odds = against[i]
            if tables.rules["threat_returns"] == "on":
                extra = delta * (1 - values.peace_weight) * cards.expected[i][0]
                odds = rule.odds_against(gain[i] - extra, lam)
            chance = rule.accept_chance(odds, condition[:, None], refusal, False, lam, number["weight_of_no"])
            self._second_best(chance, odds, found, side, delta, cards.expected[i], lam, number["weight_of_no"])
            if bound.any():
                rows, column = np.nonzero(np.broadcast_to(bound, menu.on.shape))
                some = [part if part.shape[-1] == 1 else part[..., column] for part in (refusal, lam, number["weight_of_no"])]
                chance[:, rows, column] = rule.accept_chance(odds[:, rows, column], np.zeros(1), some[0], True, some[1], some[2])
            accepts.append((sides[i].belief[:, None] * chance).sum(0))
        reading = Reading(menu, values, going_on, gain, signs, tuple(accepts), tuple(best), cards, np.zeros(1), np.zeros(1), deck.yes_relief)  # type: ignore[arg-type]
        self._worth_of_proposing(reading, number, pledge, full, partial, proposer, len(at))
        return reading

    def _second_best(
        self, chance: Array, odds: Array, found: rule.Best, side: Side, delta: Array, expected: Array, lam: Array, w_no: Array
    ) -> None:
        """A text cannot be its own condition: where it is the best one, the next best takes its place."""
        row = found.row[:, None]
        condition = (delta * (side.adoption * found.second - expected[0]))[:, None]
        its_odds = np.take_along_axis(odds, row, 1)
        there = rule.accept_chance(its_odds, condition, -delta * expected[1], False, lam, w_no)
        np.put_along_axis(chance, row, there, 1)

    def _gain(self, worth: Affine, now: Affine, red: Array, side: Side, yes_relief: Array) -> Array:
        """(T, M, n) what signing each text brings each type over going on."""
        base = worth.base - now.base + yes_relief
        slope = worth.slope - now.slope
        return base + slope * side.multiplier[:, None] - red * side.red_factor[:, None]

    def _number(self, at: Ints) -> dict[str, Array]:
        return {name: part if part.shape[-1] == 1 else part.take(at) for name, part in self.tables.number.items()}

    def _pledge(self, number: dict[str, Array], full: Truth, partial: Truth, signed: tuple[Truth, Truth]) -> Array:
        """(M, n) what the pen's pledge adds to each text."""
        repeat = number["repeat_share"]
        first_full = number["pledge"] * np.where(signed[0], repeat, 1.0)
        first_partial = number["pledge"] * number["partial_share"] * np.where(signed[1], repeat, 1.0)
        return np.where(full, first_full, np.where(partial, first_partial, 0.0))

    def _worth_of_proposing(
        self, reading: Reading, number: dict[str, Array], pledge: Array, full: Truth, partial: Truth, proposer: tuple[int, Ints] | None, n: int
    ) -> None:
        both = reading.accepts[0] * reading.accepts[1]
        changed = np.ones((len(both), 1))
        changed[0] = 0.0
        if self.tables.pen >= 0:
            gain = reading.values.worth[2].base - reading.going_on[2].base + pledge
        else:
            gain = np.zeros_like(both)
        full_worth = np.where(full & reading.menu.on, both * gain, 0.0).max(0)
        reading.proposal = both * (gain + np.where(partial, number["discount"] * np.maximum(full_worth, 0.0), 0.0)) - number["text_cost"] * changed
        reading.expected_gain = np.where(reading.menu.on, reading.proposal, -np.inf).max(0)
        if proposer is not None:
            side, types = proposer
            own = np.take_along_axis(reading.gain[side], types[None, None], 0)[0]
            reading.proposal = reading.accepts[1 - side] * own - number["text_cost"] * changed

    def _cards(
        self,
        at: Ints,
        number: dict[str, Array],
        world: World,
        sides: tuple[Side, Side],
        deck: Deck,
        gain: tuple[Array, ...],
        against: tuple[Array, ...],
        signs: tuple[Array, ...],
        values: Values,
        worth: dict[int, Affine],
        flow: list[int],
        pledge: Array,
        full: Truth,
        lifts: tuple[Array, ...],
    ) -> CardReading:
        tables, cards, n = self.tables, self.tables.cards, len(at)
        lam, lam_h, kappa, audience = (number[k] for k in ("precision_answers", "precision_holders", "blame_discount", "audience_cost"))
        delta, mu = number["discount"], number["decision_hazard"]

        def of(table: Array, c: int) -> Array:
            return table[c] if table.shape[-1] == 1 else table[c].take(at, axis=-1)

        def resolve(holder: int) -> Array:
            table = tables.resolve[holder]
            return table if table.shape[-1] == 1 else table.take(at, axis=-1)  # (2, n)

        def mean_value(h: int, row: int) -> Array:
            if h < 2:
                return worth[h].base[row] + worth[h].slope[row] * world.mean_multiplier[h]
            return worth[h].base[row]

        blames = [np.stack([beliefs.blamed(side.blame, number["blame_yes_but"]), beliefs.blamed(side.blame, number["blame_no"])]) for side in sides]
        reading = CardReading(self.hands, [], [], {}, (np.zeros((2, n)), np.zeros((2, n))))
        nets: dict[tuple[int, str], Array] = {}
        losses: dict[int, Array] = {}
        for i in (0, 1):
            for c in self.pressure[i]:
                if not deck.available[c].any():
                    continue
                h = cards.holder[c]
                war_loss = of(cards.phase, c) * of(cards.war_cost, c) * of(cards.stream, c)
                push, loss, direct = np.zeros(n), war_loss, np.zeros(1)
                if cards.lift_class[c] >= 0:
                    lifted = lifts[cards.lift_class[c]] > 0
                else:
                    lifted = np.zeros(1, dtype=bool)
                if cards.while_fighting[c]:
                    lifted = lifted | full
                push = np.where(lifted, war_loss, delta * war_loss if cards.lifted_by_yes[c] else 0.0)
                push = push + np.where(full, of(cards.phase, c) * of(cards.deal_value, c) * values.peace_weight[0], 0.0)
                if c in flow:
                    f = 2 * (1 + flow.index(c))
                    base = (worth[i].base[f] - worth[i].base[f + 1]) - (worth[i].base[0] - worth[i].base[1])
                    slope = (worth[i].slope[f] - worth[i].slope[f + 1]) - (worth[i].slope[0] - worth[i].slope[1])
                    push = push + base + slope * sides[i].multiplier
                    loss = loss + mean_value(i, 1) - mean_value(i, f + 1)
                    direct = mean_value(h, f + 1) - mean_value(h, 1)
                losses[c] = loss
                holder_gain = mean_value(h, 0) - mean_value(h, 1) + (pledge if h == tables.pen else 0.0)
                other = signs[1 - i][0]
                price = of(cards.blowback, c)
                omega = resolve(h)[:, None]  # (2, 1, n)
                more = other * (leverage.moved(against[i][:, 0], push, sides[i].belief, lam) - signs[i][0])
                play = more * holder_gain + direct - leverage.blowback(price, omega, kappa, blames[i])  # (2, 2, n)
                nets[c, "play"] = play
                pi = leverage.expit(lam_h * (play + audience))
                reading.played_if_announced[c] = pi
                if cards.announces[c]:
                    believed = deck.believed_resolute[h]
                    at_now = more * holder_gain + direct - leverage.blowback(price, resolve(h), kappa, sides[i].blame)
                    pi_now = leverage.expit(lam_h * (at_now + audience))
                    chi = believed * pi_now[0] + (1 - believed) * pi_now[1]
                    threat = other * (leverage.moved(against[i][:, 0], delta * chi * push, sides[i].belief, lam) - signs[i][0])
                    open_still = delta * (1 - other * signs[i][0])
                    nets[c, "announce"] = threat * holder_gain + open_still * (pi * play - (1 - pi) * audience)
        for _name, holder, side, options in self.hands:
            if side < 0:
                continue
            believed = np.stack([deck.believed_resolute[holder], 1 - deck.believed_resolute[holder]])[:, None]  # (2, 1, n)
            there = [o for o in options if o in nets]
            if not there:
                reading.chance.append(np.zeros((len(options), 2, 2, n)))
                reading.net.append(np.full((len(options), 2, 2, n), -np.inf))
                continue
            net = np.stack([np.broadcast_to(nets[o], (2, 2, n)) if o in nets else np.full((2, 2, n), -np.inf) for o in options])
            open_all = np.stack([deck.available[c] for c, _ in options])[:, None, None]
            open_idle = np.stack([deck.available[c] & deck.idle[c] for c, _ in options])[:, None, None]
            anyhow = leverage.hand(net, open_all, number["act_rate"], lam_h)
            plan = anyhow if (open_all == open_idle).all() else leverage.hand(net, open_idle, number["act_rate"], lam_h)
            reading.chance.append(plan)
            reading.net.append(net)
            for c in dict.fromkeys(c for c, _ in there):
                pi = reading.played_if_announced[c]
                weekly = np.zeros((2, 2, n))
                for o, (card, way) in enumerate(options):
                    if card == c:
                        weekly = weekly + (anyhow[o] if way == "play" else anyhow[o] * pi)
                f = (believed * weekly).sum(0)  # (2 blame, n)
                pibar = (believed * pi).sum(0)
                expected = leverage.expected_loss(losses[c], f, deck.announced[c], pibar, delta, mu)
                reading.expected[side][:] += np.where(deck.available[c], expected, 0.0)
        for _name, holder, side, options in self.hands:
            if side >= 0:
                continue
            omega = resolve(holder)
            rows = []
            for c, _ in options:
                if cards.gesture[c]:
                    e, b = reading.expected[holder], blames[holder]
                    rise = b[1] - b[0]
                    slope = np.where(rise > 0, (e[1] - e[0]) / np.where(rise > 0, rise, 1.0), 0.0)
                    net = delta * slope * of(cards.eases_blame, c) * sides[holder].blame - of(cards.blowback, c) * omega
                else:
                    direct = np.zeros(1)
                    if c in flow:
                        f = 2 * (1 + flow.index(c))
                        direct = mean_value(holder, f + 1) - mean_value(holder, 1)
                    blamed = sides[cards.target[c]].blame if cards.target[c] >= 0 else np.zeros(1)
                    net = direct - leverage.blowback(of(cards.blowback, c), omega, kappa, blamed)
                rows.append(np.broadcast_to(net, (2, n)))
            open_ = np.stack([deck.available[c] & deck.idle[c] for c, _ in options])[:, None]
            reading.net.append(np.stack(rows))
            reading.chance.append(leverage.hand(np.stack(rows), open_, number["act_rate"], lam_h))
        return reading


@dataclass(frozen=True)
class Choice:
    """What each type of a side would answer to the text that lies on the table now. N replications answer anew."""

    worth: Array  # (3, T, N) of accept, conditional, reject
    chances: Array  # (3, T, N)
    condition: Ints  # (T, N) row of the condition that each type would state, -1 for none
    likelihood: Array  # (3, T, N) of the answer, and of the condition that its own type would state with it


def choice(
    reading: Reading, tables: Tables, i: int, side: Side, row: Ints, new: Ints, own: Ints, number: dict[str, Array]
) -> Choice:
    """Choice of side i at texts `row` (N,) for the replications at hand `new` (N,), whose types are `own` (N,)."""
    menu, delta = reading.menu, number["discount"]
    gain = reading.gain[i][:, row, new]
    best, expected = reading.best[i], reading.cards.expected[i][:, new]
    elsewhere = np.where(best.row[:, new] == row, best.second[:, new], best.first[:, new])
    condition = delta * (side.adoption[new] * elsewhere - expected[0])
    bound = (menu.code[row, new] == side.condition_code[new]) | (tables.rules["conditional"] == "off")
    yes = gain
    if tables.rules["threat_returns"] == "on":
        yes = gain - delta * (1 - reading.values.peace_weight[row, new]) * expected[0]
    refusal = np.broadcast_to(-delta * expected[1], gain.shape)
    chances = rule.answer_chances(yes, condition, refusal, bound, number["precision_answers"], number["weight_of_no"])
    stated = best.row[:, new]
    kinds, places = np.nonzero(stated == row)
    if kinds.size:  # the text itself is best: it cannot be its own condition
        some = new[places]
        own_gain = reading.gain[i][kinds, :, some].T
        offers = np.where(menu.on[:, some] & (own_gain > rule.NOTHING), reading.signs[1 - i][:, some] * own_gain, 0.0)
        offers[row[places], np.arange(len(some))] = 0.0
        stated[kinds, places] = rule.first_best(offers)
    stated = np.where(elsewhere > 0, stated, -1)
    likelihood = chances.copy()
    likelihood[1] *= stated == stated[own, np.arange(len(new))]
    return Choice(np.stack([yes, np.broadcast_to(condition, gain.shape), refusal]), chances, stated, likelihood)


def _pair(text: Facts, in_force: Facts, n: int) -> Facts:
    """Facts (2, n): the text on the table, the terms in force."""

    def join(one: Array, two: Array) -> Array:
        return np.concatenate([np.broadcast_to(one, (1, n)), np.broadcast_to(two, (1, n))])

    joined = {}
    for name, one in text.__dict__.items():
        two = getattr(in_force, name)
        joined[name] = tuple(join(a, b) for a, b in zip(one, two, strict=True)) if isinstance(one, tuple) else join(one, two)
    return Facts(**joined)


def _changes_nothing(values: Values, facts: Facts) -> Truth:
    """Texts that are worth the same as the one on the table to both belligerents and to the pen."""
    first = values.worth[0].base
    same = np.abs(first - first[0]) <= SAME
    if not same[1:].any():
        return same
    for part in values.worth:
        same &= (np.abs(part.base - part.base[0]) <= SAME) & (np.abs(part.slope - part.slope[0]) <= SAME)
    for red in facts.red:
        whole = np.broadcast_to(red, same.shape)
        same &= np.abs(whole - whole[0]) <= SAME
    return same
