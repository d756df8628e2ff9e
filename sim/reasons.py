"""What each answer was worth, part by part, and what the public made of it: read from the notes of one future."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.record import ANSWERS
from sim.scenario import Scenario
from sim.story import Week
from sim.trace import Note
from sim.words import ANSWER_WORDS, Table, chance, date_of

GIVEN, SECOND = "given", "runner-up"
LEAST_PART = 5e-7  # of the stake: a smaller part is not told
ENDS = {"arms_decided_for": "arms decide", "collapsed": "the terms collapse", "lapsed": "the terms run out"}


@dataclass(frozen=True)
class Part:
    """A part of what an answer was worth, in stake."""

    words: str
    worth: float


@dataclass(frozen=True)
class Option:
    """One answer that could have been given: its parts sum to its worth; `place` says given, runner-up, or neither."""

    answer: str
    worth: float
    chance: float
    place: str
    parts: tuple[Part, ...]


def options(answer: Note) -> list[Option]:
    """Answers that were open to a side, likeliest first. answer: its note of a week in which it answered anew."""
    open_ = sorted((a for a in ANSWERS if np.isfinite(answer["worth"][a])), key=lambda a: -answer["chances"][a])
    second = next((a for a in open_ if a != answer["answer"]), None)
    return [
        Option(
            a, answer["worth"][a], answer["chances"][a],
            GIVEN if a == answer["answer"] else SECOND if a == second else "",
            tuple(part for part in _parts(answer, a) if abs(part.worth) > LEAST_PART),
        )
        for a in open_
    ]  # fmt: skip


def _parts(answer: Note, name: str) -> list[Part]:
    parts, worth = answer["parts"], answer["worth"][name]
    after_yes_but, after_no = (parts["discount"] * parts[f"cards_feared_after_{given}"] for given in ("yes_but", "no"))
    if name == "reject":
        return [Part("cards feared after a no", after_no)]
    if name == "conditional":
        hope = f"the change it asks for, adopted with chance {parts['adoption']:.2f}"
        return [Part(hope, worth - after_yes_but), Part('cards feared after a "yes, but"', after_yes_but)]
    made = [
        Part("the terms, against going on", parts["terms"] - parts["going_on"]),
        Part("red lines crossed", parts["red_lines"]),
        Part("cards that a yes lifts", parts["cards_lifted_by_yes"]),
    ]
    return [*made, Part("cards feared when the terms end", worth - sum(part.worth for part in made))]


def worth_table(answer: Note, actor: str) -> Table:
    """Options of one answer with their parts as a table."""
    rows = []
    for option in options(answer):
        words = ANSWER_WORDS[option.answer] + (f" ({option.place})" if option.place else "")
        rows.append((words, "", _signed(option.worth), chance(option.chance)))
        rows += [("", part.words, _signed(part.worth), "") for part in option.parts]
    head = ("answer", "made up of", "worth, in stake", "chance")
    return Table(f"{actor}: what each answer was worth", head, rows)


def answer_in(notes: Sequence[Note], week: int, actor: str) -> tuple[int, Note] | None:
    """The latest new answer of an actor up to a week, with its week; none before its first."""
    for note in reversed(notes[: week + 1]):
        if note["answers"][actor].get("worth"):
            return note["week"], note["answers"][actor]
    return None


def _signed(worth: float) -> str:
    return f"{round(worth, 4) + 0.0:+.4f}".replace("-", "−")


@dataclass(frozen=True)
class Evidence:
    """What the public learnt of an actor's private type from one answer. Arrays (T,), cheapest war first.

    ratio: how many times likelier the answer was from each type than from the average type as believed (1 teaches
    nothing); belief after = belief before x ratio (Bayes). afresh: what was known before had become void.
    """

    week: int
    answer: str
    words: str
    multipliers: NDArray[np.float64]
    before: NDArray[np.float64]
    ratio: NDArray[np.float64]
    after: NDArray[np.float64]
    own: int
    afresh: bool


def evidence(scenario: Scenario, notes: Sequence[Note], actor: str) -> list[Evidence]:
    """Everything that an actor's answers told of it, in order; nothing where its cost of war is no secret."""
    found = list(_evidence(scenario, notes, actor))
    return [one for one in found if np.ptp(one.multipliers) > 0]


def type_names(multipliers: Sequence[float]) -> list[str]:
    """Types by their cost of war, each name once.

    >>> type_names([0.5, 1.0, 1.0])
    ['0.50', '1.00', '1.00 (2)']
    """
    names = [f"{multiplier:.2f}" for multiplier in multipliers]
    return [
        name if names.index(name) == k else f"{name} ({names[: k + 1].count(name)})" for k, name in enumerate(names)
    ]


def _evidence(scenario: Scenario, notes: Sequence[Note], actor: str) -> Iterator[Evidence]:
    last: NDArray[np.float64] | None = None
    for note in notes:
        answer = note["answers"][actor]
        if not answer.get("worth"):
            continue
        before, after = np.array(answer["belief_before"]), np.array(answer["belief_after"])
        yield Evidence(
            note["week"], answer["answer"], _said(scenario, note, answer), np.array(answer["multipliers"]), before,
            after / np.maximum(before, np.finfo(float).tiny), after, answer["type"],
            last is not None and not np.allclose(before, last, atol=1e-9),
        )  # fmt: skip
        last = after


