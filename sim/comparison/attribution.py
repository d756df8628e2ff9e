"""Which changed input made the difference: Shapley values (Shapley 1953) over the changes, under the same luck.

The value of a set of changes is an outcome's share with just those made. A change's effect is what it adds, averaged
over every order in which the changes could be made, so that all effects sum to the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, takewhile
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.comparison.inputs import Mixture, joined
from sim.experiment import Experiment
from sim.outcomes import Indicator, Outcome

EXACT = 8  # up to so many changes every set of them is simulated, beyond that sampled orders
BUDGET = 40_000  # futures that an attribution may simulate
FEWEST = 100  # replications at least
SETS = 200  # that sampled orders may need
MOST = 24  # parts; more are taken block by block
NAMED = 4  # changes of one part that are named one by one
REST = "(rest)"

Set = frozenset[int]
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Effect:
    """What one change, or several that make sense only together, did to one outcome.

    error: standard error of sampling, of futures and (beyond eight changes) of orders. path: joined with " + ".
    """

    outcome: str
    week: int | None
    path: str
    effect: float
    error: float | None

    def as_json(self) -> dict[str, Any]:
        """The same by name."""
        return dict(vars(self))


@dataclass(frozen=True)
class Plan:
    """What an attribution will simulate."""

    mixture: Mixture
    parts: tuple[Set, ...]  # of changes that are made together
    orders: tuple[tuple[int, ...], ...]  # of parts, each followed by its reverse; none where all sets are simulated
    replications: int

    @classmethod
    def of(cls, mixture: Mixture, replications: int, seed: int = 0) -> Plan:
        """Parts that make sense alone, and as many replications as the budget allows."""
        parts = _blocks(mixture, mixture.parts())
        while True:
            plan = cls(mixture, tuple(parts), _orders(len(parts), seed), 0)
            wrong = next((one for one in plan.sets if mixture.scenario(plan.changes(one)) is None), None)
            if wrong is None:
                allowed = max(FEWEST, BUDGET // max(1, len(plan.sets)))
                return cls(mixture, plan.parts, plan.orders, min(replications, allowed))
            parts = joined(parts, mixture.partners(plan.changes(wrong), parts))

    @cached_property
    def sets(self) -> list[Set]:
        """Sets of parts whose outcome is needed, the empty one first."""
        count = len(self.parts)
        if not self.orders:
            return [frozenset(one) for size in range(count + 1) for one in combinations(range(count), size)]
        heads = (frozenset(order[:size]) for order in self.orders for size in range(count + 1))
        return sorted(set(heads), key=lambda one: (len(one), sorted(one)))

    def changes(self, parts: Set) -> Set:
        """The changes of some parts."""
        return frozenset[int]().union(*(self.parts[i] for i in parts))

    def path(self, part: int) -> str:
        """Name of a part: the paths of its changes, or what many of them have in common."""
        paths = [self.mixture.changes[i].path for i in sorted(self.parts[part])]
        if len(paths) <= NAMED:
            return " + ".join(paths)
        common = _common(paths)
        return f"{common}.*" if common else f"{paths[0]} + {len(paths) - 1} more"

    @property
    def cost(self) -> str:
        """What it takes, in words."""
        how = (
            f"all {len(self.sets):,} sets of {len(self.parts)} changes"
            if not self.orders
            else f"{len(self.orders)} orders of {len(self.parts)} changes, which are {len(self.sets):,} sets of them"
        )
        return f"{how}, {self.replications:,} futures each"


def _orders(count: int, seed: int) -> tuple[tuple[int, ...], ...]:
    """Orders in antithetic pairs (Mitchell et al. 2022): none where all sets can be simulated."""
    if count <= EXACT:
        return ()
    pairs = max(2, SETS // (2 * count))
    random = np.random.Generator(np.random.Philox(seed))
    drawn = [tuple(int(i) for i in random.permutation(count)) for _ in range(pairs)]
    return tuple(order for one in drawn for order in (one, one[::-1]))


def _blocks(mixture: Mixture, parts: list[Set]) -> list[Set]:
    """The parts as they are, or, where they are too many, all that touches one card, actor, ... or kind as one."""
    for depth in (2, 1):
        if len(parts) <= MOST:
            break
        for block in {one.keys[:depth] for one in mixture.changes}:
            parts = joined(parts, frozenset(i for i, one in enumerate(mixture.changes) if one.keys[:depth] == block))
    return parts


def _common(paths: Sequence[str]) -> str:
    """The dotted beginning that all paths share.

    >>> _common(["actors.russia.war.cost", "actors.russia.blame"])
    'actors.russia'
    """
    heads = zip(*(path.split(".") for path in paths), strict=False)
    return ".".join(names[0] for names in takewhile(lambda names: len(set(names)) == 1, heads))


def attribute(
    plan: Plan, trial: Experiment, outcomes: Sequence[Outcome], progress: Report | None = None
) -> tuple[list[Effect], dict[Outcome, tuple[Indicator, Indicator]]]:
    """Effects of every part on every outcome, and the indicators at both ends as simulated."""
    values = _values(plan, trial, outcomes, progress)
    effects, ends = [], {}
    for one in outcomes:
        ends[one] = values[frozenset()][one], values[frozenset(range(len(plan.parts)))][one]
        seen = ~np.isnan(ends[one][0]) & ~np.isnan(ends[one][1])
        if not seen.any():
            continue
        worth = {some: indicators[one][seen] for some, indicators in values.items()}
        for part in range(len(plan.parts)):
            effect, error = _sampled(plan, part, worth) if plan.orders else _exact(len(plan.parts), part, worth)
            effects.append(Effect(one.what, one.week, plan.path(part), effect, error))
    return effects, ends


def _values(
    plan: Plan, trial: Experiment, outcomes: Sequence[Outcome], progress: Report | None
) -> dict[Set, dict[Outcome, Indicator]]:
    values = {}
    for done, some in enumerate(plan.sets, 1):
        scenario = plan.mixture.scenario(plan.changes(some))
        assert scenario is not None, "the plan holds only what makes sense"
        values[some] = {one: trial.indicator(scenario, one) for one in outcomes}
        if progress is not None:
            progress(done, len(plan.sets))
    return values


def _exact(count: int, part: int, worth: Mapping[Set, Indicator]) -> tuple[float, float | None]:
    """Effect of a part, weighted over every set of the others, and its sampling error over futures."""
    orders = factorial(count)
    weights = {
        some: factorial(len(some)) * factorial(count - len(some) - 1) / orders for some in worth if part not in some
    }
    effect = sum(weight * _mean(worth, some, part) for some, weight in weights.items())
    gains = [weight * (worth[some | {part}] - worth[some]) for some, weight in weights.items()]
    return float(effect), _error(np.sum(gains, axis=0))


def _sampled(plan: Plan, part: int, worth: Mapping[Set, Indicator]) -> tuple[float, float | None]:
    """Effect of a part over the orders drawn; its error is that of pairs of orders and of futures together."""
    before = [frozenset(order[: order.index(part)]) for order in plan.orders]
    gains = np.array([_mean(worth, some, part) for some in before])
    pairs = gains.reshape(-1, 2).mean(1)
    over_futures = _error(np.mean([worth[some | {part}] - worth[some] for some in before], axis=0)) or 0.0
    return float(gains.mean()), float(np.hypot(pairs.std(ddof=1) / np.sqrt(len(pairs)), over_futures))


def _mean(worth: Mapping[Set, Indicator], some: Set, part: int) -> float:
    """What a part adds to a set: futures that the horizon hides are left out of either share."""
    return float(np.nanmean(worth[some | {part}]) - np.nanmean(worth[some]))


def _error(per_future: NDArray[np.float64]) -> float | None:
    seen = per_future[~np.isnan(per_future)]
    return float(seen.std(ddof=1) / np.sqrt(len(seen))) if len(seen) > 1 else None
