"""From nodes to a `Scenario`, with everything that is wrong on the way in plain sentences.

Where the shape is wrong the faulty parts are set aside, so that names, sums and red lines of the rest are checked
in the same go. A finding that only follows from what was set aside is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.checks import Draft, check
from sim.checks.scale import out_of_scale
from sim.kinds import expand, expected, fits, kind_at, model_of, required, step
from sim.problems import Finding, Path, Place
from sim.scenario import Level, Scenario
from sim.sentences import found, hint, subject, translated
from sim.yaml_text import UNREAD, Node, node_of

BLOCKS = ("actors", "issues", "cards", "packages", "sources")  # whose entries others name
ROUNDS = 12  # each sets aside whole blocks, so a few are enough

_NO_FRONT = {"side_a": "?", "side_b": "?"} | dict.fromkeys(
    ("contest_power", "decision_hazard", "attrition", "shock_sd", "speed"), 0
)
_STAND_INS: dict[str, Any] = {  # for what a scenario must have, while the rest is checked
    "name": "?", "question": "?", "as_of": "2000-01-01", "actors": {}, "front": _NO_FRONT,
    "issues": {"?": {"label": "?", "levels": ["?0", "?1"]}}, "packages": {"?": {"label": "?", "terms": {}}},
    "opening": {"proposer": "?", "package": "?"},
}  # fmt: skip


Clean = dict[int, Node]  # nodes by identity


class Found(NamedTuple):
    """A finding with its place in a file."""

    finding: Finding
    place: Place


@dataclass
class _Examination:
    """The state of one examination: what is left of the nodes, what was found, what was set aside."""

    root: Node
    behaviour: Node
    clean: Clean
    found: list[Found] = field(default_factory=list)
    aside: set[Path] = field(default_factory=set)

    def note(self, finding: Finding) -> None:
        if not follows(finding.path, self.aside):
            self.found.append(Found(finding, place_of(self.root, finding.path, finding.at_key)))

    def set_aside(self, path: Path) -> None:
        """Take a faulty part out: itself if it may be absent, else the smallest block around it that may."""
        while len(path) > 1 and (model := model_of(kind_at(path[:-1]))) and path[-1] in required(model):
            path = path[:-1]
        self.aside.add(path)
        self.root = _without(self.root, path, self.behaviour) if path else Node({}, self.root.place)


class Examined(NamedTuple):
    """A scenario, none where anything is wrong; all that is wrong; what is allowed and yet looks like a slip."""

    scenario: Scenario | None
    wrong: list[Found]
    odd: list[Found]


def examine(root: Node, behaviour: Node, clean: Clean | None = None) -> Examined:
    """What nodes stand for.

    root: nodes whose short forms are written out. behaviour: the nodes of the behavioural defaults, which stand in
    where a scenario's own are faulty. clean: nodes seen to be of the right type, which variants of a scenario share.
    """
    state = _Examination(root, behaviour, {} if clean is None else clean)
    for path in list(_unread(state.root, (), state.clean)):
        state.set_aside(path)
    for _ in range(ROUNDS):
        scenario, wrong, misspelt = _validated(state.root, state.clean)
        state.aside |= misspelt  # so that they are not called missing
        for finding in wrong:
            state.note(finding)
        for path in sorted({finding.path for finding in wrong}, key=_later_items_first):
            state.set_aside(path)
        if scenario is not None:
            names = {block: tuple(_keys(root, block)) for block in BLOCKS}
            draft = Draft(scenario, names, frozenset(state.aside))
            for finding in check(draft):
                state.note(finding)
            if state.found or state.aside:
                break
            return Examined(scenario, [], [Found(one, place_of(root, one.path)) for one in out_of_scale(draft)])
    return Examined(None, state.found, [])


def seen_clean(root: Node) -> Clean:
    """Those nodes of a scenario that are of the right type, as far down as they are."""
    clean: Clean = {}
    for _ in mistyped(root, Scenario, (), clean):
        pass
    return clean


def follows(path: Path, aside: set[Path]) -> bool:
    """Whether a finding at a path may only be there because something was set aside in it, just below or above."""
    return any(
        path[: len(gone)] == gone or (gone[: len(path)] == path and len(gone) == len(path) + 1) for gone in aside
    )


def place_of(root: Node, path: Path, at_key: bool = False) -> Place:
    """Where a path stands in its file, or the nearest block around it."""
    node, whole = root, True
    for name in path:
        below = node.child(name)
        if below is None:
            whole = False
            break
        node = below
    return node.key if node.key and (at_key or not whole) else node.place


def _later_items_first(path: Path) -> tuple[tuple[int, str], ...]:
    return tuple((-name, "") if isinstance(name, int) else (0, name) for name in path)


def _keys(root: Node, block: str) -> Iterator[str]:
    node = root.child(block)
    yield from node.value if node is not None and isinstance(node.value, dict) else ()


def _unread(node: Node, path: Path, clean: Clean) -> Iterator[Path]:
    if id(node) in clean:
        return
    if node.value is UNREAD:
        yield path
    for name, child in node.children():
        yield from _unread(child, (*path, name), clean)


def _without(root: Node, path: Path, behaviour: Node, kind: Any = Scenario) -> Node:
    """Nodes without a part. A level is replaced, since others count from it; so is what a scenario must have."""
    name, rest = path[0], path[1:]
    below = root.child(name)
    if rest:
        return root if below is None else root.with_child(name, _without(below, rest, behaviour, step(kind, name)))
    if kind is Scenario and name in required(Scenario):
        stand_in = behaviour if name == "behaviour" else node_of(_STAND_INS[str(name)], root.place)
        return root.with_child(name, expand(stand_in, step(kind, name)))
    if isinstance(root.value, list) and model_of(step(kind, name)) is Level:
        return root.with_child(name, node_of({"label": f"?{name}"}, root.place))
    return root if below is None else root.with_child(name, None)


def _validated(root: Node, clean: Clean) -> tuple[Scenario | None, list[Finding], set[Path]]:
    """The scenario if its shape is right, else the findings, and the paths of keys that were only misspelt."""
    wrong = list(mistyped(root, Scenario, (), clean))
    if wrong:
        return None, wrong, set()
    try:
        return Scenario.model_validate(root.plain()), [], set()
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        listed = [translated(root, fault) for fault in faults]  # type: ignore[arg-type]
        meant = {(*finding.path[:-1], right) for finding, right in listed if right is not None}
        return None, list(dict.fromkeys(finding for finding, _ in listed)), meant


def mistyped(node: Node, kind: Any, path: Path, clean: Clean) -> Iterator[Finding]:
    """Values of another shape than the schema's. Stricter than pydantic, which takes `yes` for true, 1 for a date."""
    if kind is None or kind is Any or id(node) in clean:
        return  # an unknown key, which pydantic reports; a value for some path; or looked at before
    if not fits(node.value, kind):
        message = f"found {found(node.value)}, expected {expected(kind)}{hint(node.value, kind)}"
        yield Finding(path, subject(path) + message)
        return
    faults = 0
    for name, child in node.children():
        for finding in mistyped(child, step(kind, name), (*path, name), clean):
            faults += 1
            yield finding
    if not faults:
        clean[id(node)] = node  # kept, so that no other node gets its id
