"""One future chosen to be looked at: of a saved run or of the question on Explore. The same on Why and on Terms."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from sim import charts_cells, comparison, reasons
from sim.explain import Lot, Told, most_alike
from sim.load import load_scenario
from sim.record import CLASSES
from sim.runs import Run, list_runs, open_run
from sim.scenario import Scenario
from sim.shelf import offered
from sim.words import OUTCOMES, number_of

from . import subject
from .look import dressed
from .parts import plain
from .question import Question, place, variants
from .subject import run_box

HOW = {
    "typical": "typical of how it ends",
    "number": "by its number",
    "chart": "picked from a chart",
    "parting": "where two ways part",
}
BESIDE = 400  # futures among which two ways are held against each other
POINT = "point"
KEPT = ("by", "end", "future", "beside", "cell", "week")  # from page to page
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Lots:
    """Futures to choose from, what tells them from all others, and how the command line names them."""

    key: Key
    lot: Lot
    words: tuple[str, ...]
    run: Run | None

    @property
    def name(self) -> str:
        """For a reader."""
        return self.run.name if self.run else "the question on Explore"

    @property
    def reference(self) -> str:
        """The scenario that they are of, by name or file."""
        return str(self.run.manifest["scenario"]) if self.run else Question.now().scenario

    def variants(self) -> dict[str, str]:
        """Other variants of their scenario with their questions; none of a scenario that stands in no known folder."""
        own = self.run.manifest["variant"] if self.run else Question.now().variant
        known = variants(self.reference) if self.reference in offered() else {}
        return {name: question for name, question in known.items() if name != own}

    def under(self, variant: str) -> Scenario:
        """Their scenario under another variant, with the same changes."""
        if not self.run:
            return replace(Question.now(), variant=variant).loaded()
        return load_scenario(place(self.reference), variant=variant, changes=self.run.manifest["changes"])

    def command(self, told: Told) -> str:
        """The command line that tells a future of them."""
        return shlex.join(["parley", "explain", *self.words, "--replication", str(told.replication)])

    def compared(self, other: str) -> str | None:
        """The command line that holds them against another run or variant; none where changes are not saved."""
        changed = bool(self.run.manifest["changes"]) if self.run else len(self.words) > 1
        if (changed and other.startswith(":")) or (not self.run and changed):
            return None
        there = f"{self.reference}{other}" if other.startswith(":") else other
        few = ["--replications", str(BESIDE)] if other.startswith(":") else []
        return shlex.join(["parley", "compare", self.words[0], there, "--no-attribution", *few])

    def terms_command(self, package: str | None) -> str:
        """The command line that holds named terms against their red lines."""
        return shlex.join(["parley", "terms", *self.words, *(["--package", package] if package else [])])


@dataclass(frozen=True)
class Beside:
    """The same luck under other inputs: that future there, and where the ways part, in words."""

    name: str
    told: Told
    words: tuple[str, ...]
    week: int | None  # in which they first part
    command: str | None  # that says the same; none where no command names both


def lots() -> Lots:
    """The futures that the side bar names."""
    name = run_box("Futures of", "the question on Explore")
    return _saved(open_run(name)) if name else live()


def _saved(run: Run) -> Lots:
    key = (subject.saved(run).key, str(run.folder))
    return Lots(key, _lot(key, _make=lambda: Lot.of_run(run)), (run.name,), run)


def live() -> Lots:
    """Futures of the question on Explore, saved or not."""
    asked, found = Question.now(), subject.live()
    weeks = asked.weeks or found.scenario.horizon_weeks
    words = [*found.words, *([f"--seed={asked.seed}"] if asked.seed else [])]
    words += [f"--weeks={weeks}"] if weeks != found.scenario.horizon_weeks else []
    key = (found.key, asked.seed, weeks)
    return Lots(key, _lot(key, _make=lambda: Lot(found.scenario, asked.seed, weeks)), tuple(words), None)


@st.cache_resource(max_entries=20, show_spinner="Looking through the futures")
def _lot(key: Key, _make: Callable[[], Lot]) -> Lot:
    made = _make()
    _ = made.classes  # read or simulated once
    return made


@st.cache_resource(max_entries=100, show_spinner="Following one future")
def _numbered(key: Key, replication: int, why: str, _lot: Lot) -> Told:
    return _lot.numbered(replication, why)


def choose(some: Lots) -> tuple[Told, Beside | None]:
    """The future that the controls ask for, and asked for on the page before."""
    kept = st.session_state.setdefault("future kept", {})
    for key in KEPT:
        value = st.session_state.get(key, kept.get(key))
        if value is not None and key not in st.query_params:
            st.session_state[key] = value  # a control that was out of sight has forgotten it
    chosen = _chosen(some)
    kept.update({key: st.session_state[key] for key in KEPT if key in st.session_state})
    return chosen


def _chosen(some: Lots) -> tuple[Told, Beside | None]:
    how = st.radio(
        "Which future", list(HOW), format_func=HOW.__getitem__, horizontal=True, key="by", bind="query-params",
        persist_state="session",
    )  # fmt: skip
    if how == "parting":
        return _parting(some)
    row, why = {"typical": _typical, "number": _number, "chart": _picked}[how or "typical"](some)
    return _numbered(some.key, row, why, _lot=some.lot), None


def _typical(some: Lots) -> tuple[int, str]:
    ends = some.lot.classes[:, -1].astype(int)
    there = [name for k, name in enumerate(CLASSES) if (ends == k).any()]
    most = max(there, key=lambda name: int((ends == CLASSES.index(name)).sum()))
    if st.session_state.get("end") not in (None, *there):
        st.session_state["end"] = most
    index = there.index(most) if "end" not in st.session_state else 0
    kind = st.selectbox(
        "How it ends", there, index=index, format_func=OUTCOMES.__getitem__, key="end", bind="query-params",
        persist_state="session",
    )  # fmt: skip
    return some.lot.typical_row(kind)


def _number(some: Lots) -> tuple[int, str]:
    last = (some.lot.count or 1_000_000) - 1
    st.session_state["future"] = min(st.session_state.get("future", 0), last)
    label = f"Number of the future, 0 to {last:,}"
    row = st.number_input(label, 0, last, key="future", bind="query-params", persist_state="session")
    return int(row), "the number asked for."


def _picked(some: Lots) -> tuple[int, str]:
    """A point of the chart, or, by keyboard, an entry of the list below it: both set the same."""
    scenario, columns = some.lot.scenario, some.lot.columns
    found = charts_cells.cells(columns)
    order = sorted(found, key=lambda cell: -len(found[cell]))
    if st.session_state.get("cell") not in order:
        st.session_state["cell"] = order[0]
    st.markdown("**Futures by the week of the first signature and how they end**: the larger, the more. Click on one.")
    drawn = charts_cells.futures(scenario, columns, POINT)
    st.altair_chart(
        dressed(drawn), width="stretch", key="points", on_select=_pick, selection_mode=POINT
    )  # fmt: skip
    cell = st.selectbox(
        "Or choose from the list", order, key="cell",
        format_func=lambda one: f"{charts_cells.cell_words(scenario, one)} ({number_of(len(found[one]), 'future')})",
    )  # fmt: skip
    rows = found[cell]
    why = f"the most typical of {number_of(len(rows), 'future')}, {charts_cells.cell_words(scenario, cell)}."
    return most_alike(some.lot.classes, rows), why


def _pick() -> None:
    """Take over the point that was clicked."""
    points = st.session_state["points"]["selection"].get(POINT, [])
    if points:
        st.session_state["cell"] = (int(points[0]["signed"]), int(points[0]["end"]))


def _parting(some: Lots) -> tuple[Told, Beside | None]:
    """The typical future among those that go another way under other inputs, with the same luck."""
    others = {f":{name}": f"variant {name.replace('_', ' ')}: {question}" for name, question in some.variants().items()}
    runs = {run.name: _saved_words(run.name) for run in list_runs() if run.name not in some.words[:1]}
    choices = others | runs
    if not choices:
        st.info("There is nothing to hold it against: the scenario has no variants, and no other run is saved.")
        return _numbered(some.key, *some.lot.typical_row(), _lot=some.lot), None
    other = st.selectbox(
        "Held against", list(choices), format_func=lambda name: _short(choices[name]), key="beside",
        bind="query-params", persist_state="session",
    )  # fmt: skip
    made = _parted(some.key, other, _some=some)
    for why in made.notes:
        st.caption(plain(why[0].upper() + why[1:] + "."))
    typical = (made.divergence or {}).get("typical")
    if typical is None:
        why = "No future goes another way" if made.luck.paired else "They do not share their luck"
        st.info(f"{why}; this one is typical of all.")
        return _numbered(some.key, *some.lot.typical_row(), _lot=some.lot), None
    told = _numbered(some.key, typical["replication"], "where the two ways part most typically.", _lot=some.lot)
    lot = Lot(made.b.scenario, made.b.seed, some.lot.weeks, made.b.fixed)
    lot = lot if made.b.fresh else Lot.of_run(open_run(other))
    there = _numbered((some.key, other), typical["replication"], "the same luck.", _lot=lot)
    return told, Beside(choices[other], there, tuple(comparison.parting(made)), typical["week"], some.compared(other))


def parting_link(run: str) -> dict[str, str]:
    """Parameters of a link to where the ways of two runs part: a bound control is named in it as a reader sees it."""
    return {"by": HOW["parting"], "beside": _short(_saved_words(run))}


def _saved_words(run: str) -> str:
    return f"saved run {run}"


def _short(words: str) -> str:
    """A label within a list."""
    return words if len(words) <= 110 else words[:107] + "..."


@st.cache_resource(max_entries=20, show_spinner="Holding the futures against each other")
def _parted(key: Key, other: str, _some: Lots) -> comparison.Comparison:
    """Both sides on the same luck: saved futures, or some that are simulated now."""
    lot = _some.lot
    horizon = {"horizon_weeks": lot.weeks}
    here: Any = _some.run or lot.scenario.model_copy(update=horizon)
    is_variant = other.startswith(":")
    there: Any = _some.under(other[1:]).model_copy(update=horizon) if is_variant else open_run(other)
    sides = comparison.sides_of([here, there], replications=BESIDE, seed=lot.seed)
    return comparison.parted(*(replace(side, name=name) for side, name in zip(sides, (_some.name, other), strict=True)))


def week(told: Told) -> int:
    """The week that is looked at; two buttons go from one with something new to the next."""
    last = len(told.notes) - 1
    st.session_state["week"] = min(st.session_state.get("week", 0), last)
    now = st.slider("Week", 0, last, key="week", bind="query-params", persist_state="session")
    new = [note["week"] for note in told.notes if reasons.news(told.scenario, note)]
    earlier, later = [one for one in new if one < now], [one for one in new if one > now]
    with st.container(horizontal=True):
        st.button("Earlier news", on_click=go, args=earlier[-1:], disabled=not earlier)
        st.button("Later news", on_click=go, args=later[:1], disabled=not later)
    st.session_state["future kept"]["week"] = int(now)
    return int(now)


def go(to: int) -> None:
    """Look at another week."""
    st.session_state["week"] = to
