"""Why, as figures: what each answer was worth, part by part, and what the public learnt from it."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np

from sim.charts import ANSWER_COLOURS, BAR_COLOUR, COLOURS, Chart, Size
from sim.reasons import Evidence, Option, type_names
from sim.words import ANSWER_WORDS

EDGE = "#808080"
GAIN, LOSS = ANSWER_COLOURS["accept"], ANSWER_COLOURS["reject"]
LIKELIER = 16  # times: stronger evidence is drawn in the same colour


def worths(options: Sequence[Option], actor: str, width: Size = "container") -> Chart:
    """What each answer of one actor was worth in stake, as bars of its parts, with the sum as a tick."""
    names = {one: ", ".join(filter(None, (ANSWER_WORDS[one.answer], one.place))) for one in options}
    bars = [
        {"option": names[option], "part": part.words, "worth": part.worth, "sign": "gain" if part.worth > 0 else "loss"}
        for option in options
        for part in option.parts
    ]
    sums = [{"option": names[option], "worth": option.worth, "chance": option.chance} for option in options]
    y = alt.Y("option:N", title=None, sort=list(names.values()), scale=alt.Scale(domain=list(names.values())))
    signs = alt.Scale(domain=["gain", "loss"], range=[GAIN, LOSS])
    drawn = (
        alt.Chart(alt.InlineData(values=bars))
        .mark_bar(stroke="white", strokeWidth=0.7, height=18)
        .encode(
            alt.X("worth:Q", title="worth, as a share of its stake", stack="zero",
                  axis=alt.Axis(format="+.4~f", tickCount=4)),
            y, alt.Color("sign:N", title=None, scale=signs, legend=alt.Legend(symbolStrokeWidth=0)),
            tooltip=[alt.Tooltip("part:N"), alt.Tooltip("worth:Q", format="+.4f")],
        )
    )  # fmt: skip
    total = (
        alt.Chart(alt.InlineData(values=sums))
        .mark_tick(thickness=3, size=26, color=BAR_COLOUR)
        .encode(alt.X("worth:Q"), y, tooltip=[alt.Tooltip("option:N"), alt.Tooltip("worth:Q", format="+.4f"),
                                              alt.Tooltip("chance:Q", format=".3f")])
    )  # fmt: skip
    zero = alt.Chart(alt.InlineData(values=[{"worth": 0}])).mark_rule(color=EDGE).encode(alt.X("worth:Q"))
    said = ", ".join(f"{names[option]}: {option.worth:+.4f}, chance {option.chance:.3f}" for option in options)
    chart = alt.layer(drawn, zero, total).properties(width=width, height=alt.Step(34))
    return chart.properties(description=f"What each answer was worth to {actor}. {said}.")


def beliefs(found: Sequence[Evidence], actor: str, width: Size = "container") -> Chart:
    """Evidence by type: how many times likelier each answer was from it than from the average type as believed."""
    order, rows = [], []
    types = type_names(found[-1].multipliers.tolist())
    for one in found:
        order.append(f"week {one.week}: {ANSWER_WORDS[one.answer]}")
        rows += [
            {
                "evidence": order[-1], "type": name, "ratio": float(ratio), "words": one.words,
                "told": _ratio(float(ratio)),
                "strength": float(np.clip(np.log2(max(ratio, 1e-9)), -np.log2(LIKELIER), np.log2(LIKELIER))),
                "before": float(before), "after": float(after), "own": "its own" if k == one.own else "",
            }
            for k, (name, ratio, before, after) in enumerate(
                zip(types, one.ratio, one.before, one.after, strict=True)
            )
        ]  # fmt: skip
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        alt.X("type:N", title="type: its cost of war, times the mean", sort=types, axis=alt.Axis(labelAngle=0)),
        alt.Y("evidence:N", title=None, sort=order),
        tooltip=[
            alt.Tooltip("evidence:N"), alt.Tooltip("words:N"), alt.Tooltip("type:N"),
            alt.Tooltip("told:N", title="times as likely"),
            alt.Tooltip("before:Q", format=".3f", title="believed before"),
            alt.Tooltip("after:Q", format=".3f", title="believed after"),
        ],
    )  # fmt: skip
    scale = alt.Scale(domain=[-4, 0, 4], range=[LOSS, "#F7F7F7", COLOURS["partial_ceasefire"]])
    legend = alt.Legend(labelExpr="pow(2, datum.value) < 1 ? '1/' + pow(2, -datum.value) : pow(2, datum.value)",
                        values=[-4, -2, 0, 2, 4], gradientLength=180)  # fmt: skip
    cells = base.mark_rect(stroke=EDGE, strokeWidth=0.3).encode(
        alt.Color("strength:Q", title="times as likely from this type", scale=scale, legend=legend)
    )
    numbers = base.mark_text(fontSize=10, color="black").encode(alt.Text("told:N"))
    own = base.transform_filter("datum.own != ''").mark_rect(fill=None, stroke=COLOURS["conditional"], strokeWidth=3)
    return alt.layer(cells, own, numbers).properties(
        width=width, height=alt.Step(32), description=_learnt(found, actor)
    )


def _ratio(ratio: float) -> str:
    return "<0.01" if ratio < 0.005 else f"{ratio:.2f}" if ratio < 0.995 else f"{ratio:.1f}"


def _learnt(found: Sequence[Evidence], actor: str) -> str:
    parts = [
        f"Week {one.week}, {one.words}: {one.ratio.max():.1f} times as likely from the type at "
        f"{one.multipliers[int(one.ratio.argmax())]:.2f} times the mean."
        for one in found
    ]
    return f"What the answers of {actor} told of its private cost of war. {' '.join(parts)}"
