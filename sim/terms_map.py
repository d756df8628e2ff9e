"""Who stands where: on each issue every actor's ideal and red lines, and how far the text is from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sim.appraisal import appraise
from sim.problems import Place, ScenarioError, problem, suggest
from sim.rules.terms import Array
from sim.scenario import LevelName, RedLine, Scenario
from sim.words import Table, number_of

Text = Mapping[str, int]
IDEAL, ROOM, NEXT, FREE, CROSSED, NOTHING = (
    "as it would like best", "away from its ideal", "the next level crosses its red line",
    "beyond a red line that does not bind under these terms", "red line crossed", "no demand",
)  # fmt: skip


READ = (
    "Red lines: the number after one is the slack in stake, for the mean type and at the start: what moving the issue "
    "to the line would take from the actor, or, where it is crossed, the loss that moving it back would mend."
)


@dataclass(frozen=True)
class Position:
    """One actor on one issue, held against what is on the table.

    lines: levels from which its red lines run, nearest to its ideal first. room: levels from the table to the first of
    them; 0 and less is beyond it. binds: whether a line that is crossed costs it anything under these terms.
    slack: stake of the mean type, by the engine at the start of week 0: what moving this issue to the red line would
    take from it; below zero, what moving it back to the last level within the line would bring. None without a line.
    """

    actor: str
    issue: str
    ideal: int
    salience: float
    table: int
    lines: tuple[int, ...]
    room: int | None
    binds: bool
    slack: float | None = None

    @property
    def state(self) -> str:
        """How far it has come, in words."""
        if self.room is not None and self.room <= 0:
            return CROSSED if self.binds else FREE
        if self.table == self.ideal:
            return IDEAL
        return NEXT if self.room == 1 else ROOM


def positions(scenario: Scenario, table: Text) -> list[Position]:
    """Every demand, in the order of the scenario, with its slack in levels and in stake."""
    found = list(_positions(scenario, table))
    lined = [(one, _at_the_line(scenario, one)) for one in found if one.lines]
    worth = appraise(scenario, [_named(table), *(_named({**table, one.issue: level}) for one, level in lined)])
    slacks = {}
    for number, (one, _) in enumerate(lined, start=1):
        surplus = worth.mean_surplus(one.actor)
        slacks[one.actor, one.issue] = float(surplus[0] - surplus[number])
    return [replace(one, slack=slacks.get((one.actor, one.issue))) for one in found]


def _named(text: Text) -> dict[str, LevelName]:
    return dict(text)


def _positions(scenario: Scenario, table: Text) -> Iterator[Position]:
    for issue in scenario.issues:
        for name, actor in scenario.actors.items():
            demand = actor.demands.get(issue)
            if demand is None:
                continue
            ideal = scenario.level(issue, demand.ideal)
            starts = {scenario.level(issue, line.from_) for line in demand.red_line}
            lines = sorted(starts, key=lambda i: abs(i - ideal))
            rooms = [_room(table[issue], line, ideal) for line in lines]
            binds = any(binding(scenario, issue, line, ideal, table) for line in demand.red_line)
            salience = demand.salience.value
            room = min(rooms, default=None)
            yield Position(name, issue, ideal, salience, table[issue], tuple(lines), room, binds)


def binding(scenario: Scenario, issue: str, line: RedLine, ideal: int, text: Text) -> bool:
    """Whether a text crosses a red line and what the line is bound to holds."""
    if _room(text[issue], scenario.level(issue, line.from_), ideal) > 0:
        return False
    quo = {name: scenario.level(name, block.status_quo) for name, block in scenario.issues.items()}
    return all(_room(text[name], scenario.level(name, level), quo[name]) <= 0 for name, level in line.if_.items())


def _room(level: int, line: int, start: int) -> int:
    """Levels that are left before a line, seen from the start that it runs away from.

    >>> _room(1, 3, 0), _room(3, 3, 0), _room(1, 2, 3)
    (2, 0, -1)
    """
    if line == start:
        return abs(level - line)
    return line - level if line > start else level - line


def _at_the_line(scenario: Scenario, one: Position) -> int:
    """The level that its slack is measured to: the first red line, or, once that is crossed, the last before it."""
    line = one.lines[0]
    if one.room is None or one.room > 0:
        return line
    step = 1 if line > one.ideal else -1
    last = len(scenario.issues[one.issue].levels) - 1
    return min(max(line - step, 0), last)


@dataclass(frozen=True)
class Worth:
    """What signing a text at once would bring a belligerent over going on, in stake: its mean type and the extremes."""

    actor: str
    mean: float
    least: float
    most: float


def worths(scenario: Scenario, text: Text) -> list[Worth]:
    """Of both belligerents, central values of all numbers, at the start of week 0."""
    found = appraise(scenario, [_named(text)])
    return [_of_types(name, found.mean_surplus(name)[0], found.surplus(name)[:, 0]) for name in found.red]


def _of_types(name: str, mean: float, surplus: Array) -> Worth:
    return Worth(name, float(mean), float(surplus.min()), float(surplus.max()))


def worth_words(scenario: Scenario, text: Text) -> list[str]:
    """The same in a sentence for each."""
    return [
        f"Signing it at once would bring {scenario.actors[one.actor].label} {stake(one.mean)} of its stake over going "
        f"on (mean type; {stake(one.least)} to {stake(one.most)} over its types)."
        for one in worths(scenario, text)
    ]


def known_package(scenario: Scenario, name: str | None) -> str:
    """The package of a name, the opening one where none is named. ScenarioError where there is none."""
    if name is None or name in scenario.packages:
        return name or scenario.opening.package
    raise ScenarioError([problem(Place("--package"), f"no package {name!r}; {suggest(name, list(scenario.packages))}")])


def stake(worth: float) -> str:
    """A worth as it is printed.

    >>> stake(-0.03215), stake(0.0)
    ('−0.0321', '+0.0000')
    """
    return f"{round(worth, 4) + 0.0:+.4f}".replace("-", "−")


def label(scenario: Scenario, issue: str, level: int) -> str:
    """A level in the scenario's words."""
    return scenario.issues[issue].levels[level].label


def table(scenario: Scenario, found: Sequence[Position]) -> Table:
    """Positions as a table, issue by issue."""
    rows = [_row(scenario, one) for one in found]
    head = ("issue", "on the table", "actor", "wants", "red line from", "so", "slack, in stake")
    return Table("Who stands where, and how far the text is from each red line", head, rows)


def signed_table(scenario: Scenario, text: Text, in_force: Text) -> Table:
    """Issue by issue: what lies on the table, what is in force, and what signing would change."""
    rows = [
        (
            block.label, label(scenario, issue, text[issue]), label(scenario, issue, in_force[issue]),
            "would change" if text[issue] != in_force[issue] else "",
        )
        for issue, block in scenario.issues.items()
    ]  # fmt: skip
    return Table("On the table and in force", ("issue", "on the table", "in force", "signing it"), rows)


def _row(scenario: Scenario, one: Position) -> tuple[str, ...]:
    return (
        scenario.issues[one.issue].label,
        label(scenario, one.issue, one.table),
        scenario.actors[one.actor].label,
        label(scenario, one.issue, one.ideal),
        label(scenario, one.issue, one.lines[0]) if one.lines else "",
        _so(one),
        "" if one.slack is None else stake(one.slack),
    )


def _so(one: Position) -> str:
    away = abs(one.table - one.ideal)
    words = one.state if one.state in (CROSSED, FREE) else "at its ideal" if not away else f"{away} from its ideal"
    return words + (f", {number_of(one.room, 'level')} before its line" if one.room and one.room > 0 else "")
