"""Results as figures: small tables in, Altair charts out. One colour for one outcome, everywhere."""

from __future__ import annotations

from typing import Any

import altair as alt

from sim.scenario import Scenario
from sim.words import ANSWER_WORDS, OUTCOMES, date_of

# Okabe and Ito's palette: told apart with any colour vision
COLOURS = {
    "full_ceasefire": "#009E73",
    "partial_ceasefire": "#56B4E9",
    "conditional": "#F0E442",
    "rejected": "#E69F00",
    "talks_ended": "#CC79A7",
    "collapsed": "#0072B2",
    "military_end": "#000000",
}
ANSWER_COLOURS = {"accept": "#009E73", "conditional": "#F0E442", "reject": "#D55E00"}


def outcomes(summary: dict[str, Any], scenario: Scenario) -> alt.Chart:
    """Shares of outcome classes, stacked, week by week."""
    rows = [
        {"week": week, "date": date_of(scenario, week), "outcome": OUTCOMES[name], "order": order, "of": 100 * share}
        for order, name in enumerate(COLOURS)
        for week, share in enumerate(summary["outcome_by_week"][name])
    ]
    colour = alt.Scale(domain=[OUTCOMES[name] for name in COLOURS], range=list(COLOURS.values()))
    return (
        alt.Chart(alt.Data(values=rows), description="In how many of 100 futures each outcome holds, by week")
        .mark_area(interpolate="step")
        .encode(
            alt.X("week:Q", title="week after the offer", axis=alt.Axis(tickMinStep=1)),
            alt.Y("of:Q", title="of 100 simulated futures", stack="zero", scale=alt.Scale(domain=[0, 100])),
            alt.Color("outcome:N", title=None, scale=colour, legend=alt.Legend(orient="right", labelLimit=300)),
            alt.Order("order:Q"),
            [alt.Tooltip("date:N"), alt.Tooltip("outcome:N"), alt.Tooltip("of:Q", format=".1f", title="of 100")],
        )
        .properties(height=400, title="How it stands, week by week")
    )


def first_answers(summary: dict[str, Any], scenario: Scenario) -> alt.Chart:
    """First answer of each belligerent to the opening text, as one bar each."""
    rows = [
        {"actor": scenario.actors[actor].label, "answer": ANSWER_WORDS[name], "order": order, "of": 100 * shares[name]}
        for actor, shares in summary["first_answer"].items()
        for order, name in enumerate(ANSWER_COLOURS)
    ]
    opening = scenario.packages[scenario.opening.package].label
    colour = alt.Scale(domain=[ANSWER_WORDS[name] for name in ANSWER_COLOURS], range=list(ANSWER_COLOURS.values()))
    return (
        alt.Chart(alt.Data(values=rows), description="Bars: how each belligerent first answers, of 100 futures")
        .mark_bar()
        .encode(
            alt.Y("actor:N", title=None, axis=alt.Axis(labelLimit=300)),
            alt.X("of:Q", title="of 100 simulated futures", stack="zero", scale=alt.Scale(domain=[0, 100])),
            alt.Color("answer:N", title=None, scale=colour),
            alt.Order("order:Q"),
            [alt.Tooltip("actor:N"), alt.Tooltip("answer:N"), alt.Tooltip("of:Q", format=".1f", title="of 100")],
        )
        .properties(height=200, title=f"First answer to the opening text: {opening}")
    )
