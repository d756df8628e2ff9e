"""`parley sweep`: an outcome as one or two inputs move."""

from __future__ import annotations

import sys
from math import prod
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli import OK, UsageError
from sim.cli_asked import Changes, HowPrinted, Seed, Weeks, Whole, loaded, show


def sweep(
    scenario: str,
    /,
    *inputs: str,
    outcome: Annotated[list[str] | None, Parameter(consume_multiple=False, negative_iterable="")] = None,
    level: Annotated[float, Parameter(validator=Number(gt=0, lte=1))] = 0.5,
    set_: Changes = None,
    replications: Annotated[int, Whole] = 1000,
    weeks: Weeks = None,
    seed: Seed = 0,
    fixed: bool = False,
    format: HowPrinted = "table",
    chart: Annotated[Path | None, Parameter(name=["--chart", "-o"])] = None,
) -> int:
    """Move one or two inputs of a scenario through values and tell what becomes of an outcome.

    The futures are the same at every value. A number stands at each value exactly; all others are drawn from their
    ranges. Changes are from the stated value of the scenario, paired future by future.

    Parameters
    ----------
    scenario
        Name or file, with a variant after a colon, or a saved run, whose scenario is then asked
    inputs
        One or two of: front.speed (its range), front.speed=0:0.02:9 (lowest:highest:how many),
        actors.russia.types.only=0,6 or rules.conditional=on,off (a list)
    outcome
        What is asked of a future, as often as you like, such as accept:russia or signed_full@13
        [default: the opening is accepted by the side that accepts it less often; a full ceasefire is signed by week 13]
    level
        Share of futures; where an outcome passes it is told
    fixed
        Take every other number at its stated value, not drawn from its range
    chart
        Write a chart to this file: .svg, .png, .pdf or .html
    """
    from sim import experiment
    from sim.analysis import sweep as work
    from sim.analysis import sweep_words
    from sim.analysis.answer import weeks_of
    from sim.analysis.charts import checked_target
    from sim.analysis.inputs import weeks_for
    from sim.analysis.worth_of_cards import usual_outcomes
    from sim.printing import progress

    if not 1 <= len(inputs) <= 2:
        raise UsageError(f"found {len(inputs)} inputs, expected one or two, e.g. front.speed=0:0.02:9")
    if chart is not None:
        checked_target(chart)
    made = loaded(scenario, set_)
    axes = [work.axis(made, words) for words in inputs]
    if outcome:
        asked = [experiment.outcome(made, words) for words in dict.fromkeys(outcome)]
    else:
        asked = usual_outcomes(made, seed=seed, replications=replications, fixed=fixed, weeks=weeks)
    trial = experiment.Experiment(seed, replications, weeks, fixed)
    points = prod(len(one.values) for one in axes) + 1
    seen = max(weeks_for(one, made, weeks) for one in asked)
    sys.stderr.write(f"sweep: {points} points, {replications:,} futures of {weeks_of(seen)} at each\n")
    with progress("points") as bar:
        found = work.sweep(made, axes, asked, trial, bar)
    show(sweep_words.told(found, level), format)
    if chart is not None:
        sweep_words.chart(found, level, chart)
    return OK
