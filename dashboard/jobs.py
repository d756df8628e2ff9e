"""Work that takes long: in a thread of its own, with its progress and a way to end it; results last for the session."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sim.experiment import Report
from sim.pools import apart

from .parts import plain

Watch = Callable[[str], Report]  # begins a part of the work; what reports its progress
Work = Callable[[Watch], Any]
KEPT = 24  # results of a session
LOOK_AGAIN = 0.7  # seconds
PATIENCE = 20.0  # seconds that work goes on after its reader has left
_turn = threading.Lock()  # one at a time: each uses all cores


class Cancelled(Exception):
    """Somebody who waited has changed their mind."""


@dataclass
class Job:
    """One piece of work, from its start to its result."""

    work: Work
    part: str = "waiting for other work to end"
    done: int = 0
    total: int = 0
    result: Any = None
    error: str = ""
    awaited: Callable[[], bool] = lambda: True  # whether anybody is still there
    started: float = field(default_factory=time.monotonic)
    seen: float = field(default_factory=time.monotonic)
    over: threading.Event = field(default_factory=threading.Event)
    cancelled: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> Job:
        """Set to work, and return at once."""
        threading.Thread(target=self._run, daemon=True).start()
        return self

    def _run(self) -> None:
        try:
            while not _turn.acquire(timeout=0.2):
                self._go_on()
            try:
                with apart():
                    self.result = self.work(self.watch)
            finally:
                _turn.release()
        except Cancelled:
            self.error = "Cancelled; nothing was kept."
        except Exception as error:
            self.error = str(error) or type(error).__name__
        finally:
            self.over.set()

    def watch(self, part: str) -> Report:
        """Begin a part of the work."""
        self.part, self.done, self.total = part, 0, 0

        def report(done: int, total: int) -> None:
            self._go_on()
            self.done, self.total = done, total

        return report

    def _go_on(self) -> None:
        now = time.monotonic()
        self.seen = now if self.awaited() else self.seen
        if self.cancelled.is_set() or now - self.seen > PATIENCE:
            raise Cancelled

    @property
    def told(self) -> str:
        """How far it is."""
        of = f": {self.done:,} of {self.total:,}" if self.total else ""
        return f"{self.part}{of}, {time.monotonic() - self.started:.0f} s so far"


def asked(key: Hashable, label: str, work: Work, cost: str = "") -> Any:
    """The result of some work, once it is there; until then its button, with what it costs, or how far it is.

    key: what was asked, all of it. work: called in a thread, so it must not draw.
    """
    jobs: dict[Hashable, Job] = st.session_state.setdefault("jobs", {})
    job = jobs.get(key)
    if job is not None and job.over.is_set() and not job.error:
        return job.result
    if job is not None and not job.over.is_set():
        _running(job)
        return None
    if job is not None:
        (st.info if job.cancelled.is_set() else st.error)(plain(job.error))
    if cost:
        st.caption(plain(f"{cost[:1].upper()}{cost[1:]}"))
    st.button(label, on_click=_start, args=(key, work), key=f"start {key!r}")
    return None


def _start(key: Hashable, work: Work) -> None:
    jobs: dict[Hashable, Job] = st.session_state["jobs"]
    jobs.pop(key, None)
    for old in [name for name, job in jobs.items() if job.over.is_set()][: max(0, len(jobs) - KEPT + 1)]:
        del jobs[old]
    jobs[key] = Job(work, awaited=_reader()).begin()


def _reader() -> Callable[[], bool]:
    """Whether the tab that asks now is still open: work of those who left must not keep others waiting."""
    context = get_script_run_ctx()
    if context is None:
        return lambda: True
    name = context.session_id
    return lambda: not runtime.exists() or runtime.get_instance().is_active_session(name)


@st.fragment(run_every=LOOK_AGAIN)
def _running(job: Job) -> None:
    """How far it is, looked at again and again; the page is drawn anew when it is over."""
    if job.over.is_set():
        st.rerun()
    st.progress(job.done / job.total if job.total else 0.0, text=plain(job.told))
    if st.button("Cancel", key=f"cancel {id(job)}"):
        job.cancelled.set()
        st.caption("Ending; what is under way is finished first.")
