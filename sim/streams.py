"""Named, counter-based random streams: the one place that makes luck.

A draw is addressed, never consumed: (seed, purpose, name, week, replication). Whoever asks for the same
address gets the same number, whatever else was drawn before, in whichever chunk, process or variant.
Philox (Salmon et al. 2011) with key (seed, purpose) and counter (week, name, 0, block): a week of a block
of 1,024 replications takes 256 counts, so that many weeks are filled in one stroke.

Numbers with a range are drawn by a Latin hypercube (McKay, Beckman & Conover 1979): in every block each name
has one draw in each of 1,024 strata, in an order of its own. Its means vary less than those of free draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

SCHEME = 2  # part of a run's identity: raise it when an address comes to mean another number
BLOCK = 1024  # replications filled together
_WEEKS = 32  # weeks filled together
_COUNTS = BLOCK // 4  # Philox makes four numbers a count


class Purpose(IntEnum):
    """What a draw decides. Numbers are for ever; new purposes take new ones."""

    PARAMETER = 1
    TYPE = 2
    RESOLVE = 3
    CONSENT = 4
    EVENT = 5
    SHOCK = 6
    DECISION = 7
    WINNER = 8
    COLLAPSE = 9
    RENEWAL = 10
    VIOLATION = 11
    ANNOUNCED = 12
    HOLDER_ACTS = 13
    HOLDER_CHOICE = 14
    WITHDRAWAL = 15
    MEDIATOR_ACTS = 16
    PROPOSAL = 17
    ANSWER = 18


_ONCE = frozenset({Purpose.PARAMETER, Purpose.TYPE, Purpose.RESOLVE, Purpose.CONSENT})  # hardly ever asked twice


_KEPT = 2048  # columns of the hypercube that are remembered, 8 KiB each: whoever asks again has the same seed
_columns: dict[tuple[int, str, int], NDArray[np.float64]] = {}


@lru_cache(maxsize=4096)
def word_of(name: str) -> int:
    """64 bits that stand for a name, the same on every machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


