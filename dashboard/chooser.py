"""Which scenario and variant, how many futures, which luck, and what it is held against."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from .history import ask
from .live import run_names
from .question import LIVE, MOST_WEEKS, Question, scenarios, variants

AS_IT_IS, WITHOUT = "the scenario as it is", "the scenario without its variant"
SIZES = (200, 500, 1000, 2000, 5000, 10_000)
BESIDE = "beside"


def scenario(asked: Question) -> None:
    """Choose a scenario and one of its variants. Changes do not carry over: other numbers may stand there."""
    names, known = list(scenarios()), variants(asked.scenario)
    left, right = st.columns([1, 2])
    _show("ask:scenario", asked.scenario)
    left.selectbox("Scenario", names, key="ask:scenario", on_change=_scenario)
    _show("ask:variant", asked.variant or "")
    right.selectbox(
        "Variant", ["", *known], key="ask:variant", on_change=_variant,
        format_func=lambda name: f"{name.replace('_', ' ')}: {known[name]}" if name else "as it is",
    )  # fmt: skip


def luck(asked: Question, horizon: int) -> None:
    """How many futures of how many weeks, and where their luck starts."""
    _show("ask:replications", asked.replications)
    sizes = sorted({*SIZES, asked.replications})
    st.select_slider(
        "Simulated futures", sizes, key="ask:replications", format_func=lambda size: f"{size:,}", on_change=_size,
        help=f"From {LIVE[0]:,} to {LIVE[1]:,} while you wait; a full run below takes more.",
    )  # fmt: skip
    left, right = st.columns(2)
    _show("ask:seed", asked.seed)
    left.number_input("Seed", 0, 2**53 - 1, step=1, key="ask:seed", on_change=_seed, help="Where luck starts.")
    _show("ask:weeks", horizon if asked.weeks is None else asked.weeks)
    right.number_input("Weeks", 1, MOST_WEEKS, step=1, key="ask:weeks", on_change=_weeks, args=(horizon,))


def held_against(asked: Question) -> Question | str:
    """What the answer is held against: an unchanged question, or the name of a saved run."""
    own = _own(asked)
    if st.session_state.get(BESIDE) not in (*own, *run_names()):
        st.session_state[BESIDE] = AS_IT_IS
    chosen: str = st.session_state[BESIDE]
    return own.get(chosen, chosen)


def beside(asked: Question) -> None:
    """Choose what the answer is held against."""
    own = _own(asked)
    st.selectbox(
        "Beside", [*own, *run_names()], key=BESIDE,
        help="What the result is held against, on the same luck where there is.",
        format_func=lambda name: name if name in own else f"saved run {name}",
    )  # fmt: skip


def _own(asked: Question) -> dict[str, Question]:
    """The same question without changes, and without its variant, by what they are called."""
    return {AS_IT_IS: asked.unchanged} | ({WITHOUT: replace(asked.unchanged, variant=None)} if asked.variant else {})


def _show(key: str, value: object) -> None:
    """Let a control show the question."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _scenario() -> None:
    ask(replace(Question.now(), scenario=st.session_state["ask:scenario"], variant=None, changes=(), weeks=None))


def _variant() -> None:
    """Changes stay where they make sense under the other variant, which they nearly always do."""
    ask(replace(Question.now(), variant=st.session_state["ask:variant"] or None))


def _size() -> None:
    ask(replace(Question.now(), replications=st.session_state["ask:replications"]))


def _seed() -> None:
    ask(replace(Question.now(), seed=st.session_state["ask:seed"]))


def _weeks(horizon: int) -> None:
    weeks = st.session_state["ask:weeks"]
    ask(replace(Question.now(), weeks=None if weeks == horizon else weeks))
