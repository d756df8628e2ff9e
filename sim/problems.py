"""What is wrong with a scenario, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

MOST_NAMES = 30  # that are listed to choose from

Path = tuple[str | int, ...]  # keys and list positions from the top of a scenario


class Place(NamedTuple):
    """A spot in a file. Lines and columns count from 1; line 0 is something that is in no file."""

    file: str
    line: int = 0
    column: int = 0


class Finding(NamedTuple):
    """Something wrong at a path of a scenario, not yet a line of a file."""

    path: Path
    message: str
    at_key: bool = False  # point at the key, not at its value


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a scenario.

    >>> print(Problem("march.yaml", 41, 15, "salience of ukraine sums to 1.2, expected 1"))
    march.yaml:41:15: salience of ukraine sums to 1.2, expected 1
    """

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{where}: {self.message}"


class ScenarioError(Exception):
    """A scenario cannot be used; `problems` holds everything that is wrong with it, by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda p: (p.file, p.line, p.column, p.message))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[list[Problem]]]:
        return type(self), (self.problems,)  # the error may cross to another process


def problem(place: Place, message: str) -> Problem:
    """A problem at a place."""
    return Problem(place.file, place.line, place.column, message)


def nearest(name: object, known: Iterable[str]) -> str | None:
    """The known name that looks most like a misspelt one.

    >>> nearest("ukrane", ["russia", "ukraine"])
    'ukraine'
    """
    by_lower: dict[str, str] = {}
    for right in known:
        by_lower.setdefault(right.lower(), right)
    close = get_close_matches(str(name)[:200].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def suggest(name: object, known: Sequence[str]) -> str:
    """The way out of a misspelling: the nearest right name, or what there is to choose from.

    >>> suggest("salliance", ["ideal", "salience"])
    "did you mean 'salience'?"
    >>> suggest("x", ["ideal", "salience"])
    'known: ideal, salience'
    """
    right = nearest(name, known)
    if right is not None:
        return f"did you mean {right!r}?"
    shown = list(known)[:MOST_NAMES]
    return f"known: {', '.join(shown)}{', ...' if len(known) > len(shown) else ''}" if shown else "there are none"


def dotted(path: Path) -> str:
    """A path as an analyst writes it: actors.russia.war.cost."""
    return ".".join(map(str, path))
