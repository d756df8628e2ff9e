"""Charts that follow a moving number: drawn once, then given other rows, for drawing takes longer than counting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from sim import charts, glossary
from sim.scenario import Scenario
from sim.words import Json

from .live import Shown
from .look import dressed
from .parts import plain

LOW = 170  # pixels, where two stand one below the other


@dataclass(frozen=True)
class Kind:
    """One chart: its title, the glossary's word for it, how it is drawn, its rows and its finding."""

    title: str
    word: str
    drawn: Callable[..., charts.Chart]
    rows: Callable[[list[Json], Scenario], list[Json]]
    told: Callable[[Json, Scenario], str]
    can_be_low: bool = False

    def head(self) -> None:
        """Its title."""
        st.markdown(f"**{plain(self.title)}**", help=glossary.plain(self.word))

    def draw(self, one: Shown, key: bool = True, low: bool = False, on: Any = st) -> None:
        """Show it. key: say what the colours mean. on: the page, or slots.

        Its words for who cannot see it go beside it: a browser makes a chart anew where its drawing has changed.
        """
        on.vega_lite_chart(self.spec(one, key, low), width="stretch", alt=self.told(one.summary, one.scenario))

    def spec(self, one: Shown, key: bool = True, low: bool = False) -> dict[str, Any]:
        """The chart as `sim.charts` draws it, dressed for the page."""
        height = LOW if low and self.can_be_low else None
        weeks, start = one.summary["weeks"], one.scenario.as_of
        template = _template(self.title, weeks, start, key, height, self, one)
        return template | {"data": {"values": self.rows([one.summary], one.scenario)}}


@st.cache_resource(max_entries=40, show_spinner=False)
def _template(
    title: str, weeks: int, start: dt.date, key: bool, height: int | None, _kind: Kind, _one: Shown
) -> dict[str, Any]:
    """What does not depend on the numbers. The last two arguments are no part of what it is remembered by."""
    made = _kind.drawn([_one.summary], _one.scenario, key=key)
    made = made.properties(height=height) if height else made
    spec: dict[str, Any] = dressed(made).to_dict()
    for part in ("datasets", "description"):  # of this drawing; others bring their own along
        spec.pop(part, None)
    return spec


KINDS = (
    Kind("How things stand, week by week", "outcome class", charts.outcomes, charts.outcome_rows, charts.outcomes_told,
         can_be_low=True),
    Kind("First answers to the opening text", "first answer", charts.first_answers, charts.answer_rows,
         charts.answers_told),
)  # fmt: skip
