"""What would have to be true, in words and tables."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.analysis.answer import Answer, in_words, of_100, plain, ranged, share_of, share_words
from sim.analysis.draws import Drawn
from sim.analysis.inputs import Array
from sim.analysis.require import FAR, Reached, Required
from sim.outcomes import Outcome
from sim.scenario import Scenario
from sim.words import Table

TELLING = 0.1  # difference of shares from which a secret is worth showing
SHOWN = 12  # numbers of a combination that are listed


def told(found: Required, scenario: Scenario, outcome: Outcome, drawn: list[Drawn], happened: Array) -> Answer:
    """The result for a reader. drawn, happened: what actors kept to themselves in an ensemble, and the outcome."""
    clause, to = in_words(outcome, scenario), f"{of_100(found.level)} of 100"
    way = "reach" if found.upwards else "come down to"
    lines = [f"In {share_words(found.base)} simulated futures {clause}. What would have to be true to {way} {to}?"]
    lines += _verdict(found, way, to)
    hidden = _hidden(found, drawn, happened)
    tables = [_singles(found), _together(found), hidden]
    share, low, high = share_of(found.base)
    facts = {
        "scenario": scenario.name, "outcome": outcome.name, "share": share, "interval": [low, high],
        "level": found.level, "reachable_within_ranges": found.within, "singles": [_fact(one) for one in found.singles],
        "pair": found.pair and _fact(found.pair), "together": found.together and _fact(found.together),
        "furthest_within_ranges": found.best and _fact(found.best),
    }  # fmt: skip
    rows = [
        {"how": how, "count": len(one.inputs), "path": part["path"], "label": part["label"], "stated": part["stated"],
         "value": part["value"], "widths": part["widths"], "share": one.share, "reaches": one.reaches,
         "beyond_its_range": part["beyond"]}
        for how, ways in (("one", found.singles), ("pair", [found.pair]), ("together", [found.together]))
        for one in ways if one
        for part in _fact(one)["numbers"]
    ]  # fmt: skip
    return Answer(f"{scenario.name}: what {outcome.name} requires", lines, [t for t in tables if t.rows], facts, rows)


def _verdict(found: Required, way: str, to: str) -> list[str]:
    if found.best is None:
        return ["No number, moved to either end of its range, brings it any nearer."]
    alone = [one for one in found.singles if one.reaches]
    inside, outside = [one for one in alone if not one.beyond], [one for one in alone if one.beyond]
    lines = []
    if inside:
        lines.append(f"One number alone would do, within its range: {_moved(inside[0])}.")
    elif outside:
        lines.append(f"No number alone does so within its range; beyond it, {_moved(outside[0])} would.")
    else:
        lines.append(f"No number alone does so, even {FAR:g} widths beyond its range.")
    if found.pair and found.pair.reaches:
        lines.append(f"Two together would do: {_moved(found.pair)}.")
    if found.together and found.together.reaches and len(found.together.inputs) > 2:
        lines.append(f"{len(found.together.inputs)} numbers at the better ends of their ranges would do.")
    if not found.within:
        best = found.best
        lines.append(
            f"Not reachable within the stated ranges: the furthest that was reached is {share_words(best.indicator)}, "
            f"with {_moved(best) if len(best.inputs) < 3 else f'{len(best.inputs)} numbers at their better ends'}."
        )
    return lines


def _moved(one: Reached) -> str:
    return " and ".join(
        f"{part.label} at {plain(value)} instead of {plain(part.number.value)}"
        for part, value in zip(one.inputs, one.values, strict=True)
    )


def _singles(found: Required) -> Table:
    rows = [
        (one.inputs[0].label, ranged(one.inputs[0]), plain(one.values[0]), _far(one), _share(one))
        for one in found.singles
    ]
    title = "One number alone, the others drawn from their ranges; least change first (95 % interval)"
    return Table(title, ("number", "stated (range)", "would have to be", "widths of its range", "of 100"), rows)


def _far(one: Reached) -> str:
    if not one.reaches:
        return "not enough"
    return f"{one.distance:.2f}{', beyond it' if one.beyond else ''}"


def _share(one: Reached) -> str:
    share, low, high = share_of(one.indicator)
    return f"{of_100(share)} ({100 * low:.0f} to {100 * high:.0f})"


def _together(found: Required) -> Table:
    one = found.together if found.together and not (found.pair and found.pair.reaches) else found.pair
    if one is None:
        return Table("", (), [])
    numbers = list(zip(one.inputs, one.values, strict=True))
    rows = [(part.label, ranged(part), plain(value)) for part, value in numbers[:SHOWN]]
    more = f"; {len(numbers) - SHOWN} more not shown" if len(numbers) > SHOWN else ""
    title = f"Together, strongest first: {_share(one)} of 100{'' if one.reaches else ', not enough'}{more}"
    return Table(title, ("number", "stated (range)", "would have to be"), rows)


def _hidden(found: Required, drawn: list[Drawn], happened: Array) -> Table:
    """Shares among futures in which an actor's own secret is this or that."""
    rows, shown = [], []
    for one in drawn:
        shares = [np.nanmean(happened[one.values == value]) for value in np.unique(one.values)]
        if max(shares) - min(shares) < TELLING:
            continue
        shown.append(one)
        for value in np.unique(one.values):
            share, low, high = share_of(happened[one.values == value])
            rows.append((one.label, f"{value:.0f}", f"{of_100(share)} ({100 * low:.0f} to {100 * high:.0f})",
                         "yes" if (share >= found.level) == found.upwards else ""))  # fmt: skip
    about = "; ".join(f"{one.label}: {one.about}" for one in shown)
    title = f"What no number of the file decides ({about})"
    return Table(title, ("what an actor keeps to itself", "value", "of 100", "enough"), rows)


def _fact(one: Reached) -> dict[str, Any]:
    share, low, high = share_of(one.indicator)
    numbers = [
        {"path": part.path, "label": part.label, "unit": part.unit, "stated": part.number.value, "value": value,
         "widths": abs(value - part.number.value) / part.width,
         "beyond": not part.ends[0] <= value <= part.ends[1]}
        for part, value in zip(one.inputs, one.values, strict=True)
    ]  # fmt: skip
    return {"numbers": numbers, "share": share, "interval": [low, high], "reaches": one.reaches, "beyond": one.beyond}
