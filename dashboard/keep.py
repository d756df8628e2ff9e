"""To keep and to share what is asked: save it, run more of it, link to it, take it away as a file or as a command."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from sim import ensemble
from sim.background import Background
from sim.interrupted import Interrupted, list_interrupted
from sim.manifest import RunError
from sim.plan import Plan
from sim.runs import Run, checked_name
from sim.text import scenario_file

from .live import answer, plan_words, run_names
from .parts import command, link, plain
from .question import Question

JOB, TABS = "full run", "keep"
MOST = 1_000_000  # futures of a full run
GOES_ON = "It goes on while you move numbers or close this page, and counts by some thousands of futures."
ENDING = "Ending: the futures under way are finished first, which takes some seconds, and kept."


def ways(asked: Question) -> None:
    """Every way to keep and to share it, each under its tab."""
    parts = {"Save": _save, "Full run": _full_run, "Link, file, command": _share}
    for tab, part in zip(st.tabs(list(parts), key=TABS, on_change="rerun"), parts.values(), strict=True):
        if tab.open:
            with tab:
                part(asked)


def _save(asked: Question) -> None:
    with st.form("save", border=False):
        name = st.text_input("Name of the run", placeholder="made from scenario and content", max_chars=100)
        note = st.text_input("Note", placeholder="why it was made")
        if not st.form_submit_button(f"Save these {asked.replications:,} futures"):
            return
        try:
            run = answer(asked).save(checked_name(name.strip()) if name.strip() else None, note=note)
        except RunError as error:
            st.error(plain(str(error)))
            return
        run_names.clear()
        _saved(run, f"Saved as {plain(run.name)}.")


def _full_run(asked: Question) -> None:
    job: Background | None = st.session_state.get(JOB)
    if job is None or job.is_over:
        _told(job)
        _left_over()
        _asked_for(asked)
    else:
        _under_way(job)


def _asked_for(asked: Question) -> None:
    with st.form("full", border=False):
        count = st.number_input("Simulated futures of the full run", 1, MOST, 20_000, step=1000)
        name = st.text_input("Name of the full run", placeholder="made from scenario and content", max_chars=100)
        note = st.text_input("Note on the full run", placeholder="why it was made")
        if not st.form_submit_button("Start the full run"):
            return
    try:
        given = checked_name(name.strip()) if name.strip() else None
    except RunError as error:
        st.error(plain(str(error)))
        return
    now = asked.loaded()
    weeks = now.horizon_weeks if asked.weeks is None else asked.weeks
    plan = Plan(now, plan_words(asked), asked.seed, int(count), weeks, name=given, note=note)
    _start(plan)
    st.rerun()


@st.fragment(run_every=1.0)
def _under_way(job: Background) -> None:
    """A bar that moves on its own, until it is over."""
    if job.is_over:
        st.rerun()
    st.progress(job.share, f"{job.done:,} of {job.plan.replications:,} futures")
    st.button("Give it up", key="full.stop", on_click=job.give_up, disabled=job.is_given_up)
    st.caption(ENDING if job.is_given_up else GOES_ON)


def _told(job: Background | None) -> None:
    """What came of the last one."""
    if job is None:
        return
    if job.run is not None:
        run_names.clear()
        _saved(job.run, f"Saved as {plain(job.run.name)}: {job.plan.replications:,} futures.")
    elif job.trouble:
        st.warning(plain(f"Not saved: {job.trouble}"))


def _saved(run: Run, words: str) -> None:
    st.success(words)
    link("runs", f"Open {run.name} on Runs", run=run.name)


def _left_over() -> None:
    """The latest run that was given up or interrupted, which can be gone on with."""
    left = next((one for one in list_interrupted() if one.plan), None)
    if left is None or left.plan is None:
        return
    st.write(f"Not finished: {plain(left.name)}, {left.plan.replications:,} futures.")
    st.button("Go on with it", key="full.resume", on_click=_resume, args=(left,))


def _resume(left: Interrupted) -> None:
    assert left.plan is not None, "only what has a plan is offered"
    _start(left.plan, left.folder)


def _start(plan: Plan, draft: Path | None = None) -> None:
    st.session_state[JOB] = Background(plan, workers=max(1, ensemble.cores() - 1), draft=draft)


def _share(asked: Question) -> None:
    st.write("The command that gives the same numbers:")
    command(asked.command)
    st.write("A link that asks the same on any machine where this dashboard runs:")
    command(address(asked))
    st.download_button(
        "Download the scenario as YAML", lambda: scenario_file(asked.loaded(), [asked.command]),
        f"{file_name(asked)}.yaml", "application/yaml", on_click="ignore",
        help="One file with every number as it stands here; parley run takes it and gives the same.",
    )  # fmt: skip
    now = asked.loaded()
    weeks = now.horizon_weeks if asked.weeks is None else asked.weeks
    words = f"--replications={asked.replications} --weeks={weeks} --seed={asked.seed}"
    st.caption(f"Then: parley run {file_name(asked)}.yaml {words}")


def file_name(asked: Question) -> str:
    """Name of the file that is taken away."""
    words = [asked.scenario.removesuffix(".yaml").removesuffix(".yml").replace("/", "-"), asked.variant or ""]
    return "-".join(filter(None, [*words, "changed" if asked.changes else ""]))


def address(asked: Question) -> str:
    """The link."""
    here = (st.context.url or "").partition("?")[0]
    query = urlencode(asked.link(), doseq=True)
    return f"{here}?{query}" if query else here or "?"
