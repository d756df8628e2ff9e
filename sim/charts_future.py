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
SIZES = {"answer": 190, "event": 70}
MARK_COLOUR, EDGE = BAR_COLOUR, "#808080"


def timeline(scenario: Scenario, notes: Sequence[Note], week: int | None = None, width: Size = "container") -> Chart:
    """Events, cards, texts, answers and signatures of one future, each in a lane of its own; `week` is marked."""
    marks = [mark for note in notes for mark in _marks(scenario, note)]
    found = {mark["lane"] for mark in marks}
    answering = [scenario.actors[name].label for name in notes[0]["answers"]]
    holders = [f"{actor.label}: cards" for actor in scenario.actors.values()]
    lanes = [lane for lane in (HAPPENS, *holders, TABLE, *answering, TERMS) if lane in found]
    x = week_axis(scenario, len(notes) - 1, margin=0.5)
    y = alt.Y("lane:N", title=None, sort=[*lanes, STANDS], scale=alt.Scale(domain=[*lanes, STANDS]))
    layers = [_bands(scenario, notes, x, y), _symbols(marks, x, y)]
    if week is not None:
        layers.append(mark_week(x, week))
    end = f"At the end {OUTCOMES[notes[-1]['outcome']['class']]}."
    words = " ".join(["One future, week by week.", *map(_said, _by_week(marks)), end])
    chart: alt.LayerChart = alt.layer(*layers).resolve_scale(color="independent")
    return chart.properties(width=width, height=alt.Step(30), description=words)


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


def _bands(scenario: Scenario, notes: Sequence[Note], x: alt.X, y: alt.Y) -> alt.Chart:
    """How each week ends, as a band."""
    rows = [
        {
            "lane": STANDS, "week": note["week"] - 0.5, "to": note["week"] + 0.5,
            "outcome": OUTCOMES[note["outcome"]["class"]], "date": date_of(scenario, note["week"]),
        }
        for note in notes
    ]  # fmt: skip
    there = [name for name in COLOURS if OUTCOMES[name] in {row["outcome"] for row in rows}]
    colour = alt.Scale(domain=[OUTCOMES[name] for name in there], range=[COLOURS[name] for name in there])
    bands: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(height=16)
        .encode(
            x, alt.X2("to:Q"), y, alt.Color("outcome:N", title=STANDS, scale=colour),
            tooltip=[alt.Tooltip("date:N"), alt.Tooltip("outcome:N")],
        )
    )  # fmt: skip
    return bands


def _symbols(marks: Sequence[Mapping[str, Any]], x: alt.X, y: alt.Y) -> alt.Chart:
    kinds = [kind for kind in SHAPES if kind in {mark["kind"] for mark in marks}]
    shape = alt.Scale(domain=kinds, range=[SHAPES[kind] for kind in kinds])
    answers = {ANSWER_WORDS[name]: colour for name, colour in ANSWER_COLOURS.items()}
    answers = {words: colour for words, colour in answers.items() if words in {mark["answer"] for mark in marks}}
    colour = alt.Scale(domain=list(answers), range=list(answers.values()))
    legend = alt.Legend(symbolFillColor="transparent", symbolStrokeColor=MARK_COLOUR)
    thin = alt.Legend(symbolStrokeWidth=0, symbolSize=130)
    symbols: alt.Chart = (
        alt.Chart(alt.InlineData(values=list(marks)))
        .mark_point(filled=True, opacity=1, stroke=EDGE, strokeWidth=0.8)
        .encode(
            x, y,
            alt.Shape("kind:N", title="What happens", scale=shape, legend=legend),
            alt.Size("size:Q", scale=None, legend=None),
            color=alt.condition(
                "datum.answer != ''", alt.Color("answer:N", title="Answers", scale=colour, legend=thin), alt.value(MARK_COLOUR)
            ),
            tooltip=[alt.Tooltip("date:N"), alt.Tooltip("what:N")],
        )
    )  # fmt: skip
    return symbols
