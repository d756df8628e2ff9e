"""`parley audit`: what the numbers rest on, and what rests on them."""

from __future__ import annotations

from typing import Annotated

from sim.cli import OK
from sim.cli_asked import AskedFor, Changes, HowPrinted, Seed, Weeks, Whole, question, show, watching


def audit(
    scenario: str,
    /,
    *,
    outcome: AskedFor = None,
    deep: bool = False,
    set_: Changes = None,
    replications: Annotated[int, Whole] = 8000,
    weeks: Weeks = None,
    seed: Seed = 0,
    format: HowPrinted = "table",
) -> int:
    """List every number with its source and the share of the spread it explains, and check the key assumptions.

    Shares come from a regression on futures with all numbers drawn: each number by itself. The strongest are then
    walked through their ranges, the others drawn.

    Parameters
    ----------
    scenario
        Name or file, with a variant after a colon, or a saved run, whose scenario is then asked
    deep
        Sobol indices of the strongest as well, which see what numbers do together; slower
    replications
        How many futures with all numbers drawn
    """
    from sim.analysis import audit as work
    from sim.analysis.audit_words import told
    from sim.analysis.drivers import ALONG, AT_EACH, Effort

    asked = question(scenario, set_, outcome, weeks, seed, fixed=False)
    effort = Effort(work.DEEP)
    futures = replications + work.CHECKED * ALONG * AT_EACH
    futures += effort.rows * (work.DEEP + 2) * effort.replications if deep else 0
    with watching("audit", asked, futures) as watch:
        found = work.audit(asked, replications, deep=deep, watch=watch)
    show(told(found), format)
    return OK
