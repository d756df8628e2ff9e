"""The table as everybody reads it in a week: texts, what they are worth, cards, and what each answer would bring.

Letters: T types, M texts, C cards, F cards that bear on the war, n replications at hand. Row 0 of a menu is the
text on the table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.forecast import Forecast, Prospects, Side, Terms, forecast
from sim.hands import CardReading, Deck, Scene, Weighing, all_hands, who_weigh
from sim.menu import Group, Menu
from sim.rules import answer as rule
from sim.rules.terms import Array, Facts, Ints, Truth, of_those
from sim.rules.value import Affine, Values, World, value
from sim.tables import Tables

SAME = 1e-12  # texts whose worth differs by less change nothing for anyone


@dataclass
class Reading:
    """Everything that phases 4 and 5 decide by."""

    menu: Menu
    prospects: Prospects  # what each text would bring
    forecast: Forecast
    text: Values  # (1, n) of the text on the table as it stood, and of the terms in force: `holders`, in their order
    collapse: Array  # (M, n) weekly chance of collapse of each text
    cards: CardReading
    proposal: Array  # (M, n) worth of proposing each text
    expected_gain: Array  # (n,) of going on, to the pen
    going_on: tuple[Affine, ...]  # value of the terms in force: sides a and b
    yes_relief: tuple[Array, Array]  # (n,) worth of cards that a side's yes lifts

    @property
    def accepts(self) -> tuple[Array, Array]:
        """(M, n) of each side: answer function, mixed over the belief."""
        return self.forecast.accepts


def _flow_cards(tables: Tables, deck: Deck) -> list[int]:
    """Cards whose effect on the war has to be worked out now."""
    cards = tables.cards
    return [c for c in range(len(cards.names)) if cards.flows[c] and not cards.withdraws[c] and deck.available[c].any()]


def _altered(world: World, tables: Tables, flow: list[int], at: Ints) -> World:
    """The world with each flow card played in turn: (1 + F, 1, n), first as it is."""

    def rows(now: Array, change: Array) -> Array:
        if change.shape[-1] > 1:
            change = change.take(at, axis=-1)
        change = np.concatenate([np.zeros((1, 2, change.shape[-1])), change[flow]])  # (1 + F, 2, n)
        whole: Array = now[:, None, None] + np.moveaxis(change, 0, 1)[:, :, None]
        return whole

    if not flow:
        return world
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


class Reader:
    """Reads the table. Knows the scenario, not the state."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.hands = all_hands(tables)
        self.asked = (0, 1, tables.pen) if tables.pen >= 0 else (0, 1)
        self.holders = who_weigh(tables, self.hands)

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

        in_force: facts (1, n) of y. weeks_left: (n,) of y. signed: whether a full, a partial agreement was signed.
        proposer: (side, its types) under alternating offers, else none.
        """
        tables, number = (
            self.tables,
            {k: of_those(part, at) for k, part in self.tables.number.items()},
        )
        text = menu.facts
        assert text is not None
        flow = _flow_cards(tables, deck)
        pair = _pair(text, in_force, len(at))
        left = np.stack([np.broadcast_to(pair.length[0], weeks_left.shape), weeks_left])
        now = value(_altered(world, tables, flow, at), pair, self.holders, left)
        shape = (1 + len(flow), 2, len(at))
        worth = {
            h: Affine(*(np.broadcast_to(part, shape) for part in line))
            for h, line in zip(self.holders, now.worth, strict=True)
        }
        going_on = tuple(Affine(worth[i].base[0, 1], worth[i].slope[0, 1]) for i in self.asked)
        peace_weight = np.broadcast_to(now.peace_weight, shape)[0, 0]
        cards = self._cards(at, number, world, sides, deck, text, worth, flow, peace_weight, signed)
        menu, prospects, collapse = self._prospects(menu, world, going_on, deck.yes_relief)
        by = Terms(
            number["precision_answers"], number["weight_of_no"], number["discount"], tables.rules["conditional"] == "on"
        )
        bound = (menu.code == sides[0].condition_code, menu.code == sides[1].condition_code)
        found = forecast(prospects, menu.on, bound, sides, cards.expected, by)
        proposal, expected_gain = self._worth_of_proposing(prospects, menu, found, number, signed)
        if proposer is not None:
            proposal = self._own_offer(prospects, found, number, sides, *proposer)
        return Reading(menu, prospects, found, now, collapse, cards, proposal, expected_gain, going_on, deck.yes_relief)

    def _cards(
        self,
        at: Ints,
        number: dict[str, Array],
        world: World,
        sides: tuple[Side, Side],
        deck: Deck,
        text: Facts,
        worth: dict[int, Affine],
        flow: list[int],
        peace_weight: Array,
        signed: tuple[Truth, Truth],
    ) -> CardReading:
        full, partial = (np.broadcast_to(part, (1, len(at)))[0] for part in (text.halted, text.partial))
        gain = []
        for i, side in enumerate(sides):
            base, slope = (part[0, 0] - part[0, 1] for part in worth[i])
            gain.append(base + deck.yes_relief[i] + slope * side.multiplier - text.red[i] * side.red_factor)
        lifts = tuple(np.broadcast_to(part, (1, len(at)))[0] for part in text.lifts)
        scene = Scene(
            number, sides, deck, (gain[0], gain[1]), {}, worth, world.mean_multiplier, flow, full, peace_weight, lifts
        )
        for h in self.holders:
            scene.holder_gain[h] = scene.worth_to(h, 0, 0) - scene.worth_to(h, 0, 1)
            if h == self.tables.pen:
                scene.holder_gain[h] = scene.holder_gain[h] + _pledge(number, full, partial, signed)
        return Weighing(self.tables, at, scene).read(self.hands)

    def _prospects(
        self, menu: Menu, world: World, going_on: tuple[Affine, ...], relief: tuple[Array, Array]
    ) -> tuple[Menu, Prospects, Array]:
        """What each text of a menu would bring, and the menu without texts that change nothing."""
        shape = menu.on.shape
        parts = {
            name: np.zeros(shape) for name in ("base0", "slope0", "red0", "base1", "slope1", "red1", "pen", "collapse")
        }
        if self.tables.rules["threat_returns"] == "on":
            parts["peace"] = np.zeros(shape)
        kinds = {name: np.zeros(shape, dtype=bool) for name in ("full", "partial")}
        for group in menu.groups:
            facts, here = group.facts, world if group.columns is None else world.columns(group.columns)
            found = value(here, facts, self.asked)
            for i in (0, 1):
                for name, part in (
                    (f"base{i}", found.worth[i].base),
                    (f"slope{i}", found.worth[i].slope),
                    (f"red{i}", facts.red[i]),
                ):
                    _put(parts[name], group, part)
            if self.tables.pen >= 0:
                _put(parts["pen"], group, found.worth[2].base)
            if "peace" in parts:
                _put(parts["peace"], group, found.peace_weight)
            _put(parts["collapse"], group, found.collapse)
            _put(kinds["full"], group, facts.halted)
            _put(kinds["partial"], group, facts.partial)
        on = menu.on & ~_changes_nothing(
            [parts[name] for name in ("base0", "base1", "slope0", "slope1", "pen", "red0", "red1")]
        )
        on[0] = True
        menu, places = menu.keep(on)
        off = ~menu.on

        def kept(part: Array, less: Array, away: float) -> Array:
            moved: Array = part.take(places)
            moved -= less
            np.copyto(moved, away, where=off)  # what is not on the menu is worth less than nothing
            return moved

        zero = np.zeros(1)
        gain: Any = tuple(
            Affine(
                kept(parts[f"base{i}"], going_on[i].base - relief[i], -1.0),
                kept(parts[f"slope{i}"], going_on[i].slope, 0.0),
            )
            for i in (0, 1)
        )
        red: Any = tuple(kept(parts[f"red{i}"], zero, 0.0) for i in (0, 1))
        pen = kept(parts["pen"], going_on[2].base if self.tables.pen >= 0 else zero, 0.0)
        prospects = Prospects(
            gain,
            red,
            pen,
            kinds["full"].take(places),
            kinds["partial"].take(places),
            parts["peace"].take(places) if "peace" in parts else None,
        )  # type: ignore[arg-type]
        return menu, prospects, parts["collapse"].take(places)

    def _worth_of_proposing(
        self, prospects: Prospects, menu: Menu, found: Forecast, number: dict[str, Array], signed: tuple[Truth, Truth]
    ) -> tuple[Array, Array]:
        both = found.accepts[0] * found.accepts[1]
        gain = prospects.mediator
        if self.tables.pen >= 0:
            gain = gain + _pledge(number, prospects.full, prospects.partial, signed)
        full_worth = (both * gain * (prospects.full & menu.on)).max(0)
        worth = both * (gain + prospects.partial * (number["discount"] * np.maximum(full_worth, 0.0)))
        worth[1:] -= number["text_cost"]
        return worth, np.where(menu.on, worth, -np.inf).max(0)

    @staticmethod
    def _own_offer(
        prospects: Prospects, found: Forecast, number: dict[str, Array], sides: tuple[Side, Side], i: int, types: Ints
    ) -> Array:
        """(M, n) what offering each text is worth to the type that a side is."""
        columns = np.arange(len(types))
        m, r = (
            part[types, 0 if part.shape[1] == 1 else columns] for part in (sides[i].multiplier, sides[i].red_factor)
        )
        worth: Array = found.accepts[1 - i] * (prospects.gain[i].of(m) - prospects.red[i] * r)
        worth[1:] -= number["text_cost"]
        return worth


def _put(whole: NDArray[Any], group: Group, part: NDArray[Any]) -> None:
    if group.columns is None:
        whole[group.rows] = part
    else:
        whole[group.rows, group.columns] = part[0] if part.ndim > 1 else part


def _pledge(number: dict[str, Array], full: Truth, partial: Truth, signed: tuple[Truth, Truth]) -> Array:
    """What the pen's pledge adds to texts."""
    again = number["repeat_share"]
    first, second = number["pledge"], number["pledge"] * number["partial_share"]
    worth: Any = full * np.where(signed[0], first * again, first) + partial * np.where(
        signed[1], second * again, second
    )
    return worth


