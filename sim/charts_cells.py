"""Which futures there are: by the week of the first signature and by how they end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from sim.charts import COLOURS, Chart, Size, week_axis
from sim.outcomes import SIGNED, last_week, week_column
from sim.record import CLASSES, NONE
from sim.scenario import Scenario
from sim.words import OUTCOMES, Json, date_of, number_of

EDGE = "#808080"
NEVER = 2  # weeks to the right of the last: where futures without a signature are drawn
Cell = tuple[int, int]  # week of the first signature, or NONE; index into CLASSES


def first_signature(columns: Mapping[str, NDArray[Any]]) -> NDArray[np.intp]:
    """(R,) week of the first signature of either kind, NONE without one.

    >>> first_signature({"signed_full": np.array([-1, 4, -1]), "signed_partial": np.array([2, 3, -1])}).tolist()
    [2, 3, -1]
    """
    weeks = np.stack([columns[name].astype(np.intp) for name in SIGNED])
    late = np.iinfo(np.intp).max
    first: NDArray[np.intp] = np.where(weeks < 0, late, weeks).min(0)
    return np.where(first == late, NONE, first)


def cells(columns: Mapping[str, NDArray[Any]]) -> dict[Cell, NDArray[np.intp]]:
    """Futures by week of the first signature and class at the end: the rows of each cell that holds any."""
    signed, ends = first_signature(columns), columns[week_column(last_week(columns))].astype(np.intp)
    code = (signed + 1) * len(CLASSES) + ends
    return {
        (int(one) // len(CLASSES) - 1, int(one) % len(CLASSES)): np.flatnonzero(code == one) for one in np.unique(code)
    }


def futures(
    scenario: Scenario, columns: Mapping[str, NDArray[Any]], select: str | None = None, width: Size = "container"
) -> Chart:
    """Futures by week of the first signature and by how they end, as circles; `select` names what a click sets."""
    weeks, found = last_week(columns), cells(columns)
    total = sum(len(rows) for rows in found.values())
    rows: list[Json] = [
        {
            "week": weeks + NEVER if week < 0 else week, "signed": week, "end": kind, "count": len(rows),
            "outcome": OUTCOMES[CLASSES[kind]], "of": 100 * len(rows) / total,
            "when": "never signed" if week < 0 else f"first signed in week {week}, {date_of(scenario, week)}",
        }
        for (week, kind), rows in found.items()
    ]  # fmt: skip
    order = [OUTCOMES[name] for name in COLOURS if OUTCOMES[name] in {row["outcome"] for row in rows}]
    colour = alt.Scale(domain=[OUTCOMES[name] for name in COLOURS], range=list(COLOURS.values()))
    x = week_axis(scenario, weeks, margin=0.7, beyond={weeks + NEVER: "never"}).title("week of the first signature")
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_circle(stroke=EDGE, strokeWidth=1)
        .encode(
            x,
            alt.Y("outcome:N", title=None, sort=order, scale=alt.Scale(domain=order)),
            alt.Size("count:Q", title="futures", scale=alt.Scale(type="sqrt", range=[25, 900]), legend=None),
            alt.Color("outcome:N", scale=colour, legend=None),
            tooltip=[alt.Tooltip("when:N"), alt.Tooltip("outcome:N", title="at the end"), alt.Tooltip("count:Q"),
                     alt.Tooltip("of:Q", format=".1f", title="of 100")],
        )
        .properties(width=width, height=alt.Step(36), description=_most_futures(scenario, found, total))
    )  # fmt: skip
    if not select:
        return chart
    picked = alt.selection_point(name=select, fields=["signed", "end"])
    chart = chart.encode(opacity=alt.condition(picked, alt.value(0.95), alt.value(0.3)))
    return chart.add_params(picked)


def cell_words(scenario: Scenario, cell: Cell) -> str:
    """A cell in words."""
    week, kind = cell
    when = "never signed" if week < 0 else f"first signed in week {week}, {date_of(scenario, week)}"
    return f"{when}; at the end {OUTCOMES[CLASSES[kind]]}"


def _most_futures(scenario: Scenario, found: Mapping[Cell, NDArray[Any]], total: int) -> str:
    most = sorted(found.items(), key=lambda item: -len(item[1]))[:3]
    said = ". ".join(f"{cell_words(scenario, cell)} ({len(rows):,})" for cell, rows in most)
    return f"{number_of(total, 'future')} by the week of the first signature and how they end. Most: {said}."
