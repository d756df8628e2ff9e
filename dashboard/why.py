"""Why: one future week by week, with what each answer was worth, and what the public learnt from it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sim import charts_future, charts_reasons, reasons
from sim.explain import Told, as_text
from sim.scenario import Scenario
from sim.story import Week
from sim.trace import Note

from . import future
from .parts import HONESTY, chart, command, guarded, plain, table

TIMELINE = "timeline"
SAME = "Every week ends as in the saved run."
OTHER = "Some weeks differ from the saved run: it was made by another version of parley."
TEACHES = (
    "How many times likelier each answer was from a type than from the average type as believed: 1 teaches nothing. "
    "Belief before, times this, is belief after (Bayes). The outlined column is the type that it really is, which "
    "nobody else knows."
)

JUDGED = (
    "How many times likelier a resolute holder was to do so than the average one as believed. Belief before, times "
    "this, is belief after (Bayes); the next threat of the same holder is believed by it."
)


@guarded
def page() -> None:
    """One future of a saved run, or of the question on Explore."""
    st.title("Why")
    some = future.lots()
    scenario = some.lot.scenario
    st.write(f"One simulated future of {plain(some.name)}: {plain(scenario.name)}. {plain(scenario.question)}")
    told, beside = future.choose(some)
    st.subheader(f"Future {told.replication}")
    st.write(plain(told.why_this[0].upper() + told.why_this[1:]))
    if told.same_as_saved is not None:
        (st.caption if told.same_as_saved else st.warning)(SAME if told.same_as_saved else OTHER)
    if beside:
        _ways(beside)
    week = future.week(told)
    title = f"A: {some.name}, week by week" if beside else "This future, week by week"
    drawn = charts_future.timeline(scenario, told.notes, week, point=future.POINT)
    chart(title, "outcome class", drawn, key=TIMELINE, on_select=_pick, selection_mode=future.POINT)
    st.caption("A click on a week shows it below.")
    if beside:
        other = beside.told
        shown = charts_future.timeline(other.scenario, other.notes, min(week, len(other.notes) - 1))
        chart(f"B: the same luck under {beside.name}", "paired", shown)
    _week(scenario, told.notes, week)
    for actor in told.notes[0]["answers"]:
        _answer(scenario, told.notes, week, actor)
    _weighed(scenario, told.notes[week])
    for actor in told.notes[0]["answers"]:
        _beliefs(scenario, told.notes, actor)
    _resolve(scenario, told.notes)
    _whole(told, some.command(told))


def _pick() -> None:
    """Look at the week that was clicked."""
    points = st.session_state[TIMELINE]["selection"].get(future.POINT, [])
    if points:
        future.go(int(points[0]["number"]))


def _ways(beside: future.Beside) -> None:
    with st.container(border=True):
        for line in beside.words:
            if not line.startswith("  parley"):
                (st.caption if line.startswith("    ") else st.write)(plain(line.strip()))
        if beside.week is not None:
            st.button(f"Go to week {beside.week}, where they first part", on_click=future.go, args=[beside.week])
        if beside.command:
            command(beside.command)


def _week(scenario: Scenario, notes: Sequence[Note], week: int) -> None:
    """The week in the words of `parley explain`."""
    lines = Week(scenario, notes[week]).lines()
    st.subheader(plain(lines[0] if lines else reasons.headline(scenario, notes[week])))
    for line in lines[1:]:
        (st.caption if line.startswith("    ") else st.write)(plain(line.strip()))


def _answer(scenario: Scenario, notes: Sequence[Note], week: int, actor: str) -> None:
    """What each option was worth at the answer that stands."""
    found, label = reasons.answer_in(notes, week, actor), scenario.actors[actor].label
    if found is None:
        return
    when, answer = found
    title = f"{label}: what each answer was worth" + ("" if when == week else f" when it last answered, in week {when}")
    chart(title, "answer", charts_reasons.worths(reasons.options(answer), label))
    with st.expander(f"{plain(label)}: part by part, in numbers", expanded=when == week):
        table(reasons.worth_table(answer, label))


def _weighed(scenario: Scenario, note: Note) -> None:
    for shown in (reasons.proposals_table(scenario, note), reasons.hands_table(scenario, note)):
        if shown:
            table(shown)


def _beliefs(scenario: Scenario, notes: Sequence[Note], actor: str) -> None:
    found, label = reasons.evidence(scenario, notes, actor), scenario.actors[actor].label
    if not found:
        st.caption(f"The war's cost to {plain(label)} is no secret in this scenario: its answers give nothing away.")
        return
    chart(f"What the answers of {label} gave away", "belief", charts_reasons.beliefs(found, label))
    st.caption(TEACHES)
    with st.expander(f"{plain(label)}: the evidence in numbers"):
        table(reasons.belief_table(scenario, found, actor))


def _resolve(scenario: Scenario, notes: Sequence[Note]) -> None:
    shown = reasons.resolve_table(scenario, notes)
    if shown:
        table(shown)
        st.caption(JUDGED)
    elif any(card.announce for card in scenario.cards.values()):
        st.caption("No threat was made good or dropped in this future: nothing was learnt of any holder's resolve.")


def _whole(told: Told, words: str) -> None:
    with st.expander("The whole story, as the command line tells it"):
        st.code(as_text(told), language=None, wrap_lines=True)
    st.write("The same on the command line:")
    command(words)
    st.caption(HONESTY)
