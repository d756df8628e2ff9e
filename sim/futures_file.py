"""Futures in one Parquet table: written chunk by chunk, read by column, compared with another table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.record import ANSWERS, CLASSES, Futures

BATCH = 65_536  # rows compared or exported together
CODES = {"class.": CLASSES, "first_answer.": ANSWERS}  # columns that hold an index into these words


class FuturesWriter:
    """Takes chunks of futures, one row group each, and remembers the hash of their integers.

    Floats differ in the last bits from processor to processor, integers do not: so a result is known by its
    integer columns, hashed column by column so that chunks make no difference.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: pq.ParquetWriter | None = None
        self._hashes: dict[str, Any] = {}

    def add(self, futures: Futures) -> None:
        """Append a chunk."""
        columns = futures.columns()
        if self._file is None:
            self._file = self._open(columns)
        self._file.write_table(pa.table(columns, schema=self._file.schema), row_group_size=futures.count)
        for name in _integers(columns):
            digest = self._hashes.setdefault(name, hashlib.sha256(f"{name}:{columns[name].dtype}:".encode()))
            digest.update(columns[name].astype(columns[name].dtype.newbyteorder("<")).tobytes())

    def close(self) -> None:
        """Finish the table; needed before it is read."""
        if self._file is not None:
            self._file.close()

    @property
    def integers(self) -> str:
        """SHA-256 of all integer columns so far, the same for any chunks."""
        lines = [f"{name} {self._hashes[name].hexdigest()}\n" for name in sorted(self._hashes)]
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def _open(self, columns: dict[str, NDArray[Any]]) -> pq.ParquetWriter:
        words = {"parley." + name.rstrip("."): json.dumps(words) for name, words in CODES.items()}
        schema = pa.schema([(name, pa.from_numpy_dtype(column.dtype)) for name, column in columns.items()], words)
        whole = _integers(columns)
        floats = [name for name in columns if name not in whole]
        return pq.ParquetWriter(
            self.path, schema, compression="zstd", compression_level=1, use_dictionary=whole,
            use_byte_stream_split=floats,
        )  # fmt: skip


def read_columns(path: Path, names: Sequence[str] | None = None) -> dict[str, NDArray[Any]]:
    """Columns of a table as arrays (R,); all of them unless named."""
    table = pq.read_table(path, columns=None if names is None else list(names))
    return {name: table.column(name).to_numpy() for name in table.column_names}


def largest_gap(here: Path, there: Path) -> float:
    """Largest difference of any float between two tables of the same futures; two NaN are equal."""
    gap = 0.0
    ours, theirs = pq.ParquetFile(here), pq.ParquetFile(there)
    floats = [field.name for field in ours.schema_arrow if pa.types.is_floating(field.type)]
    batches = (table.iter_batches(BATCH, columns=floats) for table in (ours, theirs))
    for a, b in zip(*batches, strict=True):
        for x, y in zip(a.columns, b.columns, strict=True):
            x, y = x.to_numpy(zero_copy_only=False), y.to_numpy(zero_copy_only=False)
            gap = max(gap, float(np.where(np.isnan(x) & np.isnan(y), 0.0, np.abs(x - y)).max()))
    return gap


def _integers(columns: dict[str, NDArray[Any]]) -> list[str]:
    return [name for name, column in columns.items() if column.dtype.kind in "iub"]
