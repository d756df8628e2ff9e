"""Boxes in which an outcome happens, from an ensemble of futures, in words and tables."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.analysis.answer import Answer, in_words, of_100, plain, ranged
from sim.analysis.design import Question
from sim.analysis.discovery import Found, along, discover_all
from sim.analysis.draws import Drawn, numbers_drawn, private_draws
from sim.analysis.inputs import Array, Input, uncertain
from sim.experiment import Experiment, Report
from sim.summary import wilson
from sim.words import Table

CURVE = 8  # rows of a trade-off curve on the screen


def search(
    question: Question,
    paths: list[str],
    replications: int,
    boxes: int,
    *,
    private: bool,
    progress: Report | None = None,
) -> Answer:
    """Draw an ordinary ensemble and look for boxes in what was drawn."""
    scenario, outcome = question.scenario, question.outcome
    inputs = uncertain(scenario, paths)
    trial = Experiment(question.seed, replications, question.weeks, workers=question.workers)
    columns = trial.futures(scenario, progress)
    drawn = [*_numbers(inputs, question.seed, replications)]
    drawn += private_draws(scenario, columns, question.seed) if private else []
    happened = outcome.of(columns, scenario.resolve)
    seen = ~np.isnan(happened)
    x, y = np.stack([one.values for one in drawn], axis=1)[seen], happened[seen]
    return told(question, drawn, discover_all(x, y, boxes), x, y)


def _numbers(inputs: list[Input], seed: int, count: int) -> list[Drawn]:
    values = numbers_drawn(inputs, seed, count)
    return [Drawn(one.path, one.label, ranged(one), values[:, i]) for i, one in enumerate(inputs)]


def told(question: Question, drawn: list[Drawn], found: list[Found], x: Array, y: Array) -> Answer:
    """Boxes for a reader, or the sentence that there is none.

    x: (R, D) what was drawn. y: (R,) 1 where it happened, else 0.
    """
    share, count = float(y.mean()), len(y)
    clause = in_words(question.outcome, question.scenario)
    lines = [f"In {of_100(share)} of 100 of {count:,} drawn futures {clause}."]
    if not found:
        lines.append(
            f"No box was found: no limits on the {len(drawn)} things that are drawn raise that share, in the half of "
            "the futures held out, beyond what chance would do. More --replications may show weaker ones."
        )
    for number, one in enumerate(found):
        lines.append(_sentence(one, number, drawn))
    tables = [table for number, one in enumerate(found) for table in (_limits(one, number, drawn), _curve(one, number))]
    title = f"{question.scenario.name}: when {clause}"
    boxes, left = [], np.ones(count, dtype=bool)
    for one in found:
        boxes.append(_facts(one, drawn, x[left], y[left]))
        left &= ~one.box.holds(x)
    facts = {
        "scenario": question.scenario.name, "outcome": question.outcome.name, "seed": question.seed,
        "weeks": question.weeks, "futures": count, "share": share, "inputs": len(drawn),
        "boxes": boxes,
    }  # fmt: skip
    rows = [
        {key: each for key, each in row.items() if key != "along"} | {"box": number}
        for number, box in enumerate(boxes, start=1)
        for row in box["limits"]
    ]
    return Answer(title, lines, tables, facts, rows)


def _sentence(one: Found, number: int, drawn: list[Drawn]) -> str:
    limits = " and ".join(f"{drawn[i].label} is {_between(one, i)}" for i in one.box.limited)
    low, high = wilson(one.held_out.hits, one.held_out.inside) or (0.0, 1.0)
    among = "Of the other futures" if number else "Of the futures held out"
    return (
        f"Box {number + 1}: where {limits}, it is {of_100(one.held_out.density)} of 100 (95 % interval "
        f"{100 * low:.0f} to {100 * high:.0f}), against {of_100(one.base)} without these limits. {among}, "
        f"{of_100(one.held_out.mass)} of 100 lie in the box, and {of_100(one.held_out.coverage)} of 100 of those in "
        "which it happens."
    )


def _between(one: Found, i: int) -> str:
    low, high = one.box.low[i], one.box.high[i]
    if np.isinf(low):
        return f"at most {plain(high)}"
    if np.isinf(high):
        return f"{plain(low)} or more"
    return plain(low) if low == high else f"{plain(low)} to {plain(high)}"


def _limits(one: Found, number: int, drawn: list[Drawn]) -> Table:
    rows = [
        (drawn[i].label, _between(one, i), drawn[i].about, _chance(one.limits[i]))
        for i in sorted(one.limits, key=lambda i: one.limits[i])
    ]
    title = f"Box {number + 1}: its limits, each with the chance that it does nothing (quasi-p-value, futures held out)"
    return Table(title, ("number", "in the box", "stated (range)", "by chance"), rows)


def _chance(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else "below 0.001"


def _curve(one: Found, number: int) -> Table:
    places = np.unique(np.linspace(0, len(one.curve) - 1, CURVE).round().astype(int))
    rows = [
        (of_100(here.density), of_100(here.coverage), of_100(here.mass), str(len(box.limited)))
        for box, here in (one.curve[i] for i in places)
    ]
    title = f"Box {number + 1}: trade-off between density and coverage while peeling, of 100 (futures it was fitted to)"
    head = ("happens in the box", "of those in which it happens", "of all futures", "numbers limited")
    return Table(title, head, rows)


def _facts(one: Found, drawn: list[Drawn], x: Array, y: Array) -> dict[str, Any]:
    """A box, and how often the outcome came about along each number that it limits, where no earlier box holds."""

    def end(value: float) -> float | None:
        return None if np.isinf(value) else float(value)

    limits = [
        {"path": drawn[i].path, "label": drawn[i].label, "low": end(one.box.low[i]), "high": end(one.box.high[i]),
         "quasi_p": one.limits[i],
         "along": along(x[:, i], y, (x[:, i] >= one.box.low[i]) & (x[:, i] <= one.box.high[i]))}
        for i in one.box.limited
    ]  # fmt: skip
    curve = [
        {"density": here.density, "coverage": here.coverage, "mass": here.mass, "limited": len(box.limited)}
        for box, here in one.curve
    ]
    judged = {
        half: {"density": of.density, "coverage": of.coverage, "mass": of.mass, "inside": of.inside, "hits": of.hits}
        for half, of in (("fitted", one.fitted), ("held_out", one.held_out))
    }
    return {"limits": limits, "base": one.base, "by_chance": one.by_chance, **judged, "curve": curve}
