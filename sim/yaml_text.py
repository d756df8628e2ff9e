"""Reading YAML so that every value knows its line, and nothing surprises.

Scalars mean what YAML 1.2 says (`no` is text, `1e3` is a number, `012` is twelve), not what PyYAML makes of
them. Anchors, aliases, tags and merge keys are refused, since a small file can explode through them; so are
duplicate keys, of which other readers silently keep the last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from sim.problems import Place, Problem, problem
from sim.scalars import scalar

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 60_000
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_PLAINER = {  # what the parser says -> what it means
    "mapping values are not allowed in this context": "a colon where none can be; put text that holds ': ' in quotes",
    "did not find expected key": "the indentation or the brackets do not fit the lines before; "
                                 "keys of one block start in the same column",
    "could not find expected ':'": "a key without its colon; write `key: value`",
    "found character that cannot start any token": "a character that cannot start a value (a tab, @, ` or %); "
                                                   "indent with spaces, put such text in quotes",
    "did not find expected ',' or ']'": "a list in brackets that is not closed; add ',' or ']'",
    "did not find expected ',' or '}'": "a mapping in braces that is not closed; add ',' or '}'",
    "found a tab character that violates indentation": "a tab; indent with spaces",
    "exceeded maximum nesting depth": "brackets nested too deep; no scenario needs that",
    "found unexpected end of stream": "the file ends within quotes; close them",
}  # fmt: skip

Unread = type("Unread", (), {"__repr__": lambda self: "what could not be read"})
UNREAD = Unread()  # stands where a value was refused, so that the rest can still be checked


@dataclass(frozen=True)
class Node:
    """A value with its place: a scalar, a dict of nodes or a list of nodes."""

    value: Any
    place: Place
    key: Place | None = None  # where its key stands

    def child(self, name: str | int) -> Node | None:
        """The node under a key or at a list position, if it is there."""
        if isinstance(self.value, dict):
            return self.value.get(name)
        if isinstance(self.value, list) and isinstance(name, int) and 0 <= name < len(self.value):
            return self.value[name]  # type: ignore[no-any-return]
        return None

    def children(self) -> Iterator[tuple[str | int, Node]]:
        """Keys or list positions with their nodes; none of a scalar."""
        if isinstance(self.value, dict):
            yield from self.value.items()
        elif isinstance(self.value, list):
            yield from enumerate(self.value)

    def with_child(self, name: str | int, node: Node | None) -> Node:
        """The same node with another child; None takes it away."""
        if isinstance(self.value, list):
            assert isinstance(name, int)
            items = [*self.value[:name], *([] if node is None else [node]), *self.value[name + 1 :]]
            return Node(items, self.place, self.key)
        mapping = {key: item for key, item in self.value.items() if key != name or node is not None}
        return Node(mapping if node is None else mapping | {name: node}, self.place, self.key)

    def plain(self) -> Any:
        """The value without places, as Python data."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def node_of(value: Any, place: Place, depth: int = 0) -> Node:
    """Python data as nodes that all stand at one place; ValueError for what YAML cannot hold."""
    if depth > MAX_DEPTH:
        raise ValueError(f"nested more than {MAX_DEPTH} deep")
    if isinstance(value, Mapping):
        return Node({str(key): node_of(item, place, depth + 1) for key, item in value.items()}, place)
    if isinstance(value, (list, tuple)):
        return Node([node_of(item, place, depth + 1) for item in value], place)
    if isinstance(value, dt.datetime) or not isinstance(value, (str, int, float, bool, dt.date, type(None))):
        raise ValueError(f"found {type(value).__name__}, expected text, a number, a list or a mapping")
    return Node(value, place)


@dataclass
class _Reader:
    """Events of the parser, made into nodes; what is refused is noted and left `UNREAD`."""

    file: str
    events: Any
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def refuse(self, event: Any, message: str) -> None:
        self.problems.append(problem(self.place(event), message))

    def node(self, event: Any, depth: int, key: Place | None = None) -> Node:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            limit = f"nested more than {MAX_DEPTH} deep" if depth > MAX_DEPTH else f"more than {MAX_NODES:,} values"
            raise _TooMuchError(problem(self.place(event), f"{limit}; no scenario needs that, simplify the file"))
        return Node(self.value(event, depth), self.place(event), key)

    def value(self, event: Any, depth: int) -> Any:
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, f"alias *{event.anchor} is not allowed; write the value out")
            return UNREAD
        if event.anchor:
            self.refuse(event, f"anchor &{event.anchor} is not allowed; take it away and write values out where used")
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.refuse(event, f"tag {tag} is not allowed; take it away")
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(depth)
        try:
            return scalar(event.value) if event.implicit[0] else event.value
        except ValueError as error:
            self.refuse(event, str(error))
            return UNREAD

    def mapping(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for event in iter(lambda: next(self.events), None):
            if isinstance(event, yaml.MappingEndEvent):
                break
            name = event.value if isinstance(event, yaml.ScalarEvent) else None
            if name is None:
                self.node(event, depth + 1)
                self.refuse(event, "a key must be one word or a text, not a list, a mapping or an alias")
            node = self.node(next(self.events), depth + 1, self.place(event))
            if name == "<<" and event.implicit[0]:
                self.refuse(event, "merge key << is not allowed; write the keys out, or use `extends`")
            elif name in found:
                first = found[name].key or found[name].place
                self.refuse(event, f"duplicate key {name!r}, first given in line {first.line}; keep one of the two")
            elif name is not None:
                found[name] = node
        return found

    def sequence(self, depth: int) -> list[Node]:
        found = []
        for event in iter(lambda: next(self.events), None):
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self.node(event, depth + 1))
        return found

    def document(self) -> Node:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)):
                continue
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self.refuse(event, "a second document; a file holds one scenario, put the other in its own file")
                    break
                continue
            root = self.node(event, 0)
        return root or Node(None, Place(self.file, 1, 1))


class _TooMuchError(Exception):
    """A limit was passed; the only argument is the problem."""


def read(text: str, file: str) -> tuple[Node, list[Problem]]:
    """The nodes of a YAML text and everything that was refused. Where nothing can be read, the node is `UNREAD`."""
    nothing = Node(UNREAD, Place(file, 1, 1))
    size = len(text.encode("utf-8", "replace"))
    if size > MAX_BYTES:
        return nothing, [problem(nothing.place, f"{size:,} bytes, expected at most {MAX_BYTES:,}; split the scenario")]
    reader = _Reader(file, yaml.parse(text, Loader=_PARSER))
    try:
        return reader.document(), reader.problems
    except _TooMuchError as error:
        return nothing, [*reader.problems, error.args[0]]
    except UnicodeEncodeError as error:
        return nothing, [problem(_after(text[: error.start], file), "a character that is no Unicode; take it away")]
    except yaml.reader.ReaderError as error:
        return nothing, [problem(_after(text[: error.position], file), "a control character; take it away")]
    except yaml.MarkedYAMLError as error:
        return nothing, [*reader.problems, _syntax(error, file)]


def _syntax(error: yaml.MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    said = str(error.problem or error.context)
    return problem(place, f"not valid YAML: {_PLAINER.get(said, said)}")


def _after(text: str, file: str) -> Place:
    lines = text.split("\n")
    return Place(file, len(lines), len(lines[-1]) + 1)


def decode(data: bytes, file: str) -> tuple[str | None, list[Problem]]:
    """Bytes of a file as text, or what is wrong with them."""
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        place = _after(data[: error.start].decode("utf-8"), file)
        return None, [problem(place, f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8")]
