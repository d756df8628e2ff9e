"""What can be compared: a saved run, futures just simulated, or a scenario, which is then simulated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiment import Experiment
from sim.load import ScenarioError, load_scenario, locate
from sim.manifest import MANIFEST
from sim.outcomes import Columns, last_week
from sim.result import Result
from sim.runs import Run, find_run, list_runs
from sim.scenario import Scenario
from sim.shelf import split_variant
from sim.streams import SCHEME
from sim.version import VERSION

Reference = str | Path | Run | Result | Scenario
REPLICATIONS = 2000  # of scenarios, where no run says how many
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Side:
    """One of the things compared: its scenario, its luck and its futures."""

    name: str
    scenario: Scenario
    columns: Columns
    seed: int
    replications: int
    weeks: int
    fixed: bool
    streams: int = SCHEME
    engine: str = VERSION
    fresh: bool = True  # simulated just now by this engine

    def facts(self) -> dict[str, Any]:
        """What a reader must know of it beside its inputs."""
        return {
            "name": self.name, "scenario": self.scenario.name, "as_of": self.scenario.as_of.isoformat(),
            "seed": self.seed, "replications": self.replications, "weeks": self.weeks, "fixed": self.fixed,
            "streams": self.streams, "engine": self.engine,
        }  # fmt: skip

    def luck_unlike(self, other: Side) -> str | None:
        """Why the same replication of both is not the same luck; none where it is."""
        for what, ours, theirs in (
            ("the seeds differ", self.seed, other.seed),
            ("their luck was drawn by different schemes", self.streams, other.streams),
            ("numbers stand in one and are drawn in the other", self.fixed, other.fixed),
        ):
            if ours != theirs:
                return f"{what} ({str(ours).lower()} and {str(theirs).lower()})"
        size = min(self.replications, other.replications)
        numbers = (side.columns.get("replication") for side in (self, other))
        if any(one is not None and not np.array_equal(one[:size], np.arange(size)) for one in numbers):
            return "their replications are not numbered alike"
        return None


def sides_of(
    references: Sequence[Reference],
    runs_dir: Path | str | None = None,
    *,
    replications: int | None = None,
    seed: int | None = None,
    progress: Report | None = None,
) -> list[Side]:
    """Everything that is to be compared. RunError, ScenarioError where one is not there or damaged.

    Scenarios are simulated as the first run was (seed, replications, weeks, fixed), or 2,000 times at seed 0; what is
    said here goes before.
    """
    found = [_opened(one, runs_dir) for one in references]
    first = next((one for one in found if isinstance(one, Side)), None)
    size = replications or (first.replications if first else REPLICATIONS)
    luck = seed if seed is not None else first.seed if first else 0
    weeks = first.weeks if first else next(one.horizon_weeks for _, one in found if isinstance(one, Scenario))  # type: ignore[misc]
    trial = Experiment(seed=luck, replications=size, weeks=weeks, fixed=first.fixed if first else False)
    made = [one if isinstance(one, Side) else _simulated(*one, trial, progress) for one in found]
    names = [side.name for side in made]
    return [
        _named(side, f"{side.name} ({i + 1})") if names.count(side.name) > 1 else side for i, side in enumerate(made)
    ]


def _opened(reference: Reference, runs_dir: Path | str | None) -> Side | tuple[str, Scenario]:
    if isinstance(reference, Run):
        return _saved(reference)
    if isinstance(reference, Result):
        made = reference
        return Side(made.name, made.scenario, made.columns(), made.seed, made.replications, made.weeks, made.fixed)
    if isinstance(reference, Scenario):
        return reference.name, reference
    words = str(reference)
    if Path(words, MANIFEST).is_file() or words in {run.name for run in list_runs(runs_dir)} or not _is_scenario(words):
        return _saved(find_run(words, runs_dir))
    return words, load_scenario(words)


def _saved(run: Run) -> Side:
    facts, columns = run.manifest, run.columns()
    return Side(
        run.name, run.scenario(), columns, facts["seed"], len(next(iter(columns.values()))), last_week(columns),
        facts["fixed"], facts.get("streams", 0), str(facts.get("engine", "unknown")), fresh=False,
    )  # fmt: skip


def _simulated(name: str, scenario: Scenario, trial: Experiment, progress: Report | None) -> Side:
    columns = trial.futures(scenario, progress)
    return Side(name, scenario, columns, trial.seed, trial.replications, trial.weeks or 0, trial.fixed)


def _named(side: Side, name: str) -> Side:
    return replace(side, name=name)


def _is_scenario(words: str) -> bool:
    try:
        return locate(split_variant(words)[0]).is_file()
    except ScenarioError:
        return False
