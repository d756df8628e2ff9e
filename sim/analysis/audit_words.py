"""An audit in words and tables."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from sim.analysis.answer import Answer, change, in_words, of_100, percent, ranged, share_of, share_words
from sim.analysis.audit import Audit, Entry
from sim.words import Table

NOTICED = 0.005  # smallest change of a share that is worth a sentence


def told(found: Audit) -> Answer:
    """The result for a reader: what the numbers rest on, what the result rests on, then every number."""
    scenario, outcome = found.question.scenario, found.question.outcome
    lines = [
        f"In {share_words(found.happened)} simulated futures {in_words(outcome, scenario)}.",
        _counted(found),
        _explained(found),
        _turns(found),
    ]
    tables = [_check(found), _deep(found), _sources(found), _every(found)]
    title = f"{scenario.name}: what {outcome.name} rests on"
    rows = [_row(entry) for entry in found.entries]
    share, low, high = share_of(found.happened)
    facts = {
        "scenario": scenario.name, "outcome": outcome.name, "seed": found.question.seed, "share": share,
        "interval": [low, high], "explained_by_numbers": found.of_numbers,
        "explained_by_judgement": sum(entry.share or 0.0 for entry in found.entries if entry.judged),
        "explained_by_secrets": {one.path: part for one, part in found.secrets}, "numbers": rows,
        "checked": [
            {"path": one.one.path, "share_at_low": one.low.b, "share_at_high": one.high.b, "lowest": min(one.along),
             "highest": max(one.along), "turns": _turned(found, one.along)}
            for one in found.swings
        ],
    }  # fmt: skip
    return Answer(title, lines, [table for table in tables if table.rows], facts, rows)


def _counted(found: Audit) -> str:
    entries = found.entries
    judged, varied = sum(e.judged for e in entries), [e for e in entries if e.share is not None]
    late = sum(e.hindsight for e in entries)
    words = (
        f"{judged} of the {len(entries)} numbers that the scenario states are judgement; {len(varied)} carry a range, "
        f"{sum(e.judged for e in varied)} of them judgement; {len(entries) - len(varied)} are not varied."
    )
    return words + (f" {late} rest on what was known only later (hindsight)." if late else "")


def _explained(found: Audit) -> str:
    if found.of_numbers <= 0:
        return "It comes out alike whatever the numbers are within their ranges, so there is no spread to account for."
    secret = sum(part for _, part in found.secrets)
    judged = sum(entry.share or 0.0 for entry in found.entries if entry.judged)
    part = f"{100 * judged / found.of_numbers:.0f} %"
    most = max(found.secrets, key=lambda pair: pair[1], default=None)
    names = f" (most of it: {most[0].label}, {percent(most[1])})" if most else ""
    return (
        f"Of the variance between single futures, what actors keep to themselves explains {percent(secret)}{names}; "
        f"the numbers, each by itself, explain {percent(found.of_numbers)}, and {part} of that is judgement; the rest "
        "is chance, and things that work together."
    )


def _turned(found: Audit, along: tuple[float, ...]) -> bool:
    """Whether more likely than not becomes less likely than not, or the reverse, somewhere along a range."""
    often = float(np.nanmean(found.base)) > 0.5
    return any((share > 0.5) != often for share in along)


def _turns(found: Audit) -> str:
    turning = [swing.one.label for swing in found.swings if _turned(found, swing.along)]
    if turning:
        return f"Any of these alone can carry the result across an even chance, within its range: {'; '.join(turning)}."
    if not found.swings:
        return "No number could be tried."
    middle = float(np.nanmean(found.base))
    most = max(found.swings, key=lambda swing: max(abs(share - middle) for share in swing.along))
    away = max(most.along, key=lambda share: abs(share - middle))
    if abs(away - middle) < NOTICED:
        return "None of the numbers checked changes it noticeably within its range."
    return (
        "None of the numbers checked turns the result around by itself (across an even chance); furthest goes "
        f"{most.one.label}, which moves it from {of_100(middle)} to {of_100(away)} of 100."
    )


def _check(found: Audit) -> Table:
    shares = {entry.one.path: entry for entry in found.entries}
    rows = [
        (
            swing.one.label, ranged(swing.one), _basis(shares[swing.one.path]),
            _part(found, shares[swing.one.path]), change(swing.low), change(swing.high),
            f"{100 * min(swing.along):.0f} to {100 * max(swing.along):.0f}"
            + (" !" if swing.bends or _turned(found, swing.along) else ""),
        )
        for swing in sorted(found.swings, key=lambda swing: -(shares[swing.one.path].share or 0.0))
    ]  # fmt: skip
    title = "Key assumptions: what explains most, and what the ends of the ranges do (change of 100; the others drawn)"
    head = ("number", "stated (range)", "rests on", "of numbers' part", "at low end", "at high end", "anywhere")
    return Table(title, head, rows)


def _part(found: Audit, entry: Entry) -> str:
    if entry.share is None:
        return "not varied"
    return percent(entry.share / found.of_numbers) if found.of_numbers > 0 else percent(0)


def _basis(entry: Entry) -> str:
    more = [f"{entry.confidence} confidence"] if entry.confidence else []
    return ", ".join([entry.source, *more, *(["hindsight"] if entry.hindsight else [])])


def _deep(found: Audit) -> Table:
    if found.indices is None:
        return Table("", (), [])
    one = found.indices
    rows = [
        (found.strongest[i].label, percent(one.first[i], one.first_error[i]), percent(one.total[i], one.total_error[i]))
        for i in np.argsort(-one.total)
    ]
    title = "Share of the variance of the outcome's share when these are drawn (Sobol; half of the 95 % interval)"
    return Table(title, ("number", "alone", "with all that it works with"), rows)


def _sources(found: Audit) -> Table:
    counts = Counter(entry.source for entry in found.entries)
    parts = {name: sum(e.share or 0.0 for e in found.entries if e.source == name) for name in counts}
    whole = found.of_numbers if found.of_numbers > 0 else 1.0
    varied = Counter(entry.source for entry in found.entries if entry.share is not None)
    rows = [
        (name, str(count), str(varied[name]), percent(parts[name] / whole) if varied[name] else "not varied")
        for name, count in counts.most_common()
    ]
    return Table("What the numbers rest on", ("source", "numbers", "with a range", "of numbers' part"), rows)


def _every(found: Audit) -> Table:
    ordered = sorted(found.entries, key=lambda e: (e.share is None, -(e.share or 0.0)))
    rows = [(e.one.label, _value(e), _basis(e), _part(found, e)) for e in ordered]
    head = ("number", "stated (range)", "rests on", "of numbers' part")
    return Table("Every number, most influential first", head, rows)


def _value(entry: Entry) -> str:
    one = entry.one
    return ranged(one) if one.width > 0 else f"{one.number.value:.4g} {one.unit}".rstrip()


def _row(entry: Entry) -> dict[str, Any]:
    one = entry.one
    low, high = one.ends if one.width > 0 else (None, None)
    return {
        "path": one.path, "label": one.label, "value": one.number.value, "low": low, "high": high, "unit": one.unit,
        "source": entry.source, "confidence": entry.confidence, "hindsight": entry.hindsight, "varied": one.width > 0,
        "share_of_variance": entry.share, "standard_error": entry.error,
    }  # fmt: skip
