"""Who sits at the table, and the cards they hold."""

from __future__ import annotations

from dataclasses import dataclass

import mesa

from sim.streams import Purpose

from .book import Book, Text
from .numbers import Luck, mix, pick


class Actor(mesa.Agent):
    """Somebody who may hold cards: knows its own resolve, others only believe."""

    def __init__(self, talks: mesa.Model, name: str, book: Book, luck: Luck) -> None:
        super().__init__(talks)
        self.name, self.book, self.luck = name, book, luck
        resolve = book.actors[name].resolve
        self.believed_resolute: float = resolve.share_resolute
        self.resolute: bool = luck(Purpose.RESOLVE, name, 0) < resolve.share_resolute
        if resolve.only is not None:
            self.resolute = resolve.only == "resolute"

    def keep_or_drop(self, chance_resolute: float, chance_irresolute: float) -> None:
        """The public learns from what became of an announced card."""
        resolute = self.believed_resolute * max(1e-6, chance_resolute)
        irresolute = (1 - self.believed_resolute) * max(1e-6, chance_irresolute)
        self.believed_resolute = resolute / (resolute + irresolute)


class Belligerent(Actor):
    """One of the two who must sign: answers with its private type, and is believed and blamed."""

    def __init__(self, talks: mesa.Model, name: str, book: Book, luck: Luck) -> None:
        super().__init__(talks, name, book, luck)
        self.capacity: float = book.actors[name].war.capacity
        self.blame: float = book.actors[name].blame
        self.weights, self.multipliers, _ = book.types[name]
        self.answer: str | None = None
        self.condition: Text | None = None
        self.asked = self.adopted = 0
        self.take_office(0)

    def take_office(self, week: int) -> None:
        """A leader's type is drawn, and nobody knows it."""
        self.actor_type = pick(self.weights, self.luck(Purpose.TYPE, self.name, week))
        only = self.book.actors[self.name].types.only
        if only is not None:
            self.actor_type = only
        self.belief = list(self.weights)

    @property
    def offer(self) -> Text | None:
        """The condition of a standing yes-but."""
        return self.condition if self.answer == "conditional" else None

    @property
    def mean_type(self) -> float:
        """Mean cost multiplier in the public belief."""
        return mix(self.belief, self.multipliers)

    def forget(self) -> None:
        """The table is cleared."""
        self.answer = self.condition = None

    def learn(self, likelihood: list[float]) -> None:
        """The public learns from an answer."""
        joint = [b * max(1e-6, chance) for b, chance in zip(self.belief, likelihood, strict=True)]
        self.belief = [one / sum(joint) for one in joint]


@dataclass
class CardState:
    """Where a card is, and what has been done with it."""

    status: str
    consent: bool
    since: int = 0  # week in which it came into force
    announced: int = 0
    played: int = 0
    dropped: int = 0
