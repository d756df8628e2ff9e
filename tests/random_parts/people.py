"""Actors, the front and the mediator's stakes."""

from __future__ import annotations

from typing import Any

from .dice import Block
from .issues import Issues


class People(Issues):
    """Who wants what, and what the war does to them."""

    def _demands(self, who: str) -> Block:
        shares = [self.dice.uniform(0.02, 0.15) if k == "scope" else self.dice.uniform(0.1, 1) for k in self.issues]
        demands: Block = {}
        for issue, share in zip(self.issues, shares, strict=True):
            last = self.levels(issue) - 1
            if issue != "scope" and self.chance(0.06):
                continue  # indifferent
            ideal = last if issue == "scope" else self._ideal(who, last)
            demands[issue] = {"ideal": ideal, "salience": round(share / sum(shares), 5)}
            if who in self.sides and self.chance(0.5):
                demands[issue]["red_line"] = self._red_line(issue, ideal)
        return demands

    def _ideal(self, who: str, last: int) -> int:
        """The two sides want opposite ends, outsiders anything."""
        if who == self.a:
            return last
        return 0 if who == self.b else self.dice.randint(0, last)

    def _red_line(self, issue: str, ideal: int) -> Any:
        last = self.levels(issue) - 1
        mark = self.dice.choice([level for level in range(last + 1) if level != ideal])
        line: Block = {"from": mark, "cost": self.number(0.01, 0.06)}
        full = next(n for n, level in enumerate(self.issues["scope"]["levels"])
                    if isinstance(level, dict) and level.get("halts_front"))
        if issue == "scope" or self.chance(0.6):
            line["if"] = {"scope": self.dice.choice([full, 1])}
        return [line, {"from": mark, "cost": 0.004}] if self.chance(0.2) else line

    def _belligerent(self, who: str) -> Block:
        capacity = self.between(0.75, 1.35)
        types: Block = {"sd_ln_cost": self.number(0.2, 0.6)}
        if self.chance(0.25):
            types = {"named": {"hawk": {"cost_multiplier": self.number(0.4, 0.8), "share": 0.6},
                               "dove": {"cost_multiplier": 1.8, "share": 0.4}}}
        if self.chance(0.15):
            types["only"] = self.dice.randint(0, 1)
        giver = self.backer or self.pen
        return {
            "label": who, "role": "belligerent", "demands": self._demands(who), "types": types,
            "war": {"capacity": self.number(capacity, capacity + 0.1), "production": self.number(0.008, 0.014),
                    "aid": {giver: self.number(0.001, 0.004)} if self.chance(0.7) else {},
                    "cost": self.number(0.0001, 0.0008), "worth_of_ground": self.number(0.03, 0.25)}
            | ({"worth_of_halt": self.number(-0.2, 0.1)} if self.chance(0.3) else {}),
            "resolve": self._resolve(), "blame": self.between(0, 0.3),
        }

    def _outsider(self, who: str) -> Block:
        return {"label": who, "role": "mediator" if who == self.pen else "backer", "demands": self._demands(who),
                "cost": self.number(0.0005, 0.003), "worth_of_ground": self.number(-0.05, 0.05),
                "resolve": self._resolve()}

    def _resolve(self) -> Block:
        resolve: Block = {"resolute": 0.5, "irresolute": self.number(1.2, 1.6), "share_resolute": self.number(0.3, 0.7)}
        if self.chance(0.2):
            resolve["only"] = self.dice.choice(["resolute", "irresolute"])
        return resolve

    def _front(self) -> Block:
        return {"side_a": self.a, "side_b": self.b, "held_by_a": self.number(0.1, 0.4),
                "contest_power": self.number(1.5, 3), "decision_hazard": self.number(0.003, 0.02),
                "attrition": self.number(0.008, 0.014), "shock_sd": self.number(0.3, 0.7),
                "speed": self.number(0.005, 0.02)}

    def _mediation(self) -> Block:
        mediation: Block = {"pledge": self.number(0.03, 0.1), "partial_share": self.number(0.2, 0.6)}
        if self.chance(0.7):
            mediation["withdrawal"] = {"base": self.number(0.0, 0.03), "per_week": self.number(0.03, 0.15),
                                       "per_blame": self.number(0.2, 0.6)}
        return mediation

    def _rules(self, alternating: bool) -> Block:
        rules: Block = {"protocol": "alternating"} if alternating else {}
        small = 1
        for issue in self.issues:
            small *= self.levels(issue)
        if small <= 30 and self.chance(0.3):
            rules["candidates"] = "all"
        if self.chance(0.15):
            rules["conditional"] = "off"
        if self.chance(0.3):
            rules["threat_returns"] = "on"
        if self.chance(0.25):
            rules["rounds"] = self.dice.randint(3, 8)
        return rules