class Streams:
    """The luck of replications `first` to `first + count - 1` under one seed.

    per_draw: replications that share one draw of all numbers with a range; all other luck is their own.

    >>> whole = Streams(seed=1, first=0, count=3000).uniform(Purpose.SHOCK, "russia", week=4)
    >>> one = Streams(seed=1, first=2500, count=1).uniform(Purpose.SHOCK, "russia", week=4)
    >>> bool(whole[2500] == one[0])
    True
    """

    def __init__(self, seed: int, first: int = 0, count: int = 1, per_draw: int = 1) -> None:
        if not 0 <= seed < 2**64 or first < 0 or count < 1 or per_draw < 1:
            raise ValueError(
                f"seed {seed}, first {first}, count {count}, per_draw {per_draw}: "
                "expected 0 <= seed < 2^64, first >= 0, count >= 1, per_draw >= 1"
            )
        self.seed, self.first, self.count, self.per_draw = seed, first, count, per_draw
        self._blocks = _blocks(first, first + count - 1)
        self._bits = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._bits)
        self._state: Any = self._bits.state
        self._hypercube = qmc.LatinHypercube(d=1, rng=np.random.Generator(np.random.Philox(0)))
        self._filled: dict[tuple[Purpose, str], tuple[int, NDArray[np.float64]]] = {}

    def uniform(self, purpose: Purpose, name: str, week: int) -> NDArray[np.float64]:
        """(R,) uniform numbers in [0, 1) at one address for every replication; those of ranges in (0, 1]."""
        if purpose is Purpose.PARAMETER:
            column: NDArray[np.float64] = self.hypercube([name])[0]
            return column
        start, weeks = (week, 1) if purpose in _ONCE else (week - week % _WEEKS, _WEEKS)
        known = self._filled.get((purpose, name))
        if known is None or known[0] != start:
            known = (start, self._fill(purpose, name, start, weeks))
            if weeks > 1:
                self._filled[purpose, name] = known
        skip = self.first - self._blocks.start * BLOCK
        return known[1][:, week - start].reshape(-1)[skip : skip + self.count]

    @property
    def once(self) -> Streams:
        """The luck of every replication, once."""
        return self

    def _fill(self, purpose: Purpose, name: str, start: int, weeks: int) -> NDArray[np.float64]:
        numbers = np.empty((len(self._blocks), weeks, BLOCK))
        for row, block in enumerate(self._blocks):
            self._bits.state = self._address(purpose, name, start, block)
            self._generator.random(out=numbers[row])
        return numbers

    def hypercube(self, names: Sequence[str]) -> NDArray[np.float64]:
        """(names, count) columns of the Latin hypercube, of every replication once: i takes draw i // per_draw."""
        draw = np.arange(self.first, self.first + self.once.count) // self.per_draw
        blocks = _blocks(int(draw[0]), int(draw[-1]))
        columns = np.empty((len(names), len(blocks), BLOCK))
        for row, name in enumerate(names):
            for i, block in enumerate(blocks):
                columns[row, i] = self._stratified(name, block)
        taken = draw - blocks.start * BLOCK
        found: NDArray[np.float64] = columns.reshape(len(names), -1)
        return found[:, taken[0] : taken[-1] + 1] if self.per_draw == 1 else found[:, taken]

    @property
    def address(self) -> tuple[int, ...]:
        """Which replications there are, once, and how they draw; the same for the same numbers."""
        return self.seed, self.first, self.once.count, self.per_draw

    def repeated(self, rows: NDArray[Any]) -> NDArray[Any]:
        """(..., R) rows that were made once for every replication, as often as there is luck for it."""
        return rows

    def _stratified(self, name: str, block: int) -> NDArray[np.float64]:
        key = (self.seed, name, block)
        if key not in _columns:
            if len(_columns) >= _KEPT:
                _columns.clear()
            _columns[key] = self._column(name, block)
        return _columns[key]

    def _column(self, name: str, block: int) -> NDArray[np.float64]:
        # One engine whose luck is set anew for each address: to make an engine takes ten times as long.
        self._hypercube.rng.bit_generator.state = self._address(Purpose.PARAMETER, name, 0, block)
        column: NDArray[np.float64] = self._hypercube.random(BLOCK)[:, 0]
        return column

    def _address(self, purpose: Purpose, name: str, week: int, block: int) -> Any:
        """State of the generator at the first number of an address."""
        state = self._state
        state["state"]["key"][:] = (self.seed, int(purpose))
        state["state"]["counter"][:] = (week * _COUNTS, word_of(name), 0, block)
        state["buffer_pos"] = 4  # nothing left over from the last address
        return state


class Repeated(Streams):
    """The luck of `count` replications, once for each of several points of a design: rows go point by point.

    >>> twice = Repeated(seed=1, first=0, count=3, per_draw=1, points=2).uniform(Purpose.SHOCK, "russia", week=4)
    >>> twice.shape, bool((twice[:3] == twice[3:]).all())
    ((6,), True)
    """

    def __init__(self, seed: int, first: int, count: int, per_draw: int, points: int) -> None:
        super().__init__(seed, first, count, per_draw)
        self._once, self._points = Streams(seed, first, count, per_draw), points
        self.count = count * points

    @property
    def once(self) -> Streams:
        """The luck of every replication, once."""
        return self._once

    def uniform(self, purpose: Purpose, name: str, week: int) -> NDArray[np.float64]:
        """(points * count,) uniform numbers in [0, 1), the same for every point."""
        return self.repeated(self._once.uniform(purpose, name, week))

    def repeated(self, rows: NDArray[Any]) -> NDArray[Any]:
        """(..., points * count) the same for every point."""
        return np.tile(rows, self._points)


def _blocks(first: int, last: int) -> range:
    return range(first // BLOCK, last // BLOCK + 1)
