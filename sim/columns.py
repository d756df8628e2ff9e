"""The data dictionary of saved futures: what each column means, in which unit, and what its codes stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.record import ANSWERS, CLASSES, NONE
from sim.scenario import Scenario
from sim.words import date_of

Codes = Mapping[int, str]

NEVER = {NONE: "never"}
WEEK, WEEKS, TIMES = "week after the offer", "weeks", "times"
STAKE = "stake (1 is all that the actor has at stake)"
ALONE = {
    "replication": ("number of the future under the seed", "number", {}),
    "signed_full": ("week of the first full signature", WEEK, NEVER),
    "signed_partial": ("week of the first partial signature", WEEK, NEVER),
    "full_weeks": ("weeks for which the first full ceasefire stood, up to the horizon", WEEKS, {NONE: "none signed"}),
    "partial_weeks": ("weeks for which the first partial one stood, up to the horizon", WEEKS, {NONE: "none signed"}),
    "signatures": ("texts signed", TIMES, {}),
    "collapses": ("terms that were broken", TIMES, {}),
    "lapses": ("terms that ran out", TIMES, {}),
    "violated_weeks": ("weeks with incidents under terms in force", WEEKS, {}),
    "talks_ended": ("week in which the talks ended", WEEK, NEVER),
    "arms_decided": ("week in which arms decided", WEEK, NEVER),
}
OF_SIDE = {
    "first_answer": ("first answer of {who} to the opening text, week 0", ""),
    "actor_type": ("private type of {who} at the end", "point of the grid of types, from 0, the cheapest war"),
    "blame": ("blame of {who} at the end", "share, 0 to 1"),
    "belief": ("what the public believes at the end: cost of the war to {who}, against the mean type", "multiplier"),
    "surplus": ("surplus of {who} at the first full signature, over going on; empty without one", STAKE),
}
OF_CARD = {"announced": "threatened", "played": "played", "dropped": "threatened and dropped"}
OF_ISSUE = {"terms": "in force at the end", "text": "on the table at the end"}


@dataclass(frozen=True)
class Column:
    """One column: its meaning, its unit, and the words for its codes (all values, or only the special ones)."""

    name: str
    meaning: str
    unit: str
    codes: Codes

    @property
    def told(self) -> str:
        """The codes in one line.

        >>> Column("x", "", "", {-1: "never"}).told
        '-1 = never'
        """
        return "; ".join(f"{code} = {word}" for code, word in self.codes.items())


def describe(name: str, scenario: Scenario) -> Column:
    """What a column of this scenario's futures means; KeyError for a column that is in no run.

    >>> import sim
    >>> describe("class.13", sim.load_scenario("march-2025")).meaning
    'how things stand at the end of week 13 (10 June 2025)'
    """
    kind, _, who = name.partition(".")
    if kind == "class":
        meaning = f"how things stand at the end of week {int(who)} ({date_of(scenario, int(who))})"
        return Column(name, meaning, "outcome class", dict(enumerate(CLASSES)))
    if kind in OF_SIDE:
        return _of_side(name, kind, who, scenario)
    if kind in OF_CARD:
        return Column(name, f"{scenario.cards[who].label}: times {OF_CARD[kind]}", TIMES, {})
    if kind in OF_ISSUE:
        levels = {i: level.label for i, level in enumerate(scenario.issues[who].levels)}
        return Column(name, f"{scenario.issues[who].label}: {OF_ISSUE[kind]}", "level", levels)
    a, b = (scenario.actors[side].label for side in (scenario.front.side_a, scenario.front.side_b))
    if name == "odds":
        return Column(name, f"chance that {a} wins if arms decide, at the end", "chance, 0 to 1", {})
    if name == "ground":
        return Column(name, f"share of the disputed land held by {a}, at the end", "share, 0 to 1", {})
    if name == "victor":
        names = sorted(key for key, actor in scenario.actors.items() if actor.role == "belligerent")
        return Column(name, f"who won the war ({a} or {b})", "actor", {NONE: "nobody", **dict(enumerate(names))})
    meaning, unit, codes = ALONE[name]
    return Column(name, meaning, unit, codes)


def _of_side(name: str, kind: str, who: str, scenario: Scenario) -> Column:
    meaning, unit = OF_SIDE[kind]
    if kind == "first_answer":
        return Column(name, meaning.format(who=scenario.actors[who].label), "answer", dict(enumerate(ANSWERS)))
    named = sorted(scenario.actors[who].types.named) if kind == "actor_type" else []
    return Column(name, meaning.format(who=scenario.actors[who].label), unit, dict(enumerate(named)))


def dictionary(names: Sequence[str], scenario: Scenario) -> list[Column]:
    """All columns of a table, in its order."""
    return [describe(name, scenario) for name in names]
