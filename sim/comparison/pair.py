"""Everything that can be said about two sides: inputs, outcomes, what made the difference, where the ways part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.comparison import beside
from sim.comparison.attribution import REST, Effect, Plan, attribute
from sim.comparison.beside import Luck, Row
from sim.comparison.divergence import divergence
from sim.comparison.inputs import Change, Mixture, differences, only_in
from sim.comparison.sides import Side
from sim.experiment import Experiment, outcome
from sim.outcomes import BY_WEEK, Outcome, OutcomeError
from sim.version import VERSION

if TYPE_CHECKING:
    import pandas as pd

Report = Callable[[int, int], None]
Say = Callable[[str], None]
RUN_FACTS = ("seed", "replications", "weeks", "fixed", "streams", "engine")


@dataclass(frozen=True)
class Comparison:
    """Two sides held against each other; `others` holds further ones against the same first."""

    a: Side
    b: Side
    changes: list[Change]
    luck: Luck
    rows: list[Row]
    means: list[Row]
    effects: list[Effect] = field(default_factory=list)
    divergence: dict[str, Any] | None = None
    notes: list[str] = field(default_factory=list)
    others: tuple[Comparison, ...] = ()

    @property
    def same(self) -> bool:
        """Same inputs, same luck, same futures."""
        return not self.changes and self.luck.paired and _same_futures(self.a, self.b, self.luck.count)

    @property
    def inputs(self) -> pd.DataFrame:
        """(path, label, unit, a, b, range_a, range_b, change) of every input that differs, whole blocks left out."""
        return _table([one.as_json() for one in self.inputs_that_differ], "path label unit a b range_a range_b change")

    @property
    def outcomes(self) -> pd.DataFrame:
        """(outcome, week, a, b, difference, low, high, paired, count, date_a, date_b)."""
        return _table([row.as_json() for row in self.rows], " ".join(Row.__dataclass_fields__))

    @property
    def attribution(self) -> pd.DataFrame:
        """(outcome, week, path, effect, error); the effects of an outcome sum to its difference."""
        return _table([one.as_json() for one in self.effects], " ".join(Effect.__dataclass_fields__))

    @property
    def inputs_that_differ(self) -> list[Change]:
        """Changes that are not whole blocks."""
        return [one for one in self.changes if not one.is_block]

    @property
    def plan(self) -> Plan:
        """What it takes to tell which change made the difference."""
        return Plan.of(Mixture(self.a.scenario, self.b.scenario, self.changes), self.luck.count)

    @property
    def run_differences(self) -> list[dict[str, Any]]:
        """[{path, a, b}] of what differs in the runs themselves."""
        pairs = [(name, getattr(self.a, name), getattr(self.b, name)) for name in RUN_FACTS]
        return [{"path": name, "a": a, "b": b} for name, a, b in pairs if a != b]

    def as_json(self) -> dict[str, Any]:
        """Everything by name; see docs/python.md."""
        made = {
            "runs": [self.a.facts(), self.b.facts()],
            "run_differences": self.run_differences,
            "inputs": [one.as_json() for one in self.inputs_that_differ],
            "only_in_a": only_in(self.a.scenario, self.b.scenario),
            "only_in_b": only_in(self.b.scenario, self.a.scenario),
            "outcomes": [row.as_json() for row in self.rows],
            "means": [row.as_json() for row in self.means],
            "attribution": [one.as_json() for one in self.effects],
            "divergence": self.divergence,
            "notes": self.notes,
        }
        return made | ({"others": [one.as_json() for one in self.others]} if self.others else {})


def pair(
    a: Side, b: Side, names: Sequence[str], *, attribution: bool, progress: Report | None = None, say: Say | None = None
) -> Comparison:
    """Hold b against a. names: outcomes asked for beside the usual ones, and attributed in place of the usual ones.

    OutcomeError where one is none; ScenarioError and RunError where a side cannot be read.
    """
    luck, changes = Luck.of(a, b), differences(a.scenario, b.scenario)
    same = not changes and luck.paired and _same_futures(a, b, luck.count)
    shared, notes = beside.shared(a, b)
    asked = [_asked(a, b, one) for one in names]
    rows, missing = beside.rows(a, b, dict.fromkeys([*shared, *asked]), luck, same)
    made = Comparison(a, b, changes, luck, rows, beside.means(a, b, luck, same))
    notes = [*_limits(made, same), *notes, *missing]
    if attribution and changes:
        wanted = asked or _headlines(a, b)
        effects, said = _attribution(made, [one for one in wanted if _row(rows, one)], progress, say)
        made.effects.extend(effects)
        notes += said
    parted = None if same else divergence(a, b, luck)
    if parted and parted["typical"] and not parted["typical"]["as_saved"]:
        notes.append("the future told as typical no longer goes as it was saved: a run was made by another engine")
    return Comparison(a, b, changes, luck, rows, made.means, made.effects, parted, notes)


def parted(a: Side, b: Side) -> Comparison:
    """Only where the ways of two sides part: without outcomes, and without what made the difference."""
    luck, changes = Luck.of(a, b), differences(a.scenario, b.scenario)
    found = None if luck.paired and _same_futures(a, b, luck.count) else divergence(a, b, luck)
    made = Comparison(a, b, changes, luck, [], [], divergence=found)
    return replace(made, notes=_limits(made, found is None and luck.paired and not changes))


def _asked(a: Side, b: Side, words: str) -> Outcome:
    """An outcome as written; OutcomeError where neither scenario knows it."""
    try:
        return outcome(a.scenario, words)
    except OutcomeError:
        return outcome(b.scenario, words)


def _headlines(a: Side, b: Side) -> list[Outcome]:
    """What is attributed unless something else is asked for."""
    sides = [name.removeprefix("first_answer.") for name in a.columns if name.startswith("first_answer.")]
    return [
        Outcome("signed_full", BY_WEEK), Outcome("partial_45_days"), *(Outcome("accept", None, side) for side in sides),
    ]  # fmt: skip


def _row(rows: Sequence[Row], one: Outcome) -> Row | None:
    return next((row for row in rows if (row.outcome, row.week) == (one.what, one.week)), None)


def _limits(made: Comparison, same: bool) -> list[str]:
    """What stands in the way of a clean comparison."""
    a, b, luck = made.a, made.b, made.luck
    notes = ["same inputs, same luck: both hold the same futures"] if same else []
    if not luck.paired:
        notes.append(f"unpaired: {luck.why_not}; intervals are those of two independent samples")
    elif a.replications != b.replications:
        notes.append(f"paired over the {luck.count:,} replications that both have, of {a.replications:,} and "
                     f"{b.replications:,}")  # fmt: skip
    elif not made.changes and not same:
        notes.append("same inputs and luck, but other futures: the engine has changed between the two")
    if a.weeks != b.weeks:
        notes.append(f"compared up to week {min(a.weeks, b.weeks)}: one shows {a.weeks} weeks, the other {b.weeks}")
    if a.scenario.as_of != b.scenario.as_of:
        notes.append(f"weeks are counted from {a.scenario.as_of} in one and from {b.scenario.as_of} in the other")
    if a.scenario.name != b.scenario.name:
        notes.append(f"two scenarios: {a.scenario.name}, and {b.scenario.name}")
    return notes


def _attribution(
    made: Comparison, outcomes: Sequence[Outcome], progress: Report | None, say: Say | None
) -> tuple[list[Effect], list[str]]:
    """Effects that sum to each outcome's difference: what the inputs do not explain stands as the rest, with a note."""
    a, b, luck = made.a, made.b, made.luck
    if not outcomes:
        return [], []
    plan = made.plan
    if len(plan.parts) == 1 and luck.paired and VERSION == a.engine == b.engine:
        return [_whole(_row(made.rows, one), plan.path(0)) for one in outcomes], []
    if say is not None:
        say(f"Which change made the difference: {plan.cost}.")
    weeks = max(one.decided_by(min(a.weeks, b.weeks)) for one in outcomes)
    trial = Experiment(seed=a.seed, replications=plan.replications, weeks=weeks, fixed=a.fixed)
    effects, ends = attribute(plan, trial, outcomes, progress)
    notes = [f"attribution rests on {plan.cost}"]
    if not all(
        _made_again(side, one, ends[one][i])
        for one in outcomes
        for i, side in enumerate((a, b))
        if not i or luck.paired
    ):
        notes.append("a run cannot be made again by this engine; its difference as simulated now is attributed")
    for one in outcomes:
        row = _row(made.rows, one)
        told = sum(e.effect for e in effects if (e.outcome, e.week) == (one.what, one.week))
        if row is not None and abs(row.difference - told) > 1e-12:
            effects.append(Effect(one.what, one.week, REST, row.difference - told, None))
    if any(e.path == REST for e in effects):
        why = "the luck differs as well" if not luck.paired else "it looks at fewer futures, or at another engine's"
        notes.append(f"what stands as {REST} is not explained by inputs: {why}")
    return effects, notes


def _whole(row: Row | None, path: str) -> Effect:
    """All of a difference, made by the one change there is."""
    assert row is not None, "only outcomes with a row are attributed"
    return Effect(row.outcome, row.week, path, row.difference, None)


def _made_again(side: Side, one: Outcome, now: Any) -> bool:
    """Whether the engine gives the very outcome that a side holds."""
    try:
        saved = beside.indicator(side, one)[: len(now)]
    except OutcomeError:
        return False
    return bool(np.array_equal(saved, now[: len(saved)], equal_nan=True))


def _same_futures(a: Side, b: Side, count: int) -> bool:
    names = [name for name in a.columns if name.startswith(("class.", "first_answer.")) and name in b.columns]
    return all(np.array_equal(a.columns[name][:count], b.columns[name][:count]) for name in names)


def _table(rows: list[dict[str, Any]], head: str) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame(rows, columns=head.split())
    return table.astype({"week": "Int64"}) if "week" in table else table
