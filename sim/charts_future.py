"""One future as a figure: what happened when, who answered what, what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt

from sim.charts import ANSWER_COLOURS, BAR_COLOUR, COLOURS, Chart, Size, mark_week, week_axis
from sim.scenario import Scenario
from sim.story import Week
from sim.trace import Note
from sim.words import ANSWER_WORDS, OUTCOMES, date_of

STANDS, HAPPENS, TABLE, TERMS = "How it stands", "Events", "On the table", "Terms"
SHAPES = {
    "event": "circle", "card played": "triangle-up", "card announced": "triangle-right",
    "threat dropped": "triangle-down", "new text": "square", "answer": "circle",
    "signed": "diamond", "terms end": "cross",
}  # fmt: skip
CLEAR = ("event", "new text", "answer")  # from their lanes
SIZES = {"answer": 190, "event": 70}
MARK_COLOUR, EDGE = BAR_COLOUR, "#808080"


def timeline(
    scenario: Scenario, notes: Sequence[Note], week: int | None = None, width: Size = "container", point: str = ""
) -> Chart:
    """Events, cards, texts, answers and signatures of one future, each in a lane of its own; `week` is marked.

    point: name of a selection of the week that is clicked, where somebody asks for it.
    """
    marks = [mark for note in notes for mark in _marks(scenario, note)]
    found = {mark["lane"] for mark in marks}
    answering = [scenario.actors[name].label for name in notes[0]["answers"]]
    holders = [f"{actor.label}: cards" for actor in scenario.actors.values()]
    lanes = [lane for lane in (HAPPENS, *holders, TABLE, *answering, TERMS) if lane in found]
    x = week_axis(scenario, len(notes) - 1, margin=0.5)
    y = alt.Y("lane:N", title=None, sort=[*lanes, STANDS], scale=alt.Scale(domain=[*lanes, STANDS]))
    colour = _colours(notes, marks)
    layers = [_bands(scenario, notes, x, y, colour), _symbols(marks, x, y, colour)]
    if point:
        layers.append(_weeks(scenario, len(notes), dict(_by_week(marks)), x, point))
    if week is not None:
        layers.append(mark_week(x, week))
    end = f"At the end {OUTCOMES[notes[-1]['outcome']['class']]}."
    words = " ".join(["One future, week by week.", *map(_said, _by_week(marks)), end])
    return alt.layer(*layers).properties(width=width, height=alt.Step(30), description=words)


def _by_week(marks: Sequence[Mapping[str, Any]]) -> list[tuple[int, list[str]]]:
    weeks = dict.fromkeys(mark["week"] for mark in marks)
    return [(week, [mark["what"] for mark in marks if mark["week"] == week]) for week in weeks]


def _said(week: tuple[int, list[str]]) -> str:
    return f"Week {week[0]}: {'; '.join(week[1])}."


def _marks(scenario: Scenario, note: Note) -> Iterator[dict[str, Any]]:
    """What a week shows, one mark each."""
    week, front = Week(scenario, note), note.get("front", {})

    def mark(lane: str, kind: str, what: str, answer: str = "") -> dict[str, Any]:
        when = {"week": note["week"], "date": date_of(scenario, note["week"])}
        return {**when, "lane": lane, "kind": kind, "what": what, "answer": answer, "size": SIZES.get(kind, 110)}

    yield from (mark(HAPPENS, "event", name) for name in week.events())
    for deed in note["cards"]:
        kind = {"played": "card played", "announced": "card announced"}.get(deed["did"], "threat dropped")
        what = f"{scenario.cards[deed['card']].label} {deed['did']}"
        yield mark(f"{week.actor(deed['holder'])}: cards", kind, what)
    proposal = note["proposal"]
    if proposal and (not note["week"] or proposal["text"] != proposal["before"]):
        yield mark(TABLE, "new text", f"on the table: {week.text(proposal['text'])}")
    for actor, answer in note["answers"].items():
        if answer["new"]:
            asks = f", and asks: {week.text(answer['condition'], proposal['text'])}" if answer["condition"] else ""
            words = ANSWER_WORDS[answer["answer"]]
            yield mark(week.actor(actor), "answer", f"{week.actor(actor)} answers {words}{asks}", words)
    if note["outcome"]["signed"]:
        yield mark(TERMS, "signed", f"signed: {week.text(note['outcome']['signed'])}")
    if front.get("collapsed") or front.get("lapsed"):
        yield mark(TERMS, "terms end", f"the terms {'collapse' if front.get('collapsed') else 'run out'}")
    if front.get("arms_decided_for"):
        yield mark(TERMS, "terms end", f"arms decide for {week.actor(front['arms_decided_for'])}")


def _colours(notes: Sequence[Note], marks: Sequence[Mapping[str, Any]]) -> alt.Color:
    """One legend for answers and for how it stands, of those that there are."""
    answers = {ANSWER_WORDS[name]: colour for name, colour in ANSWER_COLOURS.items()}
    colours = answers | {OUTCOMES[name]: colour for name, colour in COLOURS.items()}
    found = {mark["answer"] for mark in marks} | {OUTCOMES[note["outcome"]["class"]] for note in notes}
    there = {words: colour for words, colour in colours.items() if words in found}
    legend = alt.Legend(symbolStrokeWidth=0, symbolType="square")
    scale = alt.Scale(domain=list(there), range=list(there.values()))
    return alt.Color("colour:N", title="Answers, and how it stands", scale=scale, legend=legend)


def _bands(scenario: Scenario, notes: Sequence[Note], x: alt.X, y: alt.Y, colour: alt.Color) -> alt.Chart:
    """How each week ends, as a band."""
    rows = [
        {
            "lane": STANDS, "week": note["week"] - 0.5, "to": note["week"] + 0.5,
            "colour": OUTCOMES[note["outcome"]["class"]], "date": date_of(scenario, note["week"]),
        }
        for note in notes
    ]  # fmt: skip
    bands: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(height=16)
        .encode(x, alt.X2("to:Q"), y, colour, tooltip=[alt.Tooltip("date:N"), alt.Tooltip("colour:N", title=STANDS)])
    )
    return bands


def _weeks(scenario: Scenario, count: int, told: Mapping[int, list[str]], x: alt.X, point: str) -> alt.Chart:
    """Every week as a strip from top to bottom, to be pointed at and clicked: a symbol alone would be hard to hit."""
    rows = [
        {"week": week - 0.5, "to": week + 0.5, "number": week, "date": date_of(scenario, week)}
        | {"what": "; ".join(told.get(week, ["nothing new"]))}
        for week in range(count)
    ]
    picked = alt.selection_point(name=point, fields=["number"], empty=False)
    strips: alt.Chart = alt.Chart(alt.InlineData(values=rows)).mark_rect(opacity=0, cursor="pointer")
    tooltip = [alt.Tooltip("number:Q", title="week"), alt.Tooltip("date:N"), alt.Tooltip("what:N")]
    return strips.encode(x, alt.X2("to:Q"), tooltip=tooltip).add_params(picked)


def _symbols(marks: Sequence[Mapping[str, Any]], x: alt.X, y: alt.Y, colour: alt.Color) -> alt.Chart:
    kinds = [kind for kind in SHAPES if kind in {mark["kind"] for mark in marks}]
    shape = alt.Scale(domain=kinds, range=[SHAPES[kind] for kind in kinds])
    unclear = [kind for kind in kinds if kind not in CLEAR]
    legend = alt.Legend(symbolFillColor=MARK_COLOUR, symbolStrokeWidth=0, values=unclear, orient="top", columns=2)
    symbols: alt.Chart = (
        alt.Chart(alt.InlineData(values=[{**mark, "colour": mark["answer"]} for mark in marks]))
        .mark_point(filled=True, opacity=1, stroke=EDGE, strokeWidth=0.8)
        .encode(
            x,
            y,
            alt.Shape("kind:N", title=None, scale=shape, legend=legend if unclear else None),
            alt.Size("size:Q", scale=None, legend=None),
            color=alt.condition("datum.answer != ''", colour, alt.value(MARK_COLOUR)),
            tooltip=[alt.Tooltip("date:N"), alt.Tooltip("what:N")],
        )
    )
    return symbols
