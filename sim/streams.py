"""Named, counter-based random streams: the one place that makes luck.

A draw is addressed, never consumed: (seed, purpose, name, week, replication). Whoever asks for the same
address gets the same number, whatever else was drawn before, in whichever chunk, process or variant.
Philox (Salmon et al. 2011) with key (seed, purpose) and counter (0, name, week, block).
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

SCHEME = 1  # part of a run's identity: raise it when an address comes to mean another number
BLOCK = 1024  # replications filled together


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
        if seed < 0 or first < 0 or count < 1:
            raise ValueError(f"seed {seed}, first {first}, count {count}: expected seed, first >= 0, count >= 1")
        self.seed, self.first, self.count = seed, first, count
        self._bits = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._bits)
        self._state = self._bits.state

    def uniform(self, purpose: Purpose, name: str, week: int) -> NDArray[np.float64]:
        """(R,) uniform numbers in [0, 1) at one address for every replication."""
        begin, end = self.first // BLOCK, (self.first + self.count - 1) // BLOCK + 1
        numbers = np.empty((end - begin, BLOCK))
        state = self._state
        state["state"]["key"][:] = (self.seed, int(purpose))
        state["buffer_pos"] = 4  # nothing left over from the last address
        for row, block in enumerate(range(begin, end)):
            state["state"]["counter"][:] = (0, _word(name), week, block)
            self._bits.state = state
            self._generator.random(out=numbers[row])
        skip = self.first - begin * BLOCK
        return numbers.reshape(-1)[skip : skip + self.count]
