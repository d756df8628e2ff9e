"""The tornado of an outcome as a chart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.answer import in_words, plain
from sim.analysis.charts import written

if TYPE_CHECKING:
    from sim.analysis.drivers import Swing
    from sim.outcomes import Outcome
    from sim.scenario import Scenario

LOW, HIGH = "#b35806", "#2166ac"  # told apart by colour-blind readers and in grey


def tornado(swings: list[Swing], outcome: Outcome, scenario: Scenario, path: Path) -> None:
    """Write what the low and the high end of each number do to an outcome, with 95 % intervals."""
    import altair as alt

    rows = [
        {
            "number": swing.one.label, "end": end, "value": f"{plain(value)} {swing.one.unit}".rstrip(),
            "change": 100 * found.value, "from": 100 * found.low, "to": 100 * found.high,
        }
        for swing in swings
        for end, value, found in zip(("low", "high"), swing.one.ends, (swing.low, swing.high), strict=True)
    ]  # fmt: skip
    names = alt.Y("number:N", sort=[swing.one.label for swing in swings], title=None, axis=alt.Axis(labelLimit=420))
    colours = alt.Scale(domain=["low", "high"], range=[LOW, HIGH])
    data = alt.Data(values=rows)  # type: ignore[no-untyped-call]
    base = alt.Chart(data).encode(
        y=names, yOffset=alt.YOffset("end:N", sort=["low", "high"]),
        color=alt.Color("end:N", scale=colours, title="end of its range"),
        tooltip=["number:N", "end:N", "value:N", "change:Q", "from:Q", "to:Q"],
    )  # fmt: skip
    bars = base.mark_bar().encode(x=alt.X("change:Q", title="change, futures of 100"))
    whiskers = base.mark_rule(color="black").encode(x="from:Q", x2="to:Q", color=alt.value("black"))
    below = "each number at the ends of its range, the others as stated, same luck; lines are 95 % intervals"
    title = {"text": f"{scenario.name}: {in_words(outcome, scenario)}", "anchor": "start", "subtitle": below}
    chart = (bars + whiskers).properties(title=title, width=420, height=alt.Step(13))
    written(chart, path)
