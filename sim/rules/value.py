"""The one value formula: what living under terms is worth, in units of an actor's stake.

A value is affine in a belligerent's cost multiplier m: every function here carries the pair
(part without m, part that m multiplies), and the type axis appears only where somebody chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.rules import truce, war
from sim.rules.terms import OPEN_ENDED, Array, Facts, Ints


class Affine(NamedTuple):
    """Value `base + slope * m` of a type with cost multiplier m; only belligerents have types."""

    base: Array
    slope: Array

    def of(self, multiplier: Array) -> Array:
        """Value of a type."""
        return self.base + self.slope * multiplier


@dataclass(frozen=True)
class World:
    """What the value of terms depends on besides the terms, for n replications. Arrays (n,) or (1,) unless stated."""

    discount: Array
    decision_hazard: Array
    power: Array
    floor: Array
    speed: Array
    eta: Array
    clip: Array
    weeks: Array  # expected length of the war
    capacity: Array  # (2, n)
    inflow: Array  # (2, n) while fighting
    truce_inflow: Array  # (2, n)
    losses: Array  # (2, n)
    ground: Array
    p: Array
    cost: Array  # (A, n)
    land: Array  # (A, n) signed worth of all of the disputed land
    won_a: Array  # (A, n) Dv of side a's victory
    won_b: Array
    mean_multiplier: tuple[Array, Array]  # of each belligerent in the public belief
    relief: tuple[tuple[Array | None, ...], tuple[Array | None, ...]]  # [side][lifting] worth of lifting standing cards
    burden: tuple[tuple[Array | None, ...], tuple[Array | None, ...]]  # [side][lifting] weekly cost that is lifted
    fixed_burden: Array  # (2, n) weekly cost while fighting that nothing lifts
    reward: Array  # (2, n) what a halted front brings by itself, and carrots in force, while terms halt the front

    def columns(self, some: Ints) -> World:
        """The world of some of the replications."""
        return World(**{name: _columns(part, some) for name, part in self.__dict__.items()})

    def odds(self) -> Array:
        """p from today's capacities and flows."""
        return war.odds(self.capacity, self.inflow, self.losses, self.weeks, self.power, self.floor)


def _columns(part: Any, some: Ints) -> Any:
    if isinstance(part, tuple):
        return tuple(_columns(each, some) for each in part)
    return part if part is None or part.shape[-1] == 1 else part.take(some, axis=-1)


@dataclass(frozen=True)
class Values:
    """Worth of M texts to some actors. Arrays (M, n)."""

    worth: tuple[Affine, ...]  # one for each actor asked for
    collapse: Array  # h
    peace_weight: Array  # k: weight of the time under the terms
    p_truce: Array


def land_and_demands(world: World, facts: Facts, actor: int) -> Array:
    """Dv: what the levels are worth, plus land given or taken by a line."""
    if not np.any(facts.lines):
        return facts.worth[actor]
    return facts.worth[actor] + world.land[actor] * (facts.line - world.ground * facts.lines)


def _burden(world: World, facts: Facts, side: int) -> Array:
    total = world.fixed_burden[side]
    for holds, part in zip(facts.lifts, world.burden[side], strict=True):
        if part is not None:
            total = total + part * (1 - holds)
    return total


def _relief(world: World, facts: Facts, side: int) -> Array | float:
    total: Array | float = 0.0
    for holds, part in zip(facts.lifts, world.relief[side], strict=True):
        if part is not None:
            total = total + part * holds
    return total


def odds_after_truce(world: World, facts: Facts, base_chance: Array) -> Array:
    """p': odds after the truce that a text is expected to give, as it lets sides rearm; p where it halts nothing."""
    if not facts.halted.any():
        return world.p
    lasts = np.minimum(facts.length, 1 / (1 - world.discount * (1 - base_chance)))
    rearmed = (world.capacity[s] + lasts * facts.rearm[s] * world.truce_inflow[s] for s in (0, 1))
    p = war.odds(tuple(rearmed), world.inflow, world.losses, world.weeks, world.power, world.floor)
    return p if facts.halted.all() else np.where(facts.halted, p, world.p)


