"""The store of saved runs: one folder a run, written once, checked whenever it is read.

A run appears in the store by one rename, when it is complete; whatever was interrupted stays invisible.
Nothing that stands in the store is ever overwritten.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import manifest
from sim.manifest import FUTURES, RunError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from sim.scenario import Scenario

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
LABELS = ("note", "tags", "archived", "forecasts", "observed")  # what may be changed once a run is saved


def runs_folder(folder: Path | str | None = None) -> Path:
    """Where runs are saved: the folder given, else $PARLEY_RUNS, else ./runs."""
    return Path(folder or os.environ.get("PARLEY_RUNS") or "runs")


def checked_folder(folder: Path | str | None = None) -> Path:
    """The same; RunError where it is a file."""
    root = runs_folder(folder)
    if root.exists() and not root.is_dir():
        raise RunError(f"{root} is a file, expected a folder of saved runs; name one with --runs-dir or PARLEY_RUNS")
    return root


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
        return command(self.manifest)

    def scenario(self) -> Scenario:
        """The scenario that was run, from the text in the manifest."""
        return self._scenario

    @cached_property
    def _scenario(self) -> Scenario:
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

    @property
    def futures(self) -> pd.DataFrame:
        """One row a future, one column a fact, outcome classes and answers as words."""
        from sim.frames import futures_table

        return futures_table(self.columns())

    def outcomes(self) -> pd.DataFrame:
        """(outcome, week, date, share, low, high) of every usual outcome; see `sim.frames.outcomes_table`."""
        from sim.frames import outcomes_table

        return outcomes_table(self.columns(), self.scenario())

    def label(self, **labels: Any) -> Run:
        """Change note, tags, archived, forecasts or observed; everything else stays as it was saved."""
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


def command(facts: Mapping[str, Any]) -> str:
    """The command line that asks for what a manifest says: scenario, variant, changes, replications, weeks, seed.

    >>> asked = {"scenario": "march-2025", "variant": None, "changes": {"mediator.pledge": 0.05}}
    >>> command(asked | {"replications": 200, "weeks": 26, "seed": 0})
    'parley run march-2025 --set mediator.pledge=0.05 --replications=200 --weeks=26 --seed=0'
    """
    reference = facts["scenario"] + (f":{facts['variant']}" if facts["variant"] else "")
    changes = [f"{path}={value}" for path, value in facts["changes"].items()]
    words = ["parley", "run", reference, *(word for change in changes for word in ("--set", change))]
    words += [f"--{key}={facts[key]}" for key in ("replications", "weeks", "seed")]
    words += [f"--per-draw={facts['per_draw']}"] if facts.get("per_draw", 1) > 1 else []
    return shlex.join([*words, "--fixed"] if facts.get("fixed") else words)


def list_runs(folder: Path | str | None = None) -> list[Run]:
    """All complete runs of a store, by name; folders without a manifest are none. RunError where it is a file."""
    root = checked_folder(folder)
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


def named_run(name: str, folder: Path | str | None = None) -> Run | None:
    """The run of just this name, not yet checked; None where there is none."""
    at = runs_folder(folder) / name
    return Run(at) if NAME.fullmatch(name) and _is_run(at) else None


def strangers(folder: Path | str | None = None) -> list[Path]:
    """Folders of a store that hold no run: no manifest is in them. Drafts and other hidden ones are left out."""
    root = checked_folder(folder)
    entries = sorted(root.iterdir()) if root.is_dir() else []
    return [one for one in entries if one.is_dir() and not _is_run(one) and not one.name.startswith(".")]


def open_run(reference: str | Path, folder: Path | str | None = None) -> Run:
    """The run of a name, of the beginning of an id, or in a folder, every file checked."""
    return find_run(reference, folder).check()


def checked_name(name: str) -> str:
    """A name that can be a folder; RunError otherwise."""
    if not NAME.fullmatch(name):
        raise RunError(f'"{name}" cannot be a run\'s name: expected letters, digits and . _ - (at most 100)')
    return name


def _is_run(folder: Path) -> bool:
    return (folder / manifest.MANIFEST).is_file()


def _begins(run: Run, words: str) -> bool:
    try:
        return len(words) >= 4 and run.id.startswith(words)
    except RunError:
        return False
