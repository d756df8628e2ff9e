"""Leverage: who holds a card, against whom, and what takes it back."""

from __future__ import annotations

from collections.abc import Iterator

from sim.checks.draft import Draft, either
from sim.problems import Finding, Path
from sim.scenario import Card, Effects, Quantity

_NEEDS_TARGET = ("war_cost", "deal_value", "blame")


def is_set(number: Quantity) -> bool:
    """Whether a number can be anything but zero."""
    return any(number.ends)


def untargeted(effects: Effects) -> Iterator[str]:
    """Effects that fall on a target."""
    return (key for key in _NEEDS_TARGET if is_set(getattr(effects, key)))


def _aim(draft: Draft, card: Card) -> str:
    holder = draft.scenario.actors.get(card.holder)
    return card.aim or ("war" if holder is not None and holder.role == "belligerent" else "answer")


def _needs_no_target(card: Card) -> bool:
    return card.effects.withdraws or is_set(card.effects.eases_blame)


def aims(draft: Draft) -> Iterator[Finding]:
    """A card that presses for an answer presses a belligerent, and not its holder."""
    for name, card in draft.scenario.cards.items():
        path: Path = ("cards", name)
        target = draft.scenario.actors.get(card.target or "")
        fighting = either(draft.belligerents)
        if card.target is None:
            yield from _without_target(draft, path, name, card)
        elif target is not None and target.role != "belligerent" and draft.two_sided:
            message = f"target {card.target} of {name} is a {target.role}, expected {fighting}, who answer"
            yield Finding((*path, "target"), message)
        elif card.target == card.holder:
            message = f"{name} is aimed at its own holder {card.holder}; name the other side, or none"
            yield Finding((*path, "target"), message)


def _without_target(draft: Draft, path: Path, name: str, card: Card) -> Iterator[Finding]:
    needs = ", ".join(untargeted(card.effects))
    presses = _aim(draft, card) == "answer" and not _needs_no_target(card)
    if needs or presses:
        message = f"card {name} {f'has {needs}' if needs else 'presses for an answer'} and no target"
        yield Finding((*path, "target"), f"{message}; add target: {either(draft.belligerents)}")


def endings(draft: Draft) -> Iterator[Finding]:
    """What cannot be taken back is not lifted by anything."""
    for name, card in draft.scenario.cards.items():
        if not card.reversible and (card.lifted_by.terms or card.lifted_by.answer):
            message = f"card {name} is not reversible and yet lifted_by something; take one of the two away"
            yield Finding(("cards", name, "lifted_by"), message, at_key=True)


def particular(draft: Draft) -> Iterator[Finding]:
    """Withdrawals are the mediator's who holds the pen; gestures are a belligerent's."""
    for name, card in draft.scenario.cards.items():
        path, holder = ("cards", name, "holder"), draft.scenario.actors.get(card.holder)
        if holder is None:
            continue
        pens = [one for one in draft.having("mediator") if one == draft.scenario.opening.proposer]
        if card.effects.withdraws and card.holder not in (pens or draft.having("mediator")):
            message = f"card {name} withdraws, so its holder is the mediator who proposes{', '.join(['', *pens])}"
            yield Finding(path, f"{message}; found {card.holder}, a {holder.role}")
        if is_set(card.effects.eases_blame) and holder.role != "belligerent":
            message = f"card {name} is a gesture (eases_blame), so its holder is {either(draft.belligerents)}"
            yield Finding(path, f"{message}; found {card.holder}, a {holder.role}")
