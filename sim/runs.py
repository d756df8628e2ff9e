"""The store of saved runs: one folder a run, written once, checked whenever it is read.

A run appears in the store by one rename, when it is complete; whatever was interrupted stays invisible.
Nothing that stands in the store is ever overwritten.
"""

from __future__ import annotations

import os
import platform
import re
import shlex
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import cached_property
from importlib.metadata import version
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sim import manifest
from sim.manifest import FUTURES, RunError
from sim.streams import SCHEME
from sim.version import VERSION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.ensemble import Ensemble
    from sim.record import Futures
    from sim.scenario import Scenario

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
SHORT = 6  # digits of the id in a name
LABELS = ("note", "tags", "archived", "observed")  # what may be changed once a run is saved


def runs_folder(folder: Path | str | None = None) -> Path:
    """Where runs are saved: the folder given, else $PARLEY_RUNS, else ./runs."""
    return Path(folder or os.environ.get("PARLEY_RUNS") or "runs")


@dataclass(frozen=True)
class Asked:
    """How a scenario was asked for, beside the scenario itself."""

    scenario: str
    variant: str | None = None
    changes: Mapping[str, Any] | None = None


class Run:
    """One saved run. Its name is the name of its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def name(self) -> str:
        """Readable name."""
        return self.folder.name

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Everything about the run but the futures; RunError where it is damaged."""
        return manifest.read(self.folder)

    @property
    def id(self) -> str:
        """What determined the result, as 32 digits."""
        return str(self.manifest["id"])

    @property
    def summary(self) -> dict[str, Any]:
        """The summary as JSON, under the run's present name."""
        return {**self.manifest["summary"], "run": self.name}

    @property
    def command(self) -> str:
        """The command line that asked for it."""
        facts = self.manifest
        reference = facts["scenario"] + (f":{facts['variant']}" if facts["variant"] else "")
        changes = [f"{path}={value}" for path, value in facts["changes"].items()]
        words = ["parley", "run", reference, *(word for change in changes for word in ("--set", change))]
        words += [f"--{key}={facts[key]}" for key in ("replications", "weeks", "seed")]
        return shlex.join([*words, "--fixed"] if facts["fixed"] else words)

    def scenario(self) -> Scenario:
        """The scenario that was run, from the text in the manifest."""
        from sim.load import load_text

        return load_text(self.manifest["text"], file=f"<{self.name}>")

    def check(self) -> Run:
        """Read every file once; RunError where one is not what was saved."""
        for name, expected in self.manifest["files"].items():
            path = self.folder / name
            if name == manifest.MANIFEST:
                continue  # checked by its seal
            found = manifest.sha256_of(path) if path.is_file() else "no such file"
            if found != expected:
                raise RunError(
                    f"{path} is not what was saved: found SHA-256 {found[:12]}, expected {expected[:12]}. "
                    f"`parley run --from {self.name}` makes the run again from its manifest"
                )
        return self

    def columns(self, names: Sequence[str] | None = None) -> dict[str, NDArray[np.generic]]:
        """Facts of all futures, one array (R,) a column, e.g. `signed_full` or `class.13`."""
        from sim.futures_file import read_columns

        return read_columns(self.check().folder / FUTURES, names)

    def label(self, **labels: Any) -> Run:
        """Change note, tags, archived or observed; everything else stays as it was saved."""
        if unknown := labels.keys() - set(LABELS):
            raise ValueError(f"{sorted(unknown)} cannot be changed, only {LABELS}")
        manifest.write(self.folder, {**self.manifest, **labels})
        return Run(self.folder)

    def rename(self, name: str) -> Run:
        """Give it another name."""
        target = self.folder.with_name(checked_name(name))
        if target.exists():
            raise RunError(f"{target} exists already; choose another name")
        return Run(self.folder.rename(target))

    def remove(self) -> None:
        """Delete it, for good."""
        hidden = Path(tempfile.mkdtemp(prefix=".removed-", dir=self.folder.parent))
        self.folder.rename(hidden / self.name)  # vanishes at once; never seen half-removed
        shutil.rmtree(hidden)


def list_runs(folder: Path | str | None = None) -> list[Run]:
    """All complete runs of a store, by name; folders without a manifest are none."""
    root = runs_folder(folder)
    entries = sorted(root.iterdir()) if root.is_dir() else []
    return [Run(entry) for entry in entries if _is_run(entry) and not entry.name.startswith(".")]


def find_run(reference: str | Path, folder: Path | str | None = None) -> Run:
    """The run of a name, of the beginning of an id, or in a folder, not yet checked."""
    root, words = runs_folder(folder), str(reference)
    runs = list_runs(root)
    for run in runs:
        if run.name == words:
            return run
    if words and _is_run(Path(words)):
        return Run(Path(words).resolve())
    matches = [run for run in runs if _begins(run, words)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise RunError(f"{words} fits several runs: {', '.join(run.name for run in matches)}; take one of these names")
    near = get_close_matches(words, [run.name for run in runs], n=1, cutoff=0.4)
    hint = f'Did you mean "{near[0]}"?' if near else "`parley runs list` shows what is there."
    raise RunError(f'no saved run "{words}" in {root}. {hint}')


def open_run(reference: str | Path, folder: Path | str | None = None) -> Run:
    """The run of a name, of the beginning of an id, or in a folder, every file checked."""
    return find_run(reference, folder).check()


def checked_name(name: str) -> str:
    """A name that can be a folder; RunError otherwise."""
    if not NAME.fullmatch(name):
        raise RunError(f'"{name}" cannot be a run\'s name: expected letters, digits and . _ - (at most 100)')
    return name


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


def _is_run(folder: Path) -> bool:
    return (folder / manifest.MANIFEST).is_file()


def _begins(run: Run, words: str) -> bool:
    try:
        return len(words) >= 4 and run.id.startswith(words)
    except RunError:
        return False
