"""From a YAML file to a `Scenario`: defaults, `extends`, variants and changes, and every problem with its line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from sim.behaviours import shipped
from sim.chain import Chain, shown, text_of
from sim.coded import tried
from sim.kinds import fields, required
from sim.problems import Path, Place, Problem, ScenarioError, problem, suggest
from sim.scenario import Scenario, Variant
from sim.shape import Clean, Examined, Found, examine, seen_clean
from sim.shelf import Entry, list_scenarios, locate, split_variant
from sim.text import scenario_text
from sim.unfinished import Unfinished, patched
from sim.yaml_text import UNREAD, Node, node_of, read

__all__ = ["Entry", "Problem", "ScenarioError", "list_scenarios", "load_scenario", "load_text", "locate", "outline",
           "parse_changes", "put_together", "read_once", "scenario_text"]  # fmt: skip

MOST_VARIANTS = 200
CHANGE = "change "  # begins the place of what stands in no file but was asked for, before its dotted path


def _varied(draft: Unfinished, name: str) -> Unfinished:
    """A scenario under one of its variants, with the variant's question; variants are not kept."""
    variants = draft.root.child("variants")
    one = variants.child(name) if variants is not None else None
    if one is None:
        known = list(variants.value) if variants is not None and isinstance(variants.value, dict) else []
        where = draft.root.place._replace(line=0)
        if name:
            message = f"no variant is called {name!r}; {suggest(name, known)}"
        else:
            message = f"found nothing after the colon, expected a variant; {suggest(name, known)}; "
            message += "leave the colon out to take the scenario as it is"
        return draft.with_problems(problem(where, message))
    patches, question = one.child("set"), one.child("question")
    alone = replace(draft, root=draft.root.with_child("variants", None))
    if question is not None and isinstance(question.value, str):
        alone = replace(alone, root=alone.root.with_child("question", question))
    return alone if patches is None else patched(alone, patches)


def _changed(draft: Unfinished, changes: Mapping[str, Any]) -> Unfinished:
    nodes: dict[str, Node] = {}
    for path, value in changes.items():
        place = Place(f"{CHANGE}{path}")
        try:
            nodes[path] = replace(node_of(value, place), key=place)
        except ValueError as error:
            draft = draft.with_problems(problem(place, str(error)))
    draft = patched(draft, Node(nodes, Place(CHANGE)))
    return replace(draft, root=draft.root.with_child("variants", None)) if changes else draft


def _examined(draft: Unfinished, clean: Clean) -> Examined:
    """A scenario, what is wrong with it and what is odd."""
    scenario, wrong, odd = examine(draft.root, shipped(), clean)
    return Examined(scenario, _placed(draft, wrong), _placed(draft, odd))


def _placed(draft: Unfinished, found: Iterable[Found]) -> list[Found]:
    """What was found, each at the change that brought it about if one did, which then need not be named again."""
    placed = []
    for finding, place in found:
        place = _brought_by(draft.changed, finding.path) or place
        again = place.file.removeprefix(CHANGE) + ": " if place.file.startswith(CHANGE) else ""
        placed.append(Found(finding._replace(message=finding.message.removeprefix(again)), place))
    return placed


def _brought_by(changed: Iterable[tuple[Path, Place]], path: Path) -> Place | None:
    touching = [place for at, place in changed if path[: len(at)] == at or at[: len(path)] == path]
    return touching[-1] if touching else None


def _in_variants(draft: Unfinished, known: list[Found], clean: Clean) -> tuple[list[Problem], list[Problem]]:
    """What is wrong and what is odd under each variant and not without it, at the variant's own lines."""
    variants = draft.root.child("variants")
    if variants is None or not isinstance(variants.value, dict):
        return [], []
    if len(variants.value) > MOST_VARIANTS:
        message = f"{len(variants.value)} variants, expected at most {MOST_VARIANTS}; split the file"
        return [problem(variants.place, message)], []
    without = {one.finding for one in known}
    missing = required(Scenario) - draft.root.value.keys()
    problems: list[Problem] = []
    odd: list[Problem] = []
    for name, node in variants.value.items():
        if not isinstance(node.value, dict) or not node.value.keys() <= fields(Variant).keys():
            continue  # reported as a fault of its shape
        changes = node.child("set")
        if changes is None or any(str(path).partition(".")[0] in missing for path, _ in changes.children()):
            continue  # it changes what is missing, which is reported once
        start = replace(draft, changed=(), problems=())
        varied = _varied(start, name)
        problems += varied.problems
        _, wrong, slips = _examined(varied, clean)
        for here, found in ((problems, wrong), (odd, slips)):
            for one in found:
                if one.finding not in without:
                    place = _brought_by(varied.changed, one.finding.path) or node.key or node.place
                    here.append(problem(place, f"variant {name}: {one.finding.message}"))
    return problems, odd


