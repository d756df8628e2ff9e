"""What a backtest asks of its cases: which answers are possible, by whom, and what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]
NOT_SEEN = -1  # index of the class of a row whose outcome is unknown, or lies beyond what could be watched


@dataclass(frozen=True, eq=False)
class Question:
    """One question put to many rows; N rows, K classes, F codes. A row for which it does not arise is left out.

    name: of the question. classes: (K,) names, K >= 2, in order of rank. ordered: whether that order has a meaning.
    case: (N,) index of the case that a row belongs to; a case may have several rows.
    war: (N,) index of its war, the same war the same number in every question asked together.
    observed: (N,) index of the class that came about, NOT_SEEN where nobody saw one.
    codes: (N, F) finite numbers that describe the row from the point of view of the one who answers.
    ValueError where shapes disagree, an index is no class, or a case lies in two wars. Arrays are copied, read-only.
    """

    name: str
    classes: tuple[str, ...]
    ordered: bool
    case: Whole
    war: Whole
    observed: Whole
    codes: Array

    def __post_init__(self) -> None:
        for one in fields(self):
            if one.name in ("case", "war", "observed"):
                object.__setattr__(self, one.name, _sealed(getattr(self, one.name), np.int64))
        object.__setattr__(self, "codes", _sealed(self.codes, np.float64))
        _check(self)

    @property
    def seen(self) -> Mask:
        """(N,) whether the outcome of a row was seen."""
        return self.observed != NOT_SEEN

    def without(self, war: int) -> Question:
        """The same question as if nobody had seen how this war's rows came out: what a forecaster may learn from.

        >>> one = Question("agreed", ("no", "yes"), True, [0, 1], [0, 1], [1, 0], [[0.0], [1.0]])
        >>> one.without(0).observed
        array([-1,  0])
        """
        return self.seen_only(self.war != war)

    def seen_only(self, keep: Mask) -> Question:
        """The same question with the outcome kept secret of rows (N,) that are not to be kept."""
        return replace(self, observed=np.where(keep, self.observed, NOT_SEEN))

    def counts(self) -> Array:
        """(K,) how many rows were seen to end in each class."""
        return np.bincount(self.observed[self.seen], minlength=len(self.classes)).astype(float)


def wars_of(questions: Sequence[Question]) -> list[int]:
    """Every war that any row belongs to, in order."""
    return sorted({int(war) for one in questions for war in one.war})


def cases_of(questions: Sequence[Question]) -> list[int]:
    """Every case that any row belongs to, in order."""
    return sorted({int(case) for one in questions for case in one.case})


def _sealed(values: ArrayLike, kind: type) -> NDArray[Any]:
    array: NDArray[Any] = np.array(values, dtype=kind)
    array.setflags(write=False)
    return array


def _check(one: Question) -> None:
    rows = {name: len(getattr(one, name)) for name in ("case", "war", "observed", "codes")}
    if len(set(rows.values())) > 1:
        raise ValueError(f"{one.name}: found rows {rows}, expected as many of each")
    if one.codes.ndim != 2 or not np.isfinite(one.codes).all():
        raise ValueError(f"{one.name}: codes have shape {one.codes.shape}, expected finite numbers in (rows, codes)")
    if len(one.classes) < 2:
        raise ValueError(f"{one.name}: found classes {one.classes}, expected two or more")
    if (wrong := one.observed[(one.observed < NOT_SEEN) | (one.observed >= len(one.classes))]).size:
        raise ValueError(f"{one.name}: observed {wrong[0]}, expected {NOT_SEEN} to {len(one.classes) - 1}")
    if one.case.min(initial=0) < 0 or one.war.min(initial=0) < 0:
        raise ValueError(f"{one.name}: found a case or war below 0, expected indices")
    war_of = np.zeros(one.case.max(initial=0) + 1, dtype=np.int64)
    war_of[one.case] = one.war
    if (torn := one.case[war_of[one.case] != one.war]).size:
        raise ValueError(f"{one.name}: case {torn[0]} lies in two wars, expected one")
