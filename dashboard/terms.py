"""Terms: what lies on the table held against every actor's ideal and red lines, and how it moves over the weeks."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from sim import charts_terms, reasons, terms_by_week, terms_map
from sim.explain import Told
from sim.scenario import Scenario
from sim.story import Week
from sim.terms_by_week import TermsByWeek
from sim.terms_map import Text
from sim.words import under

from . import future
from .parts import HONESTY, chart, command, guarded, plain, table

WHAT = {"package": "named terms", "future": "one future, week by week"}
MARKS = (
    "Cells say how many levels the text is away from the actor's ideal; where a red line is crossed, the stake that "
    "moving the issue back within it would save its mean type."
)
NO_LINES = "Red lines belong to belligerents, who sign; others have ideals only."


@dataclass(frozen=True)
class Laid:
    """What lies on the table, what is in force, where both come from, and the future that they are of, if of one."""

    text: Text
    in_force: Text
    words: str
    told: Told | None = None
    week: int | None = None


@guarded
def page() -> None:
    """The terms of a package, or of one future in one week."""
    st.title("Terms")
    some = future.lots()
    scenario = some.lot.scenario
    st.write(f"{plain(scenario.name)}, in {plain(some.name)}. {plain(scenario.question)}")
    what = st.radio(
        "What lies on the table", list(WHAT), format_func=WHAT.__getitem__, horizontal=True, key="what",
        bind="query-params", persist_state="session",
    )  # fmt: skip
    laid = _of_future(some) if what == "future" else _package(scenario)
    _held_against(scenario, laid)
    issue = _issue(scenario)
    chart(f"{scenario.issues[issue].label}: who wants what", "red line",
          charts_terms.ladder(scenario, issue, laid.text, laid.in_force))  # fmt: skip
    if laid.told:
        shown = charts_terms.moves(scenario, laid.told.notes, laid.week)
        chart("What lay on the table in this future, week by week", "text", shown)
        st.caption("Level 1 is the first in the scenario's order, as in the chart above. Dots: terms are in force.")
    _over_weeks(some, issue)
    st.write("The same on the command line, for named terms and for all futures:")
    command(some.terms_command(None if what == "future" else st.session_state.get("package")))
    st.caption(HONESTY)


def _package(scenario: Scenario) -> Laid:
    names = list(scenario.packages)
    name = st.selectbox(
        "Terms", names, index=names.index(scenario.opening.package), key="package", bind="query-params",
        persist_state="session", format_func=lambda one: _package_words(scenario, one),
    )  # fmt: skip
    quo = {issue: scenario.level(issue, block.status_quo) for issue, block in scenario.issues.items()}
    return Laid(scenario.terms(name), quo, "Nothing is signed: what holds today is in force.")


def _package_words(scenario: Scenario, name: str) -> str:
    return scenario.packages[name].label + (" (the opening text)" if name == scenario.opening.package else "")


def _of_future(some: future.Lots) -> Laid:
    told, beside = future.choose(some)
    scenario = some.lot.scenario
    st.write(f"Future {told.replication}: {plain(told.why_this)}")
    if beside:
        st.caption(f"Shown as it went in {plain(some.name)}; Why shows both ways.")
    week = future.week(told)
    end, headline = told.notes[week]["outcome"], reasons.headline(scenario, told.notes[week])
    words = f"{headline}. On the table: {Week(scenario, {}).text(end['on_the_table'])}."
    return Laid(end["on_the_table"], end["in_force"], words, told, week)


def _held_against(scenario: Scenario, laid: Laid) -> None:
    found = terms_map.positions(scenario, laid.text)
    st.write(plain(laid.words))
    for line in terms_map.worth_words(scenario, laid.text):
        st.write(plain(line))
    chart("How it looks from each side, issue by issue", "red line", charts_terms.positions(scenario, found))
    st.caption(f"{MARKS} {NO_LINES}")
    with st.expander("Ideal, red line and slack of every actor on every issue"):
        table(under(terms_map.table(scenario, found), 2))
        st.caption(plain(terms_map.READ))
    table(terms_map.signed_table(scenario, laid.text, laid.in_force))


def _issue(scenario: Scenario) -> str:
    names = list(scenario.issues)
    chosen = st.selectbox(
        "Issue", names, key="issue", bind="query-params", persist_state="session",
        format_func=lambda one: scenario.issues[one].label,
    )  # fmt: skip
    return str(chosen if chosen is not None else names[0])


def _over_weeks(some: future.Lots, issue: str) -> None:
    """Shares of futures by level, from some that are simulated again."""
    scenario, found = some.lot.scenario, _by_week(some.key, _some=some)
    name = scenario.issues[issue].label
    st.subheader(f"{plain(name)} over the weeks, in all futures")
    st.write(plain(terms_by_week.words(found, some.lot.seed)))
    for shares, where in ((found.table[issue], "on the table"), (found.in_force[issue], "in force")):
        drawn = charts_terms.levels_over_weeks(scenario, issue, shares, where, found.count)
        chart(f"{name}: {where}", "terms", drawn)


@st.cache_resource(max_entries=20, show_spinner="Simulating futures again to see how the terms move")
def _by_week(key: future.Key, _some: future.Lots) -> TermsByWeek:
    return terms_by_week.terms_by_week(_some.lot)
