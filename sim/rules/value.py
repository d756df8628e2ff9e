"""The one value formula: what living under terms is worth, in units of an actor's stake.

A value is affine in a belligerent's cost multiplier m: every function here carries the pair
(part without m, part that m multiplies), and the type axis appears only where somebody chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.rules import truce, war
from sim.rules.terms import Array, Facts


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
    reward: Array  # (2, n) carrots in force, while terms halt the front

    def odds(self) -> Array:
        """p from today's capacities and flows."""
        return war.odds(self.capacity, self.inflow, self.losses, self.weeks, self.power, self.floor)


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
    """p': odds after the truce that a text is expected to give, with the rearmament that it allows; p where it halts nothing."""
    lasts = np.minimum(facts.length, 1 / (1 - world.discount * (1 - base_chance)))
    rearmed = [world.capacity[s] + lasts * facts.rearm[s] * world.truce_inflow[s] for s in (0, 1)]
    p = war.odds(np.stack(np.broadcast_arrays(*rearmed)), world.inflow, world.losses, world.weeks, world.power, world.floor)
    return np.where(facts.halted, p, world.p)


def value(world: World, facts: Facts, actors: tuple[int, ...], weeks_left: Array | None = None) -> Values:
    """A(x) of M texts for some actors; sides a and b (0, 1) always set the hazard.

    weeks_left: of terms in force that have a length. See docs/model.md, section 6.
    """
    delta, mu = world.discount, world.decision_hazard
    war_den = 1 - delta * (1 - mu)
    halted = facts.halted
    ends = np.where(halted, 0.0, mu)  # mu_x
    base_chance = -np.expm1(-(facts.rate + facts.breach))
    p_truce = odds_after_truce(world, facts, base_chance)
    keep = delta * (1 - ends)
    flow: dict[int, Array] = {}
    outside: dict[int, Array] = {}
    fighting: dict[int, Array] = {}
    temptation: Array | float = -np.inf
    base_den = 1 - keep * (1 - base_chance)
    for i in sorted({0, 1, *actors}):
        battle_now = world.land[i] * (world.speed * (2 * world.p - 1))
        battle_then = world.land[i] * (world.speed * (2 * p_truce - 1))
        ends_now = war.victory_worth(world.p, world.won_a[i], world.won_b[i])
        ends_then = war.victory_worth(p_truce, world.won_a[i], world.won_b[i])
        side = i < 2
        burden = _burden(world, facts, i) if side else 0.0
        saved = facts.saved[i] if side else halted
        reward = np.where(halted, world.reward[i], 0.0) if side else 0.0
        outside[i] = war.fighting_on(battle_then, ends_then, burden, delta, mu)  # type: ignore[arg-type]
        fighting[i] = (1 - saved) * world.cost[i]
        flow[i] = (
            (1 - delta) * (land_and_demands(world, facts, i) + reward)
            - (1 - saved) * burden
            + facts.open * battle_now
            + delta * ends * ends_now
        )
        if side:
            m, cost = world.mean_multiplier[i], world.cost[i]
            now = war.fighting_on(battle_now, ends_now, burden, delta, mu) - m * cost / war_den  # type: ignore[arg-type]
            under = (flow[i] - fighting[i] * m + keep * base_chance * (outside[i] - m * cost / war_den)) / base_den
            temptation = np.maximum(temptation, now - under)
    chance = truce.collapse_chance(facts.rate, facts.breach, temptation, world.eta, world.clip)  # type: ignore[arg-type]
    stays = keep * (1 - chance)
    den = 1 - stays
    peace = (1 - delta) / den
    falls = keep * chance / den
    limited = np.any(facts.length < 10**6)
    if limited:
        log_stays = np.log(stays)
        phi = np.exp(facts.length * log_stays)
        renewed = 1 / (1 - phi * facts.renewal)
        within, after = (1 - phi) * renewed, phi * (1 - facts.renewal) * renewed
        if weeks_left is not None:
            rest = np.exp(weeks_left * log_stays)
            within, after = (1 - rest) + rest * facts.renewal * within, rest * (facts.renewal * after + 1 - facts.renewal)
        peace = peace * within
    worth = []
    for i in actors:
        cost_outside = world.cost[i] / war_den
        base = flow[i] / den + falls * outside[i]
        slope = -(fighting[i] / den + falls * cost_outside)
        if limited:
            base = within * base + after * outside[i]
            slope = within * slope - after * cost_outside
        worth.append(Affine(base + _relief(world, facts, i), slope) if i < 2 else Affine(base + slope, np.zeros(1)))
    return Values(tuple(worth), chance, peace, p_truce)
