"""What was fixed before the first scoring, as hashes: the code book, the codes, the outcomes and the metric.

A score is worth something only if nobody chose among several. Whoever changes any of these later does so in the open:
the hashes no longer fit, and a backtest says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.backtest.cases import Case
from sim.shelf import TEMPLATE

RECORD = "frozen.json"
METRIC = ("scores", "questions", "folds", "weighing", "resampling", "seen", "levels")  # modules that decide a score


def fingerprints(folder: Path, cases: Sequence[Case]) -> dict[str, str]:
    """SHA-256 of what decides scores, but for the model itself."""
    here = Path(__file__).parent
    return {
        "code_book": _of_files([folder / f"{TEMPLATE}.yaml"]),
        "codes": _of("\n".join(f"{case.id} {json.dumps(dict(case.codes), sort_keys=True)}" for case in cases)),
        "outcomes": _of_files([folder / "outcomes.csv"]),
        "metric": _of_files([here / f"{name}.py" for name in METRIC]),
    }


def changed(folder: Path, cases: Sequence[Case]) -> list[str]:
    """What differs from the record of the folder, by name; everything where there is no record."""
    now = fingerprints(folder, cases)
    path = folder / RECORD
    before: Mapping[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return [name for name, value in now.items() if before.get(name) != value]


def development(folder: Path) -> list[str]:
    """Ids of the cases that were scored before the code book was as it is; none where there is no record of any."""
    path = folder / RECORD
    found: list[str] = json.loads(path.read_text(encoding="utf-8")).get("development", []) if path.is_file() else []
    return found


def _of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _of_files(paths: Sequence[Path]) -> str:
    """Of texts one after the other, whatever ends their lines."""
    return _of("\n".join(path.read_text(encoding="utf-8") for path in paths))