@dataclass(frozen=True)
class Choice:
    """What each type of a side would answer to the text that lies on the table now. N replications answer anew."""

    worth: Array  # (3, T, N) of accept, conditional, reject
    chances: Array  # (3, T, N)
    condition: Ints  # (T, N) row of the condition that each type would state, -1 for none
    likelihood: Array  # (3, T, N) of the answer, and of the condition that its own type would state with it


def choice(
    reading: Reading,
    tables: Tables,
    i: int,
    sides: tuple[Side, Side],
    row: Ints,
    new: Ints,
    own: Ints,
    number: dict[str, Array],
) -> Choice:
    """Choice of side i at texts `row` (N,) for the replications at hand `new` (N,), whose types are `own` (N,)."""
    menu, delta, side = reading.menu, number["discount"], sides[i]
    gain = reading.prospects.to_all(i, side, row, new)
    best, expected = reading.forecast.best[i], reading.cards.expected[i].take(new, axis=1)
    stated = best.row.take(new, axis=1)
    itself = stated == row  # the text itself is best: it cannot be its own condition
    elsewhere = np.where(itself, best.second.take(new, axis=1), best.first.take(new, axis=1))
    condition = delta * (side.adoption.take(new) * elsewhere - expected[0])
    bound = (menu.code[row, new] == side.condition_code.take(new)) | (tables.rules["conditional"] == "off")
    yes = gain
    if reading.prospects.peace_weight is not None:
        yes = gain - delta * (1 - reading.prospects.peace_weight[row, new]) * expected[0]
    refusal = np.broadcast_to(-delta * expected[1], gain.shape)
    chances = rule.answer_chances(yes, condition, refusal, bound, number["precision_answers"], number["weight_of_no"])
    kinds, places = np.nonzero(itself & (elsewhere > 0))
    if kinds.size:
        stated[kinds, places] = _next_best(reading, i, sides, kinds, row[places], new[places])
    stated[elsewhere <= 0] = -1
    likelihood = chances.copy()
    likelihood[1] *= stated == stated[own, np.arange(len(new))]
    return Choice(np.stack([yes, np.broadcast_to(condition, gain.shape), refusal]), chances, stated, likelihood)


