"""Finished chunks of a run that is under way: one small table each, with its SHA-256 in its name."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.ensemble import Span
from sim.manifest import flush, sha256_of
from sim.plan import Plan
from sim.record import Futures, from_columns

UNSEALED = ".unsealed"


class Chunks:
    """The chunks of a draft. `kept` counts futures that would outlive an interrupt."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.kept = folder, 0
        scenario = plan.scenario
        sides = sorted(name for name, actor in scenario.actors.items() if actor.role == "belligerent")
        self._names = tuple(sides), tuple(sorted(scenario.issues)), tuple(sorted(scenario.cards))

    def keep(self, futures: Futures) -> None:
        """Seal a chunk, unless it is sealed already. It is there by one rename, or not at all."""
        self.kept += futures.count
        span = int(futures.replication[0]), futures.count
        if self._found(span):
            return
        unsealed = self.folder / UNSEALED
        pq.write_table(pa.table(futures.columns()), unsealed, compression="zstd", compression_level=1)
        flush(unsealed)
        unsealed.replace(self.folder / f"{_stem(span)}{sha256_of(unsealed)}.parquet")

    def read(self, span: Span) -> Futures | None:
        """A chunk that is there and whole; one that was damaged is removed, to be made again."""
        path = self._found(span)
        if path is None:
            return None
        if sha256_of(path) != path.stem.rpartition(".")[2]:
            path.unlink()
            return None
        table = pq.read_table(path)
        return from_columns({name: table.column(name).to_numpy() for name in table.column_names}, *self._names)

    def _found(self, span: Span) -> Path | None:
        return next(self.folder.glob(f"{_stem(span)}*.parquet"), None)


def _stem(span: Span) -> str:
    first, count = span
    return f"{first:012d}-{count}."
