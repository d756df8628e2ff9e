"""Named, counter-based random streams: the one place that makes luck.

A draw is addressed, never consumed: (seed, purpose, name, week, replication). Whoever asks for the same
address gets the same number, whatever else was drawn before, in whichever chunk, process or variant.
Philox (Salmon et al. 2011) with key (seed, purpose) and counter (week, name, 0, block): a week of a block
of 1,024 replications takes 256 counts, so that many weeks are filled in one stroke.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

SCHEME = 1  # part of a run's identity: raise it when an address comes to mean another number
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


@lru_cache(maxsize=4096)
def _word(name: str) -> int:
    """64 bits that stand for a name, the same on every machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


class Streams:
    """The luck of replications `first` to `first + count - 1` under one seed.

    >>> whole = Streams(seed=1, first=0, count=3000).uniform(Purpose.SHOCK, "russia", week=4)
    >>> one = Streams(seed=1, first=2500, count=1).uniform(Purpose.SHOCK, "russia", week=4)
    >>> bool(whole[2500] == one[0])
    True
    """

    def __init__(self, seed: int, first: int = 0, count: int = 1) -> None:
        if not 0 <= seed < 2**64 or first < 0 or count < 1:
            raise ValueError(
                f"seed {seed}, first {first}, count {count}: expected 0 <= seed < 2^64, first >= 0, count >= 1"
            )
        self.seed, self.first, self.count = seed, first, count
        self._blocks = range(first // BLOCK, (first + count - 1) // BLOCK + 1)
        self._bits = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._bits)
        self._state = self._bits.state
        self._filled: dict[tuple[Purpose, str], tuple[int, NDArray[np.float64]]] = {}

    def uniform(self, purpose: Purpose, name: str, week: int) -> NDArray[np.float64]:
        """(R,) uniform numbers in [0, 1) at one address for every replication."""
        start, weeks = (week, 1) if purpose in _ONCE else (week - week % _WEEKS, _WEEKS)
        known = self._filled.get((purpose, name))
        if known is None or known[0] != start:
            known = (start, self._fill(purpose, name, start, weeks))
            if weeks > 1:
                self._filled[purpose, name] = known
        skip = self.first - self._blocks.start * BLOCK
        return known[1][:, week - start].reshape(-1)[skip : skip + self.count]

    def _fill(self, purpose: Purpose, name: str, start: int, weeks: int) -> NDArray[np.float64]:
        numbers = np.empty((len(self._blocks), weeks, BLOCK))
        state = self._state
        state["state"]["key"][:] = (self.seed, int(purpose))
        state["buffer_pos"] = 4  # nothing left over from the last address
        for row, block in enumerate(self._blocks):
            state["state"]["counter"][:] = (start * _COUNTS, _word(name), 0, block)
            self._bits.state = state
            self._generator.random(out=numbers[row])
        return numbers


class Repeated(Streams):
    """The luck of `count` replications, once for each of several points of a design: rows go point by point.

    >>> twice = Repeated(seed=1, first=0, count=3, points=2).uniform(Purpose.SHOCK, "russia", week=4)
    >>> twice.shape, bool((twice[:3] == twice[3:]).all())
    ((6,), True)
    """

    def __init__(self, seed: int, first: int, count: int, points: int) -> None:
        super().__init__(seed, first, count)
        self._once, self._points = Streams(seed, first, count), points
        self.count = count * points

    def uniform(self, purpose: Purpose, name: str, week: int) -> NDArray[np.float64]:
        """(points * count,) uniform numbers in [0, 1), the same for every point."""
        return np.tile(self._once.uniform(purpose, name, week), self._points)
