"""The outcomes whose shares a summary gives, and where each stands in a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.outcomes import BY_WEEK, OF_CARDS, SIGNED, STANDING, Outcome, usual
from sim.record import Futures
from sim.scenario import Resolves

GROUPS = ("first_answer", "outcome", *SIGNED, *STANDING, "cards", "resolve")

Bools = NDArray[np.bool_]
Path = tuple[str, ...]  # where an outcome stands in a result, e.g. ("outcome", "13", "full_ceasefire")


class Told(NamedTuple):
    """Which futures say yes, and which of them show whether they do (none: all)."""

    hit: Bools  # (R,)
    seen: Bools | None = None  # (R,)


def outcomes(futures: Futures, questions: Mapping[str, Resolves]) -> dict[Path, Told | None]:
    """Every outcome of a chunk by its path; None where the horizon is too short to ask."""
    last, columns = futures.classes.shape[1] - 1, futures.columns()
    in_time = [name for name, question in questions.items() if question.announced_by_week <= last]
    asked = usual(last, belligerents=futures.belligerents, cards=futures.cards, questions=in_time)
    told: dict[Path, Told | None] = {}
    for one in asked:
        answer = one.of(columns, questions)
        unseen = np.isnan(answer)
        told[path_of(one)] = Told(answer == 1, ~unseen if unseen.any() else None)
    if last < BY_WEEK:
        told |= dict.fromkeys([(name,) for name in (*SIGNED, *STANDING)])
    return told | {("resolve", name): None for name in questions if name not in in_time}


def path_of(outcome: Outcome) -> Path:
    """Where an outcome stands in a result.

    >>> path_of(Outcome("full_ceasefire", 13)), path_of(Outcome("accept", None, "russia"))
    (('outcome', '13', 'full_ceasefire'), ('first_answer', 'russia', 'accept'))
    """
    kind, who = outcome.kind, outcome.who
    if kind in (*SIGNED, *STANDING):
        return (kind,)
    if who is None:
        return "outcome", str(outcome.week), kind
    if kind == "resolve":
        return kind, who
    return ("cards" if kind in OF_CARDS else "first_answer"), who, kind


def nested(leaves: Mapping[Path, Any]) -> dict[str, Any]:
    """Leaves by their paths as the nested mappings of a result.

    >>> nested({("signed_full",): 0.5, ("cards", "embargo", "played"): 0.2})["cards"]
    {'embargo': {'played': 0.2}}
    """
    tree: dict[str, Any] = {name: {} for name in GROUPS}
    for path, leaf in leaves.items():
        branch = tree
        for name in path[:-1]:
            branch = branch.setdefault(name, {})
        branch[path[-1]] = leaf
    return tree
