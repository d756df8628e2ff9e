"""Every name leads somewhere: actors, issues, levels, cards, packages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sim.checks.draft import Draft, either
from sim.problems import Finding, Path, nearest, suggest
from sim.scenario import Effects

_NAME = re.compile(r"[^\W_][\w-]*")  # dots divide paths, colons name variants


def names(draft: Draft) -> Iterator[Finding]:
    """Names can be written in a path; everything else belongs in a label."""
    given = {block: draft.names[block] for block in ("actors", "issues", "cards", "packages")}
    for block, keys in (given | {"variants": tuple(draft.scenario.variants)}).items():
        for key in keys:
            if not _NAME.fullmatch(key):
                message = f"name {key!r}: expected letters, digits, _ and -, a letter or a digit first"
                yield Finding((block, key), f"{message}; put the wording in its label", at_key=True)


def _unknown(draft: Draft, path: Path, block: str, name: str, at_key: bool = False) -> Iterator[Finding]:
    if not draft.knows(block, name):
        yield Finding(path, f"no {block.rstrip('s')} is called {name!r}; {suggest(name, draft.names[block])}", at_key)


def _keys(draft: Draft, path: Path, block: str, given: Iterable[str]) -> Iterator[Finding]:
    for name in given:
        yield from _unknown(draft, (*path, name), block, name, at_key=True)


def actors(draft: Draft) -> Iterator[Finding]:
    """Who delivers, gives aid, holds a card, is aimed at or opens the talks is an actor of the scenario."""
    for issue, block in draft.scenario.issues.items():
        yield from _keys(draft, ("issues", issue, "deliverers"), "actors", block.deliverers)
        for i, level in enumerate(block.levels):
            yield from _keys(draft, ("issues", issue, "levels", i, "utility"), "actors", level.utility)
    for name, actor in draft.scenario.actors.items():
        if actor.war is not None:
            yield from _keys(draft, ("actors", name, "war", "aid"), "actors", actor.war.aid)
    for name, card in draft.scenario.cards.items():
        yield from _unknown(draft, ("cards", name, "holder"), "actors", card.holder)
        if card.target is not None:
            yield from _unknown(draft, ("cards", name, "target"), "actors", card.target)
    for i, event in enumerate(draft.scenario.events):
        if event.target is not None:
            yield from _unknown(draft, ("events", i, "target"), "actors", event.target)
        yield from _keys(draft, ("events", i, "cards"), "cards", event.cards)
    yield from _unknown(draft, ("opening", "proposer"), "actors", draft.scenario.opening.proposer)
    yield from _unknown(draft, ("opening", "package"), "packages", draft.scenario.opening.package)


def belligerents(draft: Draft) -> Iterator[Finding]:
    """What only a belligerent can have is given to one."""
    for path, given in _of_belligerents(draft):
        for i, name in enumerate(given):
            at = (*path, i if path[-1] == "won_by" else name)
            yield from _fights(draft, at, name, at_key=path[-1] != "won_by")
    for side in ("side_a", "side_b"):
        yield from _fights(draft, ("front", side), getattr(draft.scenario.front, side))
    for i, event in enumerate(draft.scenario.events):
        if event.new_leader is not None:
            yield from _fights(draft, ("events", i, "new_leader"), event.new_leader)


def _fights(draft: Draft, path: Path, name: str, at_key: bool = False) -> Iterator[Finding]:
    actor = draft.scenario.actors.get(name)
    if actor is None:
        yield from _unknown(draft, path, "actors", name, at_key)
    elif actor.role != "belligerent" and draft.two_sided:
        message = f"{name} is a {actor.role}, expected a belligerent: {either(draft.belligerents)}"
        yield Finding(path, message, at_key)


def _of_belligerents(draft: Draft) -> Iterator[tuple[Path, Iterable[str]]]:
    for issue, block in draft.scenario.issues.items():
        yield ("issues", issue, "won_by"), block.won_by or ()
        for i, level in enumerate(block.levels):
            yield ("issues", issue, "levels", i, "cost_saved"), level.cost_saved
            yield ("issues", issue, "levels", i, "rearmament"), level.rearmament
    for name, card in draft.scenario.cards.items():
        yield from _flows(("cards", name, "effects"), card.effects)
    for i, event in enumerate(draft.scenario.events):
        yield from _flows(("events", i, "effects"), event.effects)


def _flows(path: Path, effects: Effects) -> Iterator[tuple[Path, Iterable[str]]]:
    for flow in ("inflow", "attrition", "capacity"):
        yield (*path, flow), getattr(effects, flow)


def levels(draft: Draft) -> Iterator[Finding]:
    """Every issue that is named exists, and every level of it, by number or by label."""
    for issue, block in draft.scenario.issues.items():
        yield from _level(draft, ("issues", issue, "status_quo"), issue, block.status_quo)
    for path, _, _, issue, demand in draft.demands():
        yield from _keys(draft, path[:-1], "issues", [issue])
        yield from _level(draft, (*path, "ideal"), issue, demand.ideal)
        for i, line in enumerate(demand.red_line):
            yield from _level(draft, (*path, "red_line", i, "from"), issue, line.from_)
    for path, condition in draft.conditions():
        yield from _keys(draft, path, "issues", condition)
        for issue, given in condition.items():
            several = isinstance(given, list)
            for i, name in enumerate(given if several else [given]):
                yield from _level(draft, (*path, issue, i) if several else (*path, issue), issue, name)


def _level(draft: Draft, path: Path, issue: str, name: int | str) -> Iterator[Finding]:
    block = draft.scenario.issues.get(issue)
    if block is None or draft.level(issue, name) is not None:
        return
    if any(gone[:2] == ("issues", issue) for gone in draft.aside):
        return  # it may be one of the levels that were set aside
    labels = [level.label for level in block.levels]
    if isinstance(name, int):
        listed = f"its levels are 0 to {len(labels) - 1}: {', '.join(labels[:10])}"
        yield Finding(path, f"{issue} has no level {name}; {listed}")
        return
    right = nearest(name, labels)
    way_out = f"did you mean {right!r}?" if right else f"its levels are {', '.join(labels[:10])}"
    yield Finding(path, f"{issue} has no level {name!r}; {way_out}")
