"""Charts that follow a moving number: drawn once, then given other rows, for drawing takes longer than counting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from sim import charts, glossary
from sim.scenario import Scenario
from sim.words import Json

from .live import Shown
from .look import dressed
from .parts import plain

LOW = 170  # pixels, where two stand one below the other
KEPT = 64  # drawings that are remembered
_drawings: dict[tuple[str, int, dt.date, bool, int | None], dict[str, Any]] = {}


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

    def draw(self, one: Shown, key: bool = True, low: bool = False, on: Any = st, words: str | None = None) -> None:
        """Show it. key: say what the colours mean. on: the page, or slots. words: for who cannot see it.

        Its rows go beside it: a browser makes a chart anew, which takes it twice as long, where its drawing or its
        words have changed.
        """
        rows, spec, own = self.ready(one, key, low)
        on.vega_lite_chart(rows, spec, width="stretch", alt=words or own)

    def ready(self, one: Shown, key: bool = True, low: bool = False) -> tuple[pa.Table, dict[str, Any], str]:
        """Its rows, its drawing and its words, kept with what is shown."""
        at = self.title, one.side.name, key, low
        if at not in one.drawn:
            spec = self.spec(one, key, low)
            rows = pa.Table.from_pandas(pd.DataFrame(spec.pop("data")["values"]), preserve_index=False)
            one.drawn[at] = rows, spec, self.told(one.summary, one.scenario)
        return one.drawn[at]

    def spec(self, one: Shown, key: bool = True, low: bool = False) -> dict[str, Any]:
        """The chart as `sim.charts` draws it, dressed for the page."""
        height = LOW if low and self.can_be_low else None
        at = self.title, one.summary["weeks"], one.scenario.as_of, key, height
        if at not in _drawings:
            if len(_drawings) >= KEPT:
                _drawings.clear()
            _drawings[at] = self._drawing(one, key, height)
        return deepcopy(_drawings[at]) | {"data": {"values": self.rows([one.summary], one.scenario)}}

    def _drawing(self, one: Shown, key: bool, height: int | None) -> dict[str, Any]:
        """What does not depend on the numbers."""
        made = self.drawn([one.summary], one.scenario, key=key)
        made = made.properties(height=height) if height else made
        spec: dict[str, Any] = dressed(made).to_dict()
        for part in ("datasets", "description"):  # of this one; others bring their own along
            spec.pop(part, None)
        spec["config"]["aria"] = False  # no words for each of 189 points, a third of the work: its finding is told
        return spec


KINDS = (
    Kind("How things stand, week by week", "outcome class", charts.outcomes, charts.outcome_rows, charts.outcomes_told,
         can_be_low=True),
    Kind("First answers to the opening text", "first answer", charts.first_answers, charts.answer_rows,
         charts.answers_told),
)  # fmt: skip
