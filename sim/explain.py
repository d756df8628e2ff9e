"""One future chosen to be told: of a saved run or a scenario, by its number or since it is typical of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.manifest import RunError
from sim.outcomes import SIGNED, week_column
from sim.record import CLASSES
from sim.scenario import Scenario
from sim.story import OUTCOME, as_text
from sim.trace import Note, trace
from sim.words import number_of

if TYPE_CHECKING:
    from sim.runs import Run

__all__ = ["Lot", "Told", "as_text", "explain", "lot", "most_alike", "one_of", "tell", "typical_of"]

SOME = 500  # futures of a scenario among which a typical one is looked for


@dataclass(frozen=True)
class Told:
    """One future: its number under the seed, its weeks, and whether they equal the saved ones (none: nothing saved)."""

    scenario: Scenario
    seed: int
    replication: int
    notes: list[Note]
    why_this: str
    same_as_saved: bool | None

    def as_json(self) -> dict[str, Any]:
        """The same, for machines."""
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "replication": self.replication,
            "why_this": self.why_this,
            "same_as_saved": self.same_as_saved,
            "weeks": self.notes,
        }


@dataclass(frozen=True)
class Lot:
    """Futures of which one can be told: those of a saved run, or the first ones of a scenario under a seed."""

    scenario: Scenario
    seed: int
    weeks: int
    fixed: bool = False
    per_draw: int = 1
    run: Run | None = None

    @classmethod
    def of_run(cls, run: Run) -> Lot:
        """All futures of a saved run, every file checked. RunError where it is damaged."""
        facts = run.check().manifest
        return cls(run.scenario(), facts["seed"], facts["weeks"], facts["fixed"], facts.get("per_draw", 1), run)

    @property
    def count(self) -> int | None:
        """How many there are; none where any number can be simulated."""
        return int(self.run.manifest["replications"]) if self.run else None

    @cached_property
    def columns(self) -> dict[str, NDArray[Any]]:
        """Outcome classes and first signatures, (R,) each: the saved ones, else some that are simulated now."""
        from sim.negotiation import simulate

        if self.run:
            return self.run.columns([*map(week_column, range(self.weeks + 1)), *SIGNED])
        made = simulate(
            self.scenario, seed=self.seed, count=SOME, weeks=self.weeks, fixed=self.fixed, per_draw=self.per_draw
        )
        return made.columns()

    @cached_property
    def classes(self) -> NDArray[Any]:
        """(R, W+1) outcome class of every week."""
        return np.stack([self.columns[week_column(week)] for week in range(self.weeks + 1)], axis=1)

    def typical(self, kind: str | None = None) -> Told:
        """The future closest to what most of an outcome class did, week by week; none: of the most frequent class."""
        return self._told(*self.typical_row(kind))

    def typical_row(self, kind: str | None = None) -> tuple[int, str]:
        """Its number, and why it was taken."""
        return typical_of(self.classes, kind)

    def numbered(self, replication: int, why: str = "the number asked for.") -> Told:
        """The future of a number. RunError where the run holds none."""
        if self.count is not None and not 0 <= replication < self.count:
            raise RunError(f"replication {replication} is not in this run; it holds 0 to {self.count - 1}")
        return self._told(replication, why)

    def _told(self, replication: int, why: str) -> Told:
        notes = trace(
            self.scenario, seed=self.seed, replication=replication, weeks=self.weeks, fixed=self.fixed,
            per_draw=self.per_draw,
        )  # fmt: skip
        same = None
        if self.run:
            same = [CLASSES[c] for c in self.classes[replication]] == [note["outcome"]["class"] for note in notes]
        return Told(self.scenario, self.seed, replication, notes, why, same)


def lot(
    run_or_scenario: str,
    *,
    changes: Mapping[str, Any] | None = None,
    seed: int | None = None,
    weeks: int | None = None,
    runs_dir: Path | None = None,
) -> Lot:
    """The futures of a saved run, or of a scenario: with changes, at seed 0 and to its horizon unless stated."""
    from sim.load import load_scenario
    from sim.runs import list_runs

    saved = {run.name for run in list_runs(runs_dir)}
    is_run = run_or_scenario in saved or Path(run_or_scenario, "manifest.json").is_file()
    if is_run or not _is_scenario(run_or_scenario):
        if changes or seed is not None or weeks is not None:
            raise RunError(f"{run_or_scenario} is a saved run, whose inputs, seed and weeks stand; name a scenario")
        return Lot.of_run(_found(run_or_scenario, runs_dir))
    scenario = load_scenario(run_or_scenario, changes=changes or {})
    return Lot(scenario, seed or 0, scenario.horizon_weeks if weeks is None else weeks)


def tell(
    run_or_scenario: str, *, replication: int | None = None, typical: str | None = None, runs_dir: Path | None = None
) -> Told:
    """One future of a saved run, or of a scenario at seed 0.

    replication: its number. typical: instead, the future closest to what most futures of an outcome class did, week by
    week. Neither: typical of the most frequent class. RunError where there is no such future.
    """
    return one_of(lot(run_or_scenario, runs_dir=runs_dir), replication, typical)


def one_of(some: Lot, replication: int | None, typical: str | None) -> Told:
    """One of them, by its number or since it is typical."""
    if typical is not None and typical not in CLASSES:
        raise RunError(f'no outcome class "{typical}"; there are {", ".join(CLASSES)}')
    return some.typical(typical) if replication is None else some.numbered(replication)


def _found(reference: str, runs_dir: Path | None) -> Run:
    from sim.load import ScenarioError, locate
    from sim.runs import find_run
    from sim.shelf import split_variant

    try:
        return find_run(reference, runs_dir)
    except RunError as error:
        try:
            locate(split_variant(reference)[0])
        except ScenarioError as other:
            raise RunError(f"{error}\nNor is there such a scenario: {other}") from None
        raise


def _is_scenario(reference: str) -> bool:
    from sim.load import ScenarioError, locate

    try:
        locate(reference.split(":")[0])
    except ScenarioError:
        return False
    return True


def typical_of(classes: NDArray[Any], wanted: str | None) -> tuple[int, str]:
    """The future (row) of a class at the end whose weeks are most like those of its fellows, and why it was taken.

    classes: (R, W+1). The lowest number among equals.
    """
    last = classes[:, -1]
    counts = np.bincount(last, minlength=len(CLASSES))
    kind = int(counts.argmax()) if wanted is None else CLASSES.index(wanted)
    if counts[kind] == 0:
        there = ", ".join(CLASSES[k] for k in np.flatnonzero(counts))
        raise RunError(f'none of {number_of(len(last), "future")} ends as "{CLASSES[kind]}"; there are {there}')
    rows = np.flatnonzero(last == kind)
    fellows, all_ = f"{len(rows):,}", f"{len(last):,}"
    why = f"the most typical of the {fellows} futures, out of {all_}, that end like this: {OUTCOME[CLASSES[kind]]}"
    if len(rows) == 1:
        why = f"the only future, out of {all_}, that ends like this: {OUTCOME[CLASSES[kind]]}"
    return most_alike(classes, rows), why


def most_alike(classes: NDArray[Any], rows: NDArray[np.intp]) -> int:
    """The future among some rows whose weeks are most like those of its fellows; the lowest number among equals.

    >>> most_alike(np.array([[5, 2], [5, 5], [5, 2]]), np.arange(3))
    0
    """
    shares = np.stack([(classes[rows] == k).mean(0) for k in range(len(CLASSES))])  # (7, W+1)
    return int(rows[shares[classes[rows], np.arange(classes.shape[1])].sum(1).argmax()])


def explain(
    run_or_scenario: str, replication: int | None = None, typical: str | None = None, runs_dir: Path | None = None
) -> str:
    """One future as text."""
    return as_text(tell(run_or_scenario, replication=replication, typical=typical, runs_dir=runs_dir))
