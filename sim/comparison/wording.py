"""A comparison in plain words: one sentence, then tables, the same for the screen, Markdown and the dashboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from math import ceil, floor
from typing import Any

from sim.comparison.attribution import REST
from sim.comparison.beside import Row
from sim.comparison.input_words import input_tables
from sim.comparison.pair import Comparison
from sim.comparison.sides import Side
from sim.outcomes import OF_CARDS
from sim.places import label
from sim.record import ANSWERS, CLASSES
from sim.words import ANSWER_WORDS, OUTCOMES, Table, briefly, date_of, in_100, odds

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CARD_WORDS = {"announced": "is threatened", "played": "is played", "dropped": "is threatened, and the threat dropped"}
ASKED = {
    "signed_full": "a full ceasefire is signed",
    "signed_partial": "a partial ceasefire is signed",
    "full_7_days": "a full ceasefire holds for 7 days by week 13",
    "partial_45_days": "a partial one is signed by week 13 and one is in force 45 days later",
}
MEANS = {
    "weeks_to_signature": "weeks to a full signature, where one comes",
    "odds": "chance of {0} to win the war, as it stands at the end, in 100",
    "ground": "disputed land held by {0} at the end, in 100",
    "belief": "public belief about what war costs {1}, at the end (mean 1)",
}


def letters(made: Comparison) -> list[tuple[str, Side]]:
    """Every side with the letter that it has in the tables."""
    sides = [made.a, made.b, *(one.b for one in made.others)]
    return [(LETTERS[i] if i < len(LETTERS) else f"run {i + 1}", side) for i, side in enumerate(sides)]


def pairs(made: Comparison) -> list[tuple[str, Comparison]]:
    """Every comparison with the first, under the letter of the other side."""
    return [(letter, one) for (letter, _), one in zip(letters(made)[1:], (made, *made.others), strict=True)]


def sentence(made: Comparison) -> str:
    """The finding: the clearest difference among answers, signatures and how it stands at the end.

    Of several sides it is of the first that is not the same as A.
    """
    made = next((one for _, one in pairs(made) if not one.same), made)
    a, b = made.a, made.b
    if made.same:
        return f"Same inputs, same luck: {a.name} and {b.name} hold the same {made.luck.count:,} simulated futures."
    last = max((row.week or 0 for row in made.rows), default=0)
    clear = [row for row in made.rows if _weighty(row, last) and (row.low > 0 or row.high < 0)]
    if not clear:
        return f"No outcome differs clearly between {a.name} and {b.name} in {made.luck.count:,} simulated futures."
    row = max(clear, key=lambda row: abs(row.difference))
    luck = "on the same luck" if row.paired else "on different luck"
    more = "more" if row.difference > 0 else "fewer"
    low, high = sorted((abs(row.low), abs(row.high)))
    return (
        f"{_capital(outcome_words(row, a))} in {in_100(row.b, row.count)} simulated futures of {b.name}, "
        f"against {in_100(row.a, row.count)} of {a.name}: {briefly(abs(row.difference))} {more} "
        f"({floor(100 * low)} to {ceil(100 * high)}, {luck})."
    )


def _weighty(row: Row, last: int) -> bool:
    kind = row.outcome.partition(":")[0]
    return kind in (*ASKED, *(ANSWERS if ":" in row.outcome else ())) or (kind in CLASSES and row.week == last)


def outcome_words(row: Row, side: Side) -> str:
    """An outcome as the end of "in so many futures ..."."""
    kind, _, who = row.outcome.partition(":")
    scenario = side.scenario
    if who and kind in ANSWER_WORDS:
        return f"{scenario.actors[who].label} first answers {ANSWER_WORDS[kind]}"
    if kind in OF_CARDS:
        return f"{scenario.cards[who].label} {CARD_WORDS[kind]}"
    if kind == "resolve":
        return scenario.resolve[who].question
    if kind in OUTCOMES:
        return f"after {row.week} weeks {OUTCOMES[kind]}"
    return ASKED[kind] + (f" by week {row.week}" if row.week is not None else "")


def about(made: Comparison) -> list[str]:
    """Which side has which letter, and the limits of comparing them."""
    lines = [
        f"{letter}: {side.name} ({side.replications:,} futures of {side.weeks} weeks, seed {side.seed}"
        + (", every number at its stated value)" if side.fixed else ")")
        for letter, side in letters(made)
    ]
    several = len(made.others) > 0
    for letter, one in pairs(made):
        lines += [f"Note{f' on {letter}' if several else ''}: {note}." for note in one.notes]
    return lines


def tables(made: Comparison) -> list[Table]:
    """Inputs first, then outcomes, then what made the difference."""
    found = []
    for letter, one in pairs(made):
        found += input_tables(one, letter)
    found += _outcomes(made)
    for letter, one in pairs(made):
        found.append(_attribution(one, letter))
    return [table for table in found if table.rows]


def on_one_line(table: Table) -> Table:
    """The same without line breaks in cells, which Markdown does not know."""
    return Table(table.title, table.head, [tuple(cell.replace("\n", " · ") for cell in row) for row in table.rows])


def _outcomes(made: Comparison) -> list[Table]:
    several = bool(made.others)
    heads = [letter for letter, _ in letters(made)]
    head = ("Of 100 futures", *(heads if several else (*heads, "difference")))
    others = [{(row.outcome, row.week): row for row in one.rows} for one in made.others]

    def cells(row: Row) -> tuple[str, ...]:
        if not several:
            return odds(row.a, row.count), odds(row.b, row.count), gap(row)
        beside = [one.get((row.outcome, row.week)) for one in others]
        return odds(row.a, row.count), *(f"{briefly(r.b)}, {gap(r)}" if r else "" for r in (row, *beside))

    def table(title: str, rows: Iterable[Row], words: Any = outcome_words) -> Table:
        return Table(title, head, [(_capital(words(row, made.a)), *cells(row)) for row in rows])

    kinds = {kind: [row for row in made.rows if _group(row) == kind] for kind in dict.fromkeys(map(_group, made.rows))}
    cards = [row for row in kinds.pop("cards", []) if _shown(row, others)]
    title = "Cards, at least once, that differ by 1 of 100 or more"
    first = [table("First answers (difference: with its 95 % sampling interval)", kinds.pop("answers", []))]
    dated = [
        table(_when(made, week), rows, lambda row, _: OUTCOMES[row.outcome])
        for week, rows in kinds.items()
        if isinstance(week, int)
    ]
    return [
        *first,
        *dated,
        table("Signatures and questions", kinds.get("asked", [])),
        table(title, cards),
        _means(made),
    ]


def _group(row: Row) -> str | int:
    kind, _, who = row.outcome.partition(":")
    if who and kind in ANSWERS:
        return "answers"
    if kind in OF_CARDS:
        return "cards"
    return row.week or 0 if kind in CLASSES else "asked"


def _shown(row: Row, others: Sequence[dict[tuple[str, int | None], Row]]) -> bool:
    same = [one[row.outcome, row.week] for one in others if (row.outcome, row.week) in one]
    return any(abs(one.difference) >= 0.01 for one in (row, *same))


def _when(made: Comparison, week: int) -> str:
    dates = {letter: date_of(side.scenario, week) for letter, side in letters(made)}
    if len(set(dates.values())) == 1:
        return f"After {week} weeks ({dates['A']})"
    return f"After {week} weeks ({', '.join(f'{letter}: {date}' for letter, date in dates.items())})"


def gap(row: Row) -> str:
    """A difference of shares in futures of 100, its interval rounded outwards.

    >>> gap(Row("accept:russia", None, 0.06, 0.63, 0.57, 0.548, 0.592, True, 2000))
    '+57 (+54 to +60)'
    """
    if row.difference == row.low == row.high == 0:
        return "none"
    points = 100 * row.difference
    words = f"{points:+.0f}" if abs(points) >= 1 else f"{points:+.1f}" if points else "0"
    return f"{words} ({_signed(floor(100 * row.low))} to {_signed(ceil(100 * row.high))})"


def _signed(points: int) -> str:
    return f"{points:+d}" if points else "0"


def _means(made: Comparison) -> Table:
    scenario = made.a.scenario
    rows = []
    for row in made.means:
        kind, _, who = row.outcome.partition(".")
        if kind not in MEANS or made.others:
            continue
        side = scenario.actors[scenario.front.side_a].label
        words = MEANS[kind].format(side, scenario.actors[who].label if who else "")
        scale, digits = (100, 1) if kind in ("ground", "odds") else (1, 2)
        numbers = [scale * number for number in (row.a, row.b, row.difference, row.low, row.high)]
        a, b = (f"{number:.{digits}f}" for number in numbers[:2])
        d, low, high = (f"{round(number, digits) + 0.0:+.{digits}f}" for number in numbers[2:])
        rows.append((_capital(words), a, b, f"{d} ({low} to {high})"))
    return Table("Means", ("", "A", "B", "difference"), rows)


def _attribution(one: Comparison, letter: str) -> Table:
    asked = list(dict.fromkeys((e.outcome, e.week) for e in one.effects))
    rows_by = {(row.outcome, row.week): row for row in one.rows}
    effects = {(e.outcome, e.week, e.path): e for e in one.effects}
    rows = []
    for path in dict.fromkeys(e.path for e in one.effects):
        cells = []
        for key in asked:
            effect = effects.get((*key, path))
            error = f" ± {ceil(196 * effect.error)}" if effect and effect.error else ""
            cells.append(f"{_points(effect.effect)}{error}" if effect else "")
        rows.append(("\n+ ".join(part_words(one, path)), *cells))
    totals = ("together", *(_points(rows_by[key].difference) for key in asked))
    head = ("change", *(_capital(outcome_words(rows_by[key], one.a)) for key in asked))
    title = f"Which change made the difference between A and {letter} (of 100 futures; Shapley values)"
    return Table(title, head, [*rows, totals] if rows else [])


def part_words(one: Comparison, path: str) -> list[str]:
    """The changes that an effect's path names, each in words; those of a whole block as the block."""
    labels = {change.path: change.label for change in one.changes} | {REST: "the rest, which inputs do not explain"}
    return [labels.get(name) or _block(one, name) for name in path.split(" + ")]


def _block(one: Comparison, name: str) -> str:
    if not name.endswith(".*"):
        return name
    for side in (one.a, one.b):
        with suppress(KeyError, ValueError):
            return label(side.scenario, name.removesuffix(".*"))
    return name.removesuffix(".*").replace("_", " ")


def _points(share: float) -> str:
    return f"{100 * share:+.1f}" if share else "0"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
