"""Several runs in one drawing: one line a run over the same weeks, with its sampling interval. One colour for one run.

What stands in several colours in `sim.charts` (all outcome classes, all answers) is drawn there, run by run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
from numpy.typing import NDArray

from sim.charts import SIGNED, Chart, Size, hundred, signed_by, week_axis
from sim.scenario import Scenario
from sim.summary import wilson
from sim.words import OUTCOMES, Json, date_of, in_100

RUN_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")  # Okabe and Ito's: told apart with any colour vision
DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2])  # and in grey
MOST = len(RUN_COLOURS)


def standing(runs: Sequence[Json], scenario: Scenario, outcome: str, width: Size = "container") -> Chart:
    """In how many of 100 futures of each run it stands so, week by week. outcome: a class, such as full_ceasefire."""
    rows = [
        {"run": run["run"], "week": week, "date": date_of(scenario, week), **_with_interval(share, run)}
        for run in runs
        for week, share in enumerate(run["outcome_by_week"][outcome])
    ]
    ends = [(run, run["outcome_by_week"][outcome][-1]) for run in runs]
    what = OUTCOMES[outcome]
    return _lines(rows, runs, scenario, _told(what, ends, scenario), width)


def signed(
    runs: Sequence[Json], columns: Sequence[Mapping[str, NDArray[Any]]], scenario: Scenario, kind: str,
    width: Size = "container",
) -> Chart:  # fmt: skip
    """In how many of 100 futures of each run a first text has been signed by each week. kind: a key of SIGNED."""
    rows = [
        {"run": run["run"], "week": week, "date": date_of(scenario, week), **shares}
        for run, column in zip(runs, columns, strict=True)
        for week, shares in enumerate(signed_by(column[kind], run["weeks"]))
    ]
    ends = [(run, float((column[kind] >= 0).mean())) for run, column in zip(runs, columns, strict=True)]
    what = f"{SIGNED[kind]} has been signed"
    return _lines(rows, runs, scenario, _told(what, ends, scenario), width)


def _with_interval(share: float, run: Json) -> dict[str, float]:
    count = run["replications"]
    low, high = hundred(wilson(share * count, count))
    return {"of": 100 * share, "low": low, "high": high}


def _told(what: str, ends: Sequence[tuple[Json, float]], scenario: Scenario) -> str:
    parts = [
        f"{run['run']}: in {in_100(share, run['replications'])} by week {run['weeks']}, "
        f"{date_of(scenario, run['weeks'])}."
        for run, share in ends
    ]
    return f"{what[:1].upper()}{what[1:]}, week by week. {' '.join(parts)}"


def _lines(
    rows: Sequence[Json], runs: Sequence[Json], scenario: Scenario, description: str, width: Size
) -> Chart:
    names = [run["run"] for run in runs]
    legend = alt.Legend(symbolType="stroke", symbolOpacity=1, symbolStrokeWidth=2.5, columns=1)
    colours = alt.Scale(domain=names, range=list(RUN_COLOURS[: len(names)]))
    dashes = alt.Scale(domain=names, range=list(DASHES[: len(names)]))
    base = alt.Chart().encode(
        week_axis(scenario, max(run["weeks"] for run in runs)),
        alt.Color("run:N", title=None, scale=colours, legend=legend),
    )
    band = base.mark_area(interpolate="step-after", opacity=0.2).encode(alt.Y("low:Q"), alt.Y2("high:Q"))
    line = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        alt.Y("of:Q", title="of 100 simulated futures", scale=alt.Scale(domainMin=0)),
        alt.StrokeDash("run:N", title=None, scale=dashes, legend=legend),
        tooltip=[alt.Tooltip("run:N"), alt.Tooltip("date:N"), alt.Tooltip("of:Q", format=".1f", title="of 100")],
    )
    whole = alt.layer(band, line, data=alt.InlineData(values=list(rows)))
    return whole.properties(height=240, width=width, description=description)
