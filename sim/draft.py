"""A run on its way into the store: written aside, then there by one rename, or not at all."""

from __future__ import annotations

import platform
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sim import manifest
from sim.manifest import FUTURES, RunError
from sim.runs import Run, checked_folder, checked_name, list_runs, runs_folder
from sim.streams import SCHEME
from sim.version import VERSION

if TYPE_CHECKING:
    from sim.ensemble import Ensemble
    from sim.record import Futures

SHORT = 6  # digits of the id in a name


@dataclass(frozen=True)
class Asked:
    """How a scenario was asked for, beside the scenario itself."""

    scenario: str
    variant: str | None = None
    changes: Mapping[str, Any] | None = None


class Draft:
    """A run on its way into the store: a hidden folder that takes futures, then a run or nothing.

    with Draft(folder) as draft:
        ensemble = run(scenario, sink=draft.add)
        saved = draft.save(ensemble, Asked("march-2025"))
    """

    reused = False  # the very same run was there already

    def __init__(self, folder: Path | str | None = None) -> None:
        self.root = runs_folder(folder)

    def __enter__(self) -> Draft:
        from sim.futures_file import FuturesWriter

        checked_folder(self.root)
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self.folder = Path(tempfile.mkdtemp(prefix=".draft-", dir=self.root))
        except OSError as error:
            raise RunError(f"cannot save runs in {self.root}: {error.strerror}; try --runs-dir or --no-save") from error
        self.folder.chmod(0o755)  # made for its owner alone
        self._writer = FuturesWriter(self.folder / FUTURES)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        shutil.rmtree(self.folder, ignore_errors=True)  # gone already where it was saved

    def add(self, futures: Futures) -> None:
        """Take a chunk of futures, in the order of replications."""
        self._writer.add(futures)

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
        return self._reuse(same) if same else self._move(name or _readable(asked, facts["id"]), facts)

    def _move(self, name: str, facts: dict[str, Any]) -> Run:
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

    def _reuse(self, run: Run) -> Run:
        self.reused = True
        return run

    def _is_same(self, run: Run, facts: dict[str, Any]) -> bool:
        try:
            there = run.manifest
            return all(there[key] == facts[key] for key in ("id", "integers")) and bool(run.check())
        except (RunError, OSError):
            return False  # damaged: it stays as it is, and the new one goes beside it


def _facts(ensemble: Ensemble, asked: Asked, text: str) -> dict[str, Any]:
    what = {
        "text": text,
        "changes": dict(asked.changes or {}),
        "seed": ensemble.seed,
        "replications": ensemble.replications,
        "weeks": ensemble.weeks,
        "fixed": ensemble.fixed,
        "streams": SCHEME,
        "engine": VERSION,
    }
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
        name: version(name) for name in ("numpy", "mesa")
    }


def _readable(asked: Asked, identity: str) -> str:
    scenario = Path(asked.scenario).stem if asked.scenario.endswith((".yaml", ".yml")) else asked.scenario
    words = "-".join(filter(None, (scenario, asked.variant, identity[:SHORT])))
    return re.sub(r"[^A-Za-z0-9._-]+", "-", words).lstrip("._-")[:100]
