"""The texts that could lie on the table this week, and what each of them does.

Letters: K issues, M texts, n replications at hand (`at`, indices into the R of a run).
Most texts of a menu differ from today's in one issue. A step on an issue that has no bearing on the war leaves
all but the demands as they are today; packages are the same every week and their facts are found once; texts
that somebody has asked for are looked at only where they are offered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.rules.terms import LEVEL, Array, Attribute, Facts, Ints, Texts, Truth, of_those, pick
from sim.tables import Tables

Levels = NDArray[LEVEL]  # levels of texts
Codes = NDArray[np.int64]
Evaluate = Callable[[Attribute], Array]
OF_DEMANDS = {"lines", "line"}  # what terms do to the map, which has no bearing on the war


def encoder(levels: Sequence[int]) -> Codes:
    """(K,) strides that turn the levels of a text into one number."""
    return np.cumprod([1, *levels[:0:-1]], dtype=np.int64)[::-1]


def facts_by(tables: Tables, evaluate: Evaluate, at: Ints, worth: tuple[Array, ...]) -> Facts:
    """Facts of texts, given how to put one attribute together for all of them."""
    does = {name: evaluate(attribute) for name, attribute in tables.does.items()}
    halted = does["halts"] > 0
    monitor = does["monitor"]
    if tables.does["length"].tables:
        rank: Ints = does["length"].astype(np.intp)
        length, renewal = tables.length.take(rank), pick(tables.renewal, rank, at)
    else:
        length, renewal = tables.length[-1:], tables.renewal[-1]
    return Facts(
        halted=halted,
        open=np.where(halted, 0.0, does["open"]),
        saved=tuple(np.where(halted, 1.0, np.minimum(1.0, does[f"saved{s}"])) for s in (0, 1)),  # type: ignore[arg-type]
        rearm=(does["rearm0"], does["rearm1"]),
        rate=np.where(halted, does["rate_halted"], does["rate"]) * monitor,
        breach=np.where(halted, does["breach_halted"], does["breach"]) * monitor,
        length=length,
        renewal=renewal,
        calm=does["calm"],
        worth=worth,
        lines=does["lines"],
        line=does["line"],
        red=_red(tables, evaluate),
        lifts=tuple(evaluate(attribute) for attribute in tables.lifting),
    )


def _red(tables: Tables, evaluate: Evaluate) -> tuple[Array, Array]:
    one, two = (sum((evaluate(part) for part in parts), start=np.zeros(1)) for parts in tables.red)
    return one, two


def facts_of(tables: Tables, texts: Texts) -> Facts:
    """Facts of texts."""
    return facts_by(
        tables, lambda attribute: attribute.of(texts), texts.at, tuple(part.of(texts) for part in tables.worth)
    )


@dataclass(frozen=True)
class Ban:
    """Levels of two issues that may never be combined: `these` (L,) of the one with `those` of the other."""

    one: int
    these: Truth
    other: int
    those: Truth

    def of(self, levels: NDArray[np.integer]) -> Truth:
        """Which texts (K, ...) break it."""
        met: Truth = self.these.take(levels[self.one]) & self.those.take(levels[self.other])
        return met


def bans(tables: Tables) -> list[Ban]:
    """All that a scenario has."""

    def among(k: int, levels: Collection[int]) -> Truth:
        return np.isin(np.arange(tables.levels[k]), list(levels))

    return [
        Ban(one, among(one, these), other, among(other, those)) for (one, these), (other, those) in tables.never
    ]


def forbidden(never: Sequence[Ban], levels: NDArray[np.integer]) -> Truth:
    """Which texts (K, ...) join levels that may never be combined."""
    found = np.zeros(levels.shape[1:], dtype=bool)
    for ban in never:
        found |= ban.of(levels)
    return found


@dataclass(frozen=True)
class Group:
    """Texts whose facts are found together: whole rows of a menu, or single texts of some replications."""

    rows: Ints  # (G,) of the menu
    columns: Ints | None  # (G,) replications at hand, one for each row; none: all of them
    facts: Facts  # (G, n); (1, G) of single texts


@dataclass(frozen=True)
class Menu:
    """Texts (M) of n replications; row 0 is the text on the table."""

    today: Levels  # (K, n)
    issue: Ints  # of each move
    moved: Levels  # (moves, n) level of its issue after each move
    rest: Levels  # (K, M - 1 - moves, n) texts that are no moves
    number: Ints  # (M, n) which of these texts stands in each row
    code: Codes  # (M, n)
    on: Truth  # (M, n) really on the menu; row 0 always
    groups: tuple[Group, ...]
    facts: Facts | None = None  # (1, n) of today's text

    def text(self, row: Ints, column: Ints) -> Levels:
        """(K, N) levels of some of the texts."""
        number = self.number[row, column]
        levels = self.today[:, column]
        move = np.flatnonzero((number > 0) & (number <= len(self.issue)))
        step = number[move] - 1
        levels[self.issue[step], move] = self.moved[step, column[move]]
        other = np.flatnonzero(number > len(self.issue))
        levels[:, other] = self.rest[:, number[other] - 1 - len(self.issue), column[other]]
        return levels

    def keep(self, on: Truth) -> tuple[Menu, Ints]:
        """The menu with what is on it moved to the top of each column; its (M', n) flat places in the old one."""
        n = on.shape[1]
        place = np.cumsum(on, axis=0, dtype=np.int16)
        count = place[-1]
        row, column = np.nonzero(on)
        number = np.zeros((int(count.max()), n), dtype=np.intp)
        number[place[row, column] - 1, column] = row
        flat = number * n + np.arange(n)
        there = np.arange(len(number))[:, None] < count
        return replace(self, number=number, code=self.code.take(flat), on=there), flat


class MenuMaker:
    """Makes the menus of a run."""

    def __init__(self, tables: Tables, replications: int) -> None:
        self.tables = tables
        self.strides = encoder(tables.levels)
        self.every = np.arange(replications)
        moves = [(k, step) for k, count in enumerate(tables.levels) for step in ((1,) if count == 2 else (-1, 1))]
        self.issue = np.array([k for k, _ in moves], dtype=np.intp)
        self.step = np.array([step for _, step in moves], dtype=LEVEL)[:, None]
        self.last = np.array([tables.levels[k] - 1 for k, _ in moves], dtype=LEVEL)[:, None]
        self.rows = [np.flatnonzero(self.issue == k) for k in range(len(tables.levels))]  # moves of each issue
        of_war = {k for name, part in tables.does.items() if name not in OF_DEMANDS for k in part.tables}
        of_war |= {k for part in tables.lifting for k in part.tables}
        self.of_war = sorted(of_war)
        self.of_demands = [k for k in range(len(tables.levels)) if k not in of_war]
        self.rows_of_war, self.rows_of_demands = (
            np.flatnonzero(np.isin(self.issue, issues)) for issues in (self.of_war, self.of_demands)
        )
        fixed = [levels for _, levels in tables.packages]
        self.packages = np.array(fixed, dtype=np.intp).reshape(len(fixed), len(tables.levels)).T  # (K, P)
        self.as_texts = Texts(self.packages[:, :, None], self.every)
        self.never = bans(tables)
        self.banned = forbidden(self.never, self.packages)  # (P,)
        self.known: dict[int, tuple[Attribute, Array]] = {}  # facts of packages, by identity of the attribute

    def near(self, at: Ints, text: Levels, y_code: Codes, others: Levels, offered: Truth) -> Menu:
        """Today's text, one level up or down, packages, and other texts (K, E, n) where they are offered (E, n)."""
        today, before = Texts(text[:, None], at), text[self.issue]
        moved = np.where(self.last == 1, 1 - before, np.clip(before + self.step, 0, self.last))
        moves, packages, n = len(moved), self.packages.shape[1], len(at)
        rest = np.empty((len(text), packages + others.shape[1], n), dtype=LEVEL)
        rest[:, :packages] = self.packages[:, :, None]
        rest[:, packages:] = others
        code = np.empty((1 + moves + rest.shape[1], n), dtype=np.int64)
        code[: 1 + moves] = self.code(text)
        code[1 : 1 + moves] += self.strides[self.issue][:, None] * (moved - before)
        code[1 + moves : 1 + moves + packages] = (self.strides @ self.packages)[:, None]
        for e in range(others.shape[1]):
            code[1 + moves + packages + e] = self.code(others[:, e])
        on = np.ones(code.shape, dtype=bool)
        on[1 : 1 + moves] = moved != before
        steps = np.abs(rest - text[:, None]).sum(0, dtype=np.int16)
        on[1 + moves :] = steps > 1  # else it is today's text, or one of the moves
        on[1 + moves + packages :] &= offered
        for row in range(1 + moves + packages, len(code)):
            for earlier in range(1 + moves, row):
                offered_before = True if earlier < 1 + moves + packages else offered[earlier - 1 - moves - packages]
                on[row] &= (code[row] != code[earlier]) | np.logical_not(offered_before)
        on &= code != y_code
        if self.never:
            on[1 : 1 + moves] &= ~self._steps_forbidden(text, moved)
            on[1 + moves : 1 + moves + packages] &= ~self.banned[:, None]
            on[1 + moves + packages :] &= ~forbidden(self.never, others)
        on[0] = True
        now = facts_of(self.tables, today)
        number = np.broadcast_to(np.arange(len(code))[:, None], code.shape)
        groups = self._groups(today, now, moved, on, rest)
        return Menu(text, self.issue, moved, rest, number, code, on, groups, now)

    def _steps_forbidden(self, text: Levels, moved: Levels) -> Truth:
        """(moves, n) steps from today's text that end where levels may never be combined."""
        found = np.zeros(moved.shape, dtype=bool)
        for ban in self.never:
            here, there = ban.these.take(text[ban.one]), ban.those.take(text[ban.other])
            met = np.repeat((here & there)[None], len(moved), axis=0)
            met[self.rows[ban.one]] = ban.these.take(moved[self.rows[ban.one]]) & there
            met[self.rows[ban.other]] = here & ban.those.take(moved[self.rows[ban.other]])
            found |= met
        return found

    def _groups(self, today: Texts, now: Facts, moved: Levels, on: Truth, rest: Levels) -> tuple[Group, ...]:
        """Steps that leave the war as it is, with today's text first; the other steps, and packages; single texts."""
        tables, at = self.tables, today.at
        after = [Texts({k: moved[rows]}, at) for k, rows in enumerate(self.rows)]

        def steps(attribute: Attribute, issues: Sequence[int], first: int, last: int) -> Array:
            """`first` rows as today, one row for each step on some issues, `last` rows left open."""
            if not attribute.tables:
                return np.atleast_1d(attribute.together([]))
            parts = {k: today.part(table, k) for k, table in attribute.tables.items()}
            ends = first + np.cumsum([0, *(len(self.rows[k]) for k in issues)])
            out = np.empty((ends[-1] + last, len(at)))
            out[: ends[-1]] = attribute.together(list(parts.values()))
            for k, start, end in zip(issues, ends, ends[1:], strict=False):
                if k in parts:
                    part = after[k].part(attribute.tables[k], k)
                    if attribute.how == "sum":
                        out[start:end] += part - parts[k]
                    else:
                        out[start:end] = attribute.together(list((parts | {k: part}).values()))
            return out

        def with_packages(attribute: Attribute) -> Array:
            out = steps(attribute, self.of_war, 0, packages)
            if out.ndim > 1:
                out[len(self.rows_of_war) :] = self._of_packages(attribute, at)
            return out

        def demands(attribute: Attribute) -> Array:
            return steps(attribute, self.of_demands, 1, 0)

        packages, moves = self.packages.shape[1], len(self.issue)
        asked = {0, 1, tables.pen}  # nobody else weighs a whole menu

        def worth(evaluate: Evaluate) -> tuple[Array, ...]:
            return tuple(evaluate(part) if i in asked else np.zeros(1) for i, part in enumerate(tables.worth))

        calm = replace(
            now,
            worth=worth(demands),
            lines=demands(tables.does["lines"]),
            line=demands(tables.does["line"]),
            red=_red(tables, demands),
        )
        groups = [Group(np.array([0, *(1 + self.rows_of_demands)]), None, calm)]
        if len(self.rows_of_war) or packages:
            rows = np.array([*(1 + self.rows_of_war), *range(1 + moves, 1 + moves + packages)])
            groups.append(Group(rows, None, facts_by(tables, with_packages, at, worth(with_packages))))
        row, column = np.nonzero(on[1 + moves + packages :])
        if row.size:
            single = facts_of(tables, Texts(rest[:, packages + row, column][:, None], at[column]))
            groups.append(Group(1 + moves + packages + row, column, single))
        return tuple(groups)

    def all(self, at: Ints, text: Levels, y_code: Codes) -> Menu:
        """Today's text, then every combination of levels."""
        every = self.tables.alltexts
        assert every is not None
        n = len(at)
        rest = np.broadcast_to(every.T.astype(LEVEL)[:, :, None], (every.shape[1], len(every), n))
        code = np.concatenate(
            [self.code(text)[None], np.broadcast_to((every @ self.strides)[:, None], (len(every), n))]
        )
        on = (code != y_code) & (code != code[0])
        levels = np.concatenate([text[:, None], rest], axis=1)
        on &= ~forbidden(self.never, levels)
        on[0] = True
        number = np.broadcast_to(np.arange(len(code))[:, None], code.shape)
        facts = facts_of(self.tables, Texts(levels, at))
        groups = (Group(np.arange(len(code)), None, facts),)
        nothing, unmoved = np.zeros(0, dtype=np.intp), np.zeros((0, n), dtype=LEVEL)
        return Menu(text, nothing, unmoved, rest, number, code, on, groups, facts.top())

    def code(self, levels: Levels) -> Codes:
        """(...) one number for each of the texts (K, ...)."""
        total = self.strides[0] * levels[0].astype(np.int64)
        for stride, level in zip(self.strides[1:], levels[1:], strict=True):
            total += stride * level
        return total

    def _of_packages(self, attribute: Attribute, at: Ints) -> Array:
        known = self.known.get(id(attribute))
        if known is None:
            known = self.known[id(attribute)] = (attribute, attribute.of(self.as_texts))
        of = known[1]
        return of_those(of, at)
