"""The dashboard's first page: one saved run, with what it says and how it was made."""

from __future__ import annotations

import re

import streamlit as st

from sim import charts, glossary
from sim.manifest import RunError
from sim.runs import Run, list_runs, open_run, runs_folder
from sim.scenario import Scenario, quantities
from sim.words import Table, brackets, sentence, tables

MARKS = re.compile(r"[\\`*_\[\]<>!#$:~|&]")  # what Markdown takes for more than a letter
HONESTY = (
    "Shares of simulated futures under stated assumptions, not probabilities of events. Actors are collective and "
    "their preferences assumed; nothing here predicts a named person."
)
LABELS = 240  # pixels for names beside bars


def main() -> None:
    st.set_page_config(page_title="parley", layout="wide")
    try:
        names = [run.name for run in list_runs() if not _archived(run)]
    except RunError as error:  # the store is no folder
        st.error(plain(str(error)))
        return
    if not names:
        _empty()
        return
    name = st.sidebar.selectbox("Saved run", names, key="run", bind="query-params")
    try:
        run = open_run(name)
        _show(run, run.scenario())
    except RunError as error:
        st.error(plain(str(error)))


def _empty() -> None:
    st.title("No saved runs yet")
    st.write(f"This page shows the runs in {runs_folder().resolve()}. Make the first one, then reload:")
    st.code("parley run march-2025", language="bash")


def _show(run: Run, scenario: Scenario) -> None:
    summary = run.summary
    st.title(plain(scenario.name))
    st.write(plain(scenario.question))
    st.subheader(plain(sentence(summary, scenario)))
    st.caption(HONESTY)
    signed = run.columns(list(charts.SIGNED))
    _chart("How things stand, week by week", "outcome class", charts.outcomes([summary], scenario))
    _chart("First answers to the opening text", "first answer", charts.first_answers([summary], scenario))
    _chart("Time to the first signature", "time to signature", charts.signatures([summary], [signed], scenario))
    if charts.played_often([summary]):
        _chart("Cards played at least once", "card", charts.cards([summary], scenario))
    st.caption(plain(brackets(summary)))
    for table in tables(summary, scenario):
        _table(table)
    st.caption(_sources(scenario))
    st.write(f"Run {run.name}: {summary['replications']:,} futures, seed {summary['seed']}. Made by")
    st.code(run.command, language="bash")
    if run.manifest["note"]:
        st.write(f"Note: {plain(run.manifest['note'])}")
    with st.expander("What the words mean"):
        st.table([{"word": entry.word, "meaning": entry.plain} for entry in glossary.entries()])


def _chart(title: str, word: str, chart: charts.Chart) -> None:
    """A chart under its title, with the glossary's word for what it shows."""
    st.markdown(f"**{title}**", help=glossary.plain(word))
    st.altair_chart(chart.configure_axisY(labelLimit=LABELS), width="stretch")


def _table(table: Table) -> None:
    """A table whose cells wrap, so that no label is cut."""
    st.markdown(f"**{plain(table.title)}**")
    head = [plain(name) or " " for name in table.head]
    rows = [dict(zip(head, map(plain, row), strict=True)) for row in table.rows]
    st.table(rows, hide_index=True, hide_header=False)


def plain(text: str) -> str:
    """Text as it stands, not as Markdown: a picture in a scenario's label would be fetched from elsewhere."""
    return MARKS.sub(r"\\\g<0>", " ".join(text.split()))


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


main()
