"""The few outcomes that a reader looks at while a number is moved, beside those of a baseline, and what differs."""

from __future__ import annotations

from sim.comparison import beside
from sim.comparison.beside import Luck, Row
from sim.comparison.sides import Side
from sim.comparison.wording import gap, outcome_words
from sim.outcomes import BY_WEEK, Outcome, last_week
from sim.summary import wilson
from sim.words import Table, interval, odds

ANSWERED = ("accept", "conditional")
STANDS = ("full_ceasefire", "partial_ceasefire", "military_end")


def headlines(a: Side, b: Side) -> list[Row]:
    """First answers, signatures, and how it stands at the end, of those that both sides can show: b against a.

    >>> import sim
    >>> from sim.comparison.sides import sides_of
    >>> a, b = sides_of(["march-2025", "march-2025:dearer_pledge"], replications=200)
    >>> row = headlines(a, b)[0]
    >>> row.outcome, row.paired, row.low <= row.difference <= row.high
    ('accept:russia', True, True)
    """
    luck = Luck.of(a, b)
    same = luck.paired and a.scenario == b.scenario and a.replications == b.replications
    return beside.rows(a, b, _asked(a, b), luck, same)[0]


def headline_table(a: Side, b: Side, found: list[Row]) -> Table:
    """The same in words: of 100 futures of either side, and the difference with its interval."""
    paired = all(row.paired for row in found)
    head = ("Of 100 futures", a.name, b.name, "difference (95 %)" if paired else "difference (95 %, unpaired)")
    rows = [(_words(row, b), odds(row.a, a.replications), odds(row.b, b.replications), gap(row)) for row in found]
    return Table("Key figures", head, rows)


def figures(one: Side, found: list[Row]) -> Table:
    """The same of one side alone, each with its sampling interval."""
    rows = [(_words(row, one), f"{odds(row.b, row.count)} ({_between(row)})") for row in found]
    return Table("Key figures", ("Of 100 futures", f"{one.name} (95 %)"), rows)


def _between(row: Row) -> str:
    return interval(wilson(row.b * row.count, row.count))


def pairing(a: Side, b: Side) -> str:
    """How the two are held against each other, in a sentence."""
    luck = Luck.of(a, b)
    if luck.paired:
        return f"Paired: {luck.count:,} futures of each side share their luck, so that small differences count."
    return f"Unpaired: {luck.why_not}; the intervals are those of two independent samples."


def _asked(a: Side, b: Side) -> list[Outcome]:
    """In the order of a reader's interest."""
    last = min(last_week(side.columns) for side in (a, b))
    names = [{name for name in side.columns if name.startswith("first_answer.")} for side in (a, b)]
    sides = [name.removeprefix("first_answer.") for name in b.columns if name in names[0] & names[1]]
    by = min(BY_WEEK, last)
    return [
        *(Outcome(answer, None, side) for side in sides for answer in ANSWERED),
        Outcome("signed_full", by),
        Outcome("signed_partial", by),
        *(Outcome(kind, last) for kind in STANDS),
    ]


def _words(row: Row, side: Side) -> str:
    words = outcome_words(row, side)
    return words[:1].upper() + words[1:]
