"""`parley resolve`: forecasting questions on a saved run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli import OK
from sim.cli_asked import HowPrinted, show
from sim.cli_values import a_whole_number


def resolve(
    run: str,
    /,
    *,
    scenario: str | None = None,
    replication: Annotated[int | None, Parameter(converter=a_whole_number, validator=Number(gte=0))] = None,
    format: HowPrinted = "table",
    runs_dir: Path | None = None,
) -> int:
    """Settle forecasting questions (`resolve:` of a scenario) on the futures of a saved run.

    Parameters
    ----------
    run
        Name of a run, or the beginning of its id
    scenario
        Take the questions from this scenario or file [default: those of the run]
    replication
        Settle them for this one future
    runs_dir
        Folder of saved runs [default: $PARLEY_RUNS, else ./runs]
    """
    from sim.analysis.resolve import settle, told
    from sim.load import load_scenario
    from sim.outcomes import OutcomeError
    from sim.runs import open_run

    saved = open_run(run, runs_dir)
    asked = load_scenario(scenario) if scenario is not None else saved.scenario()
    if not asked.resolve:
        raise OutcomeError(f"{scenario or saved.name} asks no forecasting questions; write some under `resolve:`")
    columns = saved.columns()
    show(told(saved.name, {name: settle(one, columns) for name, one in asked.resolve.items()}, replication), format)
    return OK
