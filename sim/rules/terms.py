"""What terms do: how the levels of a text add up.

Letters: K issues, L levels, M texts, n replications at hand (a selection of the R of a run, `at`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.intp]
Truth = NDArray[np.bool_]

LEVEL = np.int16  # levels of texts as they are kept: an issue has at most 201
OPEN_ENDED = 10**6  # weeks of terms without a length: longer than any horizon


def pick(table: Array, level: Ints, at: Ints) -> Array:
    """table[level] for replications `at`: table (L, R or 1), level (..., n) or (..., 1)."""
    if table.shape[1] == 1:
        return table[:, 0].take(level)
    return table.reshape(-1).take(level * table.shape[1] + at)


class Texts:
    """Texts as levels for replications `at`, (M, n or 1) of each issue, and their places in tables, found once."""

    def __init__(self, levels: NDArray[np.integer] | Mapping[int, NDArray[np.integer]], at: Ints) -> None:
        self.at, self._given = at, levels
        self._levels: dict[int, Ints] = {}
        self._places: dict[int, Ints] = {}
        self._parts: dict[int, tuple[Array, Array]] = {}

    def levels(self, k: int) -> Ints:
        """(M, n or 1) levels of issue k."""
        if k not in self._levels:
            self._levels[k] = self._given[k].astype(np.intp)
        return self._levels[k]

    def part(self, table: Array, k: int) -> Array:
        """(M, n or 1) what the levels of issue k do, by a table (L, R or 1)."""
        known = self._parts.get(id(table))
        if known is None:
            known = self._parts[id(table)] = (table, self._look_up(table, k))
        return known[1]

    def _look_up(self, table: Array, k: int) -> Array:
        if table.shape[1] == 1:
            return table[:, 0].take(self.levels(k))
        if k not in self._places:
            self._places[k] = self.levels(k) * table.shape[1] + self.at
        return table.reshape(-1).take(self._places[k])


def of_those(part: Array, at: Ints) -> Array:
    """An array for some replications, along its last axis; whole where it is the same for all.

    >>> of_those(np.array([[1.0, 2.0, 3.0]]), np.array([2])), of_those(np.array([[7.0]]), np.array([2]))
    (array([[3.]]), array([[7.]]))
    """
    return part if part.shape[-1] == 1 else part.take(at, axis=-1)


@dataclass(frozen=True)
class Attribute:
    """Something that terms do, put together from what the levels of some issues do.

    how: sum, product or least. tables: issue -> (L, R or 1). Issues that do nothing are left out.
    """

    how: str
    tables: dict[int, Array]

    def together(self, parts: list[Array]) -> Array | float:
        """Combine what the issues of `tables` do, in their order."""
        if not parts:
            return {"sum": 0.0, "product": 1.0, "least": np.inf}[self.how]
        whole: Array = parts[0]
        for part in parts[1:]:
            whole = (
                whole + part
                if self.how == "sum"
                else whole * part
                if self.how == "product"
                else np.minimum(whole, part)
            )
        return whole

    def of(self, texts: Texts) -> Array:
        """(M, n or 1) of texts; (1,) where no level does anything."""
        return np.atleast_1d(self.together([texts.part(table, k) for k, table in self.tables.items()]))


@dataclass(frozen=True)
class Facts:
    """What M texts do. Arrays (M, n) or (M, 1), or (1,) what no level of any text changes."""

    halted: Truth
    open: Array  # share of the front left open, 0 where halted
    saved: tuple[Array, Array]  # psi of each belligerent
    rearm: tuple[Array, Array]
    rate: Array  # of collapse a week that temptation moves
    breach: Array  # of collapse a week by a breach clause
    length: Array  # weeks
    renewal: Array
    calm: Array  # chance of a week without violation
    worth: tuple[Array, ...]  # Dv of each actor, without land
    lines: Array  # how many levels move the line
    line: Array  # sum of the shares of land that they give to side a
    red: tuple[Array, Array]  # cost of the red lines crossed, mean type
    lifts: tuple[Array, ...]  # of each lifting condition, 1 where it holds

    @property
    def partial(self) -> Truth:
        """Texts that halt no front but stop some of the fighting."""
        return ~self.halted & ((self.saved[0] > 0) | (self.saved[1] > 0) | (self.open < 1))

    def columns(self, some: Ints | Truth) -> Facts:
        """Facts for some of the replications."""
        return self._each(lambda part: part.take(some, axis=1) if part.ndim > 1 and part.shape[1] > 1 else part)

    def top(self) -> Facts:
        """Facts (1, n) of the first text."""
        return self._each(lambda part: part[:1] if part.ndim > 1 else part)

    def spread(self, n: int) -> Facts:
        """Facts of a single text, written out for n replications."""
        return self._each(lambda part: np.broadcast_to(part, (1, n)).copy() if part.ndim > 1 else part)

    def put(self, at: Ints, new: Facts) -> None:
        """Other terms take the place of those of some replications."""
        for name, part in self.__dict__.items():
            fresh = getattr(new, name)
            pairs = zip(part, fresh, strict=True) if isinstance(part, tuple) else [(part, fresh)]
            for here, there in pairs:
                if here.ndim > 1:
                    here[:, at] = there

    def flat(self) -> Facts:
        """Facts (n,) of a single text."""
        return self._each(lambda part: part[0] if part.ndim > 1 else part)

    def _each(self, change: Callable[[Array], Array]) -> Facts:
        parts: dict[str, Any] = {
            name: tuple(change(part) for part in value) if isinstance(value, tuple) else change(value)
            for name, value in self.__dict__.items()
        }
        return Facts(**parts)
