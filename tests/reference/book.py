"""What a text says: from the levels of a scenario to what terms do and what they are worth (model, section 6)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Any

from sim.scenario import Scenario

from .numbers import Luck, grid, plain

Text = tuple[int, ...]  # one level for each issue, issues in the order of their names


@dataclass(frozen=True)
class Terms:
    """What a text does."""

    halted: bool
    saved: dict[str, float]  # actor -> share of the weekly cost of fighting
    open_front: float
    rearmament: dict[str, float]
    length: int | None  # weeks
    renewal: float
    decision: float  # weekly chance that arms decide under it
    broken: float  # rate of collapse that temptation moves
    voided: float  # rate of collapse that nobody need want
    violation: float  # chance of a week with violations
    kind: str  # full, partial or accord


def at_or_beyond(level: int, mark: int, origin: int) -> bool:
    """Whether a level is at the mark or further from the origin in the mark's direction."""
    if mark == origin:
        return level == mark
    return level >= mark if mark > origin else level <= mark


class Book:
    """A scenario as one replication reads it, and everything that follows from its words alone."""

    def __init__(self, scenario: Scenario, luck: Luck | None) -> None:
        self.scenario, self.level = scenario, scenario.level
        self.said = said = plain(scenario, luck)
        self.how = said.behaviour
        self.front, self.cards = said.front, {name: said.cards[name] for name in sorted(said.cards)}
        self.issues: list[str] = sorted(said.issues)
        self.actors: dict[str, Any] = {name: said.actors[name] for name in sorted(said.actors)}
        self.sides: tuple[str, str] = (said.front.side_a, said.front.side_b)
        self.belligerents = tuple(name for name in self.actors if self.actors[name].role == "belligerent")
        proposer = said.opening.proposer
        self.pen: str | None = proposer if self.actors[proposer].role == "mediator" else None
        self.quo: Text = tuple(self.level(k, said.issues[k].status_quo) for k in self.issues)
        self.opening = self.package(said.opening.package)
        self.types = {i: grid(self.actors[i].types, self.how.red_line_exponent) for i in self.belligerents}
        self.victory = {side: self._victory(side) for side in self.sides}
        self._terms: dict[Text, Terms] = {}
        self._worth: dict[tuple[str, Text], tuple[float, float, int]] = {}

    # --- words -----------------------------------------------------------------------------------------------------

    def other(self, side: str) -> str:
        """The other belligerent."""
        return self.sides[1] if side == self.sides[0] else self.sides[0]

    def package(self, name: str) -> Text:
        """The text of a package."""
        terms = self.scenario.terms(name)
        return tuple(terms[k] for k in self.issues)

    def levels(self, text: Text) -> list[tuple[str, int, Any]]:
        """Issue, index and block of each level of a text."""
        return [(k, at, self.said.issues[k].levels[at]) for k, at in zip(self.issues, text, strict=True)]

    def every_text(self) -> list[Text]:
        """Every combination of levels, the last issue fastest."""
        return list(product(*(range(len(self.said.issues[k].levels)) for k in self.issues)))

    def holds(self, condition: dict[str, Any], text: Text) -> bool:
        """Whether each level of a condition is reached, away from the status quo."""
        return all(
            at_or_beyond(text[self.issues.index(k)], self.level(k, mark), self.quo[self.issues.index(k)])
            for k, mark in condition.items()
        )

    def contradicts(self, text: Text) -> bool:
        """Whether a text joins a level with one that it may never be combined with."""
        for _, _, level in self.levels(text):
            for issue, banned in level.never.items():
                marks = banned if isinstance(banned, list) else [banned]
                if text[self.issues.index(issue)] in [self.level(issue, mark) for mark in marks]:
                    return True
        return False

    def lifts(self, text: Text, card: Any) -> bool:
        """Whether a text takes a card out of force."""
        return bool(card.lifted_by.terms) and self.holds(card.lifted_by.terms, text)

    # --- what terms do ---------------------------------------------------------------------------------------------

    def terms(self, text: Text) -> Terms:
        """What a text does."""
        if text not in self._terms:
            self._terms[text] = self._read(text)
        return self._terms[text]

    def _read(self, text: Text) -> Terms:
        levels = [level for _, _, level in self.levels(text)]
        halted = any(level.halts_front for level in levels)
        saved = {i: 1.0 if halted else self._saved(i, levels) for i in self.actors}
        open_front = 0.0 if halted else math.prod(level.open_front for level in levels)
        lengths = [level.duration for level in levels if level.duration is not None]
        shortest = min(lengths, default=None)
        renewal = next((level.renewal for level in levels if level.duration == shortest is not None), 0.0)
        multiplier = math.prod(level.hazard_multiplier for level in levels)
        hazards = [level for level in levels if level.halts_front or not halted]
        partial = open_front < 1 or any(saved[i] > 0 for i in self.belligerents)
        return Terms(
            halted=halted, saved=saved, open_front=open_front, length=shortest, renewal=renewal,
            rearmament={i: math.prod(level.rearmament.get(i, 1.0) for level in levels) for i in self.belligerents},
            decision=0.0 if halted else self.front.decision_hazard,
            broken=multiplier * sum(level.hazard for level in hazards if not level.void_on_breach),
            voided=multiplier * sum(level.hazard for level in hazards if level.void_on_breach),
            violation=1 - math.prod(1 - level.violation for level in levels),
            kind="full" if halted else "partial" if partial else "accord",
        )

    def _saved(self, actor: str, levels: list[Any]) -> float:
        if actor not in self.belligerents:
            return 0.0
        d = self.how.discount
        return float(min(1.0, sum(level.cost_saved.get(actor, 0.0) * d**level.effective_after for level in levels)))

    # --- what they are worth ---------------------------------------------------------------------------------------

    def worth(self, actor: str, text: Text, ground: float) -> float:
        """Dv: worth of a text over the status quo, with what it moves on the map."""
        if (actor, text) not in self._worth:
            lines = [level.line for _, _, level in self.levels(text) if level.line is not None]
            issues = sum(self._issue_worth(actor, k, at, level) for k, at, level in self.levels(text))
            self._worth[actor, text] = issues, sum(lines), len(lines)
        issues, lines_sum, count = self._worth[actor, text]
        return issues + self.ground_worth(actor) * (lines_sum - count * ground)

    def _issue_worth(self, actor: str, issue: str, at: int, level: Any) -> float:
        demand = self.actors[actor].demands.get(issue)
        if demand is None:
            return 0.0
        block = self.said.issues[issue]
        delivered = 1 - sum(one.share * (1 - one.cooperation) for one in block.deliverers.values())
        change = self._utility(actor, issue, at) - self._utility(actor, issue, self.quo[self.issues.index(issue)])
        return float(demand.salience * change * delivered * self.how.discount**level.effective_after)

    def _utility(self, actor: str, issue: str, at: int) -> float:
        levels = self.said.issues[issue].levels
        if actor in levels[at].utility:
            return float(levels[at].utility[actor])
        ideal, last = self.ideal(actor, issue), len(levels) - 1
        return 1 - abs(at - ideal) / max(ideal, last - ideal)

    def ideal(self, actor: str, issue: str) -> int:
        """Level that an actor likes best."""
        return self.level(issue, self.actors[actor].demands[issue].ideal)

    def ground_worth(self, actor: str) -> float:
        """t: what all of the disputed land is worth to an actor, + where it favours side a."""
        if actor in self.sides:
            worth = self.actors[actor].war.worth_of_ground
            return float(worth if actor == self.sides[0] else -worth)
        return float(self.actors[actor].worth_of_ground)

    def red_lines(self, actor: str, text: Text) -> float:
        """rho: what signing a text across an actor's red lines costs its mean type, once."""
        cost = 0.0
        for issue, demand in sorted(self.actors[actor].demands.items()):
            at = text[self.issues.index(issue)]
            for line in demand.red_line:
                crossed = at_or_beyond(at, self.level(issue, line.from_), self.ideal(actor, issue))
                if crossed and self.holds(line.if_, text):
                    cost += line.cost
        return cost

    def _victory(self, side: str) -> Text:
        """Terms that a side brings about where arms decide for it."""
        return tuple(self._won(side, k, quo) for k, quo in zip(self.issues, self.quo, strict=True))

    def _won(self, side: str, issue: str, quo: int) -> int:
        block, demand = self.said.issues[issue], self.actors[side].demands.get(issue)
        can = not block.deliverers and (block.won_by is None or side in block.won_by)
        return self.ideal(side, issue) if can and demand is not None and demand.salience > 0 else quo
