"""A saved run made again from its manifest alone, and held against what was saved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.draft import Asked, Draft, versions
from sim.ensemble import Ensemble, Progress, run
from sim.manifest import FUTURES, RunError
from sim.runs import Run
from sim.streams import SCHEME
from sim.words import number_of

TOLERANCE = 1e-9  # floats differ in their last bits from processor to processor


@dataclass(frozen=True)
class Rerun:
    """The new result, whether it is the old one, and where it is saved."""

    ensemble: Ensemble
    saved: Run | None  # the old one where it is whole and the same
    same: bool
    finding: str


def rerun(
    old: Run,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
    save: bool = True,
) -> Rerun:
    """Simulate what the manifest of `old` says and compare: integers bit for bit, floats within 1e-9.

    A result that differs, or whose old table is damaged, is saved beside the old run, never over it.
    """
    facts = old.manifest
    if facts["streams"] != SCHEME:
        raise RunError(
            f"{old.name} drew its luck by scheme {facts['streams']}, this parley uses {SCHEME}; "
            f"install parley {facts['engine']} to make it again"
        )
    with Draft(old.folder.parent) as draft:
        ensemble = run(
            old.scenario(), replications=facts["replications"], weeks=facts["weeks"], seed=facts["seed"],
            fixed=facts["fixed"], per_draw=facts.get("per_draw", 1), workers=workers, cluster=cluster,
            progress=progress, sink=draft.add,
        )  # fmt: skip
        same, finding = _compare(old, draft.integers, draft.close(), ensemble.replications)
        asked = Asked(facts["scenario"], facts["variant"], facts["changes"])
        saved = draft.save(ensemble, asked, name=old.name, note=facts["note"], tags=facts["tags"]) if save else None
        if saved and not draft.reused:
            saved = saved.label(**{key: facts.get(key) for key in ("forecasts", "observed") if facts.get(key)})
    return Rerun(ensemble, saved, same, finding)


def _compare(old: Run, integers: str, table: Path, replications: int) -> tuple[bool, str]:
    from sim.futures_file import largest_gap

    if integers != old.manifest["integers"]:
        return False, f"The result differs from {old.name} in its integer facts ({_differences(old)})."
    agreed = f"The same {number_of(replications, 'future')} as {old.name}: integers bit for bit"
    try:
        old.check()
    except RunError:
        return True, f"{agreed}; its table is damaged, so that floats could not be compared."
    gap = largest_gap(old.folder / FUTURES, table)
    if gap > TOLERANCE:
        return False, f"{agreed}, but floats differ by up to {gap:.1g} ({_differences(old)})."
    return True, f"{agreed}, floats within {TOLERANCE:g} (largest difference {gap:.1g})."


def _differences(old: Run) -> str:
    now = versions()
    changed = [
        f"{name} {was}, now {now.get(name)}" for name, was in old.manifest["versions"].items() if was != now.get(name)
    ]
    return "saved with " + ", ".join(changed) if changed else "with the same versions: the code has changed since"
