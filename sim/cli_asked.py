"""What the commands that analyse a scenario have in common: their options, and how an answer is printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli import UsageError
from sim.cli_values import a_whole_number
from sim.printing import Format

if TYPE_CHECKING:
    from sim.analysis.answer import Answer
    from sim.analysis.design import Question
    from sim.analysis.drivers import Watch
    from sim.experiment import Report
    from sim.scenario import Scenario

Changes = Annotated[
    list[str] | None,
    Parameter(name="--set", consume_multiple=False, negative_iterable="",
              help="Change a value, as often as you like: --set actors.russia.war.cost=0.002"),
]  # fmt: skip
AskedFor = Annotated[
    str | None,
    Parameter(help="What is asked of a future, such as accept:russia [default: signed_full@13, or at the horizon]"),
]
Weeks = Annotated[
    int | None,
    Parameter(converter=a_whole_number, validator=Number(gte=1, lte=520),
              help="How many weeks [default: as many as the outcome needs]"),
]  # fmt: skip
Seed = Annotated[
    int, Parameter(converter=a_whole_number, validator=Number(gte=0, lt=2**32), help="Where the luck starts")
]
LotSeed = Annotated[
    int | None,
    Parameter(converter=a_whole_number, validator=Number(gte=0, lt=2**64),
              help="Where the luck of a scenario starts [default: 0]; a saved run has its own"),
]  # fmt: skip
LotWeeks = Annotated[
    int | None,
    Parameter(converter=a_whole_number, validator=Number(gte=1, lte=520),
              help="How many weeks of a scenario [default: to its horizon]"),
]  # fmt: skip
Whole = Parameter(converter=a_whole_number, validator=Number(gte=2, lte=1_000_000))
HowPrinted = Annotated[Format, Parameter(help="How the result is printed")]


def changes_of(set_: list[str] | None) -> dict[str, Any]:
    """Values that a command line changes, by dotted path."""
    from sim.load import parse_changes

    for change in set_ or []:
        if "=" not in change:
            raise UsageError(f"found --set {change}, expected --set path=value, e.g. --set front.speed=0.02")
    return parse_changes(set_ or [])


def loaded(scenario: str, set_: list[str] | None) -> Scenario:
    """The scenario of a command line, or that of a saved run, with its changes."""
    from sim.experiment import changed
    from sim.load import load_scenario
    from sim.runs import named_run

    changes, run = changes_of(set_), named_run(scenario)
    if run is None:
        return load_scenario(scenario, changes=changes)
    return changed(run.scenario(), changes) if changes else run.scenario()


def question(
    scenario: str, set_: list[str] | None, outcome: str | None, weeks: int | None, seed: int, *, fixed: bool
) -> Question:
    """What is asked, checked before anything is simulated."""
    from sim import experiment
    from sim.analysis.design import Question
    from sim.analysis.inputs import weeks_for
    from sim.outcomes import BY_WEEK

    made = loaded(scenario, set_)
    words = outcome or f"signed_full@{min(BY_WEEK, weeks or made.horizon_weeks)}"
    asked = experiment.outcome(made, words)
    return Question(made, asked, weeks_for(asked, made, weeks), seed, fixed)


@contextmanager
def watching(what: str, question: Question, futures: int) -> Iterator[Watch]:
    """Says on stderr what it will cost, then shows a bar for each part of the work."""
    from sim import printing
    from sim.analysis.drivers import cost

    sys.stderr.write(f"{what}: {cost(question, futures)}\n")
    with ExitStack() as bars:

        def watch(part: str) -> Report | None:
            bars.close()
            return bars.enter_context(printing.progress(part))

        yield watch


def show(answer: Answer, format: Format) -> None:
    """Print an answer on stdout."""
    from sim import printing, words

    if format == "json":
        sys.stdout.write(json.dumps(_rounded(answer.facts), indent=1, ensure_ascii=False) + "\n")
    elif format == "csv":
        rows = [_rounded(row) for row in answer.rows]
        head = list(dict.fromkeys(name for row in rows for name in row))
        sys.stdout.write(words.rows_as_csv([head, *([row.get(name, "") for name in head] for row in rows)]))
    elif format == "md":
        sys.stdout.write(words.as_markdown(answer.title, answer.lines, answer.tables))
    else:
        printing.tell([*answer.lines, ""])
        for table in answer.tables:
            printing.print_table(table)


def _rounded(value: Any) -> Any:
    """Numbers to six figures: more would claim what a simulation cannot know. NaN is nothing."""
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    if isinstance(value, bool) or value is None or isinstance(value, (str, int)):
        return value
    number = float(value)
    return None if number != number else float(f"{number:.6g}")
