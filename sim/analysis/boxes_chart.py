"""Boxes in which an outcome happens, as a chart: how often it comes about along each number that a box limits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.answer import in_words, plain
from sim.analysis.charts import written

if TYPE_CHECKING:
    from sim.analysis.answer import Answer
    from sim.charts import Chart, Size
    from sim.outcomes import Outcome
    from sim.scenario import Scenario

EDGE, BOX = "#808080", "#D55E00"


def drawn(answer: Answer, outcome: Outcome, scenario: Scenario, width: Size = "container") -> Chart | None:
    """A strip for each limit of each box: shares along the number, the box outlined; None where there is no box."""
    import altair as alt

    from sim.charts import in_lines

    boxes: Sequence[dict[str, Any]] = answer.facts["boxes"]
    rows, edges, names = [], [], []
    for number, box in enumerate(boxes, start=1):
        for limit in box["limits"]:
            names.append(f"Box {number}: {limit['label']}")
            parts = limit["along"]
            ends = [*(part["start"] for part in parts[1:]), 1.0]
            rows += [
                {"name": names[-1], "from": part["start"], "to": end, "middle": (part["start"] + end) / 2,
                 "of": part["of"], "told": f"{part['of']:.0f}", "futures": part["futures"],
                 "values": plain(part["low"]) if part["low"] == part["high"]
                 else f"{plain(part['low'])} to {plain(part['high'])}"}
                for part, end in zip(parts, ends, strict=True)
            ]  # fmt: skip
            edges.append({"name": names[-1], **_edges(parts, ends, limit)})
    if not rows:
        return None
    y = alt.Y("name:N", title=None, sort=names, axis=in_lines(names))
    ends_told = "datum.value == 0 ? 'lowest' : datum.value == 1 ? 'highest' : ''"
    x = alt.X("from:Q", title="what was drawn, by order", scale=alt.Scale(domain=[0, 1], nice=False),
              axis=alt.Axis(values=[0, 1], labelExpr=ends_told, grid=False, labelFlush=True))  # fmt: skip
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y,
        tooltip=[
            alt.Tooltip("values:N", title="drawn"), alt.Tooltip("of:Q", format=".1f", title="of 100"),
            alt.Tooltip("futures:Q", format=",", title="futures"),
        ],
    )  # fmt: skip
    shade = alt.Scale(domain=[0, 100], range=["#F7F7F7", "#0072B2"])
    cells = base.mark_rect(stroke=EDGE, strokeWidth=0.3).encode(
        x, alt.X2("to:Q"), alt.Color("of:Q", title="of 100 futures", scale=shade, legend=alt.Legend(gradientLength=140))
    )
    ink = alt.condition("datum.of > 55", alt.value("white"), alt.value("black"))
    told = base.mark_text(fontSize=10).encode(alt.X("middle:Q"), alt.Text("told:N"), color=ink)
    frame = (
        alt.Chart(alt.InlineData(values=edges))
        .mark_rect(fill=None, stroke=BOX, strokeWidth=3)
        .encode(alt.X("from:Q"), alt.X2("to:Q"), y)
    )
    said = f"Along each number that a box limits, in how many of 100 futures {in_words(outcome, scenario)}."
    return alt.layer(cells, told, frame).properties(
        width=width, height=alt.Step(58), description=" ".join([said, *answer.lines[1:]])
    )


def _edges(parts: Sequence[dict[str, Any]], ends: Sequence[float], limit: dict[str, Any]) -> dict[str, float]:
    """Where a box begins and ends, as shares of the futures: within a part by the share of it that lies inside."""
    low, high = 0.0, 1.0
    within = [i for i, part in enumerate(parts) if part["inside"] > 0]
    first, last = parts[within[0]], parts[within[-1]]
    if limit["low"] is not None:
        low = ends[within[0]] - first["inside"] * (ends[within[0]] - first["start"])
    if limit["high"] is not None:
        high = last["start"] + last["inside"] * (ends[within[-1]] - last["start"])
    return {"from": low, "to": high}


def save(answer: Answer, outcome: Outcome, scenario: Scenario, path: Path) -> bool:
    """Write the chart to a file; False, and nothing written, where there is no box."""
    chart = drawn(answer, outcome, scenario, 560)
    if chart is None:
        return False
    below = "shares along what was drawn, lowest to highest; the box is outlined; each later box is of the futures left"
    title = {"text": f"{scenario.name}: {in_words(outcome, scenario)}", "anchor": "start", "subtitle": below}
    written(chart.properties(title=title), path)
    return True
