"""Where the ways part, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.comparison.pair import Comparison
from sim.comparison.sides import Side
from sim.story import Week
from sim.words import ANSWER_WORDS, OUTCOMES, date_of, in_100

PHASES = {
    "event": "events", "front": "the front", "card": "cards", "proposal": "the text on the table",
    "answer": "answers", "outcome": "the end of the week",
}  # fmt: skip


def parting(made: Comparison, letter: str = "B") -> list[str]:
    """How many futures go another way by when, and the first decision at which the typical one does."""
    found = made.divergence
    if not found:
        return []
    count, by = found["replications"], found["diverged_by_week"]
    last = len(by) - 1
    weeks = sorted({0, 1, 4, 13, 26, last} & set(range(last + 1)))
    told = ", ".join(f"{in_100(by[week], count)} by week {week}" for week in weeks)
    answers = ", ".join(
        f"{made.a.scenario.actors[side].label} in {in_100(share, count)}"
        for side, share in found["first_answers_differ"].items()
    )
    lines = [f"Where the ways of A and {letter} part: {told}.", f"Another first answer: {answers}."]
    typical = found["typical"]
    if typical is None:
        return [*lines, "No future goes another way."]
    lines.append(
        f"The typical one is future {typical['replication']}, of {typical['of_its_kind']:,} in which at the end "
        f"{OUTCOMES[typical['a_ends']]} in A and {OUTCOMES[typical['b_ends']]} in {letter}."
    )
    if typical["week"] is None:
        return [*lines, "Told decision by decision, it goes the same way in both."]
    return [*lines, *_first(made, typical, letter)]


def _first(made: Comparison, typical: Mapping[str, Any], letter: str) -> list[str]:
    week = typical["week"]
    dates = [date_of(side.scenario, week) for side in (made.a, made.b)]
    when = dates[0] if dates[0] == dates[1] else f"{dates[0]} in A, {dates[1]} in {letter}"
    lines = [f"It first parts in week {week} ({when}), over {PHASES[typical['phase']]} (worth in units of stake):"]
    for name, side, decision in (("A", made.a, typical["a"]), (letter, made.b, typical["b"])):
        lines.append(f"  {name}: {_did(side, decision)}")
        lines += [f"       {option}" for option in _options(side, decision)]
    return [*lines, *(f"  parley explain {side.name} --replication {typical['replication']}"
                      for side in (made.a, made.b) if not side.fresh)]  # fmt: skip


def _did(side: Side, decision: Mapping[str, Any]) -> str:
    did, words = decision["did"], Week(side.scenario, {})
    who = words.actor(decision["who"]) if decision["who"] else ""
    if not did:
        return f"{who or 'nothing'}{' does nothing' if who else ' of note'}."
    match decision["phase"]:
        case "event":
            return f"{', '.join(did)}."
        case "front":
            return f"{', '.join(name.replace('_', ' ') for name in did)}."
        case "card":
            return f"{who}: {', '.join(side.scenario.cards[deed['card']].label + ' ' + deed['did'] for deed in did)}."
        case "proposal":
            return f"{words.actor(side.scenario.opening.proposer)} puts on the table: {words.text(did)}."
        case "answer":
            if did["answer"] is None:
                return f"{who} gives no answer."
            asks = f", and asks: {words.text(did['condition'])}" if did["condition"] else ""
            return f"{who} answers {ANSWER_WORDS[did['answer']]}{asks}."
    signed = f"; signed: {words.text(did['signed'])}" if did["signed"] else ""
    return f"{OUTCOMES[did['class']]}{signed}."


def _options(side: Side, decision: Mapping[str, Any]) -> list[str]:
    words, told = Week(side.scenario, {}), []
    for option in sorted(decision["options"], key=lambda one: -one["chance"])[:4]:
        match decision["phase"]:
            case "card":
                what = f"{option['way']} {side.scenario.cards[option['card']].label}"
            case "proposal":
                what = words.text(option["text"])
            case _:
                what = ANSWER_WORDS[option["answer"]]
        worth = "cannot be" if option["worth"] is None else f"worth {option['worth']:+.4f}"
        told.append(f"{what}: {worth}, chance {option['chance']:.3f}")
    return told
