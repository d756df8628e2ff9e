"""`parley run` and `parley explain`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli import OK, WRONG_DATA, UsageError
from sim.cli_asked import Changes, LotSeed, LotWeeks, changes_of
from sim.cli_values import a_seed, a_span, a_whole_number, is_a_seed
from sim.printing import Format

if TYPE_CHECKING:
    from sim.draft import Draft, Plan
    from sim.ensemble import Ensemble
    from sim.runs import Run

Outcome = Literal[
    "military_end", "collapsed", "full_ceasefire", "partial_ceasefire", "talks_ended", "conditional", "rejected"
]  # sim.record.CLASSES, written out so that help need not load NumPy


def run(
    scenario: str | None = None,
    /,
    *,
    set_: Annotated[list[str] | None, Parameter(name="--set", consume_multiple=False, negative_iterable="")] = None,
    replications: Annotated[int, Parameter(converter=a_whole_number, validator=Number(gte=1, lte=100_000_000))] = 2000,
    weeks: Annotated[int | None, Parameter(converter=a_whole_number, validator=Number(gte=1, lte=520))] = None,
    seed: Annotated[int | Literal["fresh"], Parameter(converter=a_seed, validator=is_a_seed)] = 0,
    workers: Annotated[int | None, Parameter(converter=a_whole_number, validator=Number(gte=1, lte=1024))] = None,
    cluster: str | None = None,
    fixed: bool = False,
    per_draw: Annotated[int, Parameter(converter=a_whole_number, validator=Number(gte=1, lte=10_000))] = 1,
    only: Annotated[tuple[int, int] | None, Parameter(converter=a_span, n_tokens=1)] = None,
    resume: bool = False,
    discard: bool = False,
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
    cluster
        Work on a Dask cluster instead: tcp://host:port of its scheduler, or `local` for two workers here
    fixed
        Take every number at its stated value, not drawn from its range
    per_draw
        Futures that share one draw of all ranges: 20 shows what the assumptions do, apart from luck
    only
        Simulate these futures alone, as FIRST:COUNT, and do not save them: to see a failure again
    resume
        Go on with an interrupted run: the latest, or the one of this name (parley run --resume NAME)
    discard
        With --resume: throw the interrupted run away instead
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
    if cluster is not None and workers is not None:
        raise UsageError("--cluster brings its own workers; leave out --workers")
    if discard and not resume:
        raise UsageError("--discard says what becomes of an interrupted run: parley run --resume --discard")
    another = (set_, weeks, only, name, note, replications, seed, fixed, per_draw) != (
        None, None, None, None, "", 2000, 0, False, 1
    )  # fmt: skip
    if resume:
        if another or from_ is not None:
            raise UsageError("--resume takes everything from the interrupted run; give its name at most")
        return _resume(scenario, {"workers": workers, "cluster": cluster}, discard, format, runs_dir)
    if from_ is not None:
        if another or scenario is not None:
            raise UsageError(
                "--from takes everything from the saved run; leave out scenario, --set, --replications, --weeks, "
                "--seed, --fixed, --per-draw, --only, --name, --note"
            )
        return _again(from_, workers, cluster, format, not no_save, runs_dir)
    if scenario is None:
        raise UsageError("say which scenario to run, e.g. `parley run march-2025`; `parley list` shows them all")
    changes = changes_of(set_)
    from secrets import randbits

    from sim import ensemble, printing
    from sim.draft import Asked, Draft, Plan
    from sim.load import load_with_remarks
    from sim.runs import checked_name
    from sim.shelf import split_variant

    if name is not None:
        checked_name(name)
    reference, variant = split_variant(scenario)
    loaded, odd = load_with_remarks(reference, variant=variant, changes=changes)
    printing.warn(odd)
    plan = Plan(
        loaded, Asked(reference, variant, changes), randbits(32) if isinstance(seed, str) else seed, replications,
        loaded.horizon_weeks if weeks is None else weeks, fixed, per_draw, name, note,
    )  # fmt: skip
    how: dict[str, Any] = {"workers": workers, "cluster": cluster}
    if not (no_save or only):
        return _save(plan, Draft(runs_dir, plan), how, format)
    options = plan.options() | ({"first": only[0], "replications": only[1]} if only else {})
    with printing.progress(loaded.name) as progress:
        made = ensemble.run(loaded, progress=progress, **options, **how)
    _show(plan, made, None, format, [f"Not saved ({_luck(made)}{f', from number {only[0]:,} on' if only else ''})."])
    return OK


def _resume(name: str | None, how: dict[str, Any], discard: bool, format: Format, runs_dir: Path | None) -> int:
    """Go on with an interrupted run, or throw it away."""
    from sim import printing
    from sim.draft import Draft
    from sim.interrupted import find_interrupted, remove

    left = find_interrupted(name, runs_dir)
    if discard:
        remove(left)
        printing.tell([f"{left.name} is thrown away"])
        return OK
    assert left.plan is not None, "only what has a plan is found"
    return _save(left.plan, Draft(runs_dir, left.plan, left.folder), how, format)


def _save(plan: Plan, draft: Draft, how: dict[str, Any], format: Format) -> int:
    """Simulate what is not known yet, save all of it, and print it."""
    from sim import ensemble, printing

    with printing.progress(plan.scenario.name) as progress, draft:
        made = ensemble.run(
            plan.scenario, progress=progress, known=draft.known, sink=draft.add, **plan.options(), **how
        )
        saved = draft.save(made, plan.asked, name=plan.name, note=plan.note)
    lines = _after(plan, made, saved, draft.reused)
    if plan.name not in (None, saved.name):
        lines.insert(0, f"Another run is called {plan.name} already; this one is {saved.name}.")
    _show(plan, made, saved, format, lines)
    if draft.reused:
        printing.show_forecasts(saved, format)
    return OK


def _show(plan: Plan, made: Ensemble, saved: Run | None, format: Format, after: list[str]) -> None:
    from sim import printing

    summary = made.summary.as_json(
        run=saved and saved.name, scenario=plan.asked.scenario, variant=plan.asked.variant, seed=made.seed
    )
    printing.show(summary, plan.scenario, format, after)


def _again(
    reference: str, workers: int | None, cluster: str | None, format: Format, save: bool, runs_dir: Path | None
) -> int:
    from sim import printing
    from sim.rerun import rerun
    from sim.runs import find_run

    old = find_run(reference, runs_dir)
    with printing.progress(old.name) as progress:
        made = rerun(old, workers=workers, cluster=cluster, progress=progress, save=save)
    facts = old.manifest
    summary = made.ensemble.summary.as_json(
        run=made.saved and made.saved.name, scenario=facts["scenario"], variant=facts["variant"], seed=facts["seed"]
    )
    where = [f"Saved as {made.saved.name}."] if made.saved and made.saved.name != old.name else []
    printing.show(summary, made.ensemble.scenario, format, [made.finding, *where])
    if format in ("json", "csv"):
        sys.stderr.write(made.finding + "\n")
    return OK if made.same else WRONG_DATA


def _luck(made: Ensemble) -> str:
    from sim.words import number_of

    shared = f", {made.per_draw} on each draw of the ranges" if made.per_draw > 1 else ""
    futures, weeks = number_of(made.replications, "future"), number_of(made.weeks, "week")
    return f"{futures} of {weeks}{shared}, seed {made.seed}"


def _after(plan: Plan, made: Ensemble, saved: Run, reused: bool) -> list[str]:
    """The run's name, and what one may want to ask next."""
    variant = next(iter(plan.scenario.variants), None)
    scenario = plan.asked.scenario
    same = saved.name if plan.asked.changes or plan.asked.variant else scenario  # what is asked next is of what was run
    asked = {
        f"explain {saved.name}": "why one of these futures went as it did",
        f"report {saved.name}": "the result as one page, with every number's source",
        f"cards {same}": "what each card is worth",
        f"audit {same}": "which numbers the result rests on",
    }
    if variant:
        asked[f"compare {saved.name} {scenario}:{variant}"] = f"{plan.scenario.variants[variant].question}"
    width = max(len(words) for words in asked if not words.startswith("compare"))
    lines = [f"  parley {words:<{width}}  {why}" for words, why in asked.items()]
    changed = "".join(f"; {path} set to {value}" for path, value in (plan.asked.changes or {}).items())
    return [f"{'Saved before as' if reused else 'Saved as'} {saved.name} ({_luck(made)}{changed}). Next:", *lines]


def explain(
    run_or_scenario: str,
    /,
    *,
    replication: Annotated[
        int | None, Parameter(converter=a_whole_number, validator=Number(gte=0, lt=100_000_000))
    ] = None,
    typical: Outcome | None = None,
    set_: Changes = None,
    seed: LotSeed = None,
    weeks: LotWeeks = None,
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
    some = telling.lot(run_or_scenario, changes=changes_of(set_), seed=seed, weeks=weeks, runs_dir=runs_dir)
    told = telling.one_of(some, replication, typical)
    sys.stdout.write(json.dumps(told.as_json(), indent=1) + "\n" if format == "json" else telling.as_text(told))
    return OK
