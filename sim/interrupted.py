"""Drafts that nobody is writing: interrupted runs that can be resumed, and what is left of others."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from filelock import Timeout

from sim.draft import DRAFT, LOCK, lock
from sim.manifest import RunError
from sim.plan import PLAN, Plan, read_plan, readable
from sim.runs import runs_folder


@dataclass(frozen=True)
class Interrupted:
    """A draft that was left. Either its plan, or why it cannot be resumed."""

    folder: Path
    plan: Plan | None
    why_not: str = ""

    @property
    def name(self) -> str:
        """The name that the run would have got; that of the draft where this is unknown."""
        return (self.plan.name or readable(self.plan.asked, self.plan.id)) if self.plan else self.folder.name


def list_interrupted(folder: Path | str | None = None) -> list[Interrupted]:
    """All drafts of a store that nobody is writing, the latest first."""
    root = runs_folder(folder)
    drafts = [entry for entry in root.glob(f"{DRAFT}*") if entry.is_dir()] if root.is_dir() else []
    drafts.sort(key=lambda draft: draft.stat().st_mtime_ns, reverse=True)
    return [_seen(draft) for draft in drafts if not _in_use(draft)]


def find_interrupted(name: str | None = None, folder: Path | str | None = None) -> Interrupted:
    """The interrupted run of a name, or the latest; RunError where there is none that can be resumed."""
    drafts = list_interrupted(folder)
    fits = [draft for draft in drafts if name is None or name in (draft.name, draft.folder.name)]
    for draft in fits:
        if draft.plan:
            return draft
    if fits:
        raise RunError(fits[0].why_not)
    there = ", ".join(draft.name for draft in drafts)
    about = f'called "{name}"' if name else f"in {runs_folder(folder)}"
    raise RunError(f"no interrupted run {about}; " + (f"there are: {there}" if there else "there is nothing to resume"))


def remove(draft: Interrupted) -> None:
    """Throw away what is left of an interrupted run."""
    shutil.rmtree(draft.folder)


def _seen(draft: Path) -> Interrupted:
    if not (draft / PLAN).is_file():
        return Interrupted(draft, None, f"{draft.name} was left before it began; remove it with `parley runs clean`")
    try:
        return Interrupted(draft, read_plan(draft))
    except RunError as error:
        return Interrupted(draft, None, str(error))


def _in_use(draft: Path) -> bool:
    if not (draft / LOCK).exists():
        return False
    try:
        with lock(draft).acquire(timeout=0):
            return False
    except Timeout:
        return True
