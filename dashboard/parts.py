"""What every page is made of: text that cannot act as Markdown, charts and tables under their titles, guarded pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps

import streamlit as st

from sim import charts, glossary
from sim.manifest import RunError
from sim.problems import ScenarioError
from sim.runs import runs_folder
from sim.words import Table

from .look import dressed

MARKS = re.compile(r"[\\`*_\[\]<>!#$:~|&]")  # what Markdown takes for more than a letter
HONESTY = (
    "Shares of simulated futures under stated assumptions, not probabilities of events. Actors are collective and "
    "their preferences assumed; nothing here predicts a named person."
)


def plain(text: str) -> str:
    """Text as it stands, not as Markdown: a picture in a scenario's label would be fetched from elsewhere."""
    return MARKS.sub(r"\\\g<0>", " ".join(text.split()))


def guarded(page: Callable[[], None]) -> Callable[[], None]:
    """A page that says in words what is wrong with a scenario or a run, and the way out."""

    @wraps(page)
    def shown() -> None:
        try:
            page()
        except (RunError, ScenarioError) as error:
            st.error(plain(str(error)))

    return shown


def chart(title: str, word: str, drawn: charts.Chart) -> None:
    """A chart under its title, with the glossary's word for what it shows."""
    st.markdown(f"**{plain(title)}**", help=glossary.plain(word))
    st.altair_chart(dressed(drawn), width="stretch")


def table(shown: Table) -> None:
    """A table whose cells wrap, so that no label is cut."""
    st.markdown(f"**{plain(shown.title)}**")
    head = [plain(name) or " " for name in shown.head]
    rows = [dict(zip(head, map(plain, row), strict=True)) for row in shown.rows]
    st.table(rows, hide_index=True, hide_header=False)


def empty_store() -> None:
    """What to do where nothing has been saved yet."""
    st.write(f"There are no saved runs in {plain(str(runs_folder().resolve()))}. Make the first one, then reload:")
    command("parley run march-2025")


def command(words: str) -> None:
    """A command to copy, whole on a narrow screen, in the colour of text: the highlighter's are too faint."""
    st.code(words, language=None, wrap_lines=True)