class Stakes(NamedTuple):
    """What one actor has at stake under M texts: arrays (M, n), or broadcast to it."""

    flow: Array  # of living under the terms for a week, without the typed cost of fighting
    fighting: Array  # what m multiplies: the cost of the fighting that goes on under the terms
    now: Array  # W at today's odds, without the typed cost
    outside: Array  # W at p', without the typed cost


def _stakes(world: World, facts: Facts, i: int, p_truce: Array, fights: Array) -> Stakes:
    delta, mu = world.discount, world.decision_hazard
    won, slope = world.won_b[i], world.won_a[i] - world.won_b[i]
    battle = world.land[i] * world.speed
    ends_now, battle_now = won + world.p * slope, battle * (2 * world.p - 1)
    den = 1 - delta * (1 - mu)
    at_even, per_p = (
        (delta * mu * won - battle) / den,
        (delta * mu * slope + 2 * battle) / den,
    )  # W without p, and what p adds
    now, outside = at_even + per_p * world.p, at_even + per_p * p_truce
    saved = facts.saved[i] if i < 2 else facts.halted
    regime = facts.open * battle_now + (delta * fights * mu) * ends_now
    if i < 2:
        burden = _burden(world, facts, i)
        if np.any(burden):
            regime = regime - (1 - saved) * burden
            now, outside = now - burden / den, outside - burden / den
        if np.any(world.reward[i]):
            regime = regime + (1 - delta) * np.where(facts.halted, world.reward[i], 0.0)
    flow = (1 - delta) * land_and_demands(world, facts, i) + regime
    return Stakes(flow, (1 - saved) * world.cost[i], now, outside)


def value(world: World, facts: Facts, actors: tuple[int, ...], weeks_left: Array | None = None) -> Values:
    """A(x) of M texts for some actors; sides a and b (0, 1) always set the hazard.

    weeks_left: of terms in force that have a length. See docs/model.md, section 6.
    """
    delta, mu = world.discount, world.decision_hazard
    war_den = 1 - delta * (1 - mu)
    fights: Array = np.where(facts.halted, 0.0, 1.0)  # a truce keeps arms from deciding
    keep = delta * (1 - mu * fights)
    base_chance: Array = 1 - np.exp(-(facts.rate + facts.breach))
    p_truce = odds_after_truce(world, facts, base_chance)
    stakes = {i: _stakes(world, facts, i, p_truce, fights) for i in sorted({0, 1, *actors})}
    relapse = keep * base_chance
    per_week = 1 / (1 - (keep - relapse))
    tempted = []
    for i in (0, 1):
        m, cost = world.mean_multiplier[i], world.cost[i] / war_den
        flow, fighting, now, outside = stakes[i]
        rest = now - m * cost + (fighting * m - relapse * (outside - m * cost)) * per_week
        tempted.append(rest - flow * per_week)
    hazard = truce.hazard(facts.rate, facts.breach, np.maximum(*tempted), world.eta, world.clip)
    survives = np.exp(-hazard)
    stays = keep * survives
    weight = 1 / (1 - stays)
    peace, falls = (1 - delta) * weight, (keep - stays) * weight
    limited = bool(np.any(facts.length < OPEN_ENDED))
    if limited:
        log_stays = np.log(keep) - hazard
        phi = np.exp(facts.length * log_stays)
        renewed = 1 / (1 - phi * facts.renewal)
        within, after = (1 - phi) * renewed, phi * (1 - facts.renewal) * renewed
        if weeks_left is not None:
            rest = np.exp(weeks_left * log_stays)
            within, after = (
                (1 - rest) + rest * facts.renewal * within,
                rest * (facts.renewal * after + 1 - facts.renewal),
            )
        peace, weight, falls = peace * within, weight * within, falls * within + after
    worth = []
    for i in actors:
        flow, fighting, _, outside = stakes[i]
        base = flow * weight + falls * outside
        slope = -(fighting * weight + falls * (world.cost[i] / war_den))
        worth.append(Affine(base + _relief(world, facts, i), slope) if i < 2 else Affine(base + slope, np.zeros(1)))
    return Values(tuple(worth), 1 - survives, peace, p_truce)
