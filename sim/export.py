"""Futures of a saved run as a table for other programs, with the meaning, unit and codes of every column."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from sim.columns import WEEK, Column, dictionary
from sim.futures_file import BATCH
from sim.manifest import FUTURES, RunError
from sim.record import NONE
from sim.runs import Run
from sim.scenario import Scenario
from sim.words import rows_as_csv

HEAD = ("column", "meaning", "unit", "codes")
DATED = "_date"  # a column of weeks is followed by one of calendar dates


def export(run: Run, out: Path, format: Literal["csv", "parquet"]) -> list[Path]:
    """Write the futures of a run; the files written. RunError where one is there already or cannot be written.

    CSV: codes as words, weeks followed by their dates, and a data dictionary beside it (`NAME.columns.csv`).
    Parquet: codes as stored; meaning, unit and codes in the metadata of each field, the run in that of the table.
    """
    beside = out.with_name(f"{out.stem}.columns.csv")
    files = [out, beside] if format == "csv" else [out]
    if there := next((file for file in files if file.exists()), None):
        raise RunError(f"{there} exists already; choose another file with --to")
    run.check()
    try:
        with out.open("wb") as file:
            write(run, file, format)
        if format == "csv":
            beside.write_bytes(explained(run))
    except OSError as error:
        raise RunError(f"cannot write {error.filename or out}: {error.strerror}") from error
    return files


def write(run: Run, file: BinaryIO, format: Literal["csv", "parquet"]) -> None:
    """Write the futures of a run to an open file."""
    table = pq.ParquetFile(run.check().folder / FUTURES)
    columns = dictionary(table.schema_arrow.names, run.scenario())
    if format == "csv":
        _write_csv(table, file, columns, run.scenario())
    else:
        _write_parquet(table, file, columns, run)


def explained(run: Run) -> bytes:
    """The data dictionary that stands beside a CSV, as CSV."""
    table = pq.ParquetFile(run.check().folder / FUTURES)
    columns = dictionary(table.schema_arrow.names, run.scenario())
    return rows_as_csv([HEAD, *_explained(columns)]).encode()


def _explained(columns: list[Column]) -> Iterator[tuple[str, str, str, str]]:
    """Rows of the data dictionary of a CSV, where codes are words already."""
    for column in columns:
        words = ", ".join(column.codes.values())
        yield column.name, column.meaning, column.unit, f"empty: {words}" if set(column.codes) == {NONE} else words
        if column.unit == WEEK:
            yield column.name + DATED, f"the same as a date: {column.meaning}", "date on which that week begins", ""


def _write_csv(table: pq.ParquetFile, file: BinaryIO, columns: list[Column], scenario: Scenario) -> None:
    for number, batch in enumerate(table.iter_batches(BATCH)):
        told: dict[str, pa.Array] = {}
        for column, values in zip(columns, batch.columns, strict=True):
            told[column.name] = _in_words(values, column)
            if column.unit == WEEK:
                told[column.name + DATED] = _dates(values, scenario)
        options = pyarrow.csv.WriteOptions(include_header=number == 0)
        pyarrow.csv.write_csv(pa.table(told), file, options)


def _in_words(values: pa.Array, column: Column) -> pa.Array:
    """Codes as words where all values have one; empty where a number says that there is none."""
    numbers = values.to_numpy(zero_copy_only=False)
    if set(column.codes) - {NONE}:
        words = np.array([column.codes.get(code, "") for code in range(NONE, max(column.codes) + 1)])
        return pa.array(words[numbers - NONE])
    if column.codes:
        return pa.array(numbers, mask=numbers == NONE)
    return values if numbers.dtype.kind in "iu" else pa.array(numbers, mask=np.isnan(numbers))


def _dates(weeks: pa.Array, scenario: Scenario) -> pa.Array:
    numbers = weeks.to_numpy(zero_copy_only=False)
    return pa.array(np.datetime64(scenario.as_of) + 7 * numbers.astype(int), mask=numbers == NONE)


def _write_parquet(table: pq.ParquetFile, file: BinaryIO, columns: list[Column], run: Run) -> None:
    schema = table.schema_arrow.with_metadata({**(table.schema_arrow.metadata or {}), **_of_table(run)})
    for number, column in enumerate(columns):
        facts = {"meaning": column.meaning, "unit": column.unit, "codes": json.dumps(dict(column.codes))}
        schema = schema.set(number, schema.field(number).with_metadata(facts))
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in table.iter_batches(BATCH):
            writer.write_table(pa.table(batch.columns, schema=schema))


def _of_table(run: Run) -> dict[str, str]:
    facts: dict[str, Any] = run.manifest
    as_of: dt.date = run.scenario().as_of
    known = {key: str(facts[key]) for key in ("id", "scenario", "variant", "seed", "replications", "weeks", "engine")}
    return {f"parley.{key}": value for key, value in {**known, "as_of": str(as_of), "command": run.command}.items()}
