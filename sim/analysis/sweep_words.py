"""A sweep in words, as text charts, and as a chart file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.analysis.answer import Answer, change, in_words, of_100, plain, share_of, weeks_of
from sim.analysis.inputs import Array
from sim.analysis.overwhelming_words import cell
from sim.analysis.sweep import Axis, Sweep, turns
from sim.words import Table

WIDTH = 41  # characters of a text chart: one for each 2.5 of 100


def told(found: Sweep, level: float) -> Answer:
    """The answer to: what becomes of these outcomes as the inputs move?"""
    scenario, count = found.scenario, found.own.shape[1]
    ways = ("Down: ", "Across: ") if len(found.axes) == 2 else ("",)
    lines = [*(way + _about(one, scenario) for way, one in zip(ways, found.axes, strict=True)), ""]
    lines += [line for row in range(len(found.outcomes)) for line in _finding(found, row, level)]
    luck = f"{count:,} futures of {weeks_of(found.weeks)} at each point, seed {found.seed}, the same luck at all;"
    lines += ["", f"{luck} intervals are of 95 %, of sampling alone.", _from(found)]
    table = _line if len(found.axes) == 1 else _map
    tables = [table(found, row, level) for row in range(len(found.outcomes))]
    facts = {
        "inputs": [{"path": one.path, "label": one.label, "unit": one.unit, "values": list(one.values),
                    "stated": one.number.number.value if one.number else None} for one in found.axes],
        "replications": count, "weeks": found.weeks, "seed": found.seed, "level": level, "points": _rows(found),
        "turns": {one.name: _turns(found, row, level) for row, one in enumerate(found.outcomes)},
    }  # fmt: skip
    title = f"{scenario.name}: {' and '.join(one.label for one in found.axes)}"
    return Answer(title, lines, tables, facts, _rows(found))


def _held(found: Sweep) -> bool:
    return all(one.number for one in found.axes)


def _from(found: Sweep) -> str:
    """What changes are counted from."""
    return f"Changes are from {'the stated value, held as well' if _held(found) else 'the scenario as it is'}."


def _about(one: Axis, scenario: Any) -> str:
    """What an input is: value, range, unit, source."""
    if one.number is None:
        return f"{one.path}: {', '.join(map(str, one.values))}"
    number, key = one.number.number, one.number.source or ""
    low, high = number.ends
    source = scenario.sources[key].title if key in scenario.sources else key or "no source"
    within = f", range {plain(low)} to {plain(high)}" if high > low else ""
    return f"{one.label}: stated as {f'{plain(number.value)} {one.unit}'.rstrip()}{within}; source: {source}."


def _finding(found: Sweep, row: int, level: float) -> list[str]:
    asked = in_words(found.outcomes[row], found.scenario)
    shares = found.found[row].mean(1)
    stated = "as stated" if _held(found) else "in the scenario as it is"
    lines = [f"{asked[0].upper()}{asked[1:]}: {of_100(float(found.own[row].mean()))} of 100 {stated}, "
             f"{of_100(float(shares.min()))} to {of_100(float(shares.max()))} over the values."]  # fmt: skip
    if not found.moves(row):
        return [*lines, "  No future differs at any value: this input does nothing here."]
    if len(found.axes) == 1 and found.axes[0].is_ordered:
        unit = found.axes[0].unit
        passes = turns(found.axes[0].values, shares, level)
        lines += [
            f"  It {'rises' if one.rises else 'falls'} through {100 * level:g} of 100 at about {plain(one.at)} {unit}"
            f" (between {plain(one.low)} and {plain(one.high)})."
            for one in passes
        ]
        lines += [] if passes else [f"  It does not pass {100 * level:g} of 100."]
    return lines


def _turns(found: Sweep, row: int, level: float) -> list[dict[str, Any]]:
    if len(found.axes) > 1 or not found.axes[0].is_ordered:
        return []
    return [vars(one) for one in turns(found.axes[0].values, found.found[row].mean(1), level)]


def _line(found: Sweep, row: int, level: float) -> Table:
    """One line for each value: share, change from the stated value, and a chart from 0 to 100."""
    one = found.axes[0]
    rows = []
    for k, value in enumerate(one.values):
        share, low, high = share_of(found.found[row, k])
        moved = found.change(row, k)
        rows.append((_value(value), of_100(share), change(moved) if moved else "", bar(share, low, high, level)))
    head = (one.unit or "value", "of 100", "change", f"0{'100':>{WIDTH - 1}}")
    return Table(f"{one.label}: {in_words(found.outcomes[row], found.scenario)}", head, rows)


def bar(share: float, low: float, high: float, level: float) -> str:
    """A share and its interval on a line from 0 to 1; the level is marked where nothing covers it.

    >>> bar(0.25, 0.2, 0.35, 0.5)
    '········--o----·····|····················'
    """
    line = ["·"] * WIDTH
    line[round(level * (WIDTH - 1))] = "|"
    start, stop = (round(end * (WIDTH - 1)) for end in (low, high))
    line[start : stop + 1] = "-" * (stop + 1 - start)
    line[round(share * (WIDTH - 1))] = "o"
    return "".join(line)


def _map(found: Sweep, row: int, level: float) -> Table:
    """The first input down, the second across, and where each line first passes the level."""
    down, across = found.axes
    shares = found.found[row].mean(1).reshape(len(down.values), len(across.values))
    rows = [
        (_value(value), *(cell(float(share), level) for share in line), *_passes(across, line, level))
        for value, line in zip(down.values, shares, strict=True)
    ]
    title = f"{in_words(found.outcomes[row], found.scenario)}, of 100 futures; * from {100 * level:g}"
    last = (f"{100 * level:g} at",) if across.is_ordered else ()
    return Table(title, ("", *map(_value, across.values), *last), rows)


def _passes(across: Axis, shares: Array, level: float) -> tuple[str, ...]:
    """Where a line of the map first passes the level, in a column of its own where values have an order."""
    if not across.is_ordered:
        return ()
    passes = turns(across.values, shares, level)
    return (plain(passes[0].at) if passes else "",)


def _value(value: Any) -> str:
    return plain(value) if isinstance(value, float) else str(value)


def _rows(found: Sweep) -> list[dict[str, Any]]:
    rows = []
    for row, outcome in enumerate(found.outcomes):
        for k, point in enumerate(found.points):
            share, low, high = share_of(found.found[row, k])
            moved = found.change(row, k)
            at = {one.path: value for one, value in zip(found.axes, point, strict=True)}
            change = {} if moved is None else {
                "change": moved.value, "change_low": moved.low, "change_high": moved.high,
            }  # fmt: skip
            rows.append({"outcome": outcome.name, **at, "share": share, "low": low, "high": high, **change})
    return rows


def chart(found: Sweep, level: float, path: Path) -> None:
    """Write the sweep as a chart: a line with its interval for each outcome, or a map for each."""
    import altair as alt

    from sim.analysis.charts import written

    words = {one.name: in_words(one, found.scenario) for one in found.outcomes}
    rows = [
        {"outcome": words[row["outcome"]], "of": 100 * row["share"], "from": 100 * row["low"], "to": 100 * row["high"]}
        | {name: row[one.path] for name, one in zip(("x", "y"), found.axes, strict=False)}
        for row in _rows(found)
    ]
    base = alt.Chart(alt.InlineData(values=rows))
    made = _lines(base, found, level) if len(found.axes) == 1 else _cells(base, found)
    written(made, path)


def _lines(base: Any, found: Sweep, level: float) -> Any:
    """Shares with their intervals: lines over numbers, points over what has no order."""
    import altair as alt

    one = found.axes[0]
    colour = alt.Color("outcome:N", title=None, legend=alt.Legend(orient="bottom", labelLimit=500, columns=1))
    mark = alt.Chart(alt.InlineData(values=[{"level": 100 * level}])).mark_rule(strokeDash=[4, 4]).encode(y="level:Q")
    share, ends = alt.Y("of:Q", title="of 100 futures"), (alt.Y("from:Q"), alt.Y2("to:Q"))
    if one.is_ordered:
        across = alt.X("x:Q", title=_title(one), scale=alt.Scale(zero=False))
        drawn = base.mark_area(opacity=0.25).encode(across, *ends, colour) + base.mark_line(point=True).encode(
            across, share, colour
        )
    else:
        across = alt.X("x:N", title=_title(one), sort=[str(value) for value in one.values], axis=alt.Axis(labelAngle=0))
        beside = alt.XOffset("outcome:N")
        drawn = base.mark_rule().encode(across, *ends, colour, beside) + base.mark_point(filled=True, size=60).encode(
            across, share, colour, beside
        )
    return (mark + drawn).properties(width=460, height=280, title=found.scenario.name)


def _cells(base: Any, found: Sweep) -> Any:
    """A map for each outcome: the first input down, the second across."""
    import altair as alt

    down, across = (  # type: dict[str, Any], dict[str, Any]
        {"title": _title(one), "sort": list(one.values)}
        | ({"axis": alt.Axis(format=".3~g", labelAngle=0)} if one.is_ordered else {})
        for one in found.axes
    )
    cells = base.encode(alt.X("y:O", **across), alt.Y("x:O", **down))
    shade = alt.Color("of:Q", title="of 100", scale=alt.Scale(scheme="blues", domain=[0, 100]))
    dark = alt.condition("datum.of > 55", alt.value("white"), alt.value("black"))
    text = cells.mark_text().encode(text=alt.Text("of:Q", format=".0f"), color=dark)
    made = (cells.mark_rect().encode(shade) + text).properties(width=alt.Step(46), height=alt.Step(30))
    return made.facet(alt.Facet("outcome:N", title=None), columns=1).properties(title=found.scenario.name)


def _title(one: Axis) -> str:
    return f"{one.label}, {one.unit}" if one.unit else one.label
