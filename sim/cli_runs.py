"""`parley runs`: what is done with saved runs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from sim import printing
from sim.cli import OK, UsageError
from sim.manifest import RunError
from sim.printing import Format
from sim.runs import Run, find_run, list_runs, open_run, runs_folder
from sim.words import Table, number_of

Name = Annotated[str, Parameter(help="Name of a run, or the beginning of its id")]
RunsDir = Annotated[Path | None, Parameter(help="Folder of saved runs [default: $PARLEY_RUNS, else ./runs]")]

LINE = ("run", "scenario", "futures", "seed", "started", "tags", "note")

app = App(
    name="runs",
    help="Saved runs: list, show, tag, note, forecast, observe, rename, archive, export, rm, clean.",
    default_parameter=Parameter(negative=""),
)


@app.command(name="list")
def list_(*, all: bool = False, format: Format = "table", runs_dir: RunsDir = None) -> int:
    """List saved runs.

    Parameters
    ----------
    all
        Archived ones too
    format
        How they are printed
    """
    runs = [run for run in list_runs(runs_dir) if all or not _facts(run).get("archived")]
    if format == "json":
        printing.tell([json.dumps([_line(run) for run in runs], indent=1, ensure_ascii=False)])
        return OK
    if not runs:
        printing.tell([f"No saved runs in {runs_folder(runs_dir)} yet. Make one: parley run march-2025"])
        printing.tell(_interrupted(runs_dir))
        return OK
    rows = [tuple(str(cell) for cell in _line(run).values()) for run in runs]
    table = Table(f"Saved runs in {runs_folder(runs_dir)}", LINE, rows)
    printing.show_table(table, format)
    if format == "table":
        printing.tell(_interrupted(runs_dir))
    return OK


@app.command
def show(name: Name, /, *, observed: bool = False, format: Format = "table", runs_dir: RunsDir = None) -> int:
    """Show the result of a saved run, every file checked, and forecasts written down beside it.

    Parameters
    ----------
    observed
        What happened afterwards too, with Brier scores, where it was attached
    format
        How it is printed
    """
    from sim import forecasts

    run = open_run(name, runs_dir)
    facts = run.manifest
    about = [f"{run.name}: {run.command}", f"id {run.id}, started {facts['started']}, {facts['seconds']} s"]
    about += [f"note: {facts['note']}"] if facts["note"] else []
    about += [f"tags: {', '.join(facts['tags'])}"] if facts["tags"] else []
    made = forecasts.rows(run, observed=observed)
    summary = run.summary | ({"forecasts": forecasts.as_json(made)} if made else {})
    printing.show(summary, run.scenario(), format, about)
    printing.show_forecasts(run, format, observed=observed)
    return OK


@app.command
def tag(name: Name, /, *tags: str, remove: bool = False, runs_dir: RunsDir = None) -> int:
    """Add tags to a run, or remove them.

    Parameters
    ----------
    tags
        Words
    remove
        Take these tags away
    """
    if not tags:
        raise UsageError("say at least one tag")
    run = find_run(name, runs_dir)
    old = list(run.manifest["tags"])
    new = [word for word in old if word not in tags] if remove else list(dict.fromkeys([*old, *tags]))
    run.label(tags=new)
    printing.tell([f"{run.name} is tagged {', '.join(new) or 'with nothing'}"])
    return OK


@app.command
def note(name: Name, text: str, /, *, runs_dir: RunsDir = None) -> int:
    """Write a note on a run, in place of the old one.

    Parameters
    ----------
    text
        The note
    """
    printing.tell([f"{find_run(name, runs_dir).label(note=text).name}: {text}"])
    return OK


@app.command
def rename(name: Name, new: str, /, *, runs_dir: RunsDir = None) -> int:
    """Give a run another name.

    Parameters
    ----------
    new
        The new name
    """
    run = find_run(name, runs_dir)
    printing.tell([f"{run.name} is now {run.rename(new).name}"])
    return OK


@app.command
def archive(name: Name, /, *, undo: bool = False, runs_dir: RunsDir = None) -> int:
    """Hide a run from the list; it stays on the disk.

    Parameters
    ----------
    undo
        Show it again
    """
    run = find_run(name, runs_dir).label(archived=not undo)
    printing.tell([f"{run.name} is {'listed again' if undo else 'archived; `parley runs list --all` shows it'}"])
    return OK


@app.command
def export(
    name: Name, /, *, to: Annotated[Path | None, Parameter(name=["--to", "-o"])] = None,
    format: Literal["csv", "parquet"] = "csv", runs_dir: RunsDir = None,
) -> int:  # fmt: skip
    """Write all futures of a run, one row each, as a table for other programs, with a dictionary of its columns.

    Parameters
    ----------
    to
        File to write [default: the run's name, here]
    format
        CSV in words with the dictionary in a file beside it, or Parquet with the dictionary in its metadata
    """
    from sim.export import export as write

    run = open_run(name, runs_dir)
    out, *beside = write(run, to or Path(f"{run.name}.{format}"), format)
    where = f"in {beside[0]}" if beside else "in the metadata of its fields"
    futures = number_of(run.manifest["replications"], "future")
    printing.tell([f"{futures} written to {out}; what each column means is {where}"])
    return OK


app.command("sim.cli_forecasts:forecast", name="forecast", help="Write your own forecast beside a run")
app.command("sim.cli_forecasts:observe", name="observe", help="Attach what happened afterwards to a run")


@app.command
def rm(name: Name, /, *, yes: bool = False, runs_dir: RunsDir = None) -> int:
    """Delete a run for good, after asking.

    Parameters
    ----------
    yes
        Do not ask
    """
    run = find_run(name, runs_dir)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"deleting {run.name} needs a yes: add --yes")
        sys.stderr.write(f"Delete {run.folder} for good? [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            printing.tell([f"{run.name} is kept"])
            return OK
    run.remove()
    printing.tell([f"{run.name} is deleted"])
    return OK


@app.command
def clean(*, yes: bool = False, runs_dir: RunsDir = None) -> int:
    """Remove what is left of interrupted runs; saved runs stay.

    Parameters
    ----------
    yes
        Remove them; without it they are only told
    """
    from sim.interrupted import list_interrupted, remove

    drafts = list_interrupted(runs_dir)
    names = [draft.name for draft in drafts]
    for draft in drafts:
        if yes:
            remove(draft)
        why = "" if draft.plan else f" ({draft.why_not})"
        name = draft.name if names.count(draft.name) == 1 else draft.folder.name  # by either it can be gone on with
        printing.tell([f"{name} {'is removed' if yes else 'was interrupted'}{why}"])
    if not drafts:
        printing.tell([f"no interrupted runs in {runs_folder(runs_dir)}"])
    elif not yes:
        printing.tell(["Go on with one: parley run --resume NAME. Remove them all: parley runs clean --yes"])
    return OK


def _interrupted(runs_dir: Path | None) -> list[str]:
    from sim.interrupted import list_interrupted

    left = len(list_interrupted(runs_dir))
    line = f"Interrupted: {left}. `parley run --resume` goes on with the latest, `parley runs clean` tells all."
    return [line] if left else []


def _facts(run: Run) -> dict[str, Any]:
    """The manifest, or nothing where it is damaged: one damaged run must not hide the others."""
    try:
        return run.manifest
    except RunError:
        return {}


def _line(run: Run) -> dict[str, Any]:
    facts = _facts(run)
    if not facts:
        return dict.fromkeys(LINE, "") | {"run": run.name, "note": "damaged: its manifest is not what was saved"}
    return {
        "run": run.name,
        "scenario": facts["scenario"] + (f":{facts['variant']}" if facts["variant"] else ""),
        "futures": facts["replications"],
        "seed": facts["seed"],
        "started": facts["started"][:16].replace("T", " "),
        "tags": " ".join(facts["tags"]),
        "note": facts["note"],
    }
