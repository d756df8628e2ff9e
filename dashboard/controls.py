"""Controls: one for each number that can be moved, by actor, card and issue. They show the question, and change it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import floor, isclose, log10

import streamlit as st

from sim.analysis.knobs import KINDS, Group, Knob, bounds, written
from sim.behaviours import BACKTEST, BEHAVIOUR, BEHAVIOURS, CALIBRATED, STATED
from sim.places import steps
from sim.scenario import Quantity, Scenario

from .history import ask
from .live import knobs
from .parts import plain
from .question import Question

OPENING = "opening.package"
MOST_FOUND = 15  # controls that a search shows


def controls(asked: Question, base: Scenario, now: Scenario) -> None:
    """All of them, those of one heading at a time, or those whose name holds a word."""
    word = st.text_input("Find a number", key="find", placeholder="cost, aid, red line ...").strip().casefold()
    if word:
        _found(word, asked, now)
        return
    kinds = list(dict.fromkeys(KINDS.values()))
    kind = st.segmented_control("Numbers of", kinds, default=kinds[0], key="kind", required=True, wrap=True)
    if kind == KINDS["front"]:
        _opening(base, now)
    if kind == KINDS["behaviour"]:
        _behaviour(asked, base)
    for i, group in enumerate(group for group in knobs(asked) if group.kind == kind):
        _group(group, now, is_open=not i)


def key(path: str) -> str:
    """Key of the control of a path, and of nothing else."""
    return f"set:{path}"


def _group(group: Group, now: Scenario, is_open: bool) -> None:
    part = st.expander(plain(group.label), is_open, key=f"open:{group.name}", on_change="rerun")
    if part.open:
        with part:
            for knob in group.knobs:
                _control(knob, _value(now, knob), knob.label)


def _found(word: str, asked: Question, now: Scenario) -> None:
    fits = [
        (knob, f"{group.label} · {knob.label}")
        for group in knobs(asked)
        for knob in group.knobs
        if word in f"{group.label} {knob.label}".casefold()
    ]
    for knob, label in fits[:MOST_FOUND]:
        _control(knob, _value(now, knob), label)
    if not fits:
        st.write(f"No number's name holds “{plain(word)}”. Empty the field to see them all.")
    elif len(fits) > MOST_FOUND:
        st.caption(f"The first {MOST_FOUND} of {len(fits)}; say more to see the others.")


def _control(knob: Knob, value: float, label: str) -> None:
    """A slider over the range of a number; a field where it has none."""
    name = key(knob.path)
    shown = st.session_state.get(name)
    if not isinstance(shown, float) or not isclose(shown, value, rel_tol=1e-9, abs_tol=1e-15):
        st.session_state[name] = value
    low, high = bounds(knob, value)
    words = plain(f"{label} ({knob.unit})" if knob.unit else label)
    make = st.slider if knob.ranged else st.number_input
    make(
        words, low, high, step=knob.step, format=_format(knob), key=name, help=plain(knob.about),
        on_change=partial(_moved, knob),
    )  # fmt: skip


def _moved(knob: Knob) -> None:
    value = st.session_state[key(knob.path)]
    ask(Question.now().changed(knob.path, None if knob.holds(value) else written(value)))


def _value(now: Scenario, knob: Knob) -> float:
    return float(steps(now, knob.path)[-1][1].value)


def _format(knob: Knob) -> str:
    """As many decimals as a step has, and one more where the scenario's own value needs it.

    >>> _format(Knob("a", "a", "", 0.0015, 0.001, 0.002, True, ""))
    '%.5f'
    """
    return f"%.{max(0, -floor(log10(knob.step) + 1e-9))}f"


def _behaviour(asked: Question, base: Scenario) -> None:
    """Whether all choose as past wars have it, or as stated."""
    own = any(isinstance(number, Quantity) and number.source == BACKTEST for _, number in base.behaviour)
    name, is_on = key(BEHAVIOUR), dict(asked.changes).get(BEHAVIOUR, CALIBRATED if own else STATED) == CALIBRATED
    if st.session_state.get(name) != is_on:
        st.session_state[name] = is_on
    st.toggle(
        BEHAVIOURS[CALIBRATED].capitalize(), key=name, on_change=partial(_chosen, own),
        help="On: those numbers of which past wars say something, with their ranges, are as `parley backtest` found "
        "them. Off: they are as stated before any past war was looked at. What you have moved stays where you have "
        "put it.",
    )  # fmt: skip


def _chosen(own: bool) -> None:
    asked, is_on = Question.now().changed(BEHAVIOUR, None), st.session_state[key(BEHAVIOUR)]
    first = () if is_on == own else ((BEHAVIOUR, CALIBRATED if is_on else STATED),)
    ask(replace(asked, changes=(*first, *asked.changes)))  # first, so that what was moved is not moved back


def _opening(base: Scenario, now: Scenario) -> None:
    """Which text lies on the table in week 0."""
    name = key(OPENING)
    if st.session_state.get(name) != now.opening.package:
        st.session_state[name] = now.opening.package
    st.selectbox(
        "Text on the table in week 0", list(base.packages), key=name, on_change=partial(_opened, base),
        format_func=lambda one: base.packages[one].label,
    )  # fmt: skip


def _opened(base: Scenario) -> None:
    chosen = st.session_state[key(OPENING)]
    ask(Question.now().changed(OPENING, None if chosen == base.opening.package else chosen))
