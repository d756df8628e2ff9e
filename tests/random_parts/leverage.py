"""Cards of every kind, and events."""

from __future__ import annotations

from typing import Any

from .dice import Block
from .people import People


class Leverage(People):
    """What may be played, and what may happen."""

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
