"""Two runs side by side: the inputs that differ, and the outcomes with paired differences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from sim.comparison import input_words
from sim.comparison import inputs as scenario_inputs
from sim.manifest import RunError
from sim.outcomes import OF_CARDS, Outcome, usual
from sim.paired import Difference, difference
from sim.phrases import phrase
from sim.report.drives import change
from sim.runs import Run
from sim.words import Table, briefly

Columns = Mapping[str, NDArray[Any]]
Compared = dict[Outcome, Difference]
SETTINGS = ("seed", "replications", "weeks", "fixed", "per_draw", "engine", "streams")


def checked(a: Run, b: Run) -> None:
    """RunError where two runs cannot share one report."""
    one, two = a.scenario(), b.scenario()
    if one.as_of != two.as_of:
        raise RunError(
            f"{a.name} begins on {one.as_of} and {b.name} on {two.as_of}, so that their weeks have different dates; "
            "write a report of each alone"
        )
    sides = [{name for name, actor in s.actors.items() if actor.role == "belligerent"} for s in (one, two)]
    if sides[0] != sides[1]:
        raise RunError(f"{a.name} and {b.name} are about different belligerents; write a report of each alone")


def inputs(a: Run, b: Run) -> Table:
    """Everything that was put in and differs: settings of the runs, inputs of the scenario; both, and the change."""
    settings = [
        (key, str(a.manifest.get(key)), str(b.manifest.get(key)), "")
        for key in SETTINGS
        if a.manifest.get(key) != b.manifest.get(key)
    ]
    rows = [input_words.row(change) for change in scenario_inputs.differences(a.scenario(), b.scenario())]
    return Table("Inputs that differ", ("What", a.name, b.name, "change"), [*settings, *rows])


def are_paired(a: Run, b: Run) -> bool:
    """Whether the same replication has the same luck in both."""
    return all(a.manifest[key] == b.manifest[key] for key in ("seed", "streams"))


def compared(a: Run, b: Run, here: Columns, there: Columns) -> Compared:
    """Differences of the usual outcomes, b less a, over the futures that both have."""
    scenario, other, paired = a.scenario(), b.scenario(), are_paired(a, b)
    weeks, count = (min(run.manifest[key] for run in (a, b)) for key in ("weeks", "replications"))
    sides = sorted(name for name, actor in scenario.actors.items() if actor.role == "belligerent")
    as_long = a.manifest["weeks"] == b.manifest["weeks"]  # a longer run has more weeks to play a card in
    asked = usual(
        weeks, belligerents=sides, cards=sorted(scenario.cards.keys() & other.cards.keys()) if as_long else (),
        questions=[name for name, one in scenario.resolve.items() if other.resolve.get(name) == one],
    )  # fmt: skip
    if paired:
        here, there = ({name: column[:count] for name, column in columns.items()} for columns in (here, there))
    found = {
        one: difference(one.of(here, scenario.resolve), one.of(there, other.resolve), paired=paired) for one in asked
    }
    return {one: gap for one, gap in found.items() if gap is not None}


def outcomes(a: Run, b: Run, found: Compared) -> list[Table]:
    """What differs by more than chance, the largest first, and what does not (cards left out)."""
    scenario, counts = a.scenario(), [run.manifest["replications"] for run in (a, b)]
    how = f"same luck, {min(counts):,} pairs" if are_paired(a, b) else "different luck, unpaired"
    head = ("Of 100 futures", a.name, b.name, "difference (95 %)")
    real = sorted((one for one in found if differs(found[one])), key=lambda one: -abs(found[one].value))
    within = [one for one in found if one not in real and one.kind not in OF_CARDS]
    made = ((f"Outcomes that differ by more than chance ({how})", real), ("Outcomes that do not", within))
    rows = {one: _row(phrase(one, scenario), gap) for one, gap in found.items()}
    return [Table(title, head, [rows[one] for one in some]) for title, some in made if some]


def _row(words: str, gap: Difference) -> tuple[str, ...]:
    return words, briefly(gap.a), briefly(gap.b), change(gap)


def finding(a: Run, b: Run, found: Compared) -> str:
    """The largest difference, in one sentence."""
    real = {one: gap for one, gap in found.items() if differs(gap) and one.kind not in (*OF_CARDS, "resolve")}
    how = "on the same luck" if are_paired(a, b) else "on different luck"
    if not real:
        return f"{a.name} and {b.name} do not differ by more than chance in any reported outcome ({how})."
    most = max(real, key=lambda one: abs(real[one].value))
    gap = real[most]
    return (
        f"Of answers, signatures and outcomes, what changes most from {a.name} to {b.name} is in how many futures "
        f"{phrase(most, a.scenario())}: {briefly(gap.a)} of 100 become {briefly(gap.b)} "
        f"(difference {change(gap)}, 95 % sampling interval, {how})."
    )


def differs(gap: Difference) -> bool:
    """Whether a difference is larger than chance makes it: its interval leaves nought out."""
    return not gap.low <= 0 <= gap.high
