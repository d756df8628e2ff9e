"""Terms as figures: who stands where on them, and how they move over the weeks."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from sim.charts import ANSWER_COLOURS, COLOURS, Chart, Size, mark_week, week_axis
from sim.scenario import Scenario
from sim.terms_map import CROSSED, FREE, IDEAL, NEXT, ROOM, Position, Text, binding, label, stake
from sim.trace import Note
from sim.words import date_of, in_100

LEVEL_ORDER = (
    "conditional",
    "partial_ceasefire",
    "full_ceasefire",
    "rejected",
    "talks_ended",
    "collapsed",
    "military_end",
)  # of colours, so that levels next to each other differ in lightness
STATES = {
    IDEAL: COLOURS["full_ceasefire"], ROOM: COLOURS["partial_ceasefire"], NEXT: COLOURS["conditional"],
    FREE: COLOURS["rejected"], CROSSED: ANSWER_COLOURS["reject"],
}  # fmt: skip
TABLE, FORCE = "on the table", "in force"
LINES = {TABLE: COLOURS["collapsed"], FORCE: COLOURS["talks_ended"]}
EDGE = "#808080"
LEVELS = [COLOURS[name] for name in LEVEL_ORDER]
FLAT = alt.Legend(symbolStrokeWidth=0)
STAR = "ideal (diamond)"  # one key to all colours: a symbol of its own is lost where keys are merged
LABEL = 10  # letters of a line of an actor's label


def positions(scenario: Scenario, found: Sequence[Position], width: Size = "container") -> Chart:
    """Issues by actors: how what is on the table looks from each actor's side."""
    rows = [
        {
            "issue": scenario.issues[one.issue].label, "actor": scenario.actors[one.actor].label, "state": one.state,
            "ideal": label(scenario, one.issue, one.ideal), "table": label(scenario, one.issue, one.table),
            "line": label(scenario, one.issue, one.lines[0]) if one.lines else "none", "told": _told(one),
            "slack": "" if one.slack is None else stake(one.slack),
        }
        for one in found
    ]  # fmt: skip
    issues = [block.label for block in scenario.issues.values()]
    actors = [actor.label for actor in scenario.actors.values() if actor.demands]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        alt.X("actor:N", title=None, sort=actors, axis=_wrapped(actors)),
        alt.Y("issue:N", title=None, sort=issues),
        tooltip=[
            alt.Tooltip("actor:N"), alt.Tooltip("issue:N"), alt.Tooltip("table:N", title=TABLE),
            alt.Tooltip("ideal:N", title="wants"), alt.Tooltip("line:N", title="red line from"),
            alt.Tooltip("state:N", title="so"), alt.Tooltip("slack:N", title="slack, in stake"),
        ],
    )  # fmt: skip
    there = [state for state in STATES if state in {row["state"] for row in rows}]
    colour = alt.Scale(domain=there, range=[STATES[state] for state in there])
    cells = base.mark_rect(stroke="white", strokeWidth=1).encode(
        alt.Color("state:N", title=None, scale=colour, legend=FLAT)
    )
    told = base.mark_text(fontSize=11, color="black").encode(alt.Text("told:N"))
    chart = alt.layer(cells, told).properties(width=width, height=alt.Step(28))
    return chart.properties(description=_crossed(scenario, found))


def _wrapped(labels: Sequence[str]) -> alt.Axis:
    """An axis whose labels stand in short lines."""
    lines = json.dumps({label: textwrap.wrap(label, LABEL) for label in labels})
    return alt.Axis(labelAngle=0, labelExpr=f"{lines}[datum.label]", labelOverlap=False)


def _told(one: Position) -> str:
    """What a cell says: levels away from the ideal, the cost of a line crossed."""
    if one.state in (CROSSED, FREE):
        return stake(one.slack) if one.slack is not None and one.state == CROSSED else "(beyond)"
    away = abs(one.table - one.ideal)
    return "ideal" if not away else f"{away} away"


def _crossed(scenario: Scenario, found: Sequence[Position]) -> str:
    parts = [
        f"{scenario.actors[one.actor].label} on {scenario.issues[one.issue].label} ({stake(one.slack or 0.0)})"
        for one in found
        if one.state == CROSSED
    ]
    said = f"It crosses red lines of {', '.join(parts)}" if parts else "It crosses no red line"
    return f"What is on the table as each actor sees it, issue by issue. {said}."


