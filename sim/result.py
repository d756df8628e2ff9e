"""Futures in Python: `sim.run` simulates them and gives them as tables; nothing is written unless asked."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import ensemble
from sim.draft import Asked, Draft
from sim.ensemble import Ensemble, Progress, Sink
from sim.experiment import changed
from sim.frames import futures_table, outcomes_table
from sim.load import load_scenario
from sim.outcomes import Columns
from sim.record import Futures, join
from sim.runs import Run
from sim.scenario import Scenario
from sim.shelf import split_variant

if TYPE_CHECKING:
    import pandas as pd

KEPT = 50_000  # futures kept in memory unless asked otherwise, some 15 MB


class NotKept(RuntimeError):
    """Futures that were counted and let go."""


@dataclass(frozen=True, kw_only=True)
class Result(Ensemble):
    """What was simulated, its summary, and its futures where they were kept."""

    asked: Asked
    _parts: list[Futures] = field(repr=False, compare=False)
    _flat: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The scenario as it was asked for, with its variant."""
        return self.asked.scenario + (f":{self.asked.variant}" if self.asked.variant else "")

    def columns(self) -> Columns:
        """Facts of all futures, one array (R,) a column, e.g. `signed_full` or `class.13`. NotKept where let go."""
        if not self._flat:
            if not self._parts:
                raise NotKept(
                    f"{self.replications:,} futures were counted and not kept (up to {KEPT:,} are); "
                    "pass keep=True to sim.run, or save() and open the run"
                )
            self._flat.update(join(self._parts).columns())
        return self._flat

    @property
    def futures(self) -> pd.DataFrame:
        """One row a future, one column a fact, classes and answers as words. NotKept where let go."""
        return futures_table(self.columns())

    def outcomes(self) -> pd.DataFrame:
        """(outcome, week, date, share, low, high) of every usual outcome. NotKept where futures were let go."""
        return outcomes_table(self.columns(), self.scenario)

    def save(self, name: str | None = None, *, note: str = "", runs_dir: Path | str | None = None) -> Run:
        """Put it into the store of runs; futures that were let go are simulated again. RunError where it cannot be."""
        with Draft(runs_dir) as draft:
            if self._parts:
                for part in self._parts:
                    draft.add(part)
            else:
                ensemble.run(
                    self.scenario, replications=self.replications, weeks=self.weeks, seed=self.seed, fixed=self.fixed,
                    per_draw=self.per_draw, sink=draft.add,
                )  # fmt: skip
            return draft.save(self, self.asked, name=name, note=note)


def run(
    scenario: Scenario | str | os.PathLike[str],
    *,
    variant: str | None = None,
    changes: Mapping[str, Any] | None = None,
    replications: int = 2000,
    weeks: int | None = None,
    seed: int | None = 0,
    workers: int | None = None,
    fixed: bool = False,
    per_draw: int = 1,
    progress: Progress | None = None,
    sink: Sink | None = None,
    keep: bool | None = None,
) -> Result:
    """Simulate `replications` futures of a scenario, weeks 0 to `weeks` (its horizon unless stated).

    scenario: a name ("march-2025", "march-2025:variant"), a file, or a loaded one. changes: dotted path -> new value.
    seed: None takes a fresh one, told in the result. fixed: stated values instead of draws from ranges. per_draw:
    futures that share one draw of all ranges. workers: processes, None decides by size. progress: called with
    (done, total). sink: given every chunk of futures, in order. keep: hold the futures; None does up to 50,000.
    ScenarioError, ValueError, EnsembleError where something is wrong.

    >>> import sim
    >>> made = sim.run("march-2025", replications=200, weeks=4)
    >>> made.futures["first_answer.ukraine"].mode()[0]
    'accept'
    >>> made.outcomes().query("outcome == 'accept:ukraine'").share.item() > 0.9
    True
    """
    loaded, asked = _loaded(scenario, variant, changes or {})
    parts: list[Futures] = []
    held = replications <= KEPT if keep is None else keep
    takers: Sequence[Sink] = [*([parts.append] if held else []), *([sink] if sink else [])]

    def take(futures: Futures) -> None:
        for taker in takers:
            taker(futures)

    made = ensemble.run(
        loaded, replications=replications, weeks=weeks, seed=seed, workers=workers, fixed=fixed,
        per_draw=per_draw, progress=progress, sink=take,
    )  # fmt: skip
    return Result(**vars(made), asked=asked, _parts=parts)


def _loaded(
    scenario: Scenario | str | os.PathLike[str], variant: str | None, changes: Mapping[str, Any]
) -> tuple[Scenario, Asked]:
    if not isinstance(scenario, Scenario):
        reference, named = split_variant(os.fspath(scenario))
        loaded = load_scenario(os.fspath(scenario), variant=variant, changes=changes)
        return loaded, Asked(reference, variant or named, dict(changes))
    asked = Asked(scenario.name, variant, dict(changes))
    if not variant and not changes:
        return scenario, asked
    return changed(scenario, changes, variant), asked
