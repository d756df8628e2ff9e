"""Futures and outcomes as pandas tables, for those who go on in Python."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes import Columns, OutcomeError, last_week, usual
from sim.record import ANSWERS, CLASSES
from sim.scenario import Scenario
from sim.summary import wilson

if TYPE_CHECKING:
    import pandas as pd

CODES = {"class.": CLASSES, "first_answer.": ANSWERS}


def futures_table(columns: Columns) -> pd.DataFrame:
    """One row a future, one column a fact; outcome classes and answers as words (pandas categories).

    Facts and their units: `sim.record.Futures`.
    """
    import pandas as pd

    made = {}
    for name, column in columns.items():
        words = next((words for prefix, words in CODES.items() if name.startswith(prefix)), None)
        made[name] = column if words is None else pd.Categorical.from_codes(column.astype(int), list(words))
    return pd.DataFrame(made)


def outcomes_table(columns: Columns, scenario: Scenario) -> pd.DataFrame:
    """(outcome, week, date, share, low, high): every usual outcome, its share in [0, 1] and 95 % sampling interval.

    week: weeks since the as-of date, none for outcomes with a time of their own; date: when that week begins. Outcomes
    that these futures cannot show are left out.
    """
    import pandas as pd

    names = sorted(name.removeprefix("first_answer.") for name in columns if name.startswith("first_answer."))
    cards = [name.removeprefix("played.") for name in columns if name.startswith("played.")]
    rows = []
    for one in usual(last_week(columns), belligerents=names, cards=cards, questions=list(scenario.resolve)):
        try:
            seen = one.of(columns, scenario.resolve)
        except OutcomeError:  # a run of an older version, which noted less
            continue
        seen = seen[~np.isnan(seen)]
        interval = wilson(float(seen.sum()), len(seen))
        if interval is not None:
            day = None if one.week is None else scenario.as_of + dt.timedelta(weeks=one.week)
            rows.append((one.what, one.week, day, float(seen.mean()), *interval))
    table = pd.DataFrame(rows, columns=["outcome", "week", "date", "share", "low", "high"])
    return table.astype({"week": "Int64"}).assign(date=pd.to_datetime(table["date"]))
