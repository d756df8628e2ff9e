"""Small random scenarios in which everything that the model knows happens sometimes."""

from __future__ import annotations

from pathlib import Path

import yaml

import sim
from sim.scenario import Scenario
from tests.random_parts.dice import Block
from tests.random_parts.leverage import Leverage

BEHAVIOUR = Path(sim.__file__).parent / "behaviour.yaml"


def random_scenario(seed: int) -> Scenario:
    """A scenario from a seed: the same seed, the same scenario."""
    return Scenario.model_validate(Author(seed).scenario())


class Author(Leverage):
    """Writes one scenario, block by block, as it would stand in a file."""

    def scenario(self) -> Block:
        alternating = self.chance(0.15)
        self.issues = self._issues()
        self.cards = self._cards()
        actors = {i: self._belligerent(i) for i in self.sides} | {o: self._outsider(o) for o in self.outsiders}
        return {
            "name": f"random {self.seed}", "question": "What happens?", "as_of": "2025-03-11",
            "horizon_weeks": self.dice.randint(10, 18),
            "behaviour": self._behaviour(),
            "issues": self.issues, "actors": actors, "front": self._front(), "mediator": self._mediation(),
            "rules": self._rules(alternating), "cards": self.cards, "events": self._events(),
            "packages": self._packages(),
            "opening": {"proposer": self.a if alternating and self.chance(0.5) else self.pen, "package": "opening"},
        }

    def _behaviour(self) -> Block:
        read = yaml.safe_load(BEHAVIOUR.read_text(encoding="utf-8"))
        how: Block = {name: {key: block[key] for key in ("value", "range") if key in block}
                      for name, block in read.items()}
        calm: Block = {"precision_answers": self.number(40, 120), "precision_holders": self.number(30, 120),
                       "audience_cost": self.number(0.0, 0.008)}
        return how | calm | {"precision_mediator": self.number(60, 200), "spell_epsilon": self.number(0.01, 0.05)}

    def _packages(self) -> Block:
        full = next(n for n, level in enumerate(self.issues["scope"]["levels"])
                    if isinstance(level, dict) and level.get("halts_front"))
        scope = self.dice.choice([full, full, full, full, full, 1, 1, 0])
        terms = {"scope": scope} | {issue: self._level(issue) for issue in self.issues if self.chance(0.5)}
        packages: Block = {"opening": {"label": "opening", "terms": terms | {"scope": scope}}}
        for name in self.dice.sample(["grand", "bare", "middle"], self.dice.randint(0, 2)):
            terms = {issue: self._level(issue) for issue in self.issues}
            packages[name] = {"label": name, "terms": terms, "proposed": self.chance(0.8)}
        return packages
