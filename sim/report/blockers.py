"""Who stands in the way of a signature, and why: shares of first answers, and the reasons of one typical future."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.explain import Told
from sim.record import ANSWERS
from sim.report.numbers import plainly
from sim.scenario import Condition, RedLine, Scenario
from sim.story import Week
from sim.summary import wilson
from sim.words import ANSWER_WORDS, Table, date_of, interval, odds

SCALED = (
    "Red lines stand below at the scenario's values; what they cost in this future follows from its private type and "
    "its draws."
)
Columns = Mapping[str, NDArray[Any]]
Text = Mapping[str, int]


def who(scenario: Scenario, columns: Columns) -> Table:
    """In how many futures which side's first answer keeps the opening text from being signed."""
    a, b = sorted(name for name, actor in scenario.actors.items() if actor.role == "belligerent")
    said = {side: columns[f"first_answer.{side}"] for side in (a, b)}
    yes = {side: answer == ANSWERS.index("accept") for side, answer in said.items()}
    label = {side: scenario.actors[side].label for side in (a, b)}
    cases = {
        f"{label[a]} alone stands in the way": ~yes[a] & yes[b],
        f"{label[b]} alone stands in the way": yes[a] & ~yes[b],
        "both stand in the way": ~yes[a] & ~yes[b],
        "nobody does: both say yes": yes[a] & yes[b],
    } | {
        f"{label[side]} says {ANSWER_WORDS[answer]}": said[side] == ANSWERS.index(answer)
        for side in (a, b)
        for answer in ("conditional", "reject")
    }
    rows = [(words, _share(case)) for words, case in cases.items()]
    title = f"Who keeps the opening text from being signed at once, {date_of(scenario, 0)}"
    return Table(title, ("Of 100 futures", ""), rows)


def answers(told: Told) -> Table:
    """Every new answer of one future: what lay on the table, what was said, what a yes would have been worth."""
    rows = []
    for note in told.notes:
        week = Week(told.scenario, note)
        if not any(answer["new"] for answer in note["answers"].values()):
            continue
        text = week.text(note["proposal"]["text"])
        for name, answer in note["answers"].items():
            rows.append((_dated(note, told.scenario), text, week.actor(name), _said(week, answer)))
    return Table("One typical future: what was answered to what", ("Week", "on the table", "who", "answer"), rows)


def reasons(told: Told) -> list[str]:
    """Why each side that did not say yes to the opening text did not, in that future."""
    note, lines = told.notes[0], []
    opening = told.scenario.terms(told.scenario.opening.package)
    for name, answer in note["answers"].items():
        if not answer["new"] or answer["answer"] == "accept":
            continue
        label, parts, worth = told.scenario.actors[name].label, answer["parts"], answer["worth"]
        gap = parts["terms"] - parts["going_on"]
        lines.append(
            f"{label} weighs the opening text against going on. The terms alone would change its lot by {_worth(gap)} "
            f"of its stake, red lines that a signature crosses by {_worth(parts['red_lines'])}, cards that a yes lifts "
            f"by {_worth(parts['cards_lifted_by_yes'])}. A yes comes to {_worth(worth['accept'])}, and the answer "
            f"given, {ANSWER_WORDS[answer['answer']]}, to {_worth(worth[answer['answer']])}."
        )
        red = [_red_line(told.scenario, label, issue, line) for issue, line in crossed(told.scenario, name, opening)]
        lines += [*([SCALED] if red else []), *red]
    return lines


def crossed(scenario: Scenario, actor: str, text: Text) -> Iterator[tuple[str, RedLine]]:
    """Red lines of an actor that a text crosses: it is at the line's level or beyond, and the line's `if` holds."""
    for issue, demand in scenario.actors[actor].demands.items():
        ideal = scenario.level(issue, demand.ideal)
        for line in demand.red_line:
            level = scenario.level(issue, line.from_)
            if _beyond(text[issue], level, ideal) and _holds(scenario, line.if_, text):
                yield issue, line


def _holds(scenario: Scenario, condition: Condition, text: Text) -> bool:
    return all(
        _beyond(text[issue], scenario.level(issue, level), scenario.level(issue, scenario.issues[issue].status_quo))
        for issue, level in condition.items()
    )


def _beyond(level: int, line: int, start: int) -> bool:
    """Whether a level is at a line or further from the start in its direction."""
    if line == start:
        return level == line
    return level >= line if line > start else level <= line


def _red_line(scenario: Scenario, label: str, issue: str, line: RedLine) -> str:
    block, level = scenario.issues[issue], scenario.level(issue, line.from_)
    why = f": {line.why}" if line.why else ""
    price = f"costs {plainly(line.cost.value)} of its stake in the scenario"
    return f"{label}'s red line on “{block.label}”, from “{block.levels[level].label}” on, {price}{why}."


def _worth(value: float) -> str:
    return f"{round(value, 4) + 0.0:+.4f}".replace("-", "−")


def _dated(note: Mapping[str, Any], scenario: Scenario) -> str:
    return f"week {note['week']}, {date_of(scenario, note['week'])}"


def _said(week: Week, answer: Mapping[str, Any]) -> str:
    said = ANSWER_WORDS[answer["answer"]]
    asks = f", and asks: {week.text(answer['condition'])}" if answer["condition"] else ""
    worth = f" (a yes would be worth {_worth(answer['worth']['accept'])})" if answer["new"] else " (as before)"
    return said + asks + worth


def _share(case: NDArray[np.bool_]) -> str:
    words = odds(float(case.mean()), len(case))
    return words if " in " in words else f"{words} ({interval(wilson(float(case.sum()), len(case)))})"
