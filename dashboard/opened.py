"""One saved run: what it says, how it was made, and what can be taken from it."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import streamlit as st

from sim import charts, glossary
from sim.export import explained, write
from sim.report import page as report
from sim.runs import Run
from sim.scenario import Scenario, quantities
from sim.words import brackets, number_of, sentence, tables

from .jobs import Watch, asked
from .parts import HONESTY, chart, command, plain, table

SHORT = 6  # digits of an id in a file's name
LARGE = 200_000  # futures from which an export takes long and much memory: the command line writes it to a file


def show(run: Run) -> None:
    """Everything about a run, most wanted first."""
    summary, scenario = run.summary, run.scenario()
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
    st.write(f"Run {plain(run.name)}: {summary['replications']:,} futures, seed {summary['seed']}. Made by")
    command(run.command)
    if run.manifest["note"]:
        st.write(f"Note: {plain(run.manifest['note'])}")
    taken(run)
    with st.expander("What the words mean"):
        st.table([{"word": entry.word, "meaning": entry.plain} for entry in glossary.entries()])


def taken(run: Run) -> None:
    """Files to take along, each with the id of the run in its name, and the commands that write the same."""
    st.subheader("Take it along")
    if run.manifest["replications"] <= LARGE:
        _exports(run)
    else:
        st.write("It is too large to pass through the browser; this writes it to a file:")
    command(f"parley runs export {run.name}")
    page = asked(
        ("report", run.name, run.id), "Make the report", lambda watch: _report(run, watch),
        "One page (HTML) to read, print or send, with what drives the result: some 10 to 60 seconds.",
    )  # fmt: skip
    if page is not None:
        st.download_button("Report (HTML)", page, file_name(run, "html"), "text/html", on_click="ignore", key="report")
    command(f"parley report {run.name}")


def _exports(run: Run) -> None:
    st.write("Every simulated future, one row each:")
    for label, made, ending, kind in (
        ("Futures as CSV", lambda: exported(run, "csv"), "csv", "text/csv"),
        ("What its columns mean (CSV)", lambda: explained(run), "columns.csv", "text/csv"),
        ("Futures as Parquet", lambda: exported(run, "parquet"), "parquet", "application/vnd.apache.parquet"),
    ):
        st.download_button(label, made, file_name(run, ending), kind, on_click="ignore", key=f"export {ending}")


def exported(run: Run, format: Literal["csv", "parquet"]) -> bytes:
    """The futures of a run as the bytes of a file."""
    out = BytesIO()
    write(run, out, format)
    return out.getvalue()


def _report(run: Run, watch: Watch) -> str:
    return report([run], progress=watch("what drives it"))


def file_name(run: Run, ending: str) -> str:
    """Name of a file with the id of its run."""
    digits = run.id[:SHORT]
    return f"{run.name}.{ending}" if digits in run.name else f"{run.name}-{digits}.{ending}"


def _sources(scenario: Scenario) -> str:
    covers = [source for _, _, source in quantities(scenario)]
    judged = sum(source in (None, "judgement") for source in covers)
    count = number_of(len({source for source in covers if source} - {"judgement"}), "source")
    return f"{judged} of {len(covers)} numbers are judgement, the others rest on {count}."
