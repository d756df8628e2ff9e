"""`parley runs forecast` and `parley runs observe`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from sim.cli import OK, UsageError
from sim.cli_runs import Name, RunsDir


def forecast(
    name: Name,
    /,
    *,
    set_: Annotated[list[str] | None, Parameter(name="--set", consume_multiple=False, negative_iterable="")] = None,
    by: str = "own forecast",
    note: str = "",
    runs_dir: RunsDir = None,
) -> int:
    """Write your own forecast beside a run, before looking back; `parley runs show` puts it beside the model's share.

    Parameters
    ----------
    set_
        An outcome and its share, as often as you like: --set signed_full@13=0.2; =none takes it away
    by
        Whose forecast it is
    note
        Why
    """
    from sim import forecasts, printing
    from sim.runs import find_run

    if not set_:
        raise UsageError("say what you expect, e.g. --set signed_full@13=0.2 (in 20 of 100 futures)")
    run = forecasts.forecast(find_run(name, runs_dir), *set_, by=by, note=note)
    if made := forecasts.rows(run):
        printing.print_table(forecasts.table(made))
    else:
        printing.tell([f"{run.name} has no forecasts now"])
    return OK


def observe(name: Name, /, *what: str, source: str = "", runs_dir: RunsDir = None) -> int:
    """Attach what happened afterwards to a run: it is shown only on demand, with `parley runs show RUN --observed`.

    Parameters
    ----------
    what
        Outcomes and whether they came about: signed_full@13=no; =none takes it away
    source
        Where it was read
    """
    from sim import forecasts, printing
    from sim.runs import find_run

    if not what:
        raise UsageError("say what happened, e.g. signed_full@13=no --source 'newspaper, date'")
    run = forecasts.observe(find_run(name, runs_dir), *what, source=source)
    printing.tell([f"Attached to {run.name}. `parley runs show {run.name} --observed` shows it with Brier scores"])
    return OK
