"""The committed baseline: every integer fact of 300 futures, which each Python and each Mesa must reproduce.

A change of rules or numbers changes it, on purpose: `PYTHONPATH=. python tests/test_baseline.py` writes it anew,
and the commit says what changed and why.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from sim.load import load_scenario
from sim.negotiation import simulate

FILE = Path(__file__).parent / "baseline" / "march-2025.csv"
COUNT = 300


def integers() -> dict[str, np.ndarray]:
    """Integer facts of the March 2025 scenario, numbers drawn from their ranges."""
    columns = simulate(load_scenario("march-2025"), seed=1, count=COUNT).columns()
    return {name: column for name, column in columns.items() if column.dtype.kind in "biu"}


@pytest.mark.baseline
def test_every_integer_fact_equals_the_committed_baseline():
    found = integers()
    with FILE.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == list(found)
    expected = np.array(rows, dtype=np.int64).T
    different = [name for name, column in zip(head, expected, strict=True) if (found[name] != column).any()]
    assert not different, f"{len(different)} facts differ, first {different[0]}"


def write() -> None:
    """Write the baseline of this version."""
    found = integers()
    with FILE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(found)
        out.writerows(np.stack(list(found.values()), axis=1).tolist())


if __name__ == "__main__":
    write()
