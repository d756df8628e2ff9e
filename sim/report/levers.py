"""Every card beside what it does, what playing it costs its holder, who bears that, and what takes it back."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.numbers import plainly, shown
from sim.scenario import Card, Quantity, Scenario
from sim.words import Json, Table, briefly

STANDING = {"war_cost": "costs the target {} a week", "deal_value": "gives the target {} a week under a full ceasefire"}
ONCE = {"blame": "changes the target's blame by {}", "eases_blame": "takes away {} of the holder's blame"}
FLOWS = {"inflow": "changes the strength that reaches {} by {}", "attrition": "adds losses for {} of {}",
         "capacity": "changes the strength of {} by {}"}  # fmt: skip


def table(scenario: Scenario, runs: Sequence[Json]) -> Table:
    """All cards, most played first; shares of each run side by side."""
    order = sorted(scenario.cards, key=lambda name: -max(_played(run, name) or 0 for run in runs))
    shares = ("played, of 100",) if len(runs) == 1 else tuple(f"played, of 100: {run['run']}" for run in runs)
    head = ("Card", "held by", "towards", *shares, "what it does", "cost to its holder", "taken back by")
    return Table("Cards", head, [_row(scenario, name, runs) for name in order])


def _played(run: Json, card: str) -> float | None:
    return float(run["cards"][card]["played"]) if card in run["cards"] else None


def _row(scenario: Scenario, name: str, runs: Sequence[Json]) -> tuple[str, ...]:
    card = scenario.cards[name]
    target = scenario.actors[card.target].label if card.target else ""
    shares = (_played(run, name) for run in runs)
    counts = ("not there" if share is None else briefly(share) for share in shares)
    return (card.label, scenario.actors[card.holder].label, target, *counts, *_prices(scenario, card))


def _prices(scenario: Scenario, card: Card) -> tuple[str, str, str]:
    blowback = shown(card.blowback) + ("" if card.blowback.unit else " stake") + ", once"
    borne = f"; borne by {card.borne_by}" if card.borne_by else ""
    return "; ".join(_effects(scenario, card)) or "nothing", blowback + borne, _lifted(scenario, card)


def _effects(scenario: Scenario, card: Card) -> list[str]:
    found = []
    for words, unit in ((STANDING, " of its stake"), (ONCE, "")):
        for name, text in words.items():
            number: Quantity = getattr(card.effects, name)
            if number.value:
                found.append(text.format(plainly(number.value) + unit))
    for name, text in FLOWS.items():
        for side, number in getattr(card.effects, name).items():
            sign = "+" if number.value > 0 else ""
            found.append(text.format(scenario.actors[side].label, sign + plainly(number.value)))
    return found + (["the mediator leaves"] if card.effects.withdraws else [])


def _lifted(scenario: Scenario, card: Card) -> str:
    terms = [
        f"{scenario.issues[issue].label}: {scenario.issues[issue].levels[scenario.level(issue, level)].label}"
        for issue, level in card.lifted_by.terms.items()
    ]
    return "; ".join([*terms, *(['a "yes"'] if card.lifted_by.answer else [])]) or "nothing"
