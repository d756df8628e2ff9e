"""`parley drivers`: what drives an outcome."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.cli import OK, UsageError
from sim.cli_asked import AskedFor, Changes, HowPrinted, Seed, Weeks, Whole, question, show, watching


def drivers(
    scenario: str,
    /,
    *,
    outcome: AskedFor = None,
    inputs: Annotated[list[str] | None, Parameter(consume_multiple=True, negative_iterable="")] = None,
    top: Annotated[int, Whole] = 10,
    set_: Changes = None,
    replications: Annotated[int, Whole] = 32,
    points: Annotated[int, Whole] = 256,
    weeks: Weeks = None,
    seed: Seed = 0,
    format: HowPrinted = "table",
    chart: Annotated[Path | None, Parameter(name=["--chart", "-o"])] = None,
) -> int:
    """Find which uncertain numbers drive an outcome, and how: alone, together, in which direction.

    All numbers with a range are screened (Morris), the strongest tried at the ends of their ranges (tornado) and drawn
    together (Sobol indices); all others stand at their stated values.

    Parameters
    ----------
    scenario
        Name or file, with a variant after a colon, or a saved run, whose scenario is then asked
    inputs
        Paths of the numbers to look at [default: all with a range]
    top
        How many of the strongest are followed up
    replications
        Futures at each point of the Sobol design, an even number
    points
        Rows of the Sobol design, a power of two; each is (top + 2) points
    chart
        Write the tornado to this file: .svg, .png, .pdf or .html
    """
    from sim.analysis import drivers as work
    from sim.analysis.charts import checked_target
    from sim.analysis.drivers_words import told
    from sim.analysis.inputs import uncertain
    from sim.analysis.tornado import tornado

    if replications % 2:
        raise UsageError(f"found --replications {replications}, expected an even number: its halves measure the luck")
    if points & (points - 1):
        raise UsageError(f"found --points {points}, expected a power of two, such as 256 or 512")
    if chart is not None:
        checked_target(chart)
    asked = question(scenario, set_, outcome, weeks, seed, fixed=True)
    chosen = uncertain(asked.scenario, inputs or [])
    effort = work.Effort(min(top, len(chosen)), rows=points, replications=replications)
    with watching("drivers", asked, effort.futures(len(chosen))) as watch:
        found = work.find(asked, chosen, effort, watch)
    show(told(found), format)
    if chart is not None:
        tornado(found.swings, asked.outcome, asked.scenario, chart)
    return OK
