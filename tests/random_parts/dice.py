"""Chance, numbers and names."""

from __future__ import annotations

import random
from typing import Any

Block = dict[str, Any]


class Dice:
    """Throws the dice, and knows who is there and what has been written so far."""

    def __init__(self, seed: int) -> None:
        self.seed, self.dice = seed, random.Random(seed)
        self.a, self.b = self.dice.sample(["aland", "bergen", "corvo", "delos", "elba", "faro"], 2)
        self.pen = self.dice.choice(["geneva", "oslo", "a_quiet_house"])
        self.backer = self.dice.choice(["patron", "zenith", "bank"]) if self.chance(0.7) else None
        self.sides = [self.a, self.b]
        self.outsiders = [self.pen] + ([self.backer] if self.backer else [])
        self.issues: Block = {}
        self.cards: Block = {}

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
