"""`parley discover`: under which draws an outcome happens."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli import OK
from sim.cli_asked import AskedFor, Changes, HowPrinted, Seed, Weeks, Whole, question, show, watching
from sim.cli_values import a_whole_number


def discover(
    scenario: str,
    /,
    *,
    outcome: AskedFor = None,
    inputs: Annotated[list[str] | None, Parameter(consume_multiple=True, negative_iterable="")] = None,
    numbers_only: bool = False,
    boxes: Annotated[int, Parameter(converter=a_whole_number, validator=Number(gte=1, lte=10))] = 2,
    set_: Changes = None,
    replications: Annotated[int, Whole] = 8000,
    weeks: Weeks = None,
    seed: Seed = 0,
    format: HowPrinted = "table",
    chart: Annotated[Path | None, Parameter(name=["--chart", "-o"])] = None,
) -> int:
    """Find boxes of what is drawn in which an outcome happens more often than elsewhere (PRIM).

    Half of the futures find a box, the other half judge it. Beside the numbers with a range, what actors keep to
    themselves is looked at: their private cost of war and their resolve.

    Parameters
    ----------
    scenario
        Name or file, with a variant after a colon, or a saved run, whose scenario is then asked
    inputs
        Paths of the numbers to look at [default: all with a range]
    numbers_only
        Leave out what actors keep to themselves
    boxes
        How many boxes at most, each among the futures that the ones before leave
    replications
        How many futures
    chart
        Write how often it happens along each number that a box limits to this file: .svg, .png, .pdf or .html
    """
    from sim.analysis.boxes_chart import save
    from sim.analysis.charts import checked_target
    from sim.analysis.discovery_words import search

    if chart is not None:
        checked_target(chart)
    asked = question(scenario, set_, outcome, weeks, seed, fixed=False)
    with watching("discover", asked, replications) as watch:
        found = search(asked, inputs or [], replications, boxes, private=not numbers_only, progress=watch("futures"))
    show(found, format)
    if chart is not None and not save(found, asked.outcome, asked.scenario, chart):
        sys.stderr.write(f"parley: no box was found, so {chart} was not written\n")
    return OK
