"""Cases of the past: what a row of codes says of an offer, and what came of it, kept apart.

A folder of cases holds `template.yaml` with the code book, `<id>.yaml` for each case, `episodes.csv` (what was known on
the day) and `outcomes.csv` (what followed). Nothing here simulates, and nothing that simulates reads outcomes.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.problems import Place, Problem, ScenarioError, problem, suggest
from sim.record import ANSWERS
from sim.shelf import TEMPLATE
from sim.unfinished import Unfinished

SIDES = ("a", "b")
INITIATES = "initiates"  # stands for an answer where the side made the offer itself


@dataclass(frozen=True)
class Outcome:
    """What came of an offer. A date that is missing is something that did not happen by `seen_until`."""

    answers: tuple[str, str]  # of side a and b: a word of ANSWERS, `initiates`, or nothing where it is not known
    agreed: dt.date | None
    effect: dt.date | None
    ended: dt.date | None
    seen_until: dt.date | None


@dataclass(frozen=True)
class Case:
    """One offer: where its scenario is, the war it belongs to, its codes, and what came of it."""

    id: str
    title: str
    war: str
    date: dt.date
    path: Path
    sides: tuple[str, str]  # what a and b are called
    codes: Mapping[str, str]
    source: str
    confidence: str
    outcome: Outcome


def read_cases(folder: Path, only: Sequence[str] = ()) -> list[Case]:
    """The cases of a folder in the order of their dates, or those of them that are named.

    Raises ScenarioError with file and line of every fault.
    """
    episodes, outcomes = rows_of(folder / "episodes.csv"), rows_of(folder / "outcomes.csv")
    names = sorted(path.stem for path in folder.glob("*.yaml") if path.stem != TEMPLATE)
    wrong = [_missing(folder, name, episodes, outcomes) for name in names]
    wrong += [
        problem(Place(str(folder)), f"no case is called {name!r}; {suggest(name, names)}")
        for name in only
        if name not in names
    ]
    if faults := [fault for fault in wrong if fault is not None]:
        raise ScenarioError(faults)
    chosen = [name for name in names if not only or name in only]
    cases = [_case(folder / f"{name}.yaml", episodes[name], outcomes[name]) for name in chosen]
    return sorted(cases, key=lambda case: (case.date, case.id))


def several_wars(cases: Sequence[Case]) -> None:
    """ScenarioError where there is no second war that the first could be forecast from."""
    if len(wars := sorted({case.war for case in cases})) < 2:
        message = f"found cases of {wars[0] if wars else 'no war'} alone, expected at least two wars: each is forecast "
        message += "from the others; leave the names out to take all cases, or `parley run` the case itself"
        raise ScenarioError([problem(Place("backtest"), message)])


def _missing(folder: Path, name: str, *tables: Mapping[str, Mapping[str, str]]) -> Problem | None:
    if all(name in table for table in tables):
        return None
    return problem(Place(str(folder / f"{name}.yaml")), "no row of this id in episodes.csv or in outcomes.csv; add one")


def rows_of(path: Path) -> dict[str, dict[str, str]]:
    """Rows of a table by their `id`, each with its line."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            return {row["id"]: {**row, "line": str(rows.line_num)} for row in rows}
    except FileNotFoundError:
        message = "no such file; a folder of cases holds episodes.csv, outcomes.csv, template.yaml and a file a case"
        raise ScenarioError([problem(Place(str(path)), message)]) from None
    except (OSError, KeyError, csv.Error, UnicodeDecodeError) as error:
        raise ScenarioError(
            [problem(Place(str(path)), f"cannot be read as a table with a column `id`: {error}")]
        ) from None


def _case(path: Path, episode: Mapping[str, str], outcome: Mapping[str, str]) -> Case:
    from sim.load import put_together, read_once

    draft = read_once(path)
    scenario = put_together(draft)
    codes, source, confidence = _codes(draft)
    place = Place(str(path.with_name("outcomes.csv")), int(outcome["line"]), 1)
    first, second = (scenario.actors[side].label for side in SIDES)
    return Case(
        path.stem, scenario.name, episode["war"], scenario.as_of, path, (first, second), codes, source, confidence,
        _outcome(outcome, place),
    )  # fmt: skip


def _codes(draft: Unfinished) -> tuple[dict[str, str], str, str]:
    chosen = draft.coded
    if chosen is None:
        place = draft.root.place
        raise ScenarioError([problem(place, "no `coded` block, expected one: a case chooses a step of every code")])
    plain = chosen.plain()
    return plain["steps"], plain.get("source") or "", plain.get("confidence") or ""


def _outcome(row: Mapping[str, str], place: Place) -> Outcome:
    first, second = (_answer(row[f"answer_{side}"], place) for side in SIDES)
    dates = [_date(row[key], key, place) for key in ("agreed", "effect", "ended", "seen_until")]
    return Outcome((first, second), *dates)


def _answer(word: str, place: Place) -> str:
    if word not in (*ANSWERS, INITIATES, ""):
        expected = ", ".join((*ANSWERS, INITIATES))
        raise ScenarioError([problem(place, f"found answer {word!r}, expected {expected}, or nothing where not known")])
    return word


def _date(text: str, key: str, place: Place) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        message = f"{key}: found {text!r}, expected a date such as 1953-07-27, or nothing"
        raise ScenarioError([problem(place, message)]) from None
