"""A scenario on its way: its nodes, what is wrong so far, and what was changed by path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sim.patch import NoSuchPathError, put
from sim.problems import Path, Place, Problem, problem
from sim.sentences import found
from sim.yaml_text import UNREAD, Node


@dataclass(frozen=True)
class Unfinished:
    """Nodes of a scenario on their way, short forms written out, and what was changed in them by path."""

    root: Node
    problems: tuple[Problem, ...] = ()
    changed: tuple[tuple[Path, Place], ...] = ()
    coded: Node | None = None  # the codes that a case chose
    clean: Mapping[int, Node] = field(default_factory=dict)  # nodes seen to be of the right type, by identity

    def with_problems(self, *more: Problem) -> Unfinished:
        return replace(self, problems=(*self.problems, *more))


def _taken_back(path: str, done: Sequence[str]) -> str | None:
    """What is wrong where a change would take back an earlier one.

    >>> _taken_back("behaviour", ["behaviour.discount"])
    'takes back what the change of behaviour.discount did before it; write that one after it, or leave it out'
    """
    undone = next((one for one in done if one.startswith(f"{path}.")), None)
    if undone is None:
        return None
    return f"takes back what the change of {undone} did before it; write that one after it, or leave it out"


def patched(draft: Unfinished, patches: Node) -> Unfinished:
    """Values put at dotted paths, one after the other."""
    if not isinstance(patches.value, dict):
        return draft.with_problems(problem(patches.place, f"found {found(patches.value)}, expected paths such as "
                                                          "actors.russia.war.cost: 0.002"))  # fmt: skip
    root, problems, changed, done = draft.root, list(draft.problems), list(draft.changed), list[str]()
    for path, node in patches.value.items():
        place = node.key or node.place
        if node.value is UNREAD:
            continue
        if taken := _taken_back(path, done):
            problems.append(problem(place, taken))
        done.append(path)
        try:
            root, full = put(root, path, node)
            changed.append((full, place))
        except NoSuchPathError as error:
            problems.append(problem(place, str(error)))
    return replace(draft, root=root, problems=tuple(problems), changed=tuple(changed))
