"""`parley run` and `parley explain`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter, Token
from cyclopts.validators import Number

from sim.cli import OK, WRONG_DATA, UsageError
from sim.printing import Format

if TYPE_CHECKING:
    from sim.ensemble import Ensemble
    from sim.runs import Run
    from sim.scenario import Scenario

Outcome = Literal[
    "military_end", "collapsed", "full_ceasefire", "partial_ceasefire", "talks_ended", "conditional", "rejected"
]  # sim.record.CLASSES, written out so that help need not load NumPy


def _whole(_: type, tokens: Sequence[Token]) -> int:
    """A whole number as it was written: 1.5 is none, and is not cut to 1."""
    words = tokens[0].value
    try:
        return int(words.replace(",", ""))
    except ValueError:
        raise ValueError(f"found {words}, expected a whole number") from None


def _seed(_: type, tokens: Sequence[Token]) -> int | str:
    words = tokens[0].value
    try:
        return words if words == "fresh" else int(words)
    except ValueError:
        raise ValueError(f"found {words}, expected a whole number, or `fresh`") from None


def _is_seed(_: type, seed: int | str) -> None:
    if isinstance(seed, int) and not 0 <= seed < 2**64:
        raise ValueError(f"a seed is 0 or more and below 2**64, or `fresh`; found {seed}")


def run(
    scenario: str | None = None,
    /,
    *,
    set_: Annotated[list[str] | None, Parameter(name="--set", consume_multiple=False, negative_iterable="")] = None,
    replications: Annotated[int, Parameter(converter=_whole, validator=Number(gte=1, lte=100_000_000))] = 2000,
    weeks: Annotated[int | None, Parameter(converter=_whole, validator=Number(gte=1, lte=520))] = None,
    seed: Annotated[int | Literal["fresh"], Parameter(converter=_seed, validator=_is_seed)] = 0,
    workers: Annotated[int | None, Parameter(converter=_whole, validator=Number(gte=1, lte=1024))] = None,
    fixed: bool = False,
    from_: Annotated[str | None, Parameter(name="--from")] = None,
    name: str | None = None,
    note: str = "",
    format: Format = "table",
    no_save: bool = False,
    runs_dir: Path | None = None,
) -> int:
    """Simulate many futures of a scenario, print what they have in common, and save them.

    Parameters
    ----------
    scenario
        Name or file, with a variant after a colon: march-2025, march-2025:overwhelming_card, mine.yaml
    set_
        Change a value, as often as you like: --set actors.russia.war.cost=0.002
    replications
        How many futures
    weeks
        How many weeks [default: the scenario's horizon]
    seed
        Where the luck starts: the same seed gives the same futures
    workers
        Processes at work [default: by size]; the result is the same
    fixed
        Take every number at its stated value, not drawn from its range
    from_
        Make this saved run again from its manifest and compare
    name
        Name of the saved run [default: scenario, variant and id]
    note
        A note kept with the run
    format
        How the result is printed
    no_save
        Print only
    runs_dir
        Folder of saved runs [default: $PARLEY_RUNS, else ./runs]
    """
    if from_ is not None:
        if scenario is not None or set_ or weeks is not None:
            raise UsageError("--from takes everything from the saved run; leave out scenario, --set and --weeks")
        return _again(from_, workers, format, not no_save, runs_dir)
    if scenario is None:
        raise UsageError("say which scenario to run, e.g. `parley run march-2025`; `parley list` shows them all")
    for change in set_ or []:
        if "=" not in change:
            raise UsageError(f"found --set {change}, expected --set path=value, e.g. --set front.speed=0.02")
    from sim import ensemble, printing
    from sim.draft import Asked, Draft
    from sim.load import load_with_remarks, parse_changes
    from sim.runs import checked_name
    from sim.shelf import split_variant

    if name is not None:
        checked_name(name)
    reference, variant = split_variant(scenario)
    changes = parse_changes(set_ or [])
    loaded, odd = load_with_remarks(reference, variant=variant, changes=changes)
    printing.warn(odd)
    options: dict[str, Any] = {"replications": replications, "weeks": weeks, "workers": workers, "fixed": fixed}
    options["seed"] = None if seed == "fresh" else seed
    with printing.progress(loaded.name) as progress:
        if no_save:
            made, saved, reused = ensemble.run(loaded, progress=progress, **options), None, False
        else:
            with Draft(runs_dir) as draft:
                made = ensemble.run(loaded, progress=progress, sink=draft.add, **options)
                saved = draft.save(made, Asked(reference, variant, changes), name=name, note=note)
                reused = draft.reused
    summary = made.summary.as_json(
        run=saved and saved.name, scenario=reference, variant=variant, seed=made.seed
    )  # fmt: skip
    lines = _after(made, saved, reused, loaded, reference)
    if saved and name not in (None, saved.name):
        lines.insert(0, f"Another run is called {name} already; this one is {saved.name}.")
    printing.show(summary, loaded, format, lines)
    return OK


def _again(reference: str, workers: int | None, format: Format, save: bool, runs_dir: Path | None) -> int:
    from sim import printing
    from sim.rerun import rerun
    from sim.runs import find_run

    old = find_run(reference, runs_dir)
    with printing.progress(old.name) as progress:
        made = rerun(old, workers=workers, progress=progress, save=save)
    facts = old.manifest
    summary = made.ensemble.summary.as_json(
        run=made.saved and made.saved.name, scenario=facts["scenario"], variant=facts["variant"], seed=facts["seed"]
    )
    where = [f"Saved as {made.saved.name}."] if made.saved and made.saved.name != old.name else []
    printing.show(summary, made.ensemble.scenario, format, [made.finding, *where])
    if format in ("json", "csv"):
        sys.stderr.write(made.finding + "\n")
    return OK if made.same else WRONG_DATA


def _after(made: Ensemble, saved: Run | None, reused: bool, scenario: Scenario, reference: str) -> list[str]:
    """The run's name, and what one may want to ask next."""
    from sim.words import number_of

    luck = f"{number_of(made.replications, 'future')} of {number_of(made.weeks, 'week')}, seed {made.seed}"
    if saved is None:
        return [f"Not saved ({luck})."]
    variant = next(iter(scenario.variants.items()), None)
    lines = [
        f"{'Saved before as' if reused else 'Saved as'} {saved.name} ({luck}). Next:",
        f"  parley explain {saved.name}    why one of these futures went as it did",
        "  parley dashboard    all saved runs in the browser",
    ]
    if variant:
        lines.append(f"  parley run {reference}:{variant[0]}    {variant[1].question}")
    return lines


def explain(
    run_or_scenario: str,
    /,
    *,
    replication: Annotated[int | None, Parameter(converter=_whole, validator=Number(gte=0, lt=100_000_000))] = None,
    typical: Outcome | None = None,
    format: Literal["text", "json"] = "text",
    runs_dir: Path | None = None,
) -> int:
    """Tell one simulated future week by week: who did what, and what else was worth how much.

    Parameters
    ----------
    run_or_scenario
        A saved run or a scenario
    replication
        Number of the future
    typical
        Instead, a future that is typical of this outcome [default: of the most frequent one]
    format
        Words, or JSON with every number
    runs_dir
        Folder of saved runs [default: $PARLEY_RUNS, else ./runs]
    """
    import json

    from sim import explain as telling

    if replication is not None and typical is not None:
        raise UsageError("--replication and --typical both choose a future; give one of them")
    told = telling.tell(run_or_scenario, replication=replication, typical=typical, runs_dir=runs_dir)
    sys.stdout.write(json.dumps(told.as_json(), indent=1) + "\n" if format == "json" else telling.as_text(told))
    return OK
