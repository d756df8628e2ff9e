"""What is to be run: everything that determines a result, and under which name it shall be saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim import manifest
from sim.ensemble import spans
from sim.load import load_text, scenario_text
from sim.manifest import RunError
from sim.scenario import Scenario
from sim.streams import SCHEME
from sim.version import VERSION

PLAN = "plan.json"
SHORT = 6  # digits of the id in a name


@dataclass(frozen=True)
class Asked:
    """How a scenario was asked for, beside the scenario itself."""

    scenario: str
    variant: str | None = None
    changes: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Plan:
    """A run before it is made."""

    scenario: Scenario
    asked: Asked
    seed: int
    replications: int
    weeks: int
    fixed: bool = False
    per_draw: int = 1
    name: str | None = None
    note: str = ""

    @cached_property
    def what(self) -> dict[str, Any]:
        """What determines the result."""
        return what_determines(
            scenario_text(self.scenario), self.asked, seed=self.seed, replications=self.replications,
            weeks=self.weeks, fixed=self.fixed, per_draw=self.per_draw,
        )  # fmt: skip

    @property
    def id(self) -> str:
        """Id that the run will have."""
        return manifest.identity(self.what)

    def is_one_chunk(self) -> bool:
        """Whether it is done at one stroke, so that an interrupt leaves nothing worth keeping."""
        return len(spans(self.replications)) == 1

    def options(self) -> dict[str, Any]:
        """What `sim.ensemble.run` needs to be told."""
        return {key: getattr(self, key) for key in ("seed", "replications", "weeks", "fixed", "per_draw")}

    def as_json(self) -> dict[str, Any]:
        """All of it, for a file."""
        about = {"format": manifest.FORMAT, "scenario": self.asked.scenario, "variant": self.asked.variant}
        return about | {"name": self.name, "note": self.note} | self.what


def read_plan(folder: Path) -> Plan:
    """The plan in a folder; RunError where it is damaged, or where this parley would make another result of it."""
    facts = manifest.read(folder, PLAN)
    ours, theirs = (VERSION, SCHEME), (facts["engine"], facts["streams"])
    if ours != theirs:
        raise RunError(
            f"{folder.name} was begun by parley {theirs[0]} (luck by scheme {theirs[1]}), this is {ours[0]} "
            f"(scheme {ours[1]}), which would go on differently: resume it with that version, or remove it with "
            "`parley runs clean`"
        )
    return Plan(
        scenario=load_text(facts["text"], file=f"<{folder.name}>"),
        asked=Asked(facts["scenario"], facts["variant"], facts["changes"]),
        **{key: facts[key] for key in ("seed", "replications", "weeks", "fixed", "per_draw", "name", "note")},
    )


def what_determines(
    text: str, asked: Asked, *, seed: int, replications: int, weeks: int, fixed: bool, per_draw: int
) -> dict[str, Any]:
    """All that a result depends on, as it stands in a manifest; its hash is the id of the run."""
    return {
        "text": text,
        "changes": dict(asked.changes or {}),
        "seed": seed,
        "replications": replications,
        "weeks": weeks,
        "fixed": fixed,
        "per_draw": per_draw,
        "streams": SCHEME,
        "engine": VERSION,
    }


def readable(asked: Asked, identity: str) -> str:
    """Name of a run that was given none."""
    scenario = Path(asked.scenario).stem if asked.scenario.endswith((".yaml", ".yml")) else asked.scenario
    words = "-".join(filter(None, (scenario, asked.variant, identity[:SHORT])))
    return re.sub(r"[^A-Za-z0-9._-]+", "-", words).lstrip("._-")[:100]
