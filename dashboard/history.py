"""What was asked before in this session, to go back to, and what was undone, to go forth to again."""

from __future__ import annotations

from typing import cast

import streamlit as st

from .question import Question

PAST, FUTURE = "question.past", "question.future"
MOST = 200  # questions remembered


def ask(new: Question) -> None:
    """Ask something else; undo leads back."""
    now = Question.now()
    if new != now:
        _keep(PAST, [*_kept(PAST), now])
        _keep(FUTURE, [])
        new.keep()


def can_undo() -> bool:
    """Whether something was asked before."""
    return bool(_kept(PAST))


def can_redo() -> bool:
    """Whether something was undone."""
    return bool(_kept(FUTURE))


def undo() -> None:
    """Go back to what was asked before."""
    _turn(PAST, FUTURE)


def redo() -> None:
    """Go forth to what was undone."""
    _turn(FUTURE, PAST)


def _turn(here: str, there: str) -> None:
    if _kept(here):
        *rest, last = _kept(here)
        _keep(there, [*_kept(there), Question.now()])
        _keep(here, rest)
        last.keep()


def _kept(name: str) -> list[Question]:
    return cast(list[Question], st.session_state.get(name, []))


def _keep(name: str, questions: list[Question]) -> None:
    st.session_state[name] = questions[-MOST:]
