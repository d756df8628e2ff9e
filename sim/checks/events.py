"""Events that happen to the talks."""

from __future__ import annotations

from collections.abc import Iterator

from sim.checks.cards import is_set, untargeted
from sim.checks.draft import Draft, either
from sim.problems import Finding


def targets(draft: Draft) -> Iterator[Finding]:
    """An event that falls on somebody says on which belligerent."""
    for i, event in enumerate(draft.scenario.events):
        target = draft.scenario.actors.get(event.target or "")
        needs = list(untargeted(event.effects))
        if event.target is None and needs:
            message = f"event {event.label!r} has {', '.join(needs)} and no target"
            yield Finding(("events", i, "target"), f"{message}; add target: {either(draft.belligerents)}")
        if target is not None and target.role != "belligerent":
            message = f"target {event.target} of event {event.label!r} is a {target.role}"
            yield Finding(("events", i, "target"), f"{message}, expected {either(draft.belligerents)}")


def effects(draft: Draft) -> Iterator[Finding]:
    """An event does nothing that only a card can do."""
    for i, event in enumerate(draft.scenario.events):
        given = [key for key in ("deal_value", "eases_blame") if is_set(getattr(event.effects, key))]
        for key in given + ["withdraws"] * event.effects.withdraws:
            message = f"event {event.label!r} has {key}, which only a card can have"
            way_out = "write a card, and let the event put it in force with `cards`"
            yield Finding(("events", i, "effects", key), f"{message}; {way_out}", at_key=True)


def labels(draft: Draft) -> Iterator[Finding]:
    """Events are told apart by their labels, also by chance."""
    seen: set[str] = set()
    for i, event in enumerate(draft.scenario.events):
        if event.label in seen:
            yield Finding(("events", i, "label"), f"two events are called {event.label!r}; name them apart")
        seen.add(event.label)
