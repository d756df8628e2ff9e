"""The reliability diagram: how often things happened that were given a certain share, beside what chance would do."""

from __future__ import annotations

from typing import Any

import altair as alt

from sim.charts import BAR_COLOUR, FIFTHS, OF_100, Chart, Size
from sim.words import Json

CHANCE, LINE = "#7A7A7A", "#7A7A7A"  # told apart from light and from dark
NOTHING = "Nothing that was forecast has been seen to happen or not."


def diagram(found: Json, title: str = "", width: Size = "container") -> Chart:
    """Points at (mean share, how often it happened) of each bin, their area the number of forecasts in it.

    found: what `reliability` says. Grey bands hold nine in ten of the points of a calibrated forecaster with the same
    shares; whiskers are 95 % sampling intervals of how often it happened, as if rows had nothing to do with each other.
    """
    drawn = alt.Chart(alt.InlineData(values=rows(found)))
    x = alt.X("forecast:Q", title="of 100, as forecast", scale=alt.Scale(domain=[0, 100], padding=8), axis=FIFTHS)
    told = [
        alt.Tooltip("forecast:Q", format=".0f"), alt.Tooltip("observed:Q", format=".0f", title="happened"),
        alt.Tooltip("count:Q", title="forecasts"), alt.Tooltip("chance:N", title="by chance, if calibrated"),
    ]  # fmt: skip
    band = drawn.mark_bar(color=CHANCE, opacity=0.3, width=14).encode(x, _of("by_low"), y2="by_high:Q", tooltip=told)
    whisker = drawn.mark_rule(color=BAR_COLOUR).encode(x, _of("low"), y2="high:Q", tooltip=told)
    size = alt.Size("count:Q", title="forecasts", scale=alt.Scale(range=[30, 400]))
    point = drawn.mark_point(filled=True, opacity=1, color=BAR_COLOUR).encode(x, _of("observed"), size, tooltip=told)
    whole = alt.layer(_even(), band, whisker, point)
    return whole.properties(width=width, height=320, title=title, description=told_of(found))


def rows(found: Json) -> list[dict[str, Any]]:
    """What `diagram` draws: one row a bin, in 100."""
    return [
        {
            "forecast": 100 * one["forecast"],
            "observed": 100 * one["observed"],
            "count": one["count"],
            **{name: 100 * end for name, end in zip(("low", "high"), one["interval"], strict=True)},
            **{name: 100 * end for name, end in zip(("by_low", "by_high"), one["by_chance"], strict=True)},
            "chance": "{:.0f} to {:.0f}".format(*(100 * end for end in one["by_chance"])),
        }
        for one in found.get("bins", [])
    ]


def told_of(found: Json) -> str:
    """The finding of `diagram`: the error, beside what a calibrated forecaster would show.

    >>> found = {"pairs": 80, "calibration_error": 0.2, "by_chance": {"interval_90": (0.06, 0.15)}}
    >>> told_of(found)  # doctest: +ELLIPSIS
    'Shares miss how often things happened by 0.200 on average, more than chance makes of it: ...'
    """
    if not found["pairs"]:
        return NOTHING
    error, (low, high) = found["calibration_error"], found["by_chance"]["interval_90"]
    beside = "more than" if error > high else "less than" if error < low else "no more than"
    return (
        f"Shares miss how often things happened by {error:.3f} on average, {beside} chance makes of it: calibrated "
        f"forecasts would show {low:.3f} to {high:.3f} (nine times in ten; {found['pairs']} forecasts)."
    )


def _of(name: str) -> alt.Y:
    return alt.Y(f"{name}:Q", title="of 100, as it happened", scale=OF_100, axis=FIFTHS)


def _even() -> alt.Chart:
    """Where shares and what happened agree."""
    ends = alt.InlineData(values=[{"forecast": end, "observed": end} for end in (0, 100)])
    return alt.Chart(ends).mark_line(color=LINE, strokeDash=[4, 4]).encode(x="forecast:Q", y="observed:Q")
