"""A run, or two compared, as one page that can be read, printed or sent: no request leaves it.

The page holds no program, its charts are drawings, and the same runs always give the same page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.runs import Run

if TYPE_CHECKING:
    from sim.experiment import Report
    from sim.outcomes import Columns, Outcome
    from sim.report.figures import Figure
    from sim.scenario import Scenario

LIMITS = (
    "These are shares of simulated futures under stated assumptions. They are not probabilities of events, and "
    "nothing here is a prediction.",
    "Actors are states or blocs, each treated as one will whose preferences are assumed. Nothing is said about what "
    "any named person will do.",
    "Sampling intervals say only how far a share could move if more futures were simulated. How far it moves if "
    "the assumptions are wrong is usually more, and no interval here covers a wrong model.",
    "The model has no domestic politics within an actor, no changing coalitions, no second track beside the "
    "mediator's, and no deception beyond private costs and resolve.",
    "Cards that add up frighten: every further uncertain card in a hand moves the answer of its target. Results with "
    "many cards and wide ranges deserve the most doubt.",
    "That terms are often signed does not make them just, lawful or wise. What a lever costs, and who bears it, stands "
    "beside it and belongs to every argument from it.",
    "Scenarios, runs and reports are plain files. Do not put confidential positions into them.",
)
WORDS = (
    "future", "share", "sampling interval", "assumptions interval", "paired", "yes, but", "full ceasefire",
    "partial ceasefire", "card", "blowback", "stake", "going on", "red line", "judgement", "hindsight", "Brier score",
)  # fmt: skip


def page(
    runs: Sequence[Run], *, outcome: str | None = None, replications: int = 400, observed: bool = False,
    progress: Report | None = None,
) -> str:  # fmt: skip
    """One run, or two, as HTML.

    outcome: what the drivers are asked about. replications: futures at each end of a number; 0 leaves the drivers out.
    observed: show what happened afterwards. RunError or OutcomeError where that cannot be done.
    """
    from sim.report import differences
    from sim.report.template import render

    pair = (runs[0], runs[1]) if len(runs) == 2 else None
    if pair:
        differences.checked(*pair)
    scenario, columns = runs[0].scenario(), [run.columns() for run in runs]
    asked = _asked(scenario, outcome, runs[0].manifest["weeks"])
    return render(
        runs=runs,
        scenario=scenario,
        **(_differing(*pair, *columns) if pair else _alone(runs[0], scenario)),
        figures=_figures(runs, columns, scenario),
        blockers=[_blocker(run, column) for run, column in zip(runs, columns, strict=True)],
        limits=LIMITS,
        **_driven(runs[0], scenario, asked, columns[0], replications, progress),
        **_assumed(runs, scenario, columns, observed),
    )


def _asked(scenario: Scenario, outcome: str | None, weeks: int) -> Outcome:
    from sim.experiment import outcome as outcome_of
    from sim.outcomes import BY_WEEK

    return outcome_of(scenario, outcome or f"signed_full@{min(BY_WEEK, weeks)}")


def _alone(run: Run, scenario: Scenario) -> dict[str, Any]:
    from sim.words import sentence, tables

    results = tables(run.summary, scenario)
    return {"finding": sentence(run.summary, scenario), "results": results, "inputs": None, "compared": []}


def _differing(a: Run, b: Run, here: Columns, there: Columns) -> dict[str, Any]:
    from sim.report import differences

    found = differences.compared(a, b, here, there)
    return {
        "finding": differences.finding(a, b, found),
        "results": [],
        "inputs": differences.inputs(a, b),
        "compared": differences.outcomes(a, b, found),
        "paired": differences.are_paired(a, b),
    }


def _figures(runs: Sequence[Run], columns: Sequence[Columns], scenario: Scenario) -> list[Figure]:
    from sim import charts
    from sim.report.figures import figure

    shown = [run.summary for run in runs]
    drawn = {
        "How things stand, week by week": partial(charts.outcomes, shown, scenario),
        "First answers to the opening text": partial(charts.first_answers, shown, scenario),
        "Time to the first signature": partial(charts.signatures, shown, columns, scenario),
    }
    if charts.played_often(shown):
        drawn["Cards played at least once"] = partial(charts.cards, shown, scenario)
    return [figure(title, draw, f"chart-{number}") for number, (title, draw) in enumerate(drawn.items())]


def _blocker(run: Run, columns: Columns) -> dict[str, Any]:
    from sim import explain
    from sim.report import blockers

    told = explain.tell(str(run.folder), runs_dir=run.folder.parent)
    return {
        "run": run.name,
        "who": blockers.who(told.scenario, columns),
        "reasons": blockers.reasons(told),
        "answers": blockers.answers(told),
        "replication": told.replication,
        "why_this": told.why_this,
        "same": told.same_as_saved,
    }


def _driven(
    run: Run, scenario: Scenario, asked: Outcome, columns: Columns, replications: int,
    progress: Report | None,
) -> dict[str, Any]:  # fmt: skip
    from sim.report import drives
    from sim.report.numbers import numbers

    paths = drives.screened(run, scenario, asked, columns) if replications else []
    found = drives.drivers(run, scenario, asked, paths, replications, progress)
    known = {one.path: one for one in numbers(scenario)}
    return {
        "drivers": drives.table(found, scenario, asked, replications) if found else None,
        "influential": [known[one.path] for one in found],
    }


def _assumed(runs: Sequence[Run], scenario: Scenario, columns: Sequence[Columns], observed: bool) -> dict[str, Any]:
    from sim import forecasts
    from sim.glossary import look_up
    from sim.report import levers, naive
    from sim.report.numbers import numbers, tally

    rows = [(run.name, forecasts.rows(run, observed=observed)) for run in runs]
    found = numbers(scenario)
    return {
        "forecasts": [(name, forecasts.table(made)) for name, made in rows if made],
        "levers": levers.table(scenario, [run.summary for run in runs]),
        "naive": naive.beside(scenario, columns[0], runs[0].manifest["replications"]),
        "naive_takes": naive.TAKES,
        "numbers": found,
        "tally": tally(found),
        "words": [look_up(word) for word in WORDS],
    }
