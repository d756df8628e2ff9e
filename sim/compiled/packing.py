"""A scenario's tables and luck, packed as the compiled rules read them (plan.h, in the same order)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.hands import Hand, who_weigh
from sim.menu import bans
from sim.rules.terms import Array, Attribute
from sim.streams import Purpose, Streams
from sim.tables import Tables

HOW = {"sum": 0, "product": 1, "least": 2}
WAYS = {"play": 0, "announce": 1}
RESOLVE = {None: -1, "irresolute": 0, "resolute": 1}
NEVER = np.zeros(1)
OF_EVERY_WEEK = (
    Purpose.DECISION, Purpose.WINNER, Purpose.COLLAPSE, Purpose.RENEWAL, Purpose.VIOLATION, Purpose.MEDIATOR_ACTS,
    Purpose.PROPOSAL,
)  # fmt: skip
OF_CARDS = (
    "erosion", "phase", "stream", "war_cost", "deal_value", "blame", "eases_blame", "blowback", "inflow", "attrition",
    "capacity", "consent",
)  # fmt: skip


def _attributes(tables: Tables, deeds: Sequence[str]) -> list[Attribute]:
    return [
        *(tables.does[name] for name in deeds), *tables.worth, *tables.red[0], *tables.red[1], *tables.lifting,
    ]  # fmt: skip


def shape_of(tables: Tables, hands: list[Hand], weeks: int, deeds: Sequence[str]) -> NDArray[np.intc]:
    """All that is the same in every future: sizes, levels, who holds what. deeds: what terms do, in order."""
    rules, cards = tables.rules, tables.cards
    holders = who_weigh(tables, hands)
    never = bans(tables)
    packed: list[int] = [
        len(tables.issues), len(tables.names), len(cards.names), len(tables.events), len(hands), len(tables.packages),
        tables.pen, len(tables.length), len(never), len(tables.lifting), *(len(part) for part in tables.multiplier),
        *(len(parts) for parts in tables.red), *(-1 if only is None else only for only in tables.only),
        rules["protocol"] == "alternating", rules["conditional"] == "on", rules["threat_returns"] == "on",
        rules["withdrawal"], -1 if rules["rounds"] is None else rules["rounds"], tables.alltexts is not None, weeks,
        len(holders), *tables.levels, *tables.status_quo, *tables.opening, *tables.victory.ravel(),
    ]  # fmt: skip
    for _, levels in tables.packages:
        packed += list(levels)
    packed += [*(RESOLVE[only] for only in tables.resolve_only), *holders]
    for attribute in _attributes(tables, deeds):
        packed += [HOW[attribute.how], len(attribute.tables), *attribute.tables]
    for ban in never:
        packed += [ban.one, ban.other, *ban.these, *ban.those]
    for c in range(len(cards.names)):
        packed += [
            cards.holder[c], cards.target[c], cards.withdraws[c], cards.gesture[c], cards.announces[c],
            cards.repeatable[c], cards.while_fighting[c], cards.flows[c], cards.lift_class[c], cards.lifted_by_yes[c],
            cards.status[c],
        ]  # fmt: skip
    for _, holder, side, options in hands:
        packed += [holder, side, len(options), *(part for c, way in options for part in (c, WAYS[way]))]
    for event in tables.events:
        week = -1 if event.week is None else event.week
        packed += [week, event.once, event.target, event.new_leader, len(event.cards)]
        packed += [part for pair in event.cards.items() for part in pair]
    return np.array(packed, dtype=np.intc)


def numbers_of(tables: Tables, names: Sequence[str], deeds: Sequence[str]) -> list[Array]:
    """All that may differ among futures: arrays (rows, R or 1). names: of behaviour, the war and the mediator."""
    named: list[Array] = [tables.number.get(name, NEVER) for name in names]
    parts: list[Any] = [
        *named, tables.capacity, tables.inflow, tables.cost, tables.ground, tables.halt, tables.blame,
        *tables.multiplier, *tables.red_factor, *tables.weight, tables.resolve, tables.share_resolute,
        tables.length[:, None], tables.renewal,
    ]  # fmt: skip
    parts += [table for attribute in _attributes(tables, deeds) for table in attribute.tables.values()]
    if tables.cards.names:
        parts += [getattr(tables.cards, name) for name in OF_CARDS]
    for event in tables.events:
        parts += [event.hazard, event.inflow, event.attrition, event.capacity, event.war_cost, event.blame]
    flat = [np.asarray(part, dtype=np.float64) for part in parts]
    return [np.ascontiguousarray(part.reshape(-1, part.shape[-1])) for part in flat]


def streams_of(tables: Tables, hands: list[Hand]) -> list[tuple[Purpose, str]]:
    """Addresses of all streams of luck but shocks, by purpose and name."""
    sides, names, cards = tables.names[:2], tables.names, tables.cards.names
    pen = names[tables.pen] if tables.pen >= 0 else ""
    return [
        *((purpose, "") for purpose in OF_EVERY_WEEK),
        *((Purpose.ANSWER, side) for side in sides),
        (Purpose.WITHDRAWAL, pen),
        *((Purpose.TYPE, side) for side in sides),
        *((Purpose.RESOLVE, name) for name in names),
        *((Purpose.EVENT, event.name) for event in tables.events),
        *((Purpose.ANNOUNCED, name) for name in cards),
        *((Purpose.HOLDER_ACTS, name) for name, _, _, _ in hands),
        *((Purpose.HOLDER_CHOICE, name) for name, _, _, _ in hands),
    ]


def shocks_of(tables: Tables, luck: Streams, weeks: int) -> list[Array]:
    """Normal shocks to the losses of each side: (weeks + 1, count)."""
    return [
        np.stack([ndtri(luck.uniform(Purpose.SHOCK, side, week)) for week in range(weeks + 1)])
        for side in tables.names[:2]
    ]
