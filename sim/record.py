"""What futures leave behind: the facts of every replication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

CLASSES = (
    "military_end",
    "collapsed",
    "full_ceasefire",
    "partial_ceasefire",
    "talks_ended",
    "conditional",
    "rejected",
)  # outcome of a week, in order of precedence
ANSWERS = ("accept", "conditional", "reject")
NONE = -1  # what did not happen, or was not seen before the horizon


@dataclass
class Futures:
    """Facts of R replications. Axis order here: replications first, one row each, as they are stored.

    Belligerents, issues and cards are in the order of their names (`belligerents`, `issues`, `cards`).
    """

    belligerents: tuple[str, ...]
    issues: tuple[str, ...]
    cards: tuple[str, ...]
    replication: NDArray[np.int64]  # (R,) index under the seed
    classes: NDArray[np.int8]  # (R, W+1) index into CLASSES at the end of week 0 ... W
    first_answer: NDArray[np.int8]  # (R, 2) index into ANSWERS, week 0
    signed_full: NDArray[np.int16]  # (R,) week of the first full signature, or NONE
    signed_partial: NDArray[np.int16]  # (R,) week of the first partial signature, or NONE
    full_weeks: NDArray[np.int16]  # (R,) weeks for which the first full agreement stood (up to the horizon), or NONE
    partial_weeks: NDArray[np.int16]  # (R,) the same of the first partial one
    signatures: NDArray[np.int16]  # (R,) how many texts were signed
    collapses: NDArray[np.int16]  # (R,)
    lapses: NDArray[np.int16]  # (R,)
    violated_weeks: NDArray[np.int16]  # (R,)
    talks_ended: NDArray[np.int16]  # (R,) week, or NONE
    arms_decided: NDArray[np.int16]  # (R,) week, or NONE
    victor: NDArray[np.int8]  # (R,) index into `belligerents`, or NONE
    actor_type: NDArray[np.int8]  # (R, 2) point of the type grid at the end
    announced: NDArray[np.int16]  # (R, C) times
    played: NDArray[np.int16]  # (R, C)
    dropped: NDArray[np.int16]  # (R, C)
    terms: NDArray[np.int16]  # (R, K) levels in force at the end
    text: NDArray[np.int16]  # (R, K) levels on the table at the end
    odds: NDArray[np.float64]  # (R,) side a's chance to win at the end
    ground: NDArray[np.float64]  # (R,) share of the disputed land held by side a at the end
    blame: NDArray[np.float64]  # (R, 2) at the end
    belief: NDArray[np.float64]  # (R, 2) mean cost multiplier in the public belief at the end
    surplus: NDArray[np.float64]  # (R, 2) stake: each side's surplus at the first full signature, NaN without one

    @property
    def count(self) -> int:
        """R."""
        return len(self.replication)

    def columns(self) -> dict[str, NDArray[Any]]:
        """Every fact as a flat column: `first_answer.russia`, `played.aid_pause`, `class.04`, ..."""
        names = _names(self.belligerents, self.issues, self.cards)
        flat: dict[str, NDArray[Any]] = {}
        for fact in fields(self):
            value = getattr(self, fact.name)
            if fact.name == "classes":
                flat |= {f"class.{week:02d}": value[:, week] for week in range(value.shape[1])}
            elif fact.name in names:
                flat |= {f"{fact.name}.{name}": value[:, i] for i, name in enumerate(names[fact.name])}
            elif isinstance(value, np.ndarray):
                flat[fact.name] = value
        return flat


def from_columns(
    columns: Mapping[str, NDArray[Any]],
    belligerents: tuple[str, ...],
    issues: tuple[str, ...],
    cards: tuple[str, ...],
) -> Futures:
    """Futures whose `columns` are these. Raises KeyError where one is missing.

    belligerents, issues, cards: in the order of their names.
    """
    names = _names(belligerents, issues, cards)
    weeks = sum(name.startswith("class.") for name in columns)
    count = len(columns["replication"])

    def fact(name: str) -> NDArray[Any]:
        if name == "classes":
            parts = [columns[f"class.{week:02d}"] for week in range(weeks)]
        elif name in names:
            parts = [columns[f"{name}.{of}"] for of in names[name]]
        else:
            return columns[name]
        return np.stack(parts, axis=1) if parts else np.zeros((count, 0), dtype=np.int16)

    facts = {one.name: fact(one.name) for one in fields(Futures) if one.name not in ("belligerents", "issues", "cards")}
    return Futures(belligerents=belligerents, issues=issues, cards=cards, **facts)


def _names(
    belligerents: tuple[str, ...], issues: tuple[str, ...], cards: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Facts that are told of every belligerent, issue or card."""
    sides = dict.fromkeys(("first_answer", "actor_type", "blame", "belief", "surplus"), belligerents)
    deck = dict.fromkeys(("announced", "played", "dropped"), cards)
    return sides | deck | dict.fromkeys(("terms", "text"), issues)


def join(parts: Sequence[Futures]) -> Futures:
    """Several blocks of one ensemble as one, in the order given."""
    first = parts[0]
    arrays = {
        fact.name: np.concatenate([getattr(part, fact.name) for part in parts])
        for fact in fields(Futures)
        if isinstance(getattr(first, fact.name), np.ndarray)
    }
    return Futures(belligerents=first.belligerents, issues=first.issues, cards=first.cards, **arrays)
