"""Runs: what has been saved. Found, labelled, put away and opened; never deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from sim.interrupted import list_interrupted
from sim.manifest import RunError
from sim.runs import Run, list_runs, named_run, open_run, runs_folder, strangers

from . import opened
from .parts import command, empty_store, guarded, plain
from .subject import run_box

TABLE = "table of runs"
HEIGHT = 56  # pixels of a row: two lines of text
EDITABLE = ("run", "tags", "note", "archived")
SAID = "said of runs"
COMMANDS = ("list --all", "tag RUN WORD", "note RUN 'TEXT'", "rename RUN NAME", "archive RUN", "archive RUN --undo")


@guarded
def page() -> None:
    """All runs, or the one that the side bar names."""
    name = run_box("Saved run", "all of them")
    if name:
        opened.show(open_run(name))
    else:
        _all()


def _all() -> None:
    st.title("Saved runs")
    for line in st.session_state.pop(SAID, []):
        st.info(plain(line))
    runs, strange = list_runs(), strangers()
    if not runs:
        empty_store()
    good, broken = _sorted_out(runs)
    if good:
        _table(good)
    _troubles(broken, strange)


def _sorted_out(runs: Sequence[Run]) -> tuple[list[Run], dict[str, str]]:
    """Runs whose manifest can be read, and what is wrong with each other one."""
    good, broken = [], {}
    for run in runs:
        try:
            _ = run.manifest["archived"]
            good.append(run)
        except (RunError, OSError) as error:
            broken[run.name] = str(error)
    return good, broken


def _table(runs: Sequence[Run]) -> None:
    search = st.text_input("Search names, scenarios, tags and notes", key="search").lower().split()
    tags = sorted({tag for run in runs for tag in run.manifest["tags"]})
    wanted = st.pills("Tags", tags, selection_mode="multi", key="tags wanted") if tags else []
    away = sum(bool(run.manifest["archived"]) for run in runs)
    hidden = not st.toggle(f"Show what has been archived ({away})", key="with archived") if away else True
    shown = [
        run
        for run in runs
        if not (hidden and run.manifest["archived"])
        and all(word in _words(run) for word in search)
        and set(wanted or []) <= set(run.manifest["tags"])
    ]
    st.caption(
        f"{len(shown)} of {len(runs)} runs in {plain(str(runs_folder().resolve()))}. Names, tags (between commas), "
        "notes and the tick of archived ones are edited in place. Nothing is deleted here. Open a run in the side bar."
    )
    if not shown:
        st.write("No run fits.")
        return
    key = f"{TABLE} {st.session_state.get(TABLE, 0)}"
    st.data_editor(
        [_row(run) for run in shown], key=key, hide_index=True, width="stretch", row_height=HEIGHT, num_rows="fixed",
        disabled=[name for name in _row(shown[0]) if name not in EDITABLE], column_config=_columns(),
    )  # fmt: skip
    _write([run.name for run in shown], st.session_state[key]["edited_rows"])
    with st.expander("The same from the command line"):
        for line in COMMANDS:
            command(f"parley runs {line}")


def _words(run: Run) -> str:
    facts = run.manifest
    return " ".join([run.name, _scenario(facts), *facts["tags"], facts["note"]]).lower()


def _scenario(facts: dict[str, Any]) -> str:
    return str(facts["scenario"]) + (f":{facts['variant']}" if facts["variant"] else "")


def _row(run: Run) -> dict[str, Any]:
    facts = run.manifest
    return {
        "run": run.name,
        "note": facts["note"],
        "tags": ", ".join(facts["tags"]),
        "archived": bool(facts["archived"]),
        "scenario": _scenario(facts),
        "futures": facts["replications"],
        "weeks": facts["weeks"],
        "seed": str(facts["seed"]),
        "begun": dt.datetime.fromisoformat(facts["started"]).replace(tzinfo=None),
    }


def _columns() -> dict[str, Any]:
    config = st.column_config
    return {
        "run": config.TextColumn("run", required=True, width=150, help="Letters, digits and . _ -"),
        "scenario": config.TextColumn("scenario", width=190),
        "futures": config.NumberColumn("futures", format="localized", width=75),
        "weeks": config.NumberColumn("weeks", width=65),
        "begun": config.DatetimeColumn("begun (UTC)", format="D MMM YYYY, HH:mm"),
        "tags": config.TextColumn("tags", width=90, help="Words between commas"),
        "note": config.TextColumn("note", width=150),
        "archived": config.CheckboxColumn("archived", width=95, help="Hidden from lists; it stays on the disk"),
    }


def _write(names: Sequence[str], edited: dict[int, dict[str, Any]]) -> None:
    """Write what was changed in the table to the runs, and show them anew."""
    if not edited:
        return
    said = []
    for number, changes in edited.items():
        try:
            labelled(names[int(number)], changes)
        except (RunError, OSError) as error:
            said.append(f"{names[int(number)]} stays as it was: {error}")
    st.session_state[SAID], st.session_state[TABLE] = said, st.session_state.get(TABLE, 0) + 1
    st.rerun()


def labelled(name: str, changes: dict[str, Any]) -> Run:
    """Give a run other labels, or another name. RunError where it is gone or the name cannot be."""
    run = named_run(name)
    if run is None:
        raise RunError(f"there is no run {name} in {runs_folder()} any more; reload the page")
    labels: dict[str, Any] = {}
    if "tags" in changes:
        words = map(str.strip, (changes["tags"] or "").split(","))
        labels["tags"] = list(dict.fromkeys(word for word in words if word))
    if "note" in changes:
        labels["note"] = changes["note"] or ""
    if "archived" in changes:
        labels["archived"] = bool(changes["archived"])
    run = run.label(**labels) if labels else run
    new = changes.get("run", name)
    return run if new == name else run.rename(new or "")


def _troubles(broken: dict[str, str], strange: Sequence[Path]) -> None:
    """What lies in the store and cannot be shown, each with what is wrong and the way out."""
    for name, why in broken.items():
        st.warning(f"**{plain(name)}** {plain(why)}.")
    for folder in strange:
        st.warning(
            f"**{plain(folder.name)}** holds no run: there is no {plain('manifest.json')} in it. If it does not belong "
            "here, move it elsewhere; if it was a run, bring its manifest back from a copy."
        )
    if left := list_interrupted():
        st.write(f"Interrupted runs: {len(left)}. These go on with the latest, and tell of all:")
        command("parley run --resume")
        command("parley runs clean")
