"""Small random scenarios in which everything that the model knows happens sometimes."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import yaml

import sim
from sim.scenario import Scenario

BEHAVIOUR = Path(sim.__file__).parent / "behaviour.yaml"
Block = dict[str, Any]


def random_scenario(seed: int) -> Scenario:
    """A scenario from a seed: the same seed, the same scenario."""
    return Scenario.model_validate(_Author(seed).scenario())


class _Author:
    """Writes one scenario, block by block, as it would stand in a file."""

    def __init__(self, seed: int) -> None:
        self.seed, self.dice = seed, random.Random(seed)
        self.a, self.b = self.dice.sample(["aland", "bergen", "corvo", "delos", "elba", "faro"], 2)
        self.pen = self.dice.choice(["geneva", "oslo", "a_quiet_house"])
        self.backer = self.dice.choice(["patron", "zenith", "bank"]) if self.chance(0.7) else None
        self.sides = [self.a, self.b]
        self.outsiders = [self.pen] + ([self.backer] if self.backer else [])
        self.issues: Block = {}
        self.cards: Block = {}

    # --- dice ------------------------------------------------------------------------------------------------------

    def chance(self, p: float) -> bool:
        return self.dice.random() < p

    def between(self, low: float, high: float) -> float:
        return round(self.dice.uniform(low, high), 5)

    def number(self, low: float, high: float, ranged: float = 0.3) -> Any:
        """A number, sometimes with a range."""
        value = self.between(low, high)
        if not self.chance(ranged):
            return value
        block = {"value": value, "range": [round(low + (value - low) / 2, 5), round(high - (high - value) / 2, 5)]}
        return block | ({"shape": "uniform"} if self.chance(0.3) else {})

    # --- the whole -------------------------------------------------------------------------------------------------

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

    # --- issues ----------------------------------------------------------------------------------------------------

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

    # --- actors ----------------------------------------------------------------------------------------------------

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
                    "cost": self.number(0.0001, 0.0008), "worth_of_ground": self.number(0.03, 0.25)},
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

    # --- cards, events, packages -----------------------------------------------------------------------------------

    def _cards(self) -> Block:
        makers = [self._sanction, self._answered, self._field, self._carrot, self._aid_cut, self._offensive,
                  self._gesture, self._own_threat, self._arms, self._idle_talk]
        chosen = self.dice.sample(makers, self.dice.randint(2, 6))
        cards = {f"{self.dice.choice('kqrt')}_{make.__name__[1:]}": make() for make in chosen}
        if self.chance(0.7):
            cards["leave"] = {"label": "leave", "holder": self.pen, "effects": {"withdraws": True}}
        return cards

    def _card(self, holder: str, target: str | None, effects: Block, blowback: Any = None) -> Block:
        card: Block = {"label": "card", "holder": holder, "effects": effects,
                       "blowback": self.number(0.002, 0.03) if blowback is None else blowback}
        if target:
            card["target"] = target
        if self.chance(0.25):
            card["half_life_weeks"] = self.number(6, 40)
        if self.chance(0.25):
            card["phase_in_weeks"] = self.dice.randint(1, 4)
        if self.chance(0.25):
            card["requires"] = {"council": self.number(0.4, 0.9), self.pen: 0.8}
        if self.chance(0.15):
            card["announce"] = False
        if self.chance(0.12):
            card["status"] = self.dice.choice(["in_force", "spent"])
        return card

    def _lifting(self) -> Block:
        """Terms that lift a card: a stop of any kind, or a step on another issue away from the status quo."""
        lifting: Block = {"scope": self.levels("scope") - 1 if self.chance(0.5) else 1}
        if self.chance(0.15):
            lifting[self.dice.choice(sorted(self.issues))] = 0  # the status quo itself, or a step back from it
        return lifting

    def _outside(self) -> str:
        return self.dice.choice(self.outsiders)

    def _sanction(self) -> Block:
        effects: Block = {"war_cost": self.number(0.0005, 0.003), "blame": self.between(-0.05, 0.05)}
        card = self._card(self._outside(), self.dice.choice(self.sides), effects)
        lifted: Any = self.dice.choice(["nothing", self._lifting(), {"terms": self._lifting()}, self._lifting()])
        return card | {"lifted_by": lifted}

    def _answered(self) -> Block:
        card = self._card(self._outside(), self.dice.choice(self.sides), {"war_cost": self.number(0.0005, 0.003)})
        lifted: Block = {"answer": "accept"}
        if self.chance(0.6):
            lifted["terms"] = self._lifting()
        return card | {"lifted_by": lifted}

    def _field(self) -> Block:
        target = self.dice.choice(self.sides)
        effects: Block = {"war_cost": self.number(0.001, 0.003), "attrition": {target: self.number(0.0005, 0.002)}}
        return self._card(self._outside(), target, effects) | {"while_fighting": True}

    def _carrot(self) -> Block:
        card = self._card(self._outside(), self.dice.choice(self.sides), {"deal_value": self.number(0.01, 0.05)})
        return card | {"repeatable": False}

    def _aid_cut(self) -> Block:
        """A lever on the ally: the flow of aid stops."""
        target = self.dice.choice(self.sides)
        effects = {"inflow": {target: self.number(-0.004, -0.001)}}
        card = self._card(self._outside(), target, effects) | {"while_fighting": self.chance(0.5)}
        return card | {"lifted_by": self._lifting() if self.chance(0.5) else {"answer": "accept"}}

    def _offensive(self) -> Block:
        holder = self.dice.choice(self.sides)
        target = self.b if holder == self.a else self.a
        effects: Block = {"capacity": {target: self.number(-0.05, -0.01), holder: -0.01}, "blame": 0.05}
        card = self._card(holder, target, effects, self.number(0.001, 0.01))
        return card | {"repeatable": self.chance(0.5), "announce": False}

    def _arms(self) -> Block:
        holder = self.dice.choice(self.sides)
        card = self._card(holder, None, {"inflow": {holder: self.number(0.001, 0.003)}}, self.number(0.002, 0.02))
        return card | {"aim": "war", "announce": False}

    def _idle_talk(self) -> Block:
        """A card that can do nothing: no flows for a war, no belligerent for an answer."""
        if self.chance(0.5):
            return self._card(self.dice.choice(self.sides), None, {"war_cost": 0.001}, 0.0005)
        return self._card(self.dice.choice(self.sides), self.pen, {"war_cost": 0.001}) | {"aim": "answer"}

    def _gesture(self) -> Block:
        card = self._card(self.dice.choice(self.sides), None, {"eases_blame": self.number(0.2, 0.6)}, 0.0005)
        return card | {"repeatable": self.chance(0.7), "announce": False}

    def _own_threat(self) -> Block:
        """A belligerent's own pressure."""
        holder = self.dice.choice(self.sides)
        target = self.b if holder == self.a else self.a
        card = self._card(holder, target, {"war_cost": self.number(0.001, 0.003)})
        return card | {"aim": "answer", "lifted_by": {"terms": self._lifting()}}

    def _events(self) -> list[Block]:
        one, other = self.dice.choice(self.sides), self.dice.choice(self.sides)
        menu: list[Block] = [
            {"label": "aid resumed", "date": "2025-03-01", "effects": {"inflow": {one: 0.001}}},
            {"label": "offensive", "week": 3, "target": one, "effects": {
                "capacity": {other: self.number(-0.08, 0.05)}, "blame": 0.1}},
            {"label": "scandal", "hazard_per_week": self.number(0.05, 0.2), "target": one,
             "effects": {"blame": 0.1, "war_cost": self.number(0.0002, 0.001)}, "once": self.chance(0.5)},
            {"label": "mud", "date": "2025-04-02", "effects": {"attrition": {one: 0.001, other: 0.001}}},
            {"label": "a leader falls", "hazard_per_week": self.number(0.02, 0.08), "new_leader": one},
            {"label": "storm", "hazard_per_week": 0.1, "once": False, "effects": {"capacity": {one: -0.02}}},
        ]
        if self.cards:
            card = self.dice.choice(sorted(self.cards))
            status = self.dice.choice(["idle", "in_force", "in_force", "spent"])
            menu.append({"label": "a law", "week": self.dice.randint(1, 6), "cards": {card: status}})
        return self.dice.sample(menu, self.dice.randint(0, 3))

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
