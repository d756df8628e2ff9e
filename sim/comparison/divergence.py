"""Where the same luck goes another way: how many futures by which week, and one of them told decision by decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.comparison.beside import Luck, day
from sim.comparison.sides import Side
from sim.outcomes import last_week, week_column
from sim.record import CLASSES
from sim.trace import Note, trace

MOST_OPTIONS = 4  # of a proposal that are told
_FRONT = ("arms_decided_for", "collapsed", "lapsed", "violated")


@dataclass(frozen=True)
class Decision:
    """One thing done in one week of one side: by whom, what, and what each option was worth."""

    phase: str
    who: str | None
    did: Any
    options: list[dict[str, Any]]


def divergence(a: Side, b: Side, luck: Luck) -> dict[str, Any] | None:
    """Shares of futures that went another way by each week, and where the typical one first did; none if unpaired.

    `diverged_by_week` counts outcome classes, `first_answers_differ` the answers to the opening text.
    """
    if not luck.paired:
        return None
    weeks = min(last_week(a.columns), last_week(b.columns))
    classes = np.stack([_classes(side, weeks, luck.count) for side in (a, b)])
    apart = np.logical_or.accumulate(classes[0] != classes[1], axis=1)
    told: dict[str, Any] = {
        "replications": luck.count,
        "diverged_by_week": [float(share) for share in apart.mean(0)],
        "first_answers_differ": _answers_differ(a, b, luck.count),
        "typical": None,
    }
    chosen = typical(classes)
    if chosen is not None:
        row, like = chosen
        pair = [CLASSES[kind] for kind in classes[:, row, -1]]
        told["typical"] = {
            "replication": row, "of_its_kind": like, "a_ends": pair[0], "b_ends": pair[1],
            **_first_difference(a, b, row, weeks, classes[:, row]),
        }  # fmt: skip
    return told


def typical(classes: NDArray[Any]) -> tuple[int, int] | None:
    """The future (row) whose pair of paths is most like its fellows', and how many fellows; none if all paths agree.

    classes: (2, R, W+1). Fellows are those that end in the commonest pair of different classes, or, where all end
    alike, those that were apart in some week. The lowest number among equals.
    """
    ends = classes[:, :, -1].astype(int)
    apart = ends[0] != ends[1]
    if not apart.any():
        apart = (classes[0] != classes[1]).any(1)
    if not apart.any():
        return None
    pair = ends[0] * len(CLASSES) + ends[1]
    rows = np.flatnonzero(apart & (pair == np.bincount(pair[apart]).argmax()))
    both = classes[0, rows].astype(int) * len(CLASSES) + classes[1, rows]
    likeness = np.sum([np.bincount(week)[week] for week in both.T], axis=0)
    return int(rows[likeness.argmax()]), len(rows)


def _classes(side: Side, weeks: int, count: int) -> NDArray[Any]:
    return np.stack([side.columns[week_column(week)][:count] for week in range(weeks + 1)], axis=1)


def _answers_differ(a: Side, b: Side, count: int) -> dict[str, float]:
    names = [name for name in a.columns if name.startswith("first_answer.") and name in b.columns]
    return {
        name.removeprefix("first_answer."): float((a.columns[name][:count] != b.columns[name][:count]).mean())
        for name in names
    }


def _first_difference(a: Side, b: Side, row: int, weeks: int, classes: NDArray[Any]) -> dict[str, Any]:
    """The first decision that differs between the two traces of one replication."""
    notes = [trace(side.scenario, seed=side.seed, replication=row, weeks=weeks, fixed=side.fixed) for side in (a, b)]
    found: dict[str, Any] = {"week": None, "date_a": None, "date_b": None, "phase": None, "a": None, "b": None}
    for week, (one, two) in enumerate(zip(*notes, strict=True)):
        before = [note[week - 1] if week else None for note in notes]
        pair = next(_differing(one, two, before), None)
        if pair is not None:
            found |= {"week": week, "date_a": day(a, week), "date_b": day(b, week), "phase": pair[0].phase}
            found |= {"a": vars(pair[0]), "b": vars(pair[1])}
            break
    made_again = [[CLASSES.index(note["outcome"]["class"]) for note in side] for side in notes]
    found["as_saved"] = bool((np.array(made_again) == classes).all())
    return found


def _differing(one: Note, two: Note, before: list[Note | None]) -> Iterator[tuple[Decision, Decision]]:
    """Decisions of a week that differ, in the order in which they are taken."""
    decided = [list(_decisions(note, last)) for note, last in zip((one, two), before, strict=True)]
    for phase in ("event", "front", "card", "proposal", "answer", "outcome"):
        mine, theirs = ([d for d in side if d.phase == phase] for side in decided)
        for who in dict.fromkeys(d.who for d in (*mine, *theirs)):
            x, y = (
                next((d for d in side if d.who == who), _nothing(phase, who, last))
                for side, last in zip((mine, theirs), before, strict=True)
            )
            if x.did != y.did:
                yield x, y


def _nothing(phase: str, who: str | None, before: Note | None) -> Decision:
    """Nothing done where the other side did something."""
    return Decision(phase, who, None, _weighed(before, who) if phase == "card" else [])


def _decisions(note: Note, before: Note | None) -> Iterator[Decision]:
    yield Decision("event", None, note["events"], [])
    front = note.get("front", {})
    yield Decision("front", None, {key: front[key] for key in _FRONT if front.get(key)}, [])
    for holder in dict.fromkeys(deed["holder"] for deed in note["cards"]):
        deeds = [{"card": d["card"], "did": d["did"]} for d in note["cards"] if d["holder"] == holder]
        yield Decision("card", holder, deeds, _weighed(before, holder))
    proposal = note["proposal"]
    if proposal is not None:
        yield Decision("proposal", None, proposal["text"], proposal["options"][:MOST_OPTIONS])
    for side, answer in note["answers"].items():
        did = {"answer": answer["answer"], "condition": answer["condition"]}
        options = [
            {"answer": name, "worth": worth if np.isfinite(worth) else None, "chance": answer["chances"][name]}
            for name, worth in answer.get("worth", {}).items()
        ]
        yield Decision("answer", side, did, options)
    outcome = note["outcome"]
    yield Decision("outcome", None, {"class": outcome["class"], "signed": outcome["signed"]}, [])


def _weighed(before: Note | None, holder: str | None) -> list[dict[str, Any]]:
    """What a holder of cards weighed at the end of the week before, for this one."""
    hands = before.get("hands", []) if before else []
    return [
        {"card": o["card"], "way": o["way"], "worth": o["net"], "chance": o["chance"]}
        for hand in hands
        if hand["holder"] == holder
        for o in hand["options"]
    ]
