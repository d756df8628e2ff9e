"""What is asked: scenario, variant, changed values, luck and size. One for a session, on every page of it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import streamlit as st

from sim.cli_dashboard import FIRST
from sim.load import outline, parse_changes, put_together, read_once
from sim.problems import Place, ScenarioError, problem, suggest
from sim.runs import command
from sim.scenario import Scenario
from sim.shelf import offered
from sim.unfinished import Unfinished

KEY, TROUBLES = "question", "question.troubles"  # in the session's state
LIVE = (200, 10_000)  # replications while the reader waits
MOST_WEEKS, MOST_CHANGES = 520, 100
Changes = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Question:
    """One question to the model. Changes are paths and values as the command line takes them; weeks None: horizon."""

    scenario: str = FIRST
    variant: str | None = None
    changes: Changes = ()
    seed: int = 0
    replications: int = 2000
    weeks: int | None = None

    @classmethod
    def now(cls) -> Question:
        """The question of this session; a new session begins with that of its link."""
        if KEY not in st.session_state:
            given = {name: st.query_params.get_all(name) for name in st.query_params}
            st.session_state[KEY], st.session_state[TROUBLES] = from_link(given)
        return cast(Question, st.session_state[KEY])

    def keep(self) -> None:
        """Make it the question of this session."""
        st.session_state[KEY] = self

    def loaded(self) -> Scenario:
        """The scenario under its variant, with its changes. ScenarioError where one makes no sense."""
        return _loaded(self.scenario, self.variant, self.changes, stamp(self.scenario))

    @property
    def reference(self) -> str:
        """Scenario and variant as the command line names them."""
        return f"{self.scenario}:{self.variant}" if self.variant else self.scenario

    @property
    def command(self) -> str:
        """The command line that gives the same numbers."""
        weeks = self.loaded().horizon_weeks if self.weeks is None else self.weeks
        return command({**vars(self), "changes": dict(self.changes), "weeks": weeks})

    @property
    def unchanged(self) -> Question:
        """The same without its changes."""
        return replace(self, changes=())

    def changed(self, path: str, text: str | None) -> Question:
        """The same with another value at a path, or with the scenario's own where there is none."""
        made = {one: words for one, words in self.changes if one != path or text is not None}
        return replace(self, changes=tuple((made | ({path: text} if text is not None else {})).items()))

    def link(self) -> dict[str, str | list[str]]:
        """Query parameters that restore it; what is usual is left out."""
        usual = Question()
        words: dict[str, str | list[str]] = {"scenario": self.scenario} if self.scenario != usual.scenario else {}
        words |= {"variant": self.variant} if self.variant else {}
        words |= {"set": [f"{path}={text}" for path, text in self.changes]} if self.changes else {}
        words |= {"seed": str(self.seed)} if self.seed != usual.seed else {}
        words |= {"n": str(self.replications)} if self.replications != usual.replications else {}
        return words | ({"weeks": str(self.weeks)} if self.weeks is not None else {})


def stamp(scenario: str) -> int:
    """When a scenario was last written to: its own file, and those beside it that it may extend."""
    with os.scandir(place(scenario).parent) as beside:
        files = [one for one in beside if one.name.endswith((".yaml", ".yml")) and one.is_file()]
    return max((one.stat().st_mtime_ns for one in files), default=0)


def place(scenario: str) -> Path:
    """The file of a scenario that may be chosen; ScenarioError for any other name."""
    known = scenarios()
    if scenario not in known:
        message = f"no scenario is called {scenario[:100]!r}; {suggest(scenario, list(known))}"
        raise ScenarioError([problem(Place("the link"), message)])
    return known[scenario]


def scenarios() -> dict[str, Path]:
    """Scenarios to choose from, and their files; the folder may have changed some seconds ago."""
    return _offered(str(Path.cwd()))


@st.cache_data(ttl=3, max_entries=2, show_spinner=False)
def _offered(here: str) -> dict[str, Path]:
    return offered(Path(here))


def variants(scenario: str) -> dict[str, str]:
    """Variants of a scenario with their questions."""
    return cast(dict[str, str], _outline(scenario, stamp(scenario))["variants"])


@st.cache_data(max_entries=20, show_spinner=False)
def _outline(scenario: str, stamp: int) -> dict[str, Any]:
    return outline(place(scenario))


@st.cache_resource(max_entries=100, show_spinner=False)
def _loaded(scenario: str, variant: str | None, changes: Changes, stamp: int) -> Scenario:
    given = parse_changes(f"{path}={text}" for path, text in changes)
    return put_together(_read(scenario, stamp), variant, given)


@st.cache_resource(max_entries=4, show_spinner=False)
def _read(scenario: str, stamp: int) -> Unfinished:
    return read_once(place(scenario))


def from_link(given: Mapping[str, Sequence[str]]) -> tuple[Question, list[str]]:
    """The question of a link, and what of the link makes no sense, in words; that is left out."""
    asked, troubles = Question(), []  # type: Question, list[str]
    for name, value in (("scenario", _first(given, "scenario")), ("variant", _first(given, "variant"))):
        asked = _tried(asked, {name: value}, troubles) if value else asked
    for name, word, low, high in (
        ("seed", "seed", 0, 2**64 - 1), ("replications", "n", *LIVE), ("weeks", "weeks", 1, MOST_WEEKS),
    ):  # fmt: skip
        asked = replace(asked, **_number(given, name, word, low, high, troubles))
    for one in list(given.get("set", ()))[:MOST_CHANGES]:
        path, equals, text = one.partition("=")
        if not equals:
            troubles.append(f"{one[:100]!r} is no change: expected path=value")
            continue
        asked = _tried(asked, {"changes": asked.changed(path, text).changes}, troubles)
    return asked, troubles


def _first(given: Mapping[str, Sequence[str]], name: str) -> str | None:
    return next(iter(given.get(name, ())), None)


def _tried(asked: Question, more: dict[str, Any], troubles: list[str]) -> Question:
    """The question with one thing more of a link; without it, and a word about it, where it makes no sense."""
    made = replace(asked, **more)
    try:
        made.loaded()
    except ScenarioError as error:
        troubles.append(str(error)[:500].removeprefix("the link: "))
        return asked
    return made


def _number(
    given: Mapping[str, Sequence[str]], name: str, word: str, low: int, high: int, troubles: list[str]
) -> dict[str, Any]:
    text = _first(given, word)
    if text is None:
        return {}
    if text.isdecimal() and len(text) <= 20 and low <= int(text) <= high:
        return {name: int(text)}
    said = {"n": "number of futures (n)", "weeks": "number of weeks"}.get(word, word)
    troubles.append(f"{said}: found {text[:40]!r}, expected a whole number from {low:,} to {high:,}")
    return {}
