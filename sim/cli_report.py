"""`parley report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli import OK, UsageError


def report(
    run: str,
    other: str | None = None,
    /,
    *,
    to: Annotated[Path | None, Parameter(name=["--to", "-o"])] = None,
    outcome: str | None = None,
    drivers: Annotated[int, Parameter(validator=Number(gte=0, lte=100_000))] = 400,
    observed: bool = False,
    overwrite: bool = False,
    runs_dir: Path | None = None,
) -> int:
    """Write a saved run, or two compared, as one page (HTML) to read, print or send. It opens without a network.

    Parameters
    ----------
    run
        A saved run
    other
        A second one, compared with the first
    to
        File to write [default: the run's name with .html, here]
    outcome
        What drives which outcome, e.g. accept:russia [default: signed_full@13]
    drivers
        Futures at each end of the most influential numbers; 0 leaves them out
    observed
        Show what happened afterwards, with Brier scores, where it was attached
    overwrite
        Write over a file that is there
    runs_dir
        Folder of saved runs [default: $PARLEY_RUNS, else ./runs]
    """
    from sim import printing
    from sim.manifest import RunError
    from sim.report import page
    from sim.runs import open_run

    names = [run] if other is None else [run, other]
    if run == other:
        raise UsageError(f"{run} twice: a report compares two different runs, or shows one")
    runs = [open_run(name, runs_dir) for name in names]
    out = to or Path("-".join(one.name for one in runs) + ".html")
    if out.exists() and not overwrite:
        raise RunError(f"{out} exists already; choose another file with --to, or say --overwrite")
    with printing.progress("what drives it") as progress:
        text = page(runs, outcome=outcome, replications=drivers, observed=observed, progress=progress)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunError(f"cannot write {out}: {error.strerror}") from error
    printing.tell([f"Written to {out} ({len(text.encode()) / 1024:,.0f} KiB). Open it in any browser"])
    return OK
