"""`parley terms`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli import OK
from sim.cli_asked import Changes, LotSeed, LotWeeks, changes_of
from sim.cli_values import a_whole_number
from sim.printing import Format

if TYPE_CHECKING:
    from sim.explain import Lot
    from sim.terms_by_week import TermsByWeek


def terms(
    run_or_scenario: str,
    /,
    *,
    package: str | None = None,
    set_: Changes = None,
    seed: LotSeed = None,
    weeks: LotWeeks = None,
    replications: Annotated[int, Parameter(converter=a_whole_number, validator=Number(gte=1, lte=100_000))] = 300,
    format: Format = "table",
    runs_dir: Path | None = None,
) -> int:
    """Hold a text against every actor's ideal and red lines, and tell how the terms move over the weeks.

    Parameters
    ----------
    run_or_scenario
        A saved run or a scenario
    package
        The text that is held against them, by its name [default: the opening text]
    replications
        How many futures are simulated again to see how the terms move
    format
        How it is printed
    runs_dir
        Folder of saved runs [default: $PARLEY_RUNS, else ./runs]
    """
    from sim import explain, terms_by_week, terms_map

    some = explain.lot(run_or_scenario, changes=changes_of(set_), seed=seed, weeks=weeks, runs_dir=runs_dir)
    text = some.scenario.terms(terms_map.known_package(some.scenario, package))
    found = terms_by_week.terms_by_week(some, replications)
    _show(some, text, found, format)
    return OK


def _show(some: Lot, text: dict[str, int], found: TermsByWeek, format: Format) -> None:
    from sim import printing, terms_by_week, terms_map, words
    from sim.outcomes import WEEKS

    scenario = some.scenario
    if format == "json":
        sys.stdout.write(json.dumps(_facts(some, text, found), indent=1, ensure_ascii=False) + "\n")
        return
    weeks = [0, *(week for week in WEEKS if week < some.weeks), some.weeks]
    positions = terms_map.positions(scenario, text)
    tables = [terms_map.table(scenario, positions), terms_by_week.table(scenario, found, weeks)]
    lines = [*terms_map.worth_words(scenario, text), terms_map.READ, terms_by_week.words(found, some.seed)]
    if format == "csv":
        sys.stdout.write(words.rows_as_csv([row for one in tables for row in (one.head, *one.rows)]))
    elif format == "md":
        sys.stdout.write(words.as_markdown(scenario.name, lines, tables))
    else:
        printing.tell([*(part for line in lines for part in wrap(line, printing.WIDTH)), ""])
        printing.print_table(words.under(tables[0], 2))
        printing.print_table(words.under(tables[1]))


def _facts(some: Lot, text: dict[str, int], found: TermsByWeek) -> dict[str, Any]:
    from sim import terms_map

    return {
        "positions": [vars(one) | {"state": one.state} for one in terms_map.positions(some.scenario, text)],
        "worth": [vars(one) for one in terms_map.worths(some.scenario, text)],
        "replications": found.count,
        "on_the_table": {issue: shares.tolist() for issue, shares in found.table.items()},
        "in_force": {issue: shares.tolist() for issue, shares in found.in_force.items()},
    }
