"""Results in plain words: one sentence, then tables, the same for the screen, Markdown, CSV and the dashboard."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from sim.outcomes import BY_WEEK
from sim.record import CLASSES
from sim.scenario import Scenario

OUTCOMES = {
    "military_end": "arms have decided",
    "collapsed": "terms have just collapsed",
    "full_ceasefire": "a full ceasefire holds",
    "partial_ceasefire": "a partial ceasefire holds",
    "talks_ended": "talks have ended",
    "conditional": 'talks go on, with a "yes, but"',
    "rejected": "talks go on, with no agreement",
}
ANSWER_WORDS = {"accept": '"yes"', "conditional": '"yes, but"', "reject": '"no"'}
assert tuple(OUTCOMES) == CLASSES
SHARES = (
    "outcome", "first_answer", "signed_full", "signed_partial", "full_7_days", "partial_45_days", "cards", "resolve",
)  # fmt: skip

Json = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A titled table of text."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def under(table: Table, heads: int = 1) -> Table:
    """A table for reading: the first `heads` cells of rows once, on a line of their own, above the rest of each row.

    >>> under(Table("t", ("issue", "actor", "wants"), [("sea", "A", "truce"), ("sea", "B", "war")])).rows
    [('sea', ''), ('· A', 'truce'), ('· B', 'war')]
    """
    rows, last = [], None
    for row in table.rows:
        first, rest = row[:heads], row[heads:]
        if first != last:
            rows.append((*first, *[""] * (len(rest) - heads)))
            last = first
        rows.append((f"· {rest[0]}", *rest[1:]))
    head = [f"{one}, {other}" for one, other in zip(table.head[:heads], table.head[heads:], strict=False)]
    return Table(table.title, (*head, *table.head[2 * heads :]), rows)


def odds(share: float, count: int) -> str:
    """How many of 100 futures, never none and never all: what no future showed is rarer than a single one of them.

    A single future shows no share: it did so, or it did not.

    >>> odds(0.42, 2000), odds(0.0, 2000), odds(0.003, 2000), odds(0.9996, 5000)
    ('42', 'fewer than 1', 'fewer than 1', 'more than 99')
    >>> odds(0.0, 50), odds(1.0, 50), odds(0.0, 1), odds(1.0, 1)
    ('fewer than 2', 'more than 98', 'no', 'yes')
    """
    if count == 1:
        return "yes" if share else "no"
    least, hundredths, most = (round(100 * part) for part in (1 / count, share, 1 - 1 / count))
    if share == 0 or hundredths < 1:
        return f"fewer than {max(1, least)}"
    if share == 1 or hundredths > 99:
        return f"more than {min(99, most)}"
    return f"{hundredths}"


def briefly(share: float) -> str:
    """The same where the number of futures is told elsewhere.

    >>> briefly(0.42), briefly(0.0), briefly(1.0)
    ('42', 'fewer than 1', 'more than 99')
    """
    return odds(share, 100)


def in_100(share: float, count: int) -> str:
    """The same within a sentence.

    >>> in_100(0.42, 2000), in_100(0.0, 50)
    ('42 of 100', 'fewer than 2 of 100')
    """
    return f"{odds(share, count)} of 100"


def chance(share: float) -> str:
    """A chance that was worked out, not counted: never nought or sure where it is neither.

    >>> chance(0.25), chance(0.0), chance(0.00004), chance(0.99996)
    ('0.250', '0', '< 0.001', '> 0.999')
    """
    if share in (0.0, 1.0):
        return f"{share:.0f}"
    return "< 0.001" if share < 0.0005 else "> 0.999" if share > 0.9995 else f"{share:.3f}"


def number_of(count: int, thing: str) -> str:
    """A number with its noun.

    >>> number_of(1, "week"), number_of(2000, "future")
    ('1 week', '2,000 futures')
    """
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def interval(ends: Sequence[float] | None) -> str:
    """A sampling interval in futures of 100, rounded outwards.

    >>> interval([0.403, 0.596]), interval([0.0, 0.0019]), interval([0.998, 1.0]), interval(None)
    ('40 to 60', 'below 1', 'above 99', '')
    """
    if ends is None:
        return ""
    low, high = floor(100 * ends[0]), ceil(100 * ends[1])
    if low == 0:
        return f"below {high}" if high < 100 else "anything"
    return f"above {low}" if high >= 100 else f"{low} to {high}"


def brackets(summary: Json) -> str:
    """What stands in brackets behind a share: both intervals by name, and how the second was found."""
    sampling = "In brackets: sampling interval (95 %, how far chance alone may have moved the share)"
    how = summary.get("assumptions_words", "none, because the run was saved before they were kept")
    if not summary.get("assumptions_by"):
        return f"{sampling}. Assumptions interval: {how}."
    middle = "assumptions interval (middle 90 % of the share over the ranges of the numbers; - where luck hides it)"
    return f"{sampling}; {middle}, {how}."


def date_of(scenario: Scenario, week: int) -> str:
    """Calendar date on which a week begins, counted from the as-of date."""
    return day(scenario.as_of + dt.timedelta(weeks=week))


def day(date: dt.date) -> str:
    """A date as it is read out.

    >>> day(dt.date(2025, 3, 4))
    '4 March 2025'
    """
    return f"{date.day} {date:%B %Y}"


def sentence(summary: Json, scenario: Scenario) -> str:
    """The answer in one sentence: how each side most often first answers, and how it most often stands at the end.

    Both sides are told, always in the same order, so that the sentences of two runs can be read side by side.
    """
    count = summary["replications"]
    told = [(scenario.actors[actor].label, *_most(answers)) for actor, answers in summary["first_answer"].items()]
    week, outcome = list(summary["outcome"].items())[-1]
    end, share = _most(outcome)
    after = f"after {number_of(int(week), 'week')}, on {date_of(scenario, int(week))},"
    if count == 1:
        answers = " and ".join(f"{who} first answers {ANSWER_WORDS[answer]}" for who, answer, _ in told)
        return f"In the one simulated future {answers}; {after} {OUTCOMES[end]}."
    (a, first, often), (b, other, as_often) = told
    return (
        f"In {in_100(often, count)} simulated futures {a} first answers {ANSWER_WORDS[first]}, "
        f"in {odds(as_often, count)} {b} answers {ANSWER_WORDS[other]}; "
        f"{after} the most frequent outcome is that {OUTCOMES[end]} ({in_100(share, count)})."
    )


def _most(shares: dict[str, float]) -> tuple[str, float]:
    return max(shares.items(), key=lambda item: item[1])


def _of(count: int) -> str:
    """What the cells of a table count."""
    return "In the one future" if count == 1 else "Of 100 futures"


def tables(summary: Json, scenario: Scenario) -> list[Table]:
    """All results that a reader wants first."""
    made = [make(summary, scenario) for make in (_outcomes, _answers, _signatures, _cards, _resolve)]
    return [table for table in made if table.rows]


def _outcomes(summary: Json, scenario: Scenario) -> Table:
    count, weeks = summary["replications"], list(summary["outcome"])
    head = [_of(count), *(f"week {week}, {date_of(scenario, int(week))}" for week in weeks)]
    rows = [
        (words, *(_with_interval(summary, count, "outcome", week, name) for week in weeks))
        for name, words in OUTCOMES.items()
    ]
    return Table("How it stands", tuple(head), rows)


def _answers(summary: Json, scenario: Scenario) -> Table:
    count = summary["replications"]
    rows = [
        (
            scenario.actors[actor].label,
            *(_with_interval(summary, count, "first_answer", actor, name) for name in ANSWER_WORDS),
        )
        for actor in summary["first_answer"]
    ]
    package = scenario.packages[scenario.opening.package].label
    return Table(f"First answer to the opening text: {package}", (_of(count), *ANSWER_WORDS.values()), rows)


def _signatures(summary: Json, scenario: Scenario) -> Table:
    by = f"by week {BY_WEEK} ({date_of(scenario, BY_WEEK)})"
    asked = {
        "signed_full": f"a full ceasefire is signed {by}",
        "signed_partial": f"a partial ceasefire is signed {by}",
        "full_7_days": f"a full ceasefire holds for 7 days {by}",
        "partial_45_days": "a partial one is signed by then, and one is in force 45 days later",
    }
    count = summary["replications"]
    rows = [(words, _with_interval(summary, count, name)) for name, words in asked.items() if summary[name] is not None]
    mean = summary["mean_weeks_to_signature"]
    if mean is not None:
        rows.append(("weeks to a full signature, where one comes (mean)", f"{mean:.1f} weeks"))
    return Table("Signatures", (_of(count), ""), rows)


def _cards(summary: Json, scenario: Scenario) -> Table:
    """Cards that were threatened or played in at least 1 of 100 futures, most played first."""
    count = summary["replications"]
    shares = sorted(summary["cards"].items(), key=lambda item: -float(item[1]["played"]))
    often = [(card, share) for card, share in shares if round(100 * max(share["announced"], share["played"])) >= 1]
    rows = [
        (
            scenario.cards[card].label,
            scenario.actors[scenario.cards[card].holder].label,
            *(odds(share[name], count) for name in ("announced", "played", "dropped")),
        )
        for card, share in often
    ]
    title = "Cards, at least once" + _others(len(shares) - len(often), count)
    return Table(title, (_of(count), "held by", "threatened", "played", "threat dropped"), rows)


def _others(cards: int, count: int) -> str:
    """What is said of the cards that the table leaves out.

    >>> _others(9, 2000), _others(1, 50), _others(3, 1), _others(0, 50)
    (' (9 others in fewer than 1 of 100 each)', ' (1 other in fewer than 2 of 100)', ' (3 others not once)', '')
    """
    if not cards:
        return ""
    rarely = "not once" if count == 1 else f"in {odds(0, count)} of 100{' each' if cards > 1 else ''}"
    return f" ({number_of(cards, 'other')} {rarely})"


def _resolve(summary: Json, scenario: Scenario) -> Table:
    count = summary["replications"]
    rows = [
        (scenario.resolve[name].question, _with_interval(summary, count, "resolve", name))
        for name, share in summary["resolve"].items()
        if share is not None
    ]
    return Table("Forecasting questions", (_of(count), "yes"), rows)


def _with_interval(summary: Json, count: int, *path: str) -> str:
    share: Any = summary
    ends: Any = summary["intervals"]
    middle: Any = summary.get("assumptions")
    for name in path:
        share, ends, middle = share[name], ends[name], middle and middle[name]
    words = odds(share, count)
    if count == 1:
        return words
    both = [interval(ends)] + ([interval(middle) or "-"] if summary.get("assumptions_by") else [])
    return words if set(both) <= {"below 1", "-"} and len(both) > 1 else f"{words} ({'; '.join(both)})"


def as_markdown(title: str, lines: Sequence[str], parts: Sequence[Table]) -> str:
    """Sentence and tables as Markdown."""
    return "\n\n".join([f"# {title}", *lines, *map(markdown_table, parts)]) + "\n"


def markdown_table(table: Table) -> str:
    """One table as Markdown, under its title."""
    rows = ["| " + " | ".join(row) + " |" for row in (table.head, ("---",) * len(table.head), *table.rows)]
    return f"## {table.title}\n\n" + "\n".join(rows)


def as_csv(summary: Json) -> str:
    """Every share, one line each: what, share, ends of the 95 % sampling and of the assumptions interval."""
    ends = (summary["intervals"], summary.get("assumptions") or {})
    leaves = [leaf for name in SHARES for leaf in _leaves(name, summary[name], *(of.get(name) for of in ends))]
    head = ("what", "share", "low", "high", "assumptions_low", "assumptions_high")
    return rows_as_csv(
        [head, *((path, share, *(chance or ("", "")), *(middle or ("", ""))) for path, share, chance, middle in leaves)]
    )


def rows_as_csv(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV text."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _leaves(path: str, share: Any, *ends: Any) -> list[tuple[Any, ...]]:
    if not isinstance(share, dict):
        return [(path, share, *ends)]
    return [
        leaf for name in share for leaf in _leaves(f"{path}.{name}", share[name], *(of and of[name] for of in ends))
    ]
