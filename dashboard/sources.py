"""Sources and method: every number with what it rests on, and what the method cannot tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import streamlit as st

from sim import glossary
from sim.analysis import audit, audit_words
from sim.analysis.audit import Audit
from sim.analysis.design import Question
from sim.analysis.drivers import ALONG, AT_EACH, cost
from sim.analysis.inputs import weeks_for
from sim.draft import versions
from sim.experiment import outcome
from sim.outcomes import BY_WEEK
from sim.report import LIMITS
from sim.report.numbers import Number, numbers, tally
from sim.scenario import Scenario

from .aligned import aligned
from .jobs import asked
from .parts import command, guarded, plain, table
from .subject import Subject, subject

FUTURES = 8000  # as the command line has them
FIRST = 10  # of the most influential judgements
HEIGHT = 76  # pixels of a row: three lines of text
SAFE = "%/:?#@!$&'*+,;=-._~"  # of an address: no bracket, which would end the link
KINDS = ("all", "judgement", "sourced", "hindsight")


@guarded
def page() -> None:
    """What the scenario that the side bar names rests on."""
    st.title("Sources and method")
    about = subject()
    found = numbers(about.scenario)
    st.subheader(plain(f"{about.scenario.name}: {tally(found)}."))
    influence = _influence(about)
    _numbers(found, influence)
    _sources(about.scenario, found)
    _method(about)


def _influence(about: Subject) -> Audit | None:
    """How much of the result each number explains, once asked for."""
    scenario = about.scenario
    one = outcome(scenario, f"signed_full@{min(BY_WEEK, scenario.horizon_weeks)}")
    command(about.command("audit"))
    if not any(number.range for number in numbers(scenario)):
        st.info("No number of this scenario carries a range, so that none can be said to move the result.")
        return None
    question = Question(scenario, one, weeks_for(one, scenario), 0, fixed=False)
    key = ("audit", about.key)
    futures = FUTURES + audit.CHECKED * ALONG * AT_EACH
    made: Audit | None = asked(
        key, "Find how much each number matters", lambda watch: audit.audit(question, FUTURES, deep=False, watch=watch),
        _cost(key, futures, _question=question),
    )  # fmt: skip
    if made is not None:
        _audited(made)
    return made


@st.cache_data(max_entries=50, show_spinner=False)
def _cost(key: Any, futures: int, _question: Question) -> str:
    return cost(_question, futures)


def _audited(made: Audit) -> None:
    """What the result rests on; the table of every number stands further below."""
    answer = audit_words.told(made)
    for line in answer.lines:
        st.write(plain(line))
    for each in answer.tables:
        if not each.title.startswith("Every number"):
            table(each)


def _numbers(found: Sequence[Number], made: Audit | None) -> None:
    st.subheader("Every number")
    shares = _shares(made)
    search = st.text_input("Search labels, units, sources and reasons", key="search numbers").lower().split()
    kind = st.radio("Which", KINDS, format_func=_kind, horizontal=True, key="which numbers")
    shown = [one for one in found if _is(one, kind) and all(word in _words(one) for word in search)]
    shown.sort(key=lambda one: -shares.get(one.path, -1.0))
    order = "the most influential first" if made else "in the order of the file; influence is found by the button above"
    st.caption(f"{len(shown)} of {len(found)} numbers, {order}. A click on a column's head sorts by it.")
    if not shown:
        st.write("No number fits.")
        return
    st.dataframe(
        _filled([_row(one, shares) for one in shown]), hide_index=True, width="stretch", row_height=HEIGHT,
        column_config=_columns(), key="numbers",
    )  # fmt: skip


def _shares(made: Audit | None) -> dict[str, float]:
    """Of what numbers explain, the part of each in per cent; none where it is not varied or not known."""
    if made is None or made.of_numbers <= 0:
        return {}
    return {
        entry.one.path: 100 * max(0.0, entry.share) / made.of_numbers
        for entry in made.entries
        if entry.share is not None
    }


def _kind(name: str) -> str:
    return {"sourced": "with a source", "hindsight": "known only later (hindsight)"}.get(name, name)


def _is(one: Number, kind: str | None) -> bool:
    return {"judgement": one.judged, "sourced": not one.judged, "hindsight": one.hindsight}.get(kind or "all", True)


def _words(one: Number) -> str:
    return " ".join((one.place, one.unit, one.source, one.confidence, one.why)).lower()


def _row(one: Number, shares: Mapping[str, float]) -> dict[str, Any]:
    return {
        "number": one.place, "value": float(one.value.replace("−", "-")), "unit": one.unit, "range": one.range,
        "rests on": one.source + (" (hindsight)" if one.hindsight else ""), "confidence": one.confidence,
        "influence": shares.get(one.path), "why": one.why,
    }  # fmt: skip


def _filled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without the columns in which no row says anything."""
    said = [name for name in rows[0] if any(row[name] not in ("", None) for row in rows)]
    return [{name: row[name] for name in said} for row in rows]


def _columns() -> dict[str, Any]:
    config = st.column_config
    return {
        "number": config.TextColumn("number", width="medium"),
        "value": config.NumberColumn("value", format="%.4g"),
        "rests on": config.TextColumn("rests on", width="medium"),
        "influence": config.NumberColumn(
            "influence, %", format="%.0f", help="Part of what all numbers explain of the spread, each by itself"
        ),
        "why": config.TextColumn("why", width="large"),
    }


def _sources(scenario: Scenario, found: Sequence[Number]) -> None:
    st.subheader("Sources")
    if not scenario.sources:
        st.write("The scenario names no sources.")
        return
    rows = []
    for source in scenario.sources.values():
        about = plain(", ".join(str(part) for part in (source.publisher, source.date, source.note) if part))
        where = ", ".join(filter(None, [about, _address(source.address or "")]))
        count = sum(one.source == source.title for one in found)
        rows.append([plain(source.title), where, str(count)])
    shown = aligned(["source", "where, and how it was read", "numbers"], rows)
    st.table(shown, border="horizontal", hide_index=True, hide_header=False)


def _address(address: str) -> str:
    """A link under the name of its site, for an address in full does not fit a narrow screen; else the words."""
    found = urlsplit(address)
    if found.scheme not in ("http", "https") or not found.hostname:
        return plain(address)
    return f"[{plain(found.hostname.removeprefix('www.'))}]({quote(address, safe=SAFE)})"


def _method(about: Subject) -> None:
    st.subheader("What it cannot tell")
    for limit in LIMITS:
        st.markdown(f"- {plain(limit)}")
    with st.expander("What the words mean"):
        st.table([{"word": entry.word, "meaning": entry.plain} for entry in glossary.entries()])
    with st.expander("Versions"):
        made = about.run.manifest["versions"] if about.run else versions()
        whose = f"Run {about.run.name} was made with" if about.run else "Installed here"
        st.write(plain(f"{whose}: {', '.join(f'{name} {number}' for name, number in made.items())}."))
