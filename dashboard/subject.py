"""The scenario that a page asks about: that of a saved run, or of the question on Explore."""

from __future__ import annotations

import shlex
from collections.abc import Hashable
from dataclasses import dataclass

import streamlit as st

from sim.manifest import RunError
from sim.runs import Run, list_runs, open_run
from sim.scenario import Scenario

from .parts import plain
from .question import Question, stamp

LIVE = ""  # in place of a saved run: the question on Explore


@dataclass(frozen=True)
class Subject:
    """A scenario, what tells it from all others, and the words by which the command line finds it."""

    key: Hashable
    scenario: Scenario
    words: tuple[str, ...]
    run: Run | None = None

    @property
    def name(self) -> str:
        """For a reader."""
        return self.run.name if self.run else "the question on Explore"

    def command(self, verb: str, *options: str) -> str:
        """The command line that asks the same of it."""
        return shlex.join(["parley", verb, *self.words, *options])


def subject() -> Subject:
    """What the side bar names."""
    name = run_box("Scenario of", "the question on Explore")
    return saved(open_run(name)) if name else live()


def saved(run: Run) -> Subject:
    """The scenario of a saved run, as it was run."""
    return Subject(("run", run.id), run.scenario(), (run.name,), run)


def live() -> Subject:
    """The scenario of the question on Explore, with its changes."""
    asked = Question.now()
    words = [asked.reference, *(word for path, text in asked.changes for word in ("--set", f"{path}={text}"))]
    key = ("question", asked.scenario, stamp(asked.scenario), asked.variant, asked.changes)
    return Subject(key, asked.loaded(), tuple(words))


def run_box(label: str, none: str) -> str:
    """A box in the side bar with the saved runs, kept in the link and from page to page; none: how it reads empty."""
    names = [run.name for run in list_runs()]
    asked = st.query_params.get("run", LIVE)
    if asked not in (LIVE, *names):
        st.warning(f"The link names a saved run that is not here: {plain(asked[:100])}. Choose one in the side bar.")
    chosen = st.sidebar.selectbox(
        label, [LIVE, *names], key="run", bind="query-params", persist_state="session",
        format_func=lambda name: name or none,
    )  # fmt: skip
    return chosen or LIVE


def archived(run: Run) -> bool:
    """Whether a run has been put away; one that cannot be read has not, so that opening it says what is wrong."""
    try:
        return bool(run.manifest["archived"])
    except (RunError, OSError):
        return False
