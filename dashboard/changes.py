"""What was changed: one line each, with the way back for one, for all, to a saved run, and step by step."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from sim.analysis.knobs import KINDS
from sim.behaviours import BEHAVIOUR, BEHAVIOURS
from sim.comparison.inputs import differences
from sim.manifest import RunError
from sim.places import label, steps
from sim.runs import open_run
from sim.scenario import Quantity, Scenario

from .history import ask, can_redo, can_undo, redo, undo
from .live import changes_of, run_names
from .parts import plain
from .question import LIVE, Question, scenarios

OUTCOME = "changes.outcome"  # what came of going to a saved run, told once


def panel(asked: Question, base: Scenario, now: Scenario) -> None:
    """Changes (n)."""
    with st.container(border=True):
        st.markdown(f"**Changes ({len(asked.changes)})**")
        for path, text in asked.changes:
            words, back = st.columns([5, 2], vertical_alignment="center")
            words.markdown(told(base, now, path, text))
            back.button("Reset", key=f"reset:{path}", on_click=_reset, args=(path,), width="stretch")
        if not asked.changes:
            st.caption("None: every number stands as the scenario has it.")
        with st.container(horizontal=True, gap="xsmall"):
            st.button("Undo", on_click=undo, disabled=not can_undo())
            st.button("Redo", on_click=redo, disabled=not can_redo())
            st.button("Reset all", on_click=_reset_all, disabled=not asked.changes)
        _to_run()


def told(base: Scenario, now: Scenario, path: str, text: str) -> str:
    """A change in words: what it is called, what it was, what it is."""
    if path == BEHAVIOUR and text in BEHAVIOURS:
        return f"{KINDS[BEHAVIOUR]}: {BEHAVIOURS[text]}"
    try:
        name, old, new = label(now, path), _at(base, path), _at(now, path)
    except ValueError:  # a path that only the command line could name, by a label of its own
        return f"{plain(path)}: {plain(text)}"
    unit = new.unit if isinstance(new, Quantity) and new.unit else ""
    was, now_is = (f"{one.value:.6g}" if isinstance(one, Quantity) else str(one) for one in (old, new))
    if was == now_is or not isinstance(new, Quantity):
        return f"{plain(name)}: {plain(text)}"
    return f"{plain(name)}: {plain(was)} → **{plain(now_is)}** {plain(unit)}"


def _at(scenario: Scenario, path: str) -> object:
    return steps(scenario, path)[-1][1]


def _reset(path: str) -> None:
    ask(Question.now().changed(path, None))


def _reset_all() -> None:
    ask(Question.now().unchanged)


def _to_run() -> None:
    """Ask what a saved run asked."""
    names = run_names()
    if not names:
        return
    chosen, go = st.columns([3, 1], vertical_alignment="bottom")
    name = chosen.selectbox("Reset to a saved run", names, key="changes.run")
    go.button("Go", key="changes.go", on_click=partial(_go, name), width="stretch")
    if outcome := st.session_state.pop(OUTCOME, None):
        st.warning(plain(outcome))


def _go(name: str) -> None:
    try:
        asked, notes = _question_of(name)
        ask(asked)
    except RunError as error:
        notes = [str(error)]
    if notes:
        st.session_state[OUTCOME] = "; ".join(notes)


def _question_of(name: str) -> tuple[Question, list[str]]:
    """What a saved run asked, and where the page asks something else. RunError where it cannot be asked here."""
    run = open_run(name)
    facts = run.manifest
    if facts["scenario"] not in scenarios():
        raise RunError(
            f"{name} was made from {facts['scenario']}, which is neither shipped nor in the folder where the dashboard "
            "was started; start it there"
        )
    size = min(max(facts["replications"], LIVE[0]), LIVE[1])
    asked = Question(facts["scenario"], facts["variant"], changes_of(run), facts["seed"], size, facts["weeks"])
    now = asked.loaded()
    asked = replace(asked, weeks=None) if asked.weeks == now.horizon_weeks else asked
    notes = [f"{name} has {facts['replications']:,} futures, {size:,} are shown"] * (size != facts["replications"])
    notes += [f"{name} took every number at its stated value; here they are drawn"] if facts["fixed"] else []
    if differences(run.scenario(), now):
        notes.append(f"the scenario has changed since {name} was saved")
    return asked, notes
