"""One future in words: what happened, what was chosen, what else it was worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.record import ANSWERS
from sim.scenario import Scenario
from sim.trace import Note
from sim.words import ANSWER_WORDS, chance, date_of, day

if TYPE_CHECKING:
    from sim.explain import Told

OUTCOME = {
    "military_end": "Arms have decided.",
    "collapsed": "The terms in force have collapsed.",
    "full_ceasefire": "A full ceasefire holds.",
    "partial_ceasefire": "A partial ceasefire holds.",
    "talks_ended": "Talks have ended; the war goes on.",
    "conditional": 'Talks go on; a "yes, but" stands.',
    "rejected": "Talks go on; nobody has said yes, but.",
}
LEAST_CHANCE = 0.005  # options of a hand that are rarer than this are not told


def as_text(told: Told) -> str:
    """The whole story: whose it is, how to read its numbers, what led to the offer, then week by week."""
    head = [f"{told.scenario.name}: future {told.replication} under seed {told.seed}: {told.why_this}"]
    if told.same_as_saved is not None:
        head.append(
            "Every week ends as in the saved run."
            if told.same_as_saved
            else "Some weeks DIFFER from the saved run: it was made by another version."
        )
    blocks = ["\n".join([*head, *_legend(told.scenario)]), *_before(told.scenario)]
    quiet: list[int] = []
    for note in told.notes:
        lines = Week(told.scenario, note).lines()
        if lines:
            blocks += [*_quiet(told.scenario, quiet), "\n".join(lines)]
            quiet = []
        else:
            quiet.append(note["week"])
    return "\n\n".join(blocks + _quiet(told.scenario, quiet)) + "\n"


def _legend(scenario: Scenario) -> list[str]:
    """How to read the numbers. Choices are logit (McFadden 1974): e to the power of precision times worth."""
    precision = scenario.behaviour.precision_answers.value
    often = f"; each {log(2) / precision:.2g} of worth more makes an answer twice as likely" if precision else ""
    return [
        "Worth is a share of the actor's stake, which is all that it wants; 0 is to go on as before.",
        f"Chance is how likely the simulated actor was to choose so{often}.",
    ]


def _before(scenario: Scenario) -> list[str]:
    """What had happened before the offer, at its dates."""
    early = sorted((one.date, one.label) for one in scenario.events if one.date and one.date < scenario.as_of)
    lines = [f"  {day(date)}: {label}." for date, label in early]
    return ["\n".join(["Before week 0", *lines])] if lines else []


def _quiet(scenario: Scenario, weeks: list[int]) -> list[str]:
    if not weeks:
        return []
    first, last = (f"{week} ({date_of(scenario, week)})" for week in (weeks[0], weeks[-1]))
    return [f"Week {first}: nothing new." if len(weeks) == 1 else f"Weeks {first} to {last}: nothing new."]


class Week:
    """One week in words."""

    def __init__(self, scenario: Scenario, note: Note) -> None:
        self.scenario, self.note = scenario, note

    def lines(self) -> list[str]:
        """Lines of the week; none where nothing was new."""
        note = self.note
        body = self._events() + self._front() + self._cards() + self._proposal()
        for actor, answer in note["answers"].items():
            if answer["new"]:
                body += self._answer(actor, answer)
        body += self._hands()
        signed = note["outcome"]["signed"]
        if signed:
            body.append(f"  SIGNED: {self.text(signed)}.")
        if not body:
            return []
        monday = dt.date.fromisoformat(note["date"])
        return [f"Week {note['week']} ({day(monday)})", *body, f"  So: {OUTCOME[note['outcome']['class']]}"]

    def events(self) -> dict[str, dt.date | None]:
        """What happened in the week, with its date where it has one; what came before the offer is told before."""
        dates = {event.label: event.date for event in self.scenario.events}
        told = {name: dates.get(name) for name in self.note["events"]}
        return {name: date for name, date in told.items() if date is None or date >= self.scenario.as_of}

    def _events(self) -> list[str]:
        return [f"  Event{f' on {day(date)}' if date else ''}: {name}." for name, date in self.events().items()]

    def _front(self) -> list[str]:
        front, told = self.note.get("front", {}), []
        if front.get("arms_decided_for"):
            told.append(f"  Arms decide: {self.actor(front['arms_decided_for'])} wins.")
        for end, word in (("collapsed", "collapse"), ("lapsed", "run out and are not renewed")):
            if front.get(end):
                told.append(f"  The terms in force {word}: {self.text(front[end])}.")
        return told

    def _cards(self) -> list[str]:
        lines = []
        for deed in self.note["cards"]:
            lines.append(f"  {self.actor(deed['holder'])}: {self.scenario.cards[deed['card']].label}: {deed['did']}.")
            lines += [self._resolve(one) for one in self.note["threats"] if one["card"] == deed["card"]]
        return lines

    def _resolve(self, threat: Mapping[str, Any]) -> str:
        """What a threat that was made good, or dropped, told the public of its holder."""
        resolute, irresolute = (chance(each) for each in threat["likelihood"])
        kind = "resolute" if threat["resolute"] else "irresolute"
        return (
            f"    {threat['did']} with chance {resolute} by a resolute holder, {irresolute} by an irresolute one:"
            f" the public believed it resolute with chance {chance(threat['before'])}, now {chance(threat['after'])}"
            f" (it is {kind}, which is private)"
        )

    def _proposal(self) -> list[str]:
        proposal = self.note["proposal"]
        if proposal is None or (not proposal["acted"] and self.note["week"] > 0):
            return []
        if self.note["week"] > 0 and proposal["text"] == proposal["before"]:
            return []
        pen = self.actor(self.scenario.opening.proposer)
        chosen = next(o for o in proposal["options"] if o["text"] == proposal["text"])
        lines = [f"  On the table, by {pen}: {self.text(proposal['text'])}."]
        others = [o for o in proposal["options"] if o["text"] != proposal["text"]]
        lines.append(f"    forecast: both sign with chance {chance(chosen['both_sign'])}; worth {chosen['worth']:+.4f}")
        if others and proposal["acted"]:
            other = others[0]
            text, both = self.text(other["text"], proposal["text"]), chance(other["both_sign"])
            lines.append(f"    runner-up: {text}: both sign {both}, worth {other['worth']:+.4f}")
        return lines

    def _answer(self, actor: str, answer: Mapping[str, Any]) -> list[str]:
        worth, chances, parts = answer["worth"], answer["chances"], answer["parts"]
        asks = f", and asks: {self.text(answer['condition'], self._on_table())}" if answer["condition"] else ""
        lines = [f"  {self.actor(actor)} answers {ANSWER_WORDS[answer['answer']]}{asks}."]
        ranked = sorted((name for name in ANSWERS if np.isfinite(worth[name])), key=lambda name: -chances[name])
        second = next((name for name in ranked if name != answer["answer"]), None)
        options = []
        for name in ranked:
            tag = " (given)" if name == answer["answer"] else " (runner-up)" if name == second else ""
            options.append(f"{ANSWER_WORDS[name]} {worth[name]:+.4f}, chance {chance(chances[name])}{tag}")
        lines.append("    worth: " + "; ".join(options))
        why = f"    a yes = terms ({parts['terms']:+.4f}) - going on ({parts['going_on']:+.4f})"
        if parts["red_lines"]:
            why += f" + red lines crossed ({parts['red_lines']:+.4f})"
        if parts["cards_lifted_by_yes"]:
            why += f" + cards that a yes lifts ({parts['cards_lifted_by_yes']:+.4f})"
        yes_but, no = (parts[f"cards_feared_after_{given}"] for given in ("yes_but", "no"))
        before, after = (float(np.dot(answer[k], answer["multipliers"])) for k in ("belief_before", "belief_after"))
        return [
            *lines,
            why,
            f"    cards feared if talks go on: {yes_but:+.4f} after a yes-but, {no:+.4f} after a no;"
            f" chance that the mediator adopts its condition, as believed: {parts['adoption']:.2f}",
            f"    its war costs it {answer['multiplier']:.2f} times the mean (private); the public believed"
            f" {before:.2f}, now {after:.2f}; blame was {answer['blame_before']:.3f}, now {answer['blame_after']:.3f}",
        ]

    def _on_table(self) -> dict[str, int] | None:
        proposal = self.note["proposal"]
        return proposal["text"] if proposal else None

    def _hands(self) -> list[str]:
        lines = []
        for hand in self.note["hands"]:
            told = [o for o in hand["options"] if o["chance"] >= LEAST_CHANCE]
            if told:
                target = f" towards {self.actor(hand['target'])}" if hand["target"] else " on its own account"
                options = "; ".join(
                    f"{o['way']} {self.scenario.cards[o['card']].label} {o['net']:+.4f}, chance {o['chance']:.3f}"
                    for o in sorted(told, key=lambda o: -o["chance"])[:3]
                )
                lines.append(f"  {self.actor(hand['holder'])} weighs cards{target} from next week on: {options}")
        return lines

    def actor(self, name: str) -> str:
        """Label of an actor."""
        return self.scenario.actors[name].label

    def text(self, levels: Mapping[str, int], base: Mapping[str, int] | None = None) -> str:
        """Terms in words: the package they are, else what differs from a base text, a package or the status quo."""
        packages = {name: self.scenario.terms(name) for name in self.scenario.packages}
        for name, terms in packages.items():
            if dict(levels) == terms:
                return self.scenario.packages[name].label
        start, words = base, "as on the table, but "
        if start is None:
            name = min(packages, key=lambda p: sum(packages[p][k] != levels[k] for k in levels))
            start, words = packages[name], f"{self.scenario.packages[name].label}, but "
        changed = [k for k in levels if levels[k] != start[k]]
        if len(changed) > 4:
            quo = {k: self.scenario.level(k, issue.status_quo) for k, issue in self.scenario.issues.items()}
            changed, words = [k for k in levels if levels[k] != quo[k]], ""
        return words + ", ".join(
            f"{self.scenario.issues[k].label}: {self.scenario.issues[k].levels[levels[k]].label}" for k in changed
        )
