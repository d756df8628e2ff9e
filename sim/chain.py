"""Files that extend one another, as one tree of nodes over the behavioural defaults."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from sim.behaviours import shipped
from sim.coded import coded
from sim.kinds import expand
from sim.problems import Place, Problem, ScenarioError, problem, suggest
from sim.scenario import Scenario
from sim.sentences import found
from sim.unfinished import Unfinished, patched
from sim.yaml_text import MAX_BYTES, UNREAD, Node, decode, read

LONGEST_CHAIN = 8  # files that extend one another
_OWN = ("extends", "coded", "set")  # keys of a file that are not keys of a scenario


@dataclass
class Chain:
    """Files that extend one another. The folder bounds them; a text that stands in no file has none."""

    folder: FilePath | None
    seen: list[FilePath] = field(default_factory=list)

    def draft(self, text: str, file: str, here: FilePath | None) -> Unfinished:
        """The nodes of a text, put over those of the file that it extends or over the defaults."""
        root, problems = _read(text, file)
        if root.value is UNREAD:
            return Unfinished(root, problems)
        if not isinstance(root.value, dict):
            empty = root.value is None
            message = "the file is empty" if empty else f"found {found(root.value)}, expected a mapping of keys"
            message += "; `parley new NAME` writes a scenario to start from"
            return Unfinished(Node(UNREAD, root.place), (*problems, problem(root.place, message)))
        below = root.value.get("extends")
        own = Node({key: node for key, node in root.value.items() if key not in _OWN}, root.place)
        defaults = Unfinished(Node({"behaviour": shipped()}, root.place))
        base = self.extended(below, here) if below is not None else defaults
        if base.root.value is UNREAD:
            return base.with_problems(*problems)
        draft = replace(base, root=_over(base.root, expand(own, Scenario))).with_problems(*problems)
        if (chosen := root.value.get("coded")) is not None:
            draft = coded(draft, chosen)
        patches = root.value.get("set")
        if patches is None:
            return draft
        if below is None:
            message = "`set` without `extends`; write the values where they belong, or in a variant"
            return draft.with_problems(problem(patches.key or patches.place, message))
        return patched(draft, patches)

    def extended(self, name: Node, here: FilePath | None) -> Unfinished:
        """The draft of the file that another one extends; an unread one with the problem where it may not."""
        try:
            path = self.allowed(name.value, here)
            self.seen.append(path)
            return self.draft(text_of(path, shown(path)), shown(path), path)
        except ScenarioError as error:
            return Unfinished(Node(UNREAD, name.place), tuple(error.problems))
        except ValueError as error:
            return Unfinished(Node(UNREAD, name.place), (problem(name.place, str(error)),))

    def allowed(self, name: Any, here: FilePath | None) -> FilePath:
        """The file that `extends` names; ValueError where it is outside the folder, missing, or extends itself."""
        if not isinstance(name, str) or not name or "\0" in name:
            raise ValueError(f"`extends`: found {found(name)}, expected the name of a file in the same folder")
        if self.folder is None or here is None:
            raise ValueError("`extends` needs a file: this text stands in no folder")
        try:
            path = (here.parent / name).resolve()
            inside = path.is_relative_to(self.folder)
            missing = inside and not path.is_file()
        except (OSError, RuntimeError) as error:
            raise ValueError(f"`extends` {name!r} cannot be followed: {error}") from None
        if not inside:
            raise ValueError(f"`extends` {name!r} leaves the folder {self.folder}; copy the file there, name the copy")
        if missing:
            near = [one.name for one in here.parent.glob("*.y*ml")]
            raise ValueError(f"`extends` {name!r}: no such file; {suggest(name, near)}")
        if path in self.seen:
            ring = " -> ".join(one.name for one in [*self.seen[self.seen.index(path) :], path])
            raise ValueError(f"`extends` goes in a circle: {ring}; take one of them out")
        if len(self.seen) >= LONGEST_CHAIN:
            raise ValueError(f"`extends` goes through more than {LONGEST_CHAIN} files; join some of them")
        return path


@lru_cache(maxsize=4)
def _read(text: str, file: str) -> tuple[Node, tuple[Problem, ...]]:
    """Nodes of a text; the last few are kept, since many cases extend one file."""
    root, problems = read(text, file)
    return root, tuple(problems)


def _over(base: Node, own: Node) -> Node:
    """Top-level keys of one file over those of another; variants and behavioural numbers are merged one by one."""
    merged = dict(base.value)
    for key, node in own.value.items():
        old = base.value.get(key)
        both = old is not None and isinstance(old.value, dict) and isinstance(node.value, dict)
        if key in ("variants", "behaviour") and both:
            node = Node(old.value | node.value, node.place, node.key)
        merged[key] = node
    return Node(merged, own.place)


def text_of(path: FilePath, file: str) -> str:
    """Text of a file, of a bounded size; ScenarioError where it cannot be read."""
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "no such file"
            raise ScenarioError([problem(Place(file), f"{what}; `parley list` shows what comes with parley")])
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise ScenarioError([problem(Place(file), f"cannot be read: {error}")]) from None
    if len(data) > MAX_BYTES:
        raise ScenarioError([problem(Place(file), f"more than {MAX_BYTES:,} bytes; split the scenario")])
    text, problems = decode(data, file)
    if text is None:
        raise ScenarioError(problems)
    return text


def shown(path: FilePath) -> str:
    """A path as it is printed: as short as it can be told from here."""
    try:
        return os.path.relpath(path) if path.is_absolute() and path.is_relative_to(FilePath.cwd()) else str(path)
    except OSError:
        return str(path)
