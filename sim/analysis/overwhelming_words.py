"""The map of a card, in words, as a table that reads at 80 columns, and as a chart."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.answer import Answer, in_words, of_100, plain, weeks_of
from sim.analysis.overwhelming import Crossing, Strength, effects_of
from sim.words import Table

SHADES = " ░▒▓█"


def told(found: Strength) -> Answer:
    """The answer to: how strong and how credible would the card have to be?"""
    label, asked = found.scenario.cards[found.card].label, in_words(found.outcome, found.scenario)
    lines = [
        f"{label}: as the scenario has it, in {of_100(found.base[0])} of 100 futures {asked}.",
        _finding(found),
        "",
        "Damage 1 is " + ", ".join(f"{plain(one.number.value)} {one.unit}".rstrip() for one in effects_of(
            found.scenario, found.card)) + f"; blowback 1 is {plain(found.scenario.cards[found.card].blowback.value)} "
        "stake to the holder, 0 is free.",
        f"{found.replications:,} futures of {weeks_of(found.weeks)} at each point, seed {found.seed}, the same luck at "
        "all; damage and blowback stand at these values, other numbers are drawn.",
    ]  # fmt: skip
    return Answer(
        f"{found.scenario.name}: how strong {label} would have to be", lines, [_map(found)], _facts(found), _rows(found)
    )


def _finding(found: Strength) -> str:
    best = [(one.value, blowback) for one, blowback in zip(found.crossings, found.blowback, strict=True)]
    there = [(value, blowback) for value, blowback in best if value is not None]
    level = f"{100 * found.level:.0f} of 100"
    if not there:
        return (
            f"{level} is reached nowhere: not at {found.damage[-1]:g} times the damage, and not for free; the most is "
            f"{of_100(float(found.shares.max()))} of 100."
        )
    value, blowback = min(there)
    if value == 0:
        return f"{level} is there without any damage at all."
    price = f"at {blowback:g} times the blowback" if blowback else "if playing it were free"
    dear = next(((v, b) for v, b in there if b == 1), None)
    own = (
        f"at its own blowback it takes {dear[0]:.1f} times" if dear
        else f"at its own blowback not even {found.damage[-1]:g} times is enough"
    )  # fmt: skip
    return f"{level} takes {value:.1f} times the damage {price}; {own}."


def _map(found: Strength) -> Table:
    """Shares of 100 with a shade each; * where the level is reached."""
    rows = []
    for row, (blowback, one) in enumerate(zip(found.blowback, found.crossings, strict=True)):
        cells = tuple(cell(float(share), found.level) for share in found.shares[row])
        rows.append((f"{blowback:g}", *cells, _crossed(one)))
    head = ("blowback", *(f"x{one:g}" for one in found.damage), f"{100 * found.level:.0f} from")
    return Table("Of 100 futures, by damage (across) and blowback (down); * where the level is reached", head, rows)


def cell(share: float, level: float) -> str:
    """A share of 100 with a shade of five, and a star at or above the level.

    >>> cell(0.06, 0.5), cell(0.62, 0.5)
    ('  6', '▓62*')
    """
    shade = SHADES[min(4, int(5 * share))]
    return f"{shade}{100 * share:2.0f}" + ("*" if share >= level else "")


def _crossed(one: Crossing) -> str:
    """The multiple from which on the level is reached, with its interval."""
    if one.value is None:
        return "never" if one.low is None else f"never (x{one.low:.1f}?)"
    high = "" if one.high is None else f"{one.high:.1f}"
    return f"x{one.value:.1f} ({one.low:.1f}-{high})"


def _facts(found: Strength) -> dict[str, Any]:
    return {
        "card": found.card, "outcome": found.outcome.name, "level": found.level, "reached": found.reached,
        "replications": found.replications, "weeks": found.weeks, "seed": found.seed,
        "base": dict(zip(("share", "low", "high"), found.base, strict=True)),
        "damage": found.damage, "blowback": found.blowback,
        "shares": found.shares.tolist(), "lows": found.lows.tolist(), "highs": found.highs.tolist(),
        "crossings": [asdict(one) for one in found.crossings],
    }  # fmt: skip


def _rows(found: Strength) -> list[dict[str, Any]]:
    return [
        {"blowback": blowback, "damage": damage, "share": float(found.shares[i, j]), "low": float(found.lows[i, j]),
         "high": float(found.highs[i, j])}
        for i, blowback in enumerate(found.blowback)
        for j, damage in enumerate(found.damage)
    ]  # fmt: skip


def _contour(found: Strength) -> list[dict[str, Any]]:
    """Where each row gets to the level, in cells from the left edge; a cell's value stands at its middle."""
    middles = [0.0, *(k + 0.5 for k in range(len(found.damage)))]
    return [
        {"y": f"{blowback:g}", "order": k, "place": float(np.interp(one.value, [0.0, *found.damage], middles))}
        for k, (blowback, one) in enumerate(zip(found.blowback, found.crossings, strict=True))
        if one.value is not None
    ]


def chart(found: Strength, path: Path) -> None:
    """Write the map as a chart: shares as colours and numbers, the level's contour as a line."""
    import altair as alt

    from sim.analysis.charts import written

    count, names = len(found.damage), [f"{one:g}" for one in found.damage]
    cells = [
        row | {"of": 100 * row["share"], "y": f"{row['blowback']:g}", "left": k, "place": k + 0.5, "right": k + 1}
        for row in _rows(found)
        for k in [found.damage.index(row["damage"])]
    ]
    ticks = alt.Axis(values=[k + 0.5 for k in range(count)], labelExpr=f"{names}[floor(datum.value)]", grid=False)
    titled: dict[str, Any] = {
        "title": "damage, times the stated one",
        "scale": alt.Scale(domain=[0, count], nice=False),
        "axis": ticks,
    }
    down = alt.Y("y:O", sort=[f"{one:g}" for one in found.blowback], title="blowback, times the stated one")
    told = [f"{name}:Q" for name in ("damage", "blowback", "share", "low", "high")]
    base = alt.Chart(alt.InlineData(values=cells)).encode(down, tooltip=told)
    shade = alt.Color("of:Q", scale=alt.Scale(scheme="blues", domain=[0, 100]), title="of 100")
    dark = alt.condition("datum.of > 55", alt.value("white"), alt.value("black"))
    rect = base.mark_rect().encode(shade, x=alt.X("left:Q", **titled), x2="right:Q")
    text = base.mark_text().encode(x="place:Q", text=alt.Text("of:Q", format=".0f"), color=dark)
    title = {
        "text": f"{found.scenario.cards[found.card].label}: {in_words(found.outcome, found.scenario)}",
        "anchor": "start",
        "subtitle": f"of 100 futures; the line is where {100 * found.level:.0f} is reached",
    }
    line = alt.Chart(alt.InlineData(values=_contour(found))).encode(down, x="place:Q", order="order:Q")
    contour = line.mark_line(point={"color": "#d55e00"}, color="#d55e00", strokeWidth=2.5)
    made = (rect + text + contour).properties(title=title, width=52 * count, height=alt.Step(34))
    written(made, path)