def _said(scenario: Scenario, note: Note, answer: Note) -> str:
    words = ANSWER_WORDS[answer["answer"]]
    if not answer["condition"]:
        return words
    return f"{words}, asking: {Week(scenario, note).text(answer['condition'], note['proposal']['text'])}"


def belief_table(scenario: Scenario, found: Sequence[Evidence], actor: str) -> Table:
    """Evidence by type: how many times likelier each answer was from it, between what was believed before and after."""
    if not found:
        return Table("", (), [])
    types = [
        f"{name} x" + (" (its own)" if k == found[-1].own else "")
        for k, name in enumerate(type_names(found[-1].multipliers.tolist()))
    ]
    rows = [("believed at first", "", *map(_chance, found[0].before))]
    for one in found:
        if one.afresh:
            rows.append(("believed afresh", _week(one.week), *map(_chance, one.before)))
        rows.append((one.words, _week(one.week), *map(_times, one.ratio)))
    rows.append(("believed at the end", "", *map(_chance, found[-1].after)))
    title = f"What {scenario.actors[actor].label} gave away: its cost of war, times the mean (private)"
    return Table(title, ("evidence", "when", *types), rows)


def resolve_table(scenario: Scenario, notes: Sequence[Note]) -> Table | None:
    """What the public learnt of holders' resolve from threats made good or dropped; none where there were none."""
    rows = [
        (
            f"{scenario.cards[one['card']].label}: {one['did']}", scenario.actors[one["holder"]].label,
            _week(note["week"]), chance(one["before"]), _times(one["after"] / max(one["before"], 1e-300)),
            chance(one["after"]), "resolute" if one["resolute"] else "irresolute",
        )
        for note in notes
        for one in note["threats"]
    ]  # fmt: skip
    head = ("threat", "holder", "when", "believed resolute", "times as likely", "believed after", "it is (private)")
    return Table("What threats made good or dropped gave away: resolve", head, rows) if rows else None


def _week(week: int) -> str:
    return f"week {week}"


def _chance(share: float) -> str:
    return f"{share:.2f}" if share >= 0.005 else "< 0.01"


def _times(ratio: float) -> str:
    """A ratio as a reader needs it.

    >>> _times(1.234), _times(0.0004), _times(34.1)
    ('x 1.2', 'x < 0.01', 'x 34')
    """
    return "x < 0.01" if ratio < 0.01 else f"x {ratio:.2g}"


def headline(scenario: Scenario, note: Note) -> str:
    """A week in a line: its date, and what was new in it."""
    told = "; ".join(news(scenario, note)) or "nothing new"
    return f"Week {note['week']}, {date_of(scenario, note['week'])}: {told}"


def news(scenario: Scenario, note: Note) -> list[str]:
    """What was new in a week, in a few words each; nothing where all stayed as it was."""
    week, cards, front = Week(scenario, note), scenario.cards, note.get("front", {})
    return [
        *week.events(),
        *(words for key, words in ENDS.items() if front.get(key)),
        *(f"{cards[deed['card']].label} {deed['did']}" for deed in note["cards"]),
        *(
            f"{week.actor(actor)} {ANSWER_WORDS[answer['answer']]}"
            for actor, answer in note["answers"].items()
            if answer["new"]
        ),
        *(["signed"] if note["outcome"]["signed"] else []),
    ]


def proposals_table(scenario: Scenario, note: Mapping[str, Any], most: int = 5) -> Table | None:
    """Texts that the mediator weighed in a week, best first, and the one on the table; none where it weighed none."""
    proposal, week = note["proposal"], Week(scenario, dict(note))
    if not proposal or not proposal["acted"]:
        return None
    best = proposal["options"][:most]
    chosen = next(one for one in proposal["options"] if one["text"] == proposal["text"])
    rows = [
        (
            _changed(week, one["text"], proposal["before"]) + (" (on the table)" if one is chosen else ""),
            _signed(one["worth"]), chance(one["both_sign"]), chance(one["chance"]),
        )
        for one in [*best, *([] if chosen in best else [chosen])]
    ]  # fmt: skip
    pen = scenario.actors[scenario.opening.proposer].label
    return Table(f"Texts that {pen} weighed", ("text", "worth, in stake", "both would sign", "chance"), rows)


def _changed(week: Week, text: Mapping[str, int], before: Mapping[str, int]) -> str:
    return "the text as it stood" if text == before else week.text(text, before)


def hands_table(scenario: Scenario, note: Mapping[str, Any], least: float = 0.0005) -> Table | None:
    """Cards that their holders weighed in a week for the next one, likeliest first; none where nobody would."""
    rows = [
        (
            option["chance"],
            (
                scenario.actors[hand["holder"]].label, f"{option['way']} {scenario.cards[option['card']].label}",
                _signed(option["net"]), chance(option["chance"]),
            ),
        )
        for hand in note["hands"]
        for option in hand["options"]
        if option["chance"] >= least
    ]  # fmt: skip
    told = [row for _, row in sorted(rows, key=lambda pair: -pair[0])]
    head = ("holder", "card", "worth, in stake", "chance a week")
    return Table("Cards that holders weighed, until the table is read again", head, told) if told else None
