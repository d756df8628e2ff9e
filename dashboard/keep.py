"""To keep and to share what is asked: save it, run more of it, link to it, take it away as a file or as a command."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from sim import ensemble
from sim.background import Background
from sim.manifest import RunError
from sim.plan import Plan
from sim.runs import checked_name
from sim.text import scenario_file

from .live import answer, plan_words, run_names
from .parts import command, plain
from .question import Question

JOB, TABS = "full run", "keep"
MOST = 1_000_000  # futures of a full run


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
        st.success(f"Saved as {plain(run.name)}.")


def _full_run(asked: Question) -> None:
    job: Background | None = st.session_state.get(JOB)
    if job is None or job.is_over:
        _told(job)
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
    st.session_state[JOB] = Background(plan, workers=max(1, ensemble.cores() - 1))
    st.rerun()


@st.fragment(run_every=1.0)
def _under_way(job: Background) -> None:
    """A bar that moves on its own, until it is over."""
    if job.is_over:
        st.rerun()
    st.progress(job.share, f"{job.done:,} of {job.plan.replications:,} futures")
    st.button("Give it up", key="full.stop", on_click=job.give_up)
    st.caption("It goes on while you move numbers or close this page.")


def _told(job: Background | None) -> None:
    """What came of the last one."""
    if job is None:
        return
    if job.run is not None:
        run_names.clear()
        st.success(f"Saved as {plain(job.run.name)}: {job.done:,} futures.")
    elif job.trouble:
        st.warning(plain(f"Not saved: {job.trouble}"))


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