def _finished(draft: Unfinished, variant: str | None, changes: Mapping[str, Any]) -> tuple[Scenario, list[Problem]]:
    """The scenario, with remarks on what is allowed and yet looks like a slip."""
    if draft.root.value is UNREAD:
        raise ScenarioError(draft.problems)
    if variant is not None:
        draft = _varied(draft, variant)
    draft = _changed(draft, changes)
    clean = {**draft.clean}
    scenario, wrong, odd = _examined(draft, clean)
    problems = [*draft.problems, *tried(draft), *(problem(one.place, one.finding.message) for one in wrong)]
    wrong_in_variants, odd_in_variants = _in_variants(draft, wrong + odd, clean)
    problems += wrong_in_variants
    if problems or scenario is None:
        raise ScenarioError(problems)
    return scenario, [*(problem(one.place, one.finding.message) for one in odd), *odd_in_variants]


def load_text(
    text: str,
    file: str = "<text>",
    variant: str | None = None,
    changes: Mapping[str, Any] | None = None,
    folder: FilePath | None = None,
) -> Scenario:
    """The scenario that a YAML text describes; ScenarioError with everything that is wrong.

    file: how problems name the text. variant, changes: as in `load_scenario`. folder: where `extends` finds its file.
    """
    here = None if folder is None else folder.resolve() / "text"
    return _finished(Chain(here and here.parent).draft(text, file, here), variant, changes or {})[0]


def load_scenario(
    name: str | os.PathLike[str], variant: str | None = None, changes: Mapping[str, Any] | None = None
) -> Scenario:
    """A scenario by name or path, under a variant and with changed values.

    name: "march-2025", "march-2025:variant", "toy/fearon", or a file. changes: dotted path -> new value. A scenario
    under a variant or with changes carries no variants of its own; its question is the variant's.
    ScenarioError with everything that is wrong.

    >>> import sim
    >>> sim.load_scenario("march-2025", changes={"actors.russia.war.cost": 0.002}).actors["russia"].war.cost.value
    0.002
    """
    return load_with_remarks(name, variant, changes)[0]


def load_with_remarks(
    name: str | os.PathLike[str], variant: str | None = None, changes: Mapping[str, Any] | None = None
) -> tuple[Scenario, list[Problem]]:
    """The same, with remarks on what is allowed and yet looks like a slip, such as a cost of a thousand stakes."""
    if isinstance(name, str):
        name, named = split_variant(name)
        if named is not None and variant is not None and named != variant:
            message = f"two variants are asked for, {named!r} and {variant!r}; choose one"
            raise ScenarioError([problem(Place(name), message)])
        variant = named if variant is None else variant
    return _finished(_opened(locate(name)), variant, changes or {})


def read_once(name: str | os.PathLike[str]) -> Unfinished:
    """A scenario read and not yet put together, for those who ask it again and again with other changes."""
    draft = _opened(locate(name))
    return replace(draft, clean=seen_clean(draft.root))


def put_together(draft: Unfinished, variant: str | None = None, changes: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario of what was read, under a variant and with changed values; as `load_scenario` gives it."""
    return _finished(draft, variant, changes or {})[0]


def _opened(path: FilePath) -> Unfinished:
    text = text_of(path, shown(path))
    here = path.parent.resolve() / path.name
    return Chain(here.parent, [path.resolve()]).draft(text, shown(path), here)


def outline(name: str | os.PathLike[str]) -> dict[str, Any]:
    """Name, question, horizon_weeks and variants (name -> question) of a scenario, read without checking the rest."""
    draft = _opened(locate(name))
    if draft.root.value is UNREAD:
        raise ScenarioError(draft.problems)
    nodes = {key: draft.root.child(key) for key in ("name", "question", "horizon_weeks")}
    found = {key: None if node is None else node.plain() for key, node in nodes.items()}
    variants = draft.root.child("variants")
    asked = {} if variants is None else {key: one.child("question") for key, one in variants.children()}
    return found | {"variants": {key: "" if one is None else one.plain() for key, one in asked.items()}}


def parse_changes(given: Iterable[str]) -> dict[str, Any]:
    """Changes as they are written on the command line, `path=value`, the value as in a file.

    >>> parse_changes(["horizon_weeks=52", "rules.conditional=off"])
    {'horizon_weeks': 52, 'rules.conditional': 'off'}
    """
    changes: dict[str, Any] = {}
    for one in given:
        path, equals, value = one.partition("=")
        if not equals or not path:
            message = "expected path=value, such as actors.russia.war.cost=0.002"
            raise ScenarioError([problem(Place(f"{CHANGE}{one}"), message)])
        node, problems = read(value, f"{CHANGE}{path}")
        if problems:
            raise ScenarioError([replace(fault, line=0, column=0) for fault in problems])
        changes[path] = node.plain()
    return changes
