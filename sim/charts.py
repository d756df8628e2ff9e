"""Results as figures: summaries in, Altair charts out, for one run or several. One colour for one outcome, everywhere.

Each chart carries its finding in words as `description`, for those who cannot see it. Several runs stand one below the
other on the same weeks. Nothing here sees single futures but `signatures`, which counts them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from sim.outcomes import WEEKS
from sim.scenario import Scenario
from sim.summary import wilson
from sim.words import ANSWER_WORDS, OUTCOMES, Json, date_of, in_100

# Okabe and Ito's palette, with grey for black: told apart with any colour vision, on white and on black
COLOURS = {
    "full_ceasefire": "#009E73",
    "partial_ceasefire": "#56B4E9",
    "conditional": "#F0E442",
    "rejected": "#E69F00",
    "talks_ended": "#CC79A7",
    "collapsed": "#0072B2",
    "military_end": "#7A7A7A",
}
ANSWER_COLOURS = {"accept": "#009E73", "conditional": "#F0E442", "reject": "#D55E00"}
SIGNED = {"signed_full": "a full ceasefire", "signed_partial": "a partial ceasefire"}
SIGNED_COLOURS = [COLOURS["full_ceasefire"], COLOURS["partial_ceasefire"]]
BAR_COLOUR = "#0072B2"
OF_100 = alt.Scale(domain=[0, 100])
FIFTHS = alt.Axis(values=list(range(0, 101, 20)))
MILLISECONDS_A_WEEK = 7 * 24 * 3600 * 1000
STANDING = "How things stand, week by week."
LEAST_TOLD = 6  # of 100: a narrower bar has no room for its number

Chart = alt.Chart | alt.LayerChart | alt.FacetChart
Size = int | str


def outcomes(runs: Sequence[Json], scenario: Scenario, width: Size = "container", key: bool = True) -> Chart:
    """Shares of outcome classes, stacked, week by week. key: say what the colours mean."""
    colour = alt.Scale(domain=[OUTCOMES[name] for name in COLOURS], range=list(COLOURS.values()))
    chart = (
        alt.Chart(alt.InlineData(values=outcome_rows(runs, scenario)))
        .mark_area(interpolate="step")
        .encode(
            week_axis(scenario, max(run["weeks"] for run in runs)),
            alt.Y("of:Q", title="of 100 simulated futures", stack="zero", scale=OF_100),
            alt.Color("outcome:N", title=None, scale=colour, legend=alt.Legend(labelLimit=300) if key else None),
            alt.Order("order:Q"),
            [alt.Tooltip("date:N"), alt.Tooltip("outcome:N"), alt.Tooltip("of:Q", format=".1f", title="of 100")],
        )
        .properties(height=320, width=width)
    )
    return _stacked(chart, runs, STANDING, [_standing(run, scenario) for run in runs])


def outcome_rows(runs: Sequence[Json], scenario: Scenario) -> list[Json]:
    """What `outcomes` draws: one row for each run, class and week."""
    return [
        {"week": week, "date": date_of(scenario, week), "outcome": OUTCOMES[name], "order": order, "of": 100 * share}
        | {"run": run["run"]}
        for run in runs
        for order, name in enumerate(COLOURS)
        for week, share in enumerate(run["outcome_by_week"][name])
    ]


def outcomes_told(run: Json, scenario: Scenario) -> str:
    """The finding of `outcomes` for one run."""
    return f"{STANDING} {_standing(run, scenario)}"


def first_answers(runs: Sequence[Json], scenario: Scenario, width: Size = "container", key: bool = True) -> Chart:
    """First answer of each belligerent to the opening text, as one bar each. key: say what the colours mean."""
    colour = alt.Scale(domain=[ANSWER_WORDS[name] for name in ANSWER_COLOURS], range=list(ANSWER_COLOURS.values()))
    legend = alt.Legend(columns=3) if key else None
    bars = alt.Chart().encode(
        alt.Y("actor:N", title=None),
        alt.X("of:Q", title="of 100 simulated futures", stack="zero", scale=OF_100, axis=FIFTHS),
        alt.Order("order:Q"),
        [alt.Tooltip("actor:N"), alt.Tooltip("answer:N"), alt.Tooltip("of:Q", format=".1f", title="of 100")],
    )
    chart = alt.layer(
        bars.mark_bar().encode(alt.Color("answer:N", title=None, scale=colour, legend=legend)),
        bars.mark_text(color="black").encode(
            alt.X("of:Q", stack="zero", bandPosition=0.5), alt.Text("told:N"), alt.Detail("answer:N")
        ),
        data=alt.InlineData(values=answer_rows(runs, scenario)),
    ).properties(height=alt.Step(38), width=width)
    return _stacked(chart, runs, _answered(scenario), [_answers(run, scenario) for run in runs])


def answer_rows(runs: Sequence[Json], scenario: Scenario) -> list[Json]:
    """What `first_answers` draws: one row for each run, belligerent and answer."""
    return [
        {"actor": scenario.actors[actor].label, "answer": ANSWER_WORDS[name], "order": order, "of": 100 * shares[name]}
        | {"run": run["run"], "told": _number(shares[name])}
        for run in runs
        for actor, shares in run["first_answer"].items()
        for order, name in enumerate(ANSWER_COLOURS)
    ]


def answers_told(run: Json, scenario: Scenario) -> str:
    """The finding of `first_answers` for one run."""
    return f"{_answered(scenario)} {_answers(run, scenario)}"


def _answered(scenario: Scenario) -> str:
    return f"First answers to the opening text, week 0, {date_of(scenario, 0)}."


def signatures(
    runs: Sequence[Json], columns: Sequence[Mapping[str, NDArray[Any]]], scenario: Scenario, width: Size = "container"
) -> Chart:
    """In how many of 100 futures a first text of each kind has been signed by each week, with sampling intervals.

    columns: those of each run, `signed_full` and `signed_partial` (R,).
    """
    rows, told = [], []
    for run, column in zip(runs, columns, strict=True):
        for name, kind in SIGNED.items():
            by_week = signed_by(column[name], run["weeks"])
            rows += [
                {"run": run["run"], "kind": kind, "week": week, "date": date_of(scenario, week), **shares}
                for week, shares in enumerate(by_week)
            ]
        told.append(_signed(run, column, scenario))
    kinds, stroke = list(SIGNED.values()), alt.Legend(symbolType="stroke", symbolOpacity=1, symbolStrokeWidth=2.5)
    base = alt.Chart().encode(
        week_axis(scenario, max(run["weeks"] for run in runs)),
        alt.Color("kind:N", title=None, scale=alt.Scale(domain=kinds, range=SIGNED_COLOURS), legend=stroke),
    )
    top = alt.Scale(domain=[0, 10 * np.ceil(max(row["high"] for row in rows) / 10)])
    band = base.mark_area(interpolate="step-after", opacity=0.3).encode(alt.Y("low:Q", scale=top), alt.Y2("high:Q"))
    line = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        alt.Y("of:Q", title="signed, of 100 futures", scale=top),
        alt.StrokeDash("kind:N", title=None, scale=alt.Scale(domain=kinds, range=[[1, 0], [6, 3]]), legend=stroke),
        tooltip=[alt.Tooltip("date:N"), alt.Tooltip("kind:N"), alt.Tooltip("of:Q", format=".1f", title="of 100")],
    )
    chart = alt.layer(band, line, data=alt.InlineData(values=rows)).properties(height=220, width=width)
    return _stacked(chart, runs, "Time to the first signature.", told)


def cards(runs: Sequence[Json], scenario: Scenario, width: Size = "container") -> Chart:
    """Cards that are played in at least 1 of 100 futures, most played first, with sampling intervals."""
    often = played_often(runs)
    rows = [
        {
            "run": run["run"], "card": _card(name, scenario),
            "of": 100 * run["cards"][name]["played"],
            **dict(zip(("low", "high"), hundred(run["intervals"]["cards"][name]["played"]), strict=True)),
        }
        for run in runs
        for name in often & run["cards"].keys()
    ]  # fmt: skip
    base = alt.Chart().encode(alt.Y("card:N", title=None, sort="-x", axis=in_lines({row["card"] for row in rows})))
    chart = alt.layer(
        base.mark_bar(color=BAR_COLOUR).encode(
            alt.X("of:Q", title="played at least once, of 100 futures", scale=OF_100, axis=FIFTHS),
            tooltip=[alt.Tooltip("card:N"), alt.Tooltip("of:Q", format=".1f", title="of 100")],
        ),
        base.mark_rule(color="#7A7A7A", strokeWidth=2).encode(alt.X("low:Q"), alt.X2("high:Q")),
        data=alt.InlineData(values=rows),
    ).properties(height=alt.Step(28), width=width)
    return _stacked(chart, runs, "Cards played at least once.", [_played(run, scenario) for run in runs])


def played_often(runs: Sequence[Json]) -> set[str]:
    """Cards that are played in at least 1 of 100 futures of some run; without any there is nothing to draw."""
    return {name for run in runs for name, share in run["cards"].items() if share["played"] >= 0.01}


def in_lines(names: Iterable[str], letters: int = 22) -> alt.Axis:
    """An axis whose long names stand in lines, which a narrow screen has room for."""
    lines = json.dumps({name: wrap(name, letters) for name in sorted(names)})
    return alt.Axis(labelExpr=f"{lines}[datum.label]", labelLineHeight=11)


def week_axis(scenario: Scenario, weeks: int, margin: float = 0.0, beyond: Mapping[int, str] | None = None) -> alt.X:
    """The axis of weeks, each with its date. margin: weeks of room at both ends; beyond: places to the right, named."""
    start = f"utc({scenario.as_of.year}, {scenario.as_of.month - 1}, {scenario.as_of.day})"
    day = f"{start} + datum.value * {MILLISECONDS_A_WEEK}"
    label = f"['week ' + datum.value, utcFormat({day}, '%-d %b'), utcFormat({day}, '%Y')]"
    places = beyond or {}
    for place, name in places.items():
        label = f"datum.value == {place} ? '{name}' : {label}"
    values, last = [*ticks(weeks), *places], max([weeks, *places])
    axis = alt.Axis(values=values, labelExpr=label, labelFlush=True, labelOverlap="greedy", grid=False)
    return alt.X("week:Q", title=None, axis=axis, scale=alt.Scale(domain=[-margin, last + margin], nice=False))


def mark_week(x: alt.X, week: int) -> alt.Chart:
    """A line that marks one week."""
    rule: alt.Chart = alt.Chart(alt.InlineData(values=[{"week": week}])).mark_rule(color="#808080", strokeDash=[4, 3])
    return rule.encode(x)


def ticks(weeks: int) -> list[int]:
    """Weeks that an axis names: those of the tables, or quarters of years.

    >>> ticks(26), ticks(5), ticks(104)
    ([0, 4, 13, 26], [0, 5], [0, 26, 52, 78, 104])
    """
    step = 13 * -(-weeks // 65)
    inner = WEEKS if weeks <= WEEKS[-1] else range(step, weeks, step)
    return [0, *(week for week in inner if week < 0.85 * weeks and week >= 0.12 * weeks and week < weeks - 1), weeks]


def _stacked(chart: Chart, runs: Sequence[Json], what: str, told: Sequence[str]) -> Chart:
    """One chart, or one for each run below the other, with its finding in words."""
    if len(runs) == 1:
        return chart.properties(description=f"{what} {told[0]}")
    names = [run["run"] for run in runs]
    header = alt.Header(labelOrient="top", labelAnchor="start", labelFontWeight="bold", labelLimit=600)
    words = " ".join(f"{name}: {words}" for name, words in zip(names, told, strict=True))
    faceted: alt.FacetChart = chart.facet(row=alt.Row("run:N", title=None, sort=names, header=header))
    return faceted.properties(description=f"{what} {words}")


def _standing(run: Json, scenario: Scenario) -> str:
    parts, count = [], run["replications"]
    for week, shares in run["outcome"].items():
        most = sorted(shares, key=lambda name: -float(shares[name]))[:2]
        told = " and ".join(f"{OUTCOMES[name]} in {in_100(shares[name], count)}" for name in most)
        parts.append(f"Week {week}, {date_of(scenario, int(week))}: most often {told}.")
    return " ".join(parts)


def _answers(run: Json, scenario: Scenario) -> str:
    return " ".join(
        f"{scenario.actors[actor].label}: "
        + ", ".join(f"{ANSWER_WORDS[name]} in {in_100(shares[name], run['replications'])}" for name in ANSWER_WORDS)
        + "."
        for actor, shares in run["first_answer"].items()
    )


def _signed(run: Json, column: Mapping[str, NDArray[Any]], scenario: Scenario) -> str:
    last, count = run["weeks"], run["replications"]
    full, partial = (in_100(float((column[name] >= 0).mean()), count) for name in SIGNED)
    when = f"By week {last}, {date_of(scenario, last)}"
    return f"{when}, a full ceasefire has been signed at least once in {full}, a partial one in {partial}."


def _played(run: Json, scenario: Scenario) -> str:
    most = sorted(run["cards"].items(), key=lambda item: -float(item[1]["played"]))[:3]
    parts = [f"{_card(name, scenario)} in {in_100(share['played'], run['replications'])}" for name, share in most]
    return f"Most often {', '.join(parts)}." if parts else "There are no cards."


def _card(name: str, scenario: Scenario) -> str:
    """Label of a card; its name where only another run's scenario has it."""
    return scenario.cards[name].label if name in scenario.cards else name


def signed_by(week: NDArray[Any], last: int) -> list[dict[str, float]]:
    hits = np.cumsum(np.bincount(week[week >= 0], minlength=last + 1))[: last + 1]
    ends = [wilson(float(count), len(week)) for count in hits]
    return [
        {"of": 100 * float(count) / len(week), **dict(zip(("low", "high"), hundred(end), strict=True))}
        for count, end in zip(hits, ends, strict=True)
    ]


def _number(share: float) -> str:
    """Number within a bar: none where it has no room, and never all."""
    return "" if 100 * share < LEAST_TOLD else "> 99" if share > 0.995 else f"{100 * share:.0f}"


def hundred(ends: Sequence[float] | None) -> tuple[float, float]:
    low, high = ends or (0.0, 1.0)
    return 100 * low, 100 * high
