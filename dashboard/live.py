"""Computing while the reader waits: each question once, kept for whoever asks it again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import streamlit as st

from sim import result
from sim.analysis.knobs import Group, groups
from sim.comparison.sides import Side, sides_of
from sim.draft import Asked
from sim.load import parse_changes
from sim.manifest import RunError
from sim.result import Result
from sim.runs import Run, list_runs, open_run
from sim.scenario import Scenario
from sim.words import Json

from .question import Changes, Question, stamp

HELD, RUNS_HELD = 48, 4  # results and saved runs kept in memory
Drawn = dict[tuple[str, str, bool, bool], tuple[pa.Table, Json, str]]  # by title, name, key, low: rows, drawing, words


@dataclass(frozen=True)
class Shown:
    """What a page shows of one side: its futures, what they have in common, and charts of it that were drawn."""

    side: Side
    summary: Json
    drawn: Drawn = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        """What was simulated."""
        return self.side.scenario


def shown(asked: Question, name: str) -> Shown:
    """The answer to a question under a name."""
    made, summary, drawn = _computed(asked, stamp(asked.scenario))
    return Shown(replace(sides_of([made])[0], name=name), {**summary, "run": name}, drawn)


def answer(asked: Question) -> Result:
    """The futures of a question, as the command line makes them."""
    return _computed(asked, stamp(asked.scenario))[0]


@st.cache_resource(max_entries=HELD, show_spinner=False)
def _computed(asked: Question, stamp: int) -> tuple[Result, Json, Drawn]:
    made = result.run(asked.loaded(), replications=asked.replications, weeks=asked.weeks, seed=asked.seed)
    made = replace(made, asked=plan_words(asked))
    about = {"scenario": asked.scenario, "variant": asked.variant, "seed": asked.seed}
    return made, made.summary.as_json(run=None, **about), {}


def plan_words(asked: Question) -> Asked:
    """How a saved run remembers what was asked."""
    return Asked(asked.scenario, asked.variant, parse_changes(f"{path}={text}" for path, text in asked.changes))


def saved(name: str) -> Shown:
    """A saved run. RunError where it is damaged or gone."""
    run = open_run(name)
    return _opened(str(run.folder.resolve()), run.id)


@st.cache_resource(max_entries=RUNS_HELD, show_spinner=False)
def _opened(folder: str, identity: str) -> Shown:
    run = open_run(folder)
    return Shown(sides_of([run])[0], run.summary)


@st.cache_data(ttl=3, max_entries=1, show_spinner=False)
def run_names() -> list[str]:
    """Saved runs that are not put away; the store may have changed some seconds ago."""
    return [run.name for run in list_runs() if not _is_archived(run)]


def _is_archived(run: Run) -> bool:
    try:
        return bool(run.manifest["archived"])
    except RunError:
        return True


def knobs(asked: Question) -> list[Group]:
    """Numbers of the scenario under its variant that can be moved."""
    return _groups(asked.scenario, asked.variant, stamp(asked.scenario))


@st.cache_resource(max_entries=HELD, show_spinner=False)
def _groups(scenario: str, variant: str | None, stamp: int) -> list[Group]:
    return groups(Question(scenario, variant).loaded())


def as_text(value: Any) -> str:
    """A value of a saved run as a change writes it: JSON is YAML too."""
    import json

    return json.dumps(value, ensure_ascii=False)


def changes_of(run: Run) -> Changes:
    """Changes of a saved run as a question holds them."""
    return tuple((path, as_text(value)) for path, value in run.manifest["changes"].items())
