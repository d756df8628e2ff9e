"""What each of several things is worth when they act together: Shapley values, future by future.

Letters: n replications, P pairs of orders. A value function gives (n,) for every set of players: the outcome in the
same n futures. The Shapley value (Shapley 1953) of a player is the mean, over all orders in which the players could
come, of what it adds when its turn comes; values add up to what all together bring (efficiency), in every future.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from sim.summary import Z95

Array = NDArray[np.float64]
Order = tuple[str, ...]
Value = Callable[[frozenset[str]], Array]

EXACT_UP_TO = 64  # sets: six players


@dataclass(frozen=True)
class Worth:
    """Mean of what is added in n futures, and its 95 % interval. `pairs` of orders were sampled; none: all were taken.

    error: standard error from the number of futures; order_error: from the sampling of orders (0 where all were taken).
    changed: share of futures in which anything was added or taken away.
    """

    value: float
    low: float
    high: float
    error: float
    order_error: float
    changed: float
    pairs: int | None


def worth(added: Array, pairs: int | None = None) -> Worth:
    """What was added, (P, n) for P pairs of orders or (1, n), with its interval.

    Two futures are thought of in which the player adds 1 and -1, as in the adjusted Wald interval for paired shares
    (Bonett & Price 2012), to which this comes down where each future adds -1, 0 or 1: so that a mean of zero in n
    futures is no certainty. The error of sampled orders is that of P pair means (Student's t); what it shares with the
    sampling of futures counts twice, which makes intervals a little too wide.

    >>> found = worth(np.array([[0.0, 1.0, 0.0, 0.0]]))
    >>> found.value, found.changed
    (0.25, 0.25)
    """
    mean = added.mean(0)
    held = np.concatenate([mean, [1.0, -1.0]])
    error = held.std() / np.sqrt(len(held))
    by_pair = added.mean(1)
    order_error = by_pair.std(ddof=1) / np.sqrt(len(by_pair)) if pairs is not None and pairs > 1 else 0.0
    wide = t.ppf(0.975, len(by_pair) - 1) * order_error if order_error else 0.0
    half = float(np.hypot(Z95 * error, wide))
    low, high = max(-1.0, held.mean() - half), min(1.0, held.mean() + half)
    changed = float((added != 0).any(0).mean())
    return Worth(float(mean.mean()), float(low), float(high), float(error), float(order_error), changed, pairs)


@dataclass(frozen=True)
class Plan:
    """How the values of some players are found: from all sets, or from sampled orders in antithetic pairs.

    An order and its reverse make a pair: where one finds a player early the other finds it late (Mitchell, Cooper,
    Frank & Holmes 2022).
    """

    players: Order
    orders: tuple[Order, ...]  # pairs one after the other; none: all sets

    @classmethod
    def of(cls, players: Sequence[str], *, pairs: int, seed: int) -> Plan:
        """All sets where there are few; else so many pairs of orders.

        >>> Plan.of(["a", "b"], pairs=4, seed=0).orders
        ()
        """
        players = tuple(sorted(players))
        if 2 ** len(players) <= EXACT_UP_TO:
            return cls(players, ())
        luck = np.random.default_rng(seed)
        drawn = [tuple(players[i] for i in luck.permutation(len(players))) for _ in range(pairs)]
        return cls(players, tuple(order for one in drawn for order in (one, one[::-1])))

    @property
    def pairs(self) -> int | None:
        """Pairs of orders; none where all sets are taken."""
        return len(self.orders) // 2 or None

    def sets(self) -> Iterator[frozenset[str]]:
        """Every set of players that is asked for."""
        if not self.orders:
            for size in range(len(self.players) + 1):
                yield from map(frozenset, combinations(self.players, size))
        for order in self.orders:
            yield from (frozenset(order[:k]) for k in range(len(order) + 1))

    def values(self, value: Value) -> dict[str, Worth]:
        """The Shapley value of every player."""
        found = self._sampled(value) if self.orders else {one: self._exact(one, value) for one in self.players}
        return {one: worth(found[one], self.pairs) for one in self.players}

    def _exact(self, player: str, value: Value) -> Array:
        others = [one for one in self.players if one != player]
        terms = [
            (value(before | {player}) - value(before)) / (len(self.players) * comb(len(others), size))
            for size in range(len(self.players))
            for before in map(frozenset, combinations(others, size))
        ]
        return np.sum(terms, axis=0, keepdims=True)  # type: ignore[no-any-return]

    def _sampled(self, value: Value) -> dict[str, Array]:
        added: dict[str, list[Array]] = {one: [] for one in self.players}
        for order in self.orders:
            before = value(frozenset())
            for k, one in enumerate(order, start=1):
                after = value(frozenset(order[:k]))
                added[one].append(after - before)
                before = after
        return {one: np.stack(rows).reshape(len(rows) // 2, 2, -1).mean(1) for one, rows in added.items()}
