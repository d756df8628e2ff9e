"""The texts that could lie on the table this week, and what each of them does.

Letters: K issues, M texts, n replications at hand (`at`, indices into the R of a run).
Most texts of a menu differ from today's in one issue, so their facts are today's with that issue's part
put in; packages are the same every week and their facts are found once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.rules.terms import Array, Attribute, Facts, Ints, Truth, pick
from sim.tables import Tables

Levels = NDArray[np.int8]  # levels of texts; a scenario has at most 201 to an issue
Evaluate = Callable[[Attribute], Array]


def encoder(levels: Sequence[int]) -> NDArray[np.int64]:
    """(K,) strides that turn the levels of a text into one number."""
    return np.cumprod([1, *levels[:0:-1]], dtype=np.int64)[::-1]


def facts_by(tables: Tables, evaluate: Evaluate, at: Ints) -> Facts:
    """Facts of texts, given how to put one attribute together for all of them."""
    does = {name: evaluate(attribute) for name, attribute in tables.does.items()}
    halted = does["halts"] > 0
    monitor = does["monitor"]
    rank = does["length"]
    if tables.does["length"].tables:
        rank = rank.astype(np.intp)
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
        worth=tuple(evaluate(attribute) for attribute in tables.worth),
        lines=does["lines"],
        line=does["line"],
        red=tuple(sum((evaluate(part) for part in parts), start=np.zeros(1)) for parts in tables.red),  # type: ignore[arg-type]
        lifts=tuple(evaluate(attribute) for attribute in tables.lifting),
    )


def facts_of(tables: Tables, levels: Ints, at: Ints) -> Facts:
    """Facts of texts given as levels (K, M, n or 1)."""
    shape = levels.shape[1:-1] + (max(levels.shape[-1], len(at)),)

    def evaluate(attribute: Attribute) -> Array:
        return np.broadcast_to(attribute.of(levels, at), shape)

    return facts_by(tables, evaluate, at)


def forbidden(tables: Tables, levels: NDArray[np.integer]) -> Truth | bool:
    """Which texts (K, ...) join levels that may never be combined."""
    found: Truth | bool = False
    for (one, these), (other, those) in tables.never:
        meets = np.isin(levels[one], list(these)) & np.isin(levels[other], list(those))
        found = found | meets
    return found


@dataclass(frozen=True)
class Menu:
    """Texts (M) of n replications; row 0 is the text on the table."""

    levels: Levels  # (K, M, n)
    code: NDArray[np.int64]  # (M, n)
    facts: Facts  # (M, n)
    on: Truth  # (M, n) really on the menu; row 0 always


class MenuMaker:
    """Makes the menus of a run."""

    def __init__(self, tables: Tables, replications: int) -> None:
        self.tables = tables
        self.strides = encoder(tables.levels)
        self.every = np.arange(replications)
        self.moves = [
            (k, step)
            for k, count in enumerate(tables.levels)
            for step in ((0,) if count == 2 else (-1, 1))  # 0: the other of two levels
        ]
        fixed = [levels for _, levels in tables.packages]
        self.packages = np.array(fixed, dtype=np.intp).reshape(len(fixed), len(tables.levels)).T  # (K, P)
        self.known: dict[int, tuple[Attribute, Array]] = {}  # facts of packages, by identity of the attribute

    def near(self, at: Ints, text: Levels, y_code: NDArray[np.int64], others: Levels, offered: Truth) -> Menu:
        """Today's text, one level up or down, packages, and other texts (K, E, n) where they are offered (E, n)."""
        tables, n = self.tables, len(at)
        today = text.astype(np.intp)
        moved = [self._move(today, k, step) for k, step in self.moves]
        moves, packages, extra = len(moved), self.packages.shape[1], others.shape[1]
        rows = 1 + moves + packages + extra
        levels = np.empty((len(tables.levels), rows, n), dtype=np.int8)
        levels[:] = text[:, None]
        on = np.ones((rows, n), dtype=bool)
        code = np.empty((rows, n), dtype=np.int64)
        code[: 1 + moves] = self.strides @ today
        for row, ((k, _), (new, valid)) in enumerate(zip(self.moves, moved, strict=True), start=1):
            levels[k, row] = new
            code[row] += self.strides[k] * (new - today[k])
            if valid is not None:
                on[row] = valid
        tail = slice(1 + moves, rows)
        levels[:, 1 + moves : 1 + moves + packages] = self.packages[:, :, None]
        levels[:, 1 + moves + packages :] = others
        code[1 + moves : 1 + moves + packages] = (self.strides @ self.packages)[:, None]
        code[1 + moves + packages :] = np.tensordot(self.strides, others.astype(np.int64), 1)
        on[1 + moves + packages :] = offered
        steps = np.abs(levels[:, tail] - text[:, None]).sum(0, dtype=np.int64)
        on[tail] &= steps > 1  # else it is today's text, or one of the moves
        for row in range(1 + moves + packages, rows):
            for earlier in range(1 + moves, row):
                offered_before = True if earlier < 1 + moves + packages else offered[earlier - 1 - moves - packages]
                on[row] &= (code[row] != code[earlier]) | np.logical_not(offered_before)
        on &= code != y_code
        on &= np.logical_not(forbidden(tables, levels))
        on[0] = True
        dynamic = others.astype(np.intp)

        def evaluate(attribute: Attribute) -> Array:
            if not attribute.tables:
                return np.array([attribute.together([])])
            parts = {k: pick(table, today[k], at) for k, table in attribute.tables.items()}
            out = np.empty((rows, n))
            out[: 1 + moves] = attribute.together(list(parts.values()))
            for row, ((k, _), (new, _valid)) in enumerate(zip(self.moves, moved, strict=True), start=1):
                if k in parts:
                    part = pick(attribute.tables[k], new, at)
                    if attribute.how == "sum":
                        out[row] += part - parts[k]
                    else:
                        out[row] = attribute.together(list((parts | {k: part}).values()))
            out[1 + moves : 1 + moves + packages] = self._of_packages(attribute, at)
            if extra:
                out[1 + moves + packages :] = attribute.of(dynamic, at)
            return out

        return Menu(levels, code, facts_by(tables, evaluate, at), on)

    def all(self, at: Ints, text: Levels, y_code: NDArray[np.int64]) -> Menu:
        """Today's text, then every combination of levels."""
        every = self.tables.alltexts
        assert every is not None
        n = len(at)
        levels = np.empty((every.shape[1], 1 + len(every), n), dtype=np.int8)
        levels[:, 0] = text
        levels[:, 1:] = every.T[:, :, None]
        code = np.tensordot(self.strides, levels.astype(np.int64), 1)
        on = (code != y_code) & (code != code[0]) & np.logical_not(forbidden(self.tables, levels))
        on[0] = True
        return Menu(levels, code, facts_of(self.tables, levels.astype(np.intp), at), on)

    def _move(self, today: Ints, k: int, step: int) -> tuple[Ints, Truth | None]:
        """Level of issue k after a step, and where there is one."""
        if step == 0:
            return 1 - today[k], None
        new = np.clip(today[k] + step, 0, self.tables.levels[k] - 1)
        return new, new != today[k]

    def _of_packages(self, attribute: Attribute, at: Ints) -> Array:
        known = self.known.get(id(attribute))
        if known is None:
            known = (attribute, np.asarray(attribute.of(self.packages[:, :, None], self.every)))
            self.known[id(attribute)] = known
        of = known[1]
        return of if of.shape[-1] == 1 else of.take(at, axis=-1)
