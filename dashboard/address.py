"""The address of the page says what is asked, and what it says is asked: loaded again, gone back to, pasted."""

from __future__ import annotations

import streamlit as st

from .history import ask
from .question import TROUBLES, Question, from_link

TOLD = "address.told"  # what the address was last made to say
Link = dict[str, list[str]]


def follow() -> None:
    """Ask what the address asks, where it says something else than it was made to say.

    The bare address says nothing where the reader comes from another page, whose menu leads to it.
    """
    now, told = Question.now(), st.session_state.get(TOLD)
    given = _given()
    stayed = st.session_state.get("page.before") == st.session_state.get("page")
    if told is None or given == told or not (given or stayed):
        return
    asked, st.session_state[TROUBLES] = from_link(given)
    if asked != now:
        ask(asked)


def remember(asked: Question) -> None:
    """Let the address say what is asked."""
    link = {name: [words] if isinstance(words, str) else words for name, words in asked.link().items()}
    st.session_state[TOLD] = link
    if _given() != link:
        st.query_params.from_dict(link)


def _given() -> Link:
    return {name: st.query_params.get_all(name) for name in st.query_params}