def _next_best(reading: Reading, i: int, sides: tuple[Side, Side], kinds: Ints, row: Ints, column: Ints) -> Ints:
    """(P,) rows of the conditions that are best once the texts `row` are left out."""
    every, count = np.arange(len(reading.menu.on))[:, None], len(column)
    gains = reading.prospects.to_type(i, sides[i], kinds, every, column)
    offers = rule.hope(reading.forecast.signs[1 - i][:, column], gains)
    offers[row, np.arange(count)] = -np.inf
    return rule.first_best(offers)


def _pair(text: Facts, in_force: Facts, n: int) -> Facts:
    """Facts (2, n): the text on the table, the terms in force."""

    def join(one: Array, two: Array) -> Array:
        if one.ndim == 1:
            return one  # the same for all texts
        return np.concatenate([np.broadcast_to(one, (1, n)), np.broadcast_to(two, (1, n))])

    joined = {}
    for name, one in text.__dict__.items():
        two = getattr(in_force, name)
        joined[name] = (
            tuple(join(a, b) for a, b in zip(one, two, strict=True)) if isinstance(one, tuple) else join(one, two)
        )
    return Facts(**joined)  # type: ignore[arg-type]


def _changes_nothing(parts: list[Array]) -> Truth:
    """(M, n) texts that are worth the same as the one on the table to both belligerents and to the pen."""
    same: Truth = np.abs(parts[0] - parts[0][0]) <= SAME
    same[0] = False
    row, column = np.nonzero(same)
    for part in parts[1:]:
        alike = np.abs(part[row, column] - part[0, column]) <= SAME
        row, column = row[alike], column[alike]
    same[:] = False
    same[row, column] = True
    return same
