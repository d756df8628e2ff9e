"""What every page is made of: text that cannot act as Markdown, charts and tables under their titles, guarded pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

import streamlit as st

import sim
from sim import charts, glossary
from sim.experiment import Report
from sim.manifest import RunError
from sim.problems import ScenarioError
from sim.runs import Run, runs_folder
from sim.words import Table

from .aligned import aligned
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
            if st.session_state.get("run"):
                st.write("Choose another run in the side bar, or go to Runs, which says what is wrong with each.")

    return shown


class Slots:
    """Elements in a row that can be drawn again where they stand: each stays until its successor takes its place.

    It has the methods of `st` that make one element. After `again()` the first of them replaces the first, and so on.
    """

    def __init__(self, place: Any = st) -> None:
        self._place = place
        self._made: list[Any] = []
        self._next = 0

    def again(self) -> None:
        """From the first one on, once more."""
        self._next = 0

    def __getattr__(self, kind: str) -> Callable[..., None]:
        def put(*what: Any, **how: Any) -> None:
            if self._next == len(self._made):
                self._made.append(getattr(self._place, kind)(*what, **how))
            else:
                getattr(self._made[self._next], kind)(*what, **how)
            self._next += 1

        return put


def chart(title: str, word: str, drawn: charts.Chart, **more: Any) -> None:
    """A chart under its title, with the glossary's word for what it shows. more: for `st.altair_chart`."""
    st.markdown(f"**{plain(title)}**", help=glossary.plain(word))
    st.altair_chart(dressed(drawn), width="stretch", **more)


def table(shown: Table) -> None:
    """A table whose cells wrap, so that no label is cut."""
    st.markdown(f"**{plain(shown.title)}**")
    head = [plain(name) or " " for name in shown.head]
    rows = [[*map(plain, row)] for row in shown.rows]
    st.table(aligned(head, rows), border="horizontal", hide_index=True, hide_header=False)  # only so do heads follow


def empty_store() -> None:
    """What to do where nothing has been saved yet: a button that makes the first run, and the command that does."""
    from .jobs import asked  # which is made of what stands here

    where = plain(str(runs_folder().resolve()))
    st.write(f"There are no saved runs in {where}. Make the first one here, or by command:")
    first = ("first run", str(runs_folder().resolve()))
    made = asked(first, "Run the March 2025 scenario", _first_run, "2,000 futures, some 5 to 20 seconds; it is saved.")
    command("parley run march-2025")
    if made is not None:  # and gone again
        del st.session_state["jobs"][first]
        st.rerun()


def _first_run(watch: Callable[[str], Report]) -> Run:
    return sim.run("march-2025", progress=watch("futures")).save()


def command(words: str) -> None:
    """A command to copy, whole on a narrow screen, in the colour of text: the highlighter's are too faint."""
    st.code(words, language=None, wrap_lines=True)


def link(page: str, label: str, **parameters: str) -> None:
    """A link to another page of the dashboard, with what it is to show; the address alone where no menu is there."""
    pages = st.session_state.get("pages", {})
    if page in pages:
        st.page_link(pages[page], label=plain(label), icon=":material/arrow_forward:", query_params=parameters)
    else:
        st.markdown(f"[{plain(label)}]({page}?{urlencode(parameters)})")