def ladder(scenario: Scenario, issue: str, text: Text, in_force: Text, width: Size = "container") -> Chart:
    """One issue: its levels in order, each actor's ideal, where its red lines run, and where the terms stand."""
    block = scenario.issues[issue]
    levels, cells, stars = [level.label for level in block.levels], [], []
    for actor in scenario.actors.values():
        demand = actor.demands.get(issue)
        if demand is None:
            continue
        ideal = scenario.level(issue, demand.ideal)
        stars.append({"actor": actor.label, "level": levels[ideal], "what": STAR})
        for i, name in enumerate(levels):
            crossed = [line for line in demand.red_line if binding(scenario, issue, line, ideal, {**text, issue: i})]
            cost = sum(line.cost.value for line in crossed)
            cells.append(
                {"actor": actor.label, "level": name, "what": CROSSED if crossed else "within its lines", "cost": cost}
            )
    actors = list(dict.fromkeys(star["actor"] for star in stars))
    x = alt.X("actor:N", title=None, sort=actors, axis=_wrapped(actors))
    y = alt.Y("level:N", title=None, sort=levels, scale=alt.Scale(domain=levels))
    grounds_and_stars = {"within its lines": "#80808022", CROSSED: STATES[CROSSED], STAR: STATES[IDEAL]}
    colour = alt.Scale(domain=list(grounds_and_stars), range=list(grounds_and_stars.values()))
    grounds = (
        alt.Chart(alt.InlineData(values=cells))
        .mark_rect(stroke=EDGE, strokeWidth=0.3)
        .encode(x, y, alt.Color("what:N", title=None, scale=colour, legend=FLAT),
                tooltip=[alt.Tooltip("actor:N"), alt.Tooltip("level:N"), alt.Tooltip("what:N"),
                         alt.Tooltip("cost:Q", format=".4f", title="what crossing costs, stake")])
    )  # fmt: skip
    ideals = (
        alt.Chart(alt.InlineData(values=stars))
        .mark_point(filled=True, size=170, shape="diamond", stroke="white", opacity=1)
        .encode(x, y, alt.Color("what:N", title=None, scale=colour, legend=FLAT))
    )
    rules = [{"level": levels[where[issue]], "where": name} for name, where in ((TABLE, text), (FORCE, in_force))]
    scale = alt.Scale(domain=list(LINES), range=list(LINES.values()))
    lines = (
        alt.Chart(alt.InlineData(values=rules))
        .mark_rule(strokeWidth=3)
        .encode(y, alt.Stroke("where:N", title=None, scale=scale),
                alt.StrokeDash("where:N", title=None, scale=alt.Scale(domain=list(LINES), range=[[1, 0], [5, 4]])))
    )  # fmt: skip
    said = f"{block.label}: on the table {levels[text[issue]]}, in force {levels[in_force[issue]]}. " + ", ".join(
        f"{star['actor']} wants {star['level']}" for star in stars
    )
    chart = alt.layer(grounds, lines, ideals).properties(width=width, height=alt.Step(34))
    return chart.properties(description=f"{said}.")


def moves(scenario: Scenario, notes: Sequence[Note], week: int | None = None, width: Size = "container") -> Chart:
    """One future: the level of every issue on the table, week by week, by its number; dots: terms are in force."""
    rows = [
        {
            "issue": block.label, "week": note["week"] - 0.5, "to": note["week"] + 0.5,
            "date": date_of(scenario, note["week"]),
            "number": note["outcome"]["on_the_table"][issue] + 1,
            "table": label(scenario, issue, note["outcome"]["on_the_table"][issue]),
            "force": label(scenario, issue, note["outcome"]["in_force"][issue]),
            "signed": note["outcome"]["in_force"][issue] != scenario.level(issue, block.status_quo),
        }
        for note in notes
        for issue, block in scenario.issues.items()
    ]  # fmt: skip
    issues = [block.label for block in scenario.issues.values()]
    x, y = week_axis(scenario, len(notes) - 1, margin=0.5), alt.Y("issue:N", title=None, sort=issues)
    there = sorted({row["number"] for row in rows})
    colour = alt.Scale(domain=there, range=[LEVELS[(number - 1) % len(LEVELS)] for number in there])
    tooltip = [alt.Tooltip("date:N"), alt.Tooltip("issue:N"), alt.Tooltip("table:N", title=TABLE),
               alt.Tooltip("force:N", title=FORCE)]  # fmt: skip
    base = alt.Chart(alt.InlineData(values=rows)).encode(y, tooltip=tooltip)
    number = alt.Color("number:O", title="level on the table, by number", scale=colour, legend=FLAT)
    cells = base.mark_bar(height=17).encode(x, alt.X2("to:Q"), number)
    signed = base.transform_filter("datum.signed").transform_calculate(week="datum.week + 0.5")
    dots = signed.mark_point(filled=True, color="black", size=18, opacity=1).encode(x)
    layers = [cells, dots]
    if week is not None:
        layers.append(mark_week(x, week))
    return alt.layer(*layers).properties(width=width, height=alt.Step(22), description=_moved(scenario, notes))


def _moved(scenario: Scenario, notes: Sequence[Note]) -> str:
    texts = [note["outcome"]["on_the_table"] for note in notes]
    times = {
        block.label: sum(a[issue] != b[issue] for a, b in pairwise(texts)) for issue, block in scenario.issues.items()
    }
    said = ", ".join(f"{name} {count} times" for name, count in times.items() if count)
    return f"Terms of one future, week by week. On the table moved: {said or 'nothing'}."


def levels_over_weeks(
    scenario: Scenario, issue: str, shares: NDArray[np.float64], where: str, count: int, width: Size = "container"
) -> Chart:
    """Shares of futures by level of one issue, stacked, by week. shares: (W+1, L); where: on the table, in force."""
    names = [level.label for level in scenario.issues[issue].levels]
    rows: list[dict[str, Any]] = [
        {"week": week, "date": date_of(scenario, week), "level": names[i], "order": i, "of": 100 * float(share)}
        for week, some in enumerate(shares)
        for i, share in enumerate(some)
    ]
    there = [name for i, name in enumerate(names) if shares[:, i].max() > 0]
    colour = alt.Scale(domain=there, range=[LEVELS[names.index(name) % len(LEVELS)] for name in there])
    last = len(shares) - 1
    most = int(shares[-1].argmax())
    said = f"At week {last} {names[most]} in {in_100(float(shares[-1][most]), count)}."
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=[row for row in rows if row["level"] in there]))
        .mark_area(interpolate="step")
        .encode(
            week_axis(scenario, last),
            alt.Y("of:Q", title=f"{where}, of 100 futures", stack="zero", scale=alt.Scale(domain=[0, 100])),
            alt.Color("level:N", title=None, scale=colour),
            alt.Order("order:Q"),
            [alt.Tooltip("date:N"), alt.Tooltip("level:N"), alt.Tooltip("of:Q", format=".1f", title="of 100")],
        )
        .properties(width=width, height=200,
                    description=f"{scenario.issues[issue].label}, {where}, week by week. {said}")
    )  # fmt: skip
    return chart
