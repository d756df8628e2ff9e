"""Explore: move a number and see what comes of it, beside the scenario as it is or a saved run."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from sim import charts, glossary
from sim.comparison.headlines import figures, headline_table, headlines, pairing
from sim.ensemble import EnsembleError
from sim.problems import ScenarioError
from sim.scenario import Scenario
from sim.words import Json, brackets, sentence, tables

from . import changes, chooser, keep
from .controls import controls
from .history import can_undo
from .live import Shown, saved, shown
from .look import dressed
from .parts import HONESTY, chart, guarded, plain, table
from .question import TROUBLES, Question

Draw = Callable[[list[Json], Scenario], charts.Chart]
GUIDE = (
    "This scenario has been simulated many times over, and you see what these futures have in common. Move any number: "
    "the same futures are simulated again with the same luck, so that what differs is due to your change. Keep what "
    "you find under Save, or take it with you as a link, a file or a command."
)
NOW = "as changed"
LOW = 170  # pixels, of one of two charts of weeks that stand one below the other
CHARTS: tuple[tuple[str, str, Draw, dict[str, int]], ...] = (
    ("How things stand, week by week", "outcome class", charts.outcomes, {"height": LOW}),
    ("First answers to the opening text", "first answer", charts.first_answers, {}),
)


def page() -> None:
    """The live question."""
    _body()


@st.fragment
@guarded
def _body() -> None:
    asked = Question.now()
    for trouble in st.session_state.get(TROUBLES, ()):
        st.warning(plain(trouble))
    base = asked.unchanged.loaded()
    st.title(plain(base.name))
    st.write(plain(base.question))
    if not can_undo():
        st.info(GUIDE)
    chooser.scenario(asked)
    now, wrong = _changed(asked, base)
    left, right = st.columns([3, 5], gap="medium")
    with left:
        changes.panel(asked, base, now)
        luck = st.expander("Futures, seed, weeks", key="open:luck", on_change="rerun")
        if luck.open:
            with luck:
                chooser.luck(asked, base.horizon_weeks)
        controls(asked, base, now)
    with right:
        if wrong:
            st.error(plain(wrong))
            st.write("Undo, or reset the change, and the result is back.")
        else:
            _result(asked)
            keep.ways(asked)
    _remember(asked)


def _changed(asked: Question, base: Scenario) -> tuple[Scenario, str]:
    """The scenario with its changes; as it is, and what is wrong, where they make no sense together."""
    try:
        return asked.loaded(), ""
    except ScenarioError as error:
        return base, str(error)


def _result(asked: Question) -> None:
    against = chooser.beside(asked)
    try:
        now = shown(asked, NOW)
    except EnsembleError as error:
        st.error(plain(str(error)))
        return
    st.subheader(plain(sentence(now.summary, now.scenario)))
    if against == asked:
        _alone(now)
    else:
        _beside(_other(against), now)
    st.caption(HONESTY)
    part = st.expander("All results", key="open:all", on_change="rerun")
    if part.open:
        with part:
            st.caption(plain(brackets(now.summary)))
            for one in tables(now.summary, now.scenario):
                table(one)


def _other(against: Question | str) -> Shown:
    return saved(against) if isinstance(against, str) else shown(against, "as it is")


def _alone(now: Shown) -> None:
    table(figures(now.side, headlines(now.side, now.side)))
    for title, word, draw, _ in CHARTS:
        chart(title, word, draw([now.summary], now.scenario))


def _beside(other: Shown, now: Shown) -> None:
    """One below the other on the same weeks, with one key to the colours."""
    found = headlines(other.side, now.side)
    table(headline_table(other.side, now.side, found))
    st.caption(plain(pairing(other.side, now.side)))
    for title, word, draw, size in CHARTS:
        st.markdown(f"**{plain(title)}**", help=glossary.plain(word))
        for one in (other, now):
            st.caption(plain(one.side.name))
            made = dressed(draw([one.summary], one.scenario).properties(**size))
            st.altair_chart(made.configure_legend(disable=True) if one is other else made, width="stretch")


def _remember(asked: Question) -> None:
    """Let the address say what is asked, so that a page loaded again asks it again."""
    link = asked.link()
    if {name: st.query_params.get_all(name) for name in st.query_params} != {
        name: [words] if isinstance(words, str) else words for name, words in link.items()
    }:
        st.query_params.from_dict(link)
