"""How strong and how credible one card would have to be: a map of an outcome over its damage and its blowback.

Damage is every effect of the card, times a multiple; blowback is what playing it costs its holder, times another. The
less a card costs its holder, the more a threat with it is believed. Both stand at multiples of their stated values at
each point of the map; all other numbers are drawn as usual, in the same futures at every point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.answer import share_of
from sim.analysis.inputs import Array, Input, every_number, weeks_for
from sim.experiment import Experiment, Report
from sim.outcomes import Outcome, OutcomeError
from sim.problems import suggest
from sim.scenario import Scenario

DAMAGE = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
BLOWBACK = (2.0, 1.0, 0.5, 0.25, 0.1, 0.0)
EFFECTS = ("war_cost", "deal_value", "inflow", "attrition", "capacity")


@dataclass(frozen=True)
class Crossing:
    """Multiple of the damage from which on an outcome is at or above a level; none where it does not get there.

    low, high: the same for the upper and the lower ends of the shares' 95 % intervals. A value at the lowest multiple
    of the map is the least that was looked at, and `at_once` says so.
    """

    value: float | None
    low: float | None
    high: float | None
    at_once: bool


@dataclass(frozen=True)
class Strength:
    """A map. shares, lows, highs: (blowback, damage) with 95 % intervals (Wilson)."""

    scenario: Scenario
    card: str
    outcome: Outcome
    level: float
    base: tuple[float, float, float]
    damage: tuple[float, ...]
    blowback: tuple[float, ...]
    shares: Array
    lows: Array
    highs: Array
    crossings: tuple[Crossing, ...]  # one for each blowback
    replications: int
    weeks: int
    seed: int

    @property
    def reached(self) -> bool:
        """Whether the level is reached anywhere on the map."""
        return bool((self.shares >= self.level).any())


def effects_of(scenario: Scenario, card: str) -> list[Input]:
    """Numbers that make up a card's damage; OutcomeError where there are none, or no such card."""
    if card not in scenario.cards:
        raise OutcomeError(f"no card is called {card!r}; {suggest(card, list(scenario.cards))}")
    start = f"cards.{card}.effects."
    found = [one for one in every_number(scenario) if one.path.startswith(start)]
    found = [one for one in found if one.path.removeprefix(start).split(".")[0] in EFFECTS and one.number.value]
    if not found:
        raise OutcomeError(f"card {card} has none of {', '.join(EFFECTS)}, so it cannot be made stronger; name another")
    return found


def strength(
    scenario: Scenario,
    card: str,
    outcome: Outcome,
    *,
    level: float = 0.5,
    damage: tuple[float, ...] = DAMAGE,
    blowback: tuple[float, ...] = BLOWBACK,
    trial: Experiment,
    progress: Report | None = None,
) -> Strength:
    """The map of one card. `trial` says seed, replications, weeks; multiples of damage in rising order."""
    weeks = weeks_for(outcome, scenario, trial.weeks)
    trial = Experiment(trial.seed, trial.replications, weeks, trial.fixed)
    effects = effects_of(scenario, card)
    tried = sorted({0.0, *damage})  # nothing at all is looked at too, and not shown
    down, along = (part.ravel() for part in np.meshgrid(blowback, tried, indexing="ij"))
    design = {one.path: one.number.value * along for one in effects}
    design[f"cards.{card}.blowback"] = scenario.cards[card].blowback.value * down
    found = trial.at(scenario, design, [outcome], progress)[0]
    shares, lows, highs = np.array([share_of(point) for point in found]).T.reshape(3, len(blowback), -1)
    shown = [tried.index(one) for one in damage]
    crossings = [crossing(tried, *rows, level=level) for rows in zip(shares, lows, highs, strict=True)]
    return Strength(
        scenario, card, outcome, level, share_of(trial.indicator(scenario, outcome)), damage, blowback,
        shares[:, shown], lows[:, shown], highs[:, shown], tuple(crossings), trial.replications, weeks, trial.seed,
    )  # fmt: skip


def crossing(multiples: list[float], shares: Array, lows: Array, highs: Array, *, level: float) -> Crossing:
    """Where a row of the map gets to a level, between its points on straight lines.

    >>> rise = np.array([0.1, 0.3, 0.7])
    >>> crossing([0, 1, 2], rise, rise - 0.1, rise + 0.1, level=0.5)
    Crossing(value=1.5, low=1.25, high=1.75, at_once=False)
    """
    return Crossing(
        first_at(multiples, shares, level), first_at(multiples, highs, level), first_at(multiples, lows, level),
        bool(shares[0] >= level),
    )  # fmt: skip


def first_at(along: list[float], values: Array, level: float) -> float | None:
    """First place at which values get to a level from below (or begin there); straight lines between points.

    >>> first_at([0, 10], np.array([0.2, 0.4]), 0.3), first_at([0, 10], np.array([0.2, 0.4]), 0.5)
    (5.0, None)
    """
    there = np.flatnonzero(values >= level)
    if not there.size:
        return None
    k = int(there[0])
    if k == 0:
        return float(along[0])
    step = (level - values[k - 1]) / (values[k] - values[k - 1])
    return round(float(along[k - 1] + step * (along[k] - along[k - 1])), 12)
