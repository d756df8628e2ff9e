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

SAID = "live.said"  # what each chart says to who cannot see it, by title and side
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

    def head(self, on: Any = st) -> None:
        """Its title."""
        on.markdown(f"**{plain(self.title)}**", help=glossary.plain(self.word))

    def draw(self, one: Shown, key: bool = True, low: bool = False, on: Any = st, glance: bool = False) -> None:
        """Show it. key: say what the colours mean. on: the page, or slots.

        glance: another follows at once, so its words for who cannot see it stay as they were: a browser gives a chart
        that is otherwise the same other rows in a fraction of the time that it takes to make it anew.
        """
        said = st.session_state.setdefault(SAID, {})
        place = self.title, one.side.name
        if not glance or place not in said:
            said[place] = self.told(one.summary, one.scenario)
        on.vega_lite_chart(self.spec(one, key, low) | {"description": said[place]}, width="stretch")

    def spec(self, one: Shown, key: bool = True, low: bool = False) -> dict[str, Any]:
        """The chart as `sim.charts` draws it, dressed for the page, without its words."""
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
    spec.pop("datasets", None)  # rows of this drawing, which others bring along themselves
    return spec


KINDS = (
    Kind("How things stand, week by week", "outcome class", charts.outcomes, charts.outcome_rows, charts.outcomes_told,
         can_be_low=True),
    Kind("First answers to the opening text", "first answer", charts.first_answers, charts.answer_rows,
         charts.answers_told),
)  # fmt: skip
