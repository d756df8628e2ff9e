"""One future chosen to be told: of a saved run or a scenario, by its number or since it is typical of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.manifest import RunError
from sim.record import CLASSES
from sim.scenario import Scenario
from sim.story import OUTCOME, as_text
from sim.trace import Note, trace
from sim.words import number_of

if TYPE_CHECKING:
    from sim.runs import Run

__all__ = ["Told", "as_text", "explain", "tell", "typical_of"]


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


def tell(
    run_or_scenario: str, *, replication: int | None = None, typical: str | None = None, runs_dir: Path | None = None
) -> Told:
    """One future of a saved run, or of a scenario at seed 0.

    replication: its number. typical: instead, the future closest to what most futures of an outcome class did, week by
    week. Neither: typical of the most frequent class. RunError where there is no such future.
    """
    from sim.load import load_scenario
    from sim.negotiation import simulate
    from sim.runs import list_runs

    if typical is not None and typical not in CLASSES:
        raise RunError(f'no outcome class "{typical}"; there are {", ".join(CLASSES)}')
    saved = {run.name for run in list_runs(runs_dir)}
    if (
        run_or_scenario in saved
        or Path(run_or_scenario, "manifest.json").is_file()
        or not _is_scenario(run_or_scenario)
    ):
        run = _found(run_or_scenario, runs_dir).check()
        facts = run.manifest
        scenario, seed, weeks, fixed, count, per_draw = (
            run.scenario(),
            facts["seed"],
            facts["weeks"],
            facts["fixed"],
            facts["replications"],
            facts.get("per_draw", 1),
        )
        names = [f"class.{week:02d}" for week in range(weeks + 1)]
        columns = run.columns(names)
        classes: NDArray[Any] | None = np.stack([columns[name] for name in names], axis=1)
    else:
        scenario, seed, fixed, count, classes, per_draw = load_scenario(run_or_scenario), 0, False, None, None, 1
        weeks = scenario.horizon_weeks
    if replication is not None:
        if count is not None and not 0 <= replication < count:
            raise RunError(f"replication {replication} is not in this run; it holds 0 to {count - 1}")
        why = "the number asked for."
    else:
        seen = (
            simulate(scenario, seed=seed, count=500, weeks=weeks, fixed=fixed).classes if classes is None else classes
        )
        replication, why = typical_of(seen, typical)
    notes = trace(scenario, seed=seed, replication=replication, weeks=weeks, fixed=fixed, per_draw=per_draw)
    same = None
    if classes is not None:
        same = [CLASSES[c] for c in classes[replication]] == [note["outcome"]["class"] for note in notes]
    return Told(scenario, seed, replication, notes, why, same)


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
    shares = np.stack([(classes[rows] == k).mean(0) for k in range(len(CLASSES))])  # (7, W+1)
    likeness = shares[classes[rows], np.arange(classes.shape[1])].sum(1)
    fellows, all_ = f"{len(rows):,}", f"{len(last):,}"
    why = f"the most typical of the {fellows} futures, out of {all_}, that end like this: {OUTCOME[CLASSES[kind]]}"
    if len(rows) == 1:
        why = f"the only future, out of {all_}, that ends like this: {OUTCOME[CLASSES[kind]]}"
    return int(rows[likeness.argmax()]), why


def explain(
    run_or_scenario: str, replication: int | None = None, typical: str | None = None, runs_dir: Path | None = None
) -> str:
    """One future as text."""
    return as_text(tell(run_or_scenario, replication=replication, typical=typical, runs_dir=runs_dir))
