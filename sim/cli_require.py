"""`parley require`: what would have to be true."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli import OK
from sim.cli_asked import AskedFor, Changes, HowPrinted, Seed, Weeks, Whole, question, show, watching

KEPT = 4000  # futures by which actors' secrets are looked at


def require(
    scenario: str,
    /,
    *,
    outcome: AskedFor = None,
    share: Annotated[float, Parameter(validator=Number(gt=0, lt=1))] = 0.5,
    inputs: Annotated[list[str] | None, Parameter(consume_multiple=True, negative_iterable="")] = None,
    set_: Changes = None,
    replications: Annotated[int, Whole] = 500,
    weeks: Weeks = None,
    seed: Seed = 0,
    fixed: bool = False,
    format: HowPrinted = "table",
) -> int:
    """Find the least that would have to be true for an outcome to reach a share of futures.

    One number is moved within its range and then beyond it, then two together, then as many as it takes at the better
    ends of their ranges.

    Parameters
    ----------
    scenario
        Name or file, with a variant after a colon, or a saved run, whose scenario is then asked
    share
        The share to be reached, such as 0.5; from above, where the outcome is more frequent now
    inputs
        Paths of the numbers that may be moved [default: all with a range]
    replications
        Futures at each place
    fixed
        Numbers that are not moved stand at their values, and are not drawn from their ranges
    """
    from sim.analysis import require as work
    from sim.analysis.draws import private_draws
    from sim.analysis.inputs import uncertain
    from sim.analysis.require_words import told
    from sim.experiment import Experiment

    asked = question(scenario, set_, outcome, weeks, seed, fixed=fixed)
    made, chosen = asked.scenario, uncertain(asked.scenario, inputs or [])
    trial = Experiment(seed, replications, asked.weeks, fixed)
    futures = (
        2 * len(chosen) * work.FIRST_LOOK + KEPT + replications * (min(work.SINGLES, len(chosen)) * 2 * work.STEPS + 35)
    )
    with watching("require", asked, futures) as watch:
        found = work.require(made, asked.outcome, chosen, share, trial, watch)
        columns = Experiment(seed, KEPT, asked.weeks, fixed).futures(made)
    drawn = private_draws(made, columns, seed)
    show(told(found, made, asked.outcome, drawn, asked.outcome.of(columns, made.resolve)), format)
    return OK
