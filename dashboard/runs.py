"""Runs: what has been saved, with what each run says and how it was made."""

from __future__ import annotations

import streamlit as st

from sim import charts, glossary
from sim.manifest import RunError
from sim.runs import Run, list_runs, open_run
from sim.scenario import Scenario, quantities
from sim.words import brackets, sentence, tables

from .parts import HONESTY, chart, command, empty_store, guarded, plain, table


@guarded
def page() -> None:
    """The saved run chosen in the side bar."""
    names = [run.name for run in list_runs() if not _archived(run)]
    if not names:
        st.title("No saved runs yet")
        empty_store()
        return
    name = st.sidebar.selectbox("Saved run", names, key="run", bind="query-params")
    run = open_run(name)
    _show(run, run.scenario())


def _show(run: Run, scenario: Scenario) -> None:
    summary = run.summary
    st.title(plain(scenario.name))
    st.write(plain(scenario.question))
    st.subheader(plain(sentence(summary, scenario)))
    st.caption(HONESTY)
    signed = run.columns(list(charts.SIGNED))
    chart("How things stand, week by week", "outcome class", charts.outcomes([summary], scenario))
    chart("First answers to the opening text", "first answer", charts.first_answers([summary], scenario))
    chart("Time to the first signature", "time to signature", charts.signatures([summary], [signed], scenario))
    if charts.played_often([summary]):
        chart("Cards played at least once", "card", charts.cards([summary], scenario))
    st.caption(plain(brackets(summary)))
    for one in tables(summary, scenario):
        table(one)
    st.caption(_sources(scenario))
    st.write(f"Run {run.name}: {summary['replications']:,} futures, seed {summary['seed']}. Made by")
    command(run.command)
    if run.manifest["note"]:
        st.write(f"Note: {plain(run.manifest['note'])}")
    with st.expander("What the words mean"):
        st.table([{"word": entry.word, "meaning": entry.plain} for entry in glossary.entries()])


def _sources(scenario: Scenario) -> str:
    covers = [source for _, _, source in quantities(scenario)]
    judged = sum(source in (None, "judgement") for source in covers)
    return (
        f"{judged} of {len(covers)} numbers are judgement, the others rest on "
        f"{len({source for source in covers if source} - {'judgement'})} sources."
    )


def _archived(run: Run) -> bool:
    try:
        return bool(run.manifest["archived"])
    except RunError:
        return False  # shown, so that opening it says what is wrong
