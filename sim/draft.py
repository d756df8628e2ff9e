"""A run on its way into the store: written aside, then there by one rename, or not at all.

What is finished of a run that is interrupted stays in its draft, chunk by chunk, so that it can be resumed.
"""

from __future__ import annotations

import platform
import secrets
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from sim import manifest
from sim.ensemble import EnsembleError
from sim.manifest import FUTURES, RunError
from sim.plan import PLAN, Asked, Plan, readable, what_determines
from sim.runs import Run, checked_folder, checked_name, list_runs, runs_folder
from sim.sealed import Chunks
from sim.version import VERSION

if TYPE_CHECKING:
    from sim.ensemble import Ensemble, Span
    from sim.record import Futures

DRAFT = ".draft-"
LOCK = "in-use"

__all__ = ["Asked", "Draft", "Plan", "versions"]


class Draft:
    """A run on its way into the store: a hidden folder that takes futures, then a run or nothing.

    with Draft(folder, plan) as draft:
        ensemble = run(plan.scenario, known=draft.known, sink=draft.add)
        saved = draft.save(ensemble, plan.asked)

    plan: what is to be run. Where it is known, chunks that are finished outlive an interrupt.
    folder: of the store. draft: the folder of an interrupted draft, to go on with it.
    """

    reused = False  # the very same run was there already

    def __init__(
        self, folder: Path | str | None = None, plan: Plan | None = None, draft: Path | None = None
    ) -> None:
        self.root, self.plan, self._old = runs_folder(folder), plan, draft

    def __enter__(self) -> Draft:
        checked_folder(self.root)
        name = readable(self.plan.asked, self.plan.id) + "-" if self.plan else ""
        self.folder = self._old or self.root / f"{DRAFT}{name}{secrets.token_hex(4)}"
        try:
            self._begin()
        except BaseException:  # an interrupt too: what has hardly begun leaves nothing
            if self._old is None:
                shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def _begin(self) -> None:
        from sim.futures_file import FuturesWriter

        try:
            self.root.mkdir(parents=True, exist_ok=True)
            if self._old is None:
                self.folder.mkdir()
                if self.plan:
                    manifest.write(self.folder, {**self.plan.as_json(), "files": {}}, PLAN)
            self._lock = lock(self.folder)
            self._lock.acquire(timeout=0)
        except Timeout:  # an OSError too
            raise RunError(f"{self.folder} is being written by another parley; wait for it, or end it") from None
        except OSError as error:
            raise RunError(f"cannot save runs in {self.root}: {error.strerror}; try --runs-dir or --no-save") from error
        self._chunks = Chunks(self.folder, self.plan) if self.plan and not self.plan.is_one_chunk() else None
        self._writer = FuturesWriter(self.folder / FUTURES)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        self._lock.release()
        kept = self._chunks.kept if self._chunks and kind and self.folder.exists() else 0
        if kept == 0:
            shutil.rmtree(self.folder, ignore_errors=True)  # gone already where it was saved
        elif isinstance(error, (KeyboardInterrupt, EnsembleError)):
            raise type(error)(f"{str(error) or 'interrupted'}; {self._how_to_go_on(kept)}") from error

    def _how_to_go_on(self, kept: int) -> str:
        where = "" if self.root == runs_folder() else f" --runs-dir {self.root}"
        assert self.plan is not None
        return f"{kept:,} of {self.plan.replications:,} futures are kept, go on with: parley run --resume{where}"

    def known(self, span: Span) -> Futures | None:
        """A chunk that was finished before, checked; None where there is none, or where it is damaged."""
        return self._chunks.read(span) if self._chunks else None

    def add(self, futures: Futures) -> None:
        """Take a chunk of futures, in the order of replications."""
        self._writer.add(futures)
        if self._chunks:
            self._chunks.keep(futures)

    def close(self) -> Path:
        """The finished table of futures, still in the draft."""
        self._writer.close()
        return self.folder / FUTURES

    @property
    def integers(self) -> str:
        """Hash of the integer facts."""
        return self._writer.integers

    def save(
        self, ensemble: Ensemble, asked: Asked, *, name: str | None = None, note: str = "", tags: Sequence[str] = ()
    ) -> Run:
        """Put the run into the store. If it is there already, that one is returned and nothing is written."""
        from sim.load import scenario_text

        if name is not None:
            checked_name(name)
        table = self.close()
        facts = _facts(ensemble, asked, scenario_text(ensemble.scenario))
        facts |= {"note": note, "tags": list(tags), "archived": False, "observed": None}
        facts |= {"integers": self.integers, "files": {FUTURES: manifest.sha256_of(table)}}
        manifest.flush(table)
        manifest.write(self.folder, facts)
        same = next((run for run in list_runs(self.root) if name is None and self._is_same(run, facts)), None)
        return self._reuse(same) if same else self._move(name or readable(asked, facts["id"]), facts)

    def _move(self, name: str, facts: dict[str, Any]) -> Run:
        self._only_the_run()
        for number in count(1):
            target = self.root / (name if number == 1 else f"{name}-{number}")
            if not target.exists():
                try:
                    self.folder.rename(target)
                except OSError:
                    if not target.exists():
                        raise
                else:
                    manifest.flush(self.root)
                    return Run(target)
            if self._is_same(Run(target), facts):  # also where somebody else was quicker by a moment
                return self._reuse(Run(target))
        raise AssertionError("counts without end")

    def _only_the_run(self) -> None:
        """Leave nothing in the draft but what the run is made of."""
        self._lock.release()
        for entry in self.folder.iterdir():
            if entry.name not in (FUTURES, manifest.MANIFEST):
                entry.unlink(missing_ok=True)
        self._chunks = None

    def _reuse(self, run: Run) -> Run:
        self.reused, self._chunks = True, None
        return run

    def _is_same(self, run: Run, facts: dict[str, Any]) -> bool:
        try:
            there = run.manifest
            return all(there[key] == facts[key] for key in ("id", "integers")) and bool(run.check())
        except (RunError, OSError):
            return False  # damaged: it stays as it is, and the new one goes beside it


def lock(folder: Path) -> FileLock:
    """The lock of a draft: held while its process lives, and let go of by the system where it was killed."""
    return FileLock(folder / LOCK)


def _facts(ensemble: Ensemble, asked: Asked, text: str) -> dict[str, Any]:
    what = what_determines(
        text, asked, seed=ensemble.seed, replications=ensemble.replications, weeks=ensemble.weeks,
        fixed=ensemble.fixed, per_draw=ensemble.per_draw,
    )  # fmt: skip
    identity = manifest.identity(what)
    return {
        "format": manifest.FORMAT,
        "id": identity,
        "scenario": asked.scenario,
        "variant": asked.variant,
        **what,
        "versions": versions(),
        "started": (datetime.now(UTC) - timedelta(seconds=ensemble.seconds)).isoformat(timespec="seconds"),
        "seconds": round(ensemble.seconds, 3),
        "summary": ensemble.summary.as_json(
            run=identity, scenario=asked.scenario, variant=asked.variant, seed=ensemble.seed
        ),
    }


def versions() -> dict[str, str]:
    """What a result was computed with."""
    return {"python": platform.python_version(), "parley": VERSION} | {
        name: version(name) for name in ("numpy", "scipy", "mesa")
    }
