"""Issues and their levels."""

from __future__ import annotations

from typing import Any

from .dice import Block, Dice


class Issues(Dice):
    """What is talked about."""

    def _issues(self) -> Block:
        issues: Block = {"scope": self._scope()}
        makers = [self._posture, self._length, self._map, self._prize, self._monitors, self._prize]
        for place, make in enumerate(self.dice.sample(makers, self.dice.randint(1, 4))):
            issues[f"{self.dice.choice('abyz')}_{make.__name__[1:]}_{place}"] = make()
        return issues

    def _scope(self) -> Block:
        levels: list[Any] = ["war"]
        if self.chance(0.75):
            levels.append({
                "label": "partial", "cost_saved": {self.a: self.number(0.1, 0.5), self.b: self.number(0.1, 0.5)},
                "hazard": self.number(0.02, 0.15), "violation": 0.2,
                **({"open_front": self.dice.choice([0, 0.5, 0.8])} if self.chance(0.5) else {}),
                **({"duration": self.dice.randint(2, 5), "renewal": self.number(0.2, 0.8)} if self.chance(0.6) else {}),
                **({"effective_after": 2} if self.chance(0.3) else {}),
                **({"void_on_breach": True} if self.chance(0.3) else {}),
            })
        levels.append({
            "label": "full", "halts_front": True, "hazard": self.number(0.02, 0.12), "violation": 0.1,
            **({"utility": {self.a: 0.6, self.pen: 0.9}} if self.chance(0.4) else {}),
        })
        if self.chance(0.4):
            levels.append({"label": "full and watched", "halts_front": True, "hazard": self.number(0.0, 0.08),
                           "void_on_breach": self.chance(0.5), "violation": 0.05})
        return {"label": "what stops", "levels": levels}

    def _posture(self) -> Block:
        return {"label": "arming in a truce", "levels": [
            "free", {"label": "slower", "rearmament": {self.a: self.number(0.3, 0.9)}},
            {"label": "frozen", "rearmament": {self.a: 0.2, self.b: self.number(0.2, 1.2)}},
        ]}

    def _length(self) -> Block:
        levels: list[Any] = [
            "open", {"label": "short", "duration": self.dice.randint(2, 4), "renewal": self.number(0.2, 0.7)},
            {"label": "long", "duration": self.dice.randint(4, 7), "renewal": self.number(0.3, 0.9)},
        ]
        return {"label": "how long", "levels": levels}

    def _map(self) -> Block:
        status_quo = self.dice.randint(0, 1)
        levels: list[Any] = [{"label": "back", "line": self.number(0.0, 0.1)}, "in place",
                             {"label": "forward", "line": self.number(0.5, 0.8), "never": {"scope": "war"}}]
        if status_quo == 0:
            levels = ["in place", {"label": "back", "line": 0.05, "effective_after": self.dice.randint(0, 6)}]
        return {"label": "line", "levels": levels, "status_quo": status_quo}

    def _prize(self) -> Block:
        count = self.dice.randint(2, 4)
        levels: list[Any] = [f"step {n}" for n in range(count)]
        if self.chance(0.4):
            levels[-1] = {"label": levels[-1], "effective_after": self.dice.randint(1, 8)}
        issue: Block = {"label": "prize", "levels": levels, "status_quo": self.dice.choice([0, 0, "step 1", 0])}
        if self.chance(0.4):
            who = self.backer or self.pen
            issue["deliverers"] = {who: {"share": 0.6, "cooperation": self.number(0.1, 0.9)}}
        elif self.chance(0.5):
            issue["won_by"] = [self.dice.choice(self.sides)]
        return issue

    def _monitors(self) -> Block:
        return {"label": "monitors", "levels": [
            "none", {"label": "some", "hazard_multiplier": self.number(0.5, 0.9), "violation": 0.05},
            {"label": "many", "hazard_multiplier": 0.4, "never": {"scope": ["war"]}},
        ]}

    def levels(self, issue: str) -> int:
        return len(self.issues[issue]["levels"])

    def _level(self, issue: str) -> int:
        return self.dice.randint(0, self.levels(issue) - 1)
