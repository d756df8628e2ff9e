"""The rules of a negotiation, compiled: whole futures at the speed of the processor.

`simulate` in sim/negotiation.py goes through here wherever the library was built (sim/compiled/build.py); the model
itself, week by week and with all that people weigh, is sim.negotiation.Negotiation. Both give the same futures.
"""

from __future__ import annotations

import ctypes
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import packing
from sim.compiled.build import HERE, LIBRARY, fingerprint
from sim.hands import all_hands
from sim.record import Futures
from sim.streams import Streams, word_of
from sim.tables import Tables

PIECES = 6  # of the work for each thread, so that none waits long for another


class _Numbers(ctypes.Structure):
    _fields_ = (("data", ctypes.c_void_p), ("rows", ctypes.c_int64), ("width", ctypes.c_int64))


class _Luck(ctypes.Structure):
    _fields_ = (
        ("seed", ctypes.c_uint64),
        ("purpose", ctypes.c_void_p),
        ("word", ctypes.c_void_p),
        ("shock", ctypes.c_void_p * 2),
        ("first", ctypes.c_int64),
        ("count", ctypes.c_int64),
        ("weeks", ctypes.c_int64),
        ("streams", ctypes.c_int64),
    )


RECORDED: dict[str, tuple[type, str]] = {  # as engine.c writes them down: type, and what stands on the second axis
    "classes": (np.int8, "weeks"), "first_answer": (np.int8, "sides"), "victor": (np.int8, ""),
    "actor_type": (np.int8, "sides"), "signed_full": (np.int16, ""), "signed_partial": (np.int16, ""),
    "full_weeks": (np.int16, ""), "partial_weeks": (np.int16, ""), "signatures": (np.int16, ""),
    "collapses": (np.int16, ""), "lapses": (np.int16, ""), "violated_weeks": (np.int16, ""),
    "talks_ended": (np.int16, ""), "arms_decided": (np.int16, ""), "announced": (np.int16, "cards"),
    "played": (np.int16, "cards"), "dropped": (np.int16, "cards"), "terms": (np.int16, "issues"),
    "text": (np.int16, "issues"), "odds": (np.float64, ""), "ground": (np.float64, ""), "blame": (np.float64, "sides"),
    "belief": (np.float64, "sides"), "surplus": (np.float64, "sides"),
}  # fmt: skip


@lru_cache(maxsize=1)
def library() -> Any:
    """The compiled rules; none where they were not built, or were built from other sources than lie here."""
    try:
        found = ctypes.CDLL(str(HERE / LIBRARY))
    except OSError:
        return None
    for told in (found.parley_fingerprint, found.parley_numbers, found.parley_deeds):
        told.restype = ctypes.c_char_p
    return found if found.parley_fingerprint().decode() == fingerprint() else None


def futures(
    tables: Tables,
    luck: Streams,
    replication: NDArray[np.int64],
    weeks: int,
    threads: int = 1,
    rules: str = "parley_run",
) -> Futures:
    """Futures of some replications to their horizon.

    replication: (R,) which they are, by whose luck and tables. threads: that share the work. rules: which of the
    library's to run by; as it stands, the fastest that the processor knows. MemoryError where a scenario is too large.
    """
    hands, names, count = all_hands(tables), tables.names[:2], len(replication)
    named, deeds = (told().decode().split() for told in (library().parley_numbers, library().parley_deeds))
    shape, numbers = packing.shape_of(tables, hands, weeks, deeds), packing.numbers_of(tables, named, deeds)
    given = (_Numbers * len(numbers))(*[_Numbers(part.ctypes.data, *part.shape) for part in numbers])
    streams, shocks = packing.streams_of(tables, hands), packing.shocks_of(tables, luck.once, weeks)
    purpose = np.array([int(purpose) for purpose, _ in streams], dtype=np.uint64)
    word = np.array([word_of(name) for _, name in streams], dtype=np.uint64)
    fate = _Luck(
        luck.seed, purpose.ctypes.data, word.ctypes.data, tuple(part.ctypes.data for part in shocks), luck.first,
        luck.once.count, weeks + 1, len(streams),
    )  # fmt: skip
    second = {"weeks": weeks + 1, "sides": 2, "cards": len(tables.cards.names), "issues": len(tables.issues)}
    found: dict[str, NDArray[Any]] = {
        name: np.empty((count, second[axis]) if axis else count, dtype=kind) for name, (kind, axis) in RECORDED.items()
    }
    to = (ctypes.c_void_p * len(found))(*(part.ctypes.data for part in found.values()))
    run = getattr(library(), rules)

    def part(ends: tuple[int, int]) -> int:
        failed: int = run(
            shape.ctypes.data_as(ctypes.c_void_p), given, ctypes.c_int64(len(numbers)), ctypes.byref(fate),
            *map(ctypes.c_int64, ends), to,
        )  # fmt: skip
        return failed

    pieces = 1 if threads == 1 else PIECES * threads
    edges = pairwise(count * i // pieces for i in range(pieces + 1))
    if threads == 1:
        failed = max(map(part, edges))
    else:
        with ThreadPoolExecutor(threads) as pool:
            failed = max(pool.map(part, edges))
    if failed == 1:
        raise MemoryError("no memory left for a future of this scenario")
    assert not failed, "what is packed is not what is read: sim/compiled/packing.py and plan.h differ"
    order = np.argsort(names)
    by_name = {name: found[name][:, order] for name, (_, axis) in RECORDED.items() if axis == "sides"}
    victor = np.where(found["victor"] < 0, found["victor"], np.argsort(order)[found["victor"]]).astype(np.int8)
    return Futures(
        belligerents=tuple(sorted(names)),
        issues=tables.issues,
        cards=tables.cards.names,
        replication=replication,
        **(found | by_name | {"victor": victor}),
    )
