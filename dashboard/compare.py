"""Compare: two to four saved runs, held against the first."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any, cast

import streamlit as st

import sim
from sim import charts, overlaid
from sim.analysis.drivers import about as taking
from sim.comparison import Comparison
from sim.comparison import chart as drawn
from sim.comparison.attribution import Plan
from sim.comparison.parting import parting
from sim.comparison.wording import about, letters, outcome_words, pairs, sentence, tables
from sim.runs import Run, list_runs, open_run
from sim.scenario import Scenario
from sim.words import OUTCOMES, Table

from .future import parting_link
from .jobs import Watch, asked
from .parts import HONESTY, chart, command, empty_store, guarded, link, plain, table
from .subject import archived

FEWEST, MOST = 2, overlaid.MOST
ATTRIBUTED = "Which change made the difference"


@guarded
def page() -> None:
    """The runs that the reader, or the link, names."""
    st.title("Compare")
    names = [run.name for run in list_runs() if not archived(run)]
    if len(names) < FEWEST:
        _too_few(names)
        return
    if strange := [name for name in st.query_params.get_all("runs") if name not in names]:
        st.warning(f"The link names what is no saved run here: {plain(', '.join(strange)[:200])}. It is left out.")
    chosen = st.multiselect(
        "Saved runs, the first is what the others are held against", names, key="runs", bind="query-params",
        max_selections=MOST, persist_state="session",
    )  # fmt: skip
    command(shlex.join(["parley", "compare", *(chosen or ["RUN", "RUN"])]))
    if len(chosen) < FEWEST:
        st.info(f"Choose {FEWEST} to {MOST} saved runs.")
        return
    _show([open_run(name) for name in chosen])


def _too_few(names: Sequence[str]) -> None:
    if not names:
        empty_store()
        return
    st.write(f"There is one saved run, {plain(names[0])}; two make a comparison. Make another, then reload:")
    command("parley run march-2025:overwhelming_card")


def _show(runs: list[Run]) -> None:
    made = _compared(tuple((run.name, run.id) for run in runs), _runs=runs)
    st.subheader(plain(sentence(made)))
    st.caption(HONESTY)
    for line in about(made):
        st.write(plain(line))
    told = [one for one in map(_labelled, tables(made)) if not one.title.startswith(ATTRIBUTED)]
    first = [one for one in told if one.title.startswith(("Inputs", "Only in", "What differs"))]
    _part("What was put in", first)
    if not first:
        st.write("Nothing that was put in differs.")
    _part("What came out: of 100 futures, with the 95 % interval of each difference",
          [one for one in told if one not in first])  # fmt: skip
    _charts(runs, made.a.scenario)
    _attributions(runs, made)
    _ways(runs, made)


@st.cache_resource(max_entries=20, show_spinner="Holding the runs against each other")
def _compared(key: tuple[tuple[str, str], ...], _runs: list[Run], attribution: bool = False) -> Comparison:
    return sim.compare(*_runs, attribution=attribution)


def _part(title: str, shown: Sequence[Table]) -> None:
    if shown:
        st.subheader(title)
    for one in shown:
        table(one)


def _labelled(one: Table) -> Table:
    """The same without the dotted path below each input's label, which is for the command line."""
    paths = one.title.startswith(("Inputs", "Only in"))
    rows = [(row[0].split("\n")[0] if paths else row[0].replace("\n", " "), *row[1:]) for row in one.rows]
    return Table(one.title.replace("; --format json gives all", ""), one.head, rows)


def _charts(runs: list[Run], scenario: Scenario) -> None:
    summaries = [run.summary for run in runs]
    columns = [run.columns(list(charts.SIGNED)) for run in runs]
    st.subheader("Over the weeks")
    kinds = list(OUTCOMES)
    kind = st.selectbox(
        "How it stands", kinds, index=kinds.index("full_ceasefire"), format_func=OUTCOMES.__getitem__, key="stands"
    )
    chart(f"In how many futures {OUTCOMES[kind]}", "outcome class", overlaid.standing(summaries, scenario, kind))
    for name, what in charts.SIGNED.items():
        chart(f"In how many futures {what} has been signed", "time to signature",
              overlaid.signed(summaries, columns, scenario, name))  # fmt: skip
    st.subheader("Run by run")
    for title, word, draw in (
        ("How things stand, week by week", "outcome class", charts.outcomes),
        ("First answers to the opening text", "first answer", charts.first_answers),
        ("Cards played at least once", "card", charts.cards),
    ):
        for summary, run in zip(summaries, runs, strict=True):
            if draw is not charts.cards or charts.played_often([summary]):
                chart(f"{run.name}: {title[:1].lower()}{title[1:]}", word, draw([summary], run.scenario()))


def _attributions(runs: list[Run], made: Comparison) -> None:
    st.subheader(ATTRIBUTED)
    whole = _attributed(runs, made)
    if whole is None:
        return
    for letter, one in pairs(whole):
        names = {f"{what}@{week}": (what, week) for what, week in drawn.asked(one)}
        if not names:
            st.write(f"Nothing that A and {letter} put in makes a difference to them.")
            continue
        rows = {key: next(row for row in one.rows if (row.outcome, row.week) == key) for key in names.values()}
        chosen = st.selectbox(
            f"A and {letter}: effect on in how many futures", list(names), key=f"effect {letter}",
            format_func=lambda name: outcome_words(rows[names[name]], one.a),  # noqa: B023
        )  # fmt: skip
        chart(f"From A to {letter}: what each change did", "paired", drawn.attribution(one, names[chosen]))
    for each in map(_labelled, tables(whole)):
        if each.title.startswith(ATTRIBUTED):
            table(each)


def _attributed(runs: list[Run], made: Comparison) -> Comparison | None:
    """The comparison with its attribution: at once where nothing need be simulated for it, else on a button."""
    key = tuple((run.name, run.id) for run in runs)
    plans = [one.plan for _, one in pairs(made) if one.changes]
    if all(len(plan.parts) == 1 for plan in plans) and made.luck.paired:
        return _compared(key, _runs=runs, attribution=True)

    def work(watch: Watch) -> Any:
        return sim.compare(*runs, progress=watch("sets of changes"))

    return cast("Comparison | None", asked(("compare", key), "Find which change made it", work, _cost(runs, plans)))


def _cost(runs: list[Run], plans: Sequence[Plan]) -> str:
    """What an attribution takes, by the time that the first run took."""
    facts = runs[0].manifest
    futures = sum(len(plan.sets) * plan.replications for plan in plans)
    return f"{'; '.join(plan.cost for plan in plans)}: {taking(facts['seconds'] * futures / facts['replications'])}"


def _indented(line: str) -> str:
    """A line of how the ways part, as Markdown: what each did, and below it what each option was worth."""
    depth = len(line) - len(line.lstrip())
    return f"{'    ' if depth > 2 else ''}- {plain(line)}" if depth else f"\n{plain(line)}\n"


def _ways(runs: list[Run], made: Comparison) -> None:
    st.subheader("Where the ways part")
    names = dict(letters(made))
    for letter, one in pairs(made):
        lines = [line for line in parting(one, letter) if not line.lstrip().startswith("parley ")]
        if not lines:
            st.write(f"A and {letter} do not share their luck, or hold the same futures: there is no way to part.")
            continue
        st.markdown("\n".join(map(_indented, lines)))
        link("why", f"Follow it on Why: {runs[0].name} beside {names[letter].name}",
             run=runs[0].name, **parting_link(names[letter].name))  # fmt: skip
