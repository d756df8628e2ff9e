"""What drives an outcome, in words and tables."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from sim.analysis.answer import Answer, change, in_words, percent, plain, ranged, share_of, share_words
from sim.analysis.drivers import AT_EACH, Drivers, Swing
from sim.analysis.screening import Screened
from sim.words import Table

SHOWN = 15  # rows of the screening on the screen


def told(found: Drivers) -> Answer:
    """The result for a reader: a sentence, the tornado, the indices, the screening."""
    scenario, outcome = found.question.scenario, found.question.outcome
    lines = [
        f"In {share_words(found.base)} simulated futures {in_words(outcome, scenario)}, "
        "every number at its stated value.",
        _what_drives(found),
        *_bends_in_words(found),
        *_indices_in_words(found),
    ]
    tables = [tornado_table(found.swings), _indices_table(found), _screening_table(found)]
    title = f"{scenario.name}: what drives {outcome.name}"
    return Answer(title, lines, [table for table in tables if table.rows], _facts(found), _rows(found))


def _what_drives(found: Drivers) -> str:
    clear = [swing for swing in found.swings if swing.reach > 0 and not _may_be_nothing(swing)]
    if not clear:
        return "No number, moved to either end of its range, clearly changes that."
    most = clear[0]
    ends = sorted((most.low.b, most.high.b))
    return (
        f"Most of all it hangs on: {most.one.label} ({100 * ends[0]:.0f} to {100 * ends[1]:.0f} of 100 between the "
        f"ends of its range). {len(clear)} of the {len(found.swings)} numbers followed up change it clearly alone."
    )


def _bends_in_words(found: Drivers) -> list[str]:
    """Numbers whose ends mislead, with the value at which the outcome is furthest out."""
    lines = []
    for swing in found.swings:
        if swing.bends:
            places = np.linspace(*swing.one.ends, len(swing.along))
            off = [abs(share - (swing.low.b + swing.high.b) / 2) for share in swing.along]
            most = int(np.argmax(off))
            lines.append(
                f"Beware of {swing.one.label}: its ends do not tell it all; at {plain(places[most])} it is "
                f"{100 * swing.along[most]:.0f} of 100. A result that turns within a range rests on the exact value."
            )
    return lines


def _may_be_nothing(swing: Swing) -> bool:
    """Whether the intervals of both ends hold nought."""
    return all(one.low <= 0 <= one.high for one in (swing.low, swing.high))


def _indices_in_words(found: Drivers) -> list[str]:
    if found.indices is None:
        return ["Nothing varies beyond luck when these numbers are drawn from their ranges, so there are no indices."]
    alone, spread = float(np.maximum(0, found.indices.first).sum()), 100 * float(np.sqrt(found.indices.variance))
    return [
        f"Drawn from their ranges together, these numbers move it with a standard deviation of {spread:.1f} of 100; "
        f"about {min(100, round(100 * alone))} % of that variance is the sum of what each does alone, the rest comes "
        f"from numbers that work together."
    ]


def tornado_table(swings: list[Swing]) -> Table:
    """Changes at the two ends of each range."""
    rows = [
        (swing.one.label, ranged(swing.one), change(swing.low), change(swing.high), _between(swing)) for swing in swings
    ]
    title = (
        f"Ends of the ranges: change in futures of 100 ({AT_EACH:,} futures, same luck; ± half of the 95 % interval)"
    )
    return Table(title, ("number", "stated (range)", "at its low end", "at its high end", "anywhere"), rows)


def _between(swing: Swing) -> str:
    """Lowest and highest share anywhere along the range, with a mark where the ends do not tell it."""
    return f"{100 * min(swing.along):.0f} to {100 * max(swing.along):.0f}{' !' if swing.bends else ''}"


def _indices_table(found: Drivers) -> Table:
    title = "Share of the variance between draws of these numbers (Sobol; half of the 95 % interval; luck taken out)"
    if found.indices is None:
        return Table(title, (), [])
    numbers = found.indices
    rows = [
        (found.strongest[i].label, percent(numbers.first[i], numbers.first_error[i]),
         percent(numbers.total[i], numbers.total_error[i]))
        for i in np.argsort(-numbers.total)
    ]  # fmt: skip
    return Table(title, ("number", "alone", "with all that it works with"), rows)


def _screening_table(found: Drivers) -> Table:
    title = "Screening of all (Morris): change in futures of 100 over the whole range, the others anywhere in theirs"
    if found.screened is None:
        return Table(title, (), [])
    one, order = found.screened, found.screened.order
    rest = sum(one.mu_star[i] - one.noise[i] < 0.01 for i in order[SHOWN:])
    rows = [
        (found.inputs[i].label, _sized(one, i), f"{100 * one.mu[i]:+.1f}", f"{100 * one.sigma[i]:.1f}",
         f"{100 * one.noise[i]:.1f}")
        for i in order[:SHOWN]
    ]  # fmt: skip
    title += f"; {len(order) - len(rows)} more, {rest} of them below 1 beyond luck" if len(order) > SHOWN else ""
    return Table(title, ("number", "mean size", "direction", "spread", "luck alone"), rows)


def _sized(one: Screened, i: int) -> str:
    return f"{100 * one.mu_star[i]:.1f} ± {100 * one.error[i]:.1f}"


def _facts(found: Drivers) -> dict[str, Any]:
    share, low, high = share_of(found.base)
    screened, numbers = found.screened, found.indices
    return {
        "scenario": found.question.scenario.name,
        "outcome": found.question.outcome.name,
        "seed": found.question.seed,
        "weeks": found.question.weeks,
        "share": share,
        "interval": [low, high],
        "variance": numbers and numbers.variance,
        "variance_of_luck_at_a_point": numbers and numbers.noise,
        "numbers": _rows(found),
        "screening": [
            {"path": one.path, "mu_star": screened.mu_star[i], "error": screened.error[i], "mu": screened.mu[i],
             "sigma": screened.sigma[i], "luck_alone": screened.noise[i]}
            for i, one in enumerate(found.inputs)
        ]
        if screened
        else None,
    }  # fmt: skip


def _rows(found: Drivers) -> list[dict[str, Any]]:
    """Every number followed up: its range, what its ends do, and its indices."""
    place = {one.path: i for i, one in enumerate(found.strongest)}
    rows = []
    for swing in found.swings:
        one, row = swing.one, {}  # type: Any, dict[str, Any]
        row |= {"path": one.path, "label": one.label, "unit": one.unit, "value": one.number.value}
        row |= {"lowest": min(swing.along), "highest": max(swing.along)}
        for end, value, moved in zip(("low", "high"), one.ends, (swing.low, swing.high), strict=True):
            row |= {end: value, f"share_at_{end}": moved.b, f"change_at_{end}": moved.value,
                    f"change_at_{end}_from": moved.low, f"change_at_{end}_to": moved.high}  # fmt: skip
        if found.indices is not None:
            parts = asdict(found.indices)
            row |= {name: float(parts[name][place[one.path]])
                    for name in ("first", "first_error", "total", "total_error")}  # fmt: skip
        rows.append(row)
    return rows
