"""Bars beside their numbers: what each of many things does, with intervals, their names in full above the bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten, wrap

import altair as alt

from sim.charts import Chart, Size

LINES = 2  # that a name may take
LETTERS = 46  # of a line of a name: fits a narrow screen
THICK = 14  # pixels of a bar or of a line of a name
WHISKER = "#7A7A7A"  # told apart from light and from dark

Ends = tuple[float, float, float]  # a value, and the ends of its 95 % interval


@dataclass(frozen=True)
class Bar:
    """What one thing does, series by series; `more` is told to whoever points at it."""

    name: str
    of: Mapping[str, Ends]
    more: Mapping[str, str]


def bars(
    shown: Sequence[Bar], series: Mapping[str, str], axis: str, description: str, width: Size = "container"
) -> Chart:
    """A bar a series for each name, in the order given, with its interval as a line.

    series: name -> colour. axis: what is counted, with its unit. description: the finding in words.
    """
    order = [str(number) for number in range(len(shown))]
    places = [*(f"line {number}" for number in range(LINES)), *series]
    y = alt.Y("place:N", sort=order, title=None, axis=None)
    offset = alt.YOffset("slot:N", scale=alt.Scale(domain=places, paddingInner=0.1))
    names = (
        alt.Chart(alt.InlineData(values=[row for i, bar in enumerate(shown) for row in _name(order[i], bar.name)]))
        .mark_text(align="left", baseline="middle", limit=alt.ExprRef("width"), fontSize=12, color="currentColor")
        .encode(y, offset, x=alt.value(0), text="text:N")
    )
    drawn = alt.Chart(alt.InlineData(values=[row for i, bar in enumerate(shown) for row in _rows(order[i], bar)]))
    scale = alt.Scale(domain=list(series), range=list(series.values()))
    legend = alt.Legend(columns=len(series)) if len(series) > 1 else None
    more = [alt.Tooltip(f"{name}:N") for name in (shown[0].more if shown else ())]
    told = [alt.Tooltip("name:N", title="what"), alt.Tooltip("slot:N", title="which"), *more]
    told += [alt.Tooltip("told:N", title=axis)]
    bar = drawn.mark_bar(stroke=WHISKER, strokeWidth=0.5).encode(
        y, offset, alt.X("value:Q", title=axis, stack=None),
        alt.Color("slot:N", title=None, scale=scale, legend=legend), tooltip=told,
    )  # fmt: skip
    whisker = drawn.mark_rule(color=WHISKER, strokeWidth=2).encode(y, offset, x="low:Q", x2="high:Q", tooltip=told)
    whole = alt.layer(names, bar, whisker)
    return whole.properties(width=width, height=alt.Step(THICK), description=description)


def _name(place: str, name: str) -> list[dict[str, str]]:
    lines = wrap(name, LETTERS) or [""]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], shorten(" ".join(lines[LINES - 1 :]), LETTERS, placeholder=" …")]
    return [
        {"place": place, "slot": f"line {LINES - len(lines) + number}", "text": line}
        for number, line in enumerate(lines)
    ]


def _rows(place: str, bar: Bar) -> list[dict[str, object]]:
    return [
        {**bar.more, "place": place, "name": bar.name, "slot": slot, "value": value, "low": low, "high": high}
        | {"told": f"{value:+.1f} ({low:+.1f} to {high:+.1f})"}
        for slot, (value, low, high) in bar.of.items()
    ]
