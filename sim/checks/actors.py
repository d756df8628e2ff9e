"""Who takes part, and as what."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from sim.checks.draft import Draft, either
from sim.problems import Finding, Path
from sim.scenario import Actor, Types

_ONLY_IN_WAR = ("types", "blame")  # what is read of belligerents only
_ONLY_BEYOND = ("cost", "worth_of_ground")  # what is read of others; belligerents have theirs under war


def roles(draft: Draft) -> Iterator[Finding]:
    """Two belligerents with a war and demands; nobody else has a war."""
    found = draft.belligerents
    if not draft.two_sided:
        message = f"found {len(found)} belligerents ({', '.join(found) or 'nobody'}), expected two"
        yield Finding(("actors",), f"{message}; make others backers, or join those who fight on one side", at_key=True)
    for name, actor in draft.scenario.actors.items():
        if actor.role == "belligerent":
            yield from _belligerent(name, actor)
        elif draft.two_sided:  # else this may be the one whose role is wrong
            yield from _other(name, actor)


def _belligerent(name: str, actor: Actor) -> Iterator[Finding]:
    path: Path = ("actors", name)
    if actor.war is None:
        yield Finding((*path, "war"), f"belligerent {name} has no war; add war: with capacity, production and cost")
    if not actor.demands:
        message = f"belligerent {name} has no demands; say what it wants, with saliences that sum to 1"
        yield Finding((*path, "demands"), message)
    for key in _ONLY_BEYOND:
        if getattr(actor, key).value or getattr(actor, key).range:
            message = f"{key} of belligerent {name} is not used here; move it to actors.{name}.war.{key}"
            yield Finding((*path, key), message, at_key=True)


def _other(name: str, actor: Actor) -> Iterator[Finding]:
    path: Path = ("actors", name)
    if actor.war is not None:
        message = f"{name} is a {actor.role} and has a war; take it away, or make it a belligerent"
        yield Finding((*path, "war"), message, at_key=True)
    for key in _ONLY_IN_WAR:
        if getattr(actor, key) != Actor.model_fields[key].default:
            message = f"{key} of {actor.role} {name} is not used: only belligerents have it; take it away"
            yield Finding((*path, key), message, at_key=True)


def front(draft: Draft) -> Iterator[Finding]:
    """The sides of the front are the two belligerents."""
    a, b = draft.scenario.front.side_a, draft.scenario.front.side_b
    if a == b:
        message = f"side_a and side_b are both {a!r}, expected {either(draft.belligerents)}, each once"
        yield Finding(("front", "side_b"), message)


def pen(draft: Draft) -> Iterator[Finding]:
    """Who opens the talks is a mediator, or a side of the war."""
    name = draft.scenario.opening.proposer
    actor = draft.scenario.actors.get(name)
    if actor is not None and actor.role == "backer":
        others = either(draft.having("mediator") or draft.belligerents)
        message = f"proposer {name} is a backer, expected a mediator or a belligerent, such as {others}"
        yield Finding(("opening", "proposer"), message)


def private_types(draft: Draft) -> Iterator[Finding]:
    """Named types have shares that sum to 1, stand alone, and `only` is one of them."""
    for name, actor in draft.scenario.actors.items():
        yield from _types(("actors", name, "types"), name, actor.types)


def _types(path: Path, name: str, types: Types) -> Iterator[Finding]:
    if not types.named:
        return
    shares = {key: one.share.value for key, one in types.named.items()}
    total = sum(shares.values())
    if not isclose(total, 1, abs_tol=1e-6):
        message = f"shares of the types of {name} sum to {total:.3f}, expected 1{rescaled(shares)}"
        yield Finding((*path, "named"), message, at_key=True)
    if types.sd_ln_cost.value or types.sd_ln_cost.range:
        message = f"{name} has both sd_ln_cost and named types; keep one of the two"
        yield Finding((*path, "sd_ln_cost"), message, at_key=True)
    if types.only is not None and types.only >= len(types.named):
        last = len(types.named) - 1
        yield Finding((*path, "only"), f"found {types.only}, expected 0 to {last}: {name} has {last + 1} named types")


def rescaled(shares: dict[str, float]) -> str:
    """The way out of shares that do not sum to one: the same proportions at three digits, still summing to one.

    >>> rescaled({"territory": 0.72, "guarantees": 0.48})
    '; rescale {territory: 0.6, guarantees: 0.4}'
    """
    total = sum(shares.values())
    if total <= 0:
        return ""
    thousandths = {name: round(1000 * share / total) for name, share in shares.items()}
    largest = max(thousandths, key=lambda name: thousandths[name])
    thousandths[largest] += 1000 - sum(thousandths.values())
    return f"; rescale {{{', '.join(f'{name}: {n / 1000:g}' for name, n in thousandths.items())}}}"
