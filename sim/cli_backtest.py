"""`parley backtest`: how often the model was wrong about past offers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli import OK
from sim.cli_asked import HowPrinted, Seed, show
from sim.cli_values import a_whole_number

Points = Annotated[int, Parameter(converter=a_whole_number, validator=Number(gte=128, lte=100_000))]
Count = Annotated[int, Parameter(converter=a_whole_number, validator=Number(gte=0, lte=10_000))]


def backtest(
    *only: str,
    cases: Annotated[Path | None, Parameter(name="--cases")] = None,
    points: Points = 1024,
    seed: Seed = 1,
    workers: Annotated[int | None, Parameter(converter=a_whole_number, validator=Number(gte=1, lte=1024))] = None,
    shuffles: Count = 0,
    check: bool = False,
    format: HowPrinted = "table",
    chart: Annotated[Path | None, Parameter(name=["--chart", "-o"])] = None,
) -> int:
    """Score the model on offers of past wars, out of sample, against plain rivals.

    Every case is simulated under many draws of the behavioural numbers. Each war is then forecast by the draws that
    the other wars speak for, and the forecasts are scored. About five minutes on two cores.

    Parameters
    ----------
    only
        Ids of cases, to look at these alone; scores of a few cases say little
    cases
        A folder of cases of your own, laid out as scenarios/historical
    points
        Draws of the behavioural numbers
    workers
        Processes [default: as many as there are cores]
    shuffles
        Deals of the outcomes at random, on which no skill may be found; 200 take some ten minutes more
    check
        Check the posterior itself by simulation
    chart
        Write the reliability diagram to this file: .svg, .png, .pdf or .html
    """
    from sim.analysis.charts import checked_target, written
    from sim.backtest.cases import read_cases, several_wars
    from sim.backtest.run import Backtest
    from sim.backtest.told import facts, told
    from sim.printing import progress
    from sim.shelf import CASES, folder

    if chart is not None:
        checked_target(chart)
    where = cases or folder() / CASES
    read = read_cases(where, only)
    several_wars(read)
    sys.stderr.write(f"backtest: {len(read)} cases at {points} draws of the behavioural numbers, 40 weeks each\n")
    with progress("cases") as report:
        made = Backtest.of(read, points, seed, workers, report)
    found = facts(made, where, shuffles, check)
    show(told(found, read), format)
    if chart is not None:
        from sim.backtest.diagram import diagram

        written(diagram(found["pooled"]["reliability"], "Reliability", width=420), chart)
    return OK
