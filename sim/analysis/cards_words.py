"""What cards are worth and cost, in words, tables and facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sim.analysis.answer import Answer, in_words, of_100, plain, weeks_of
from sim.analysis.shapley import Worth
from sim.analysis.worth_of_cards import CardStudy, Cost, Worths
from sim.scenario import Scenario
from sim.words import Table

REMOVED = (
    "Without a card means: it was never there. It is not played, threatened, expected or in force, and events do not "
    "set it; every other number stays. All in the same futures."
)


LEAST = 0.0005  # a card that adds less in every way is not in the table


def told(study: CardStudy, found: list[Worths], costs: Mapping[str, Cost]) -> Answer:
    """The answer to: what is each card worth, and what does it cost?"""
    asked = study.game.question
    scenario = asked.scenario
    luck = f"{asked.replications:,} futures of {weeks_of(asked.weeks)}, seed {asked.seed}" + (
        ", every number at its stated value" if asked.fixed else ""
    )
    tables = [_worths(one, scenario) for one in found]
    method = f"{luck}; ± is half of a 95 % interval, of sampling alone. {_orders(study)}".rstrip()
    return Answer(
        f"{scenario.name}: what its cards are worth",
        [*(_sentence(one, scenario) for one in found), "", REMOVED, method],
        [*tables, _costs(costs, scenario), _bearers(costs, scenario)],
        facts={
            "replications": asked.replications, "weeks": asked.weeks, "seed": asked.seed, "fixed": asked.fixed,
            "outcomes": {one.outcome.name: _facts(one) for one in found},
            "costs": {name: asdict(cost) | {"consent": cost.consent} for name, cost in costs.items()},
        },
        rows=[row for one in found for row in _rows(one, scenario)],
    )  # fmt: skip


def _orders(study: CardStudy) -> str:
    """Which values are found from sampled orders."""
    scenario = study.game.question.scenario
    hands = [scenario.actors[holder].label for holder, plan in study.plans.items() if plan.pairs]
    sampled = [f"in the hand of {' and of '.join(hands)}"] * bool(hands) + ["among all"] * bool(study.every.pairs)
    return f"Values {' and '.join(sampled)} are from {study.every.pairs} pairs of orders." if sampled else ""


def points(one: Worth) -> str:
    """A worth in futures of 100, with half of its interval.

    >>> points(Worth(0.021, 0.011, 0.031, 0.005, 0.0, 0.03, None))
    '+2.1 ± 1.0'
    >>> points(Worth(0.0, -0.002, 0.002, 0.001, 0.0, 0.0, None))
    'nothing'
    """
    if not one.changed:
        return "nothing"
    return f"{100 * one.value:+.1f} ± {50 * (one.high - one.low):.1f}"


def _sentence(one: Worths, scenario: Scenario) -> str:
    best = max(one.among_all, key=lambda name: one.among_all[name].value, default=None)
    lead = (
        f"In {of_100(one.base)} of 100 futures {in_words(one.outcome, scenario)}; without any card in "
        f"{of_100(one.bare)} of 100."
    )
    if best is None or one.among_all[best].low <= 0:
        return f"{lead} No card adds so much that the sampling could not have made it."
    return f'{lead} "{scenario.cards[best].label}" adds most: {points(one.among_all[best])} of 100 among all cards.'


def _worths(one: Worths, scenario: Scenario) -> Table:
    """Cards that change anything, the weightiest first; then whole hands, and all cards."""
    order = sorted(one.alone, key=lambda name: -abs(one.among_all[name].value))
    moving = [name for name in order if any(abs(part[name].value) >= LEAST for part in _parts(one).values())]
    rows = [
        (scenario.cards[name].label, _holder(name, scenario),
         *(points(part[name]) for part in (one.alone, one.in_hand, one.among_all)))
        for name in moving
    ]  # fmt: skip
    rows += [
        ("whole hand", scenario.actors[holder].label, points(worth), "", "")
        for holder, worth in one.hands.items()
        if worth.changed
    ]
    rows.append(("all cards", "", points(one.total), "", points(one.total)))
    others = len(order) - len(moving)
    title = f"What each card adds, of 100 futures: {in_words(one.outcome, scenario)}"
    title += f" ({others} others: less than {100 * LEAST:g} each)" if others else ""
    return Table(title, ("Card", "held by", "alone", "in its hand", "among all"), rows)


def _costs(costs: Mapping[str, Cost], scenario: Scenario) -> Table:
    rows = [
        (
            scenario.cards[name].label,
            plain(cost.blowback),
            "" if cost.audience_cost is None else plain(cost.audience_cost),
            _consent(cost),
            *(f"{100 * share:.1f}" for share in (cost.announced, cost.played, cost.dropped)),
        )
        for name, cost in costs.items()
    ]
    head = ("Card", "blowback", "backing down", "consent", "threatened", "played", "dropped")
    return Table("What cards cost their holder (stake, once), and in how many of 100 futures they are used", head, rows)


def _consent(cost: Cost) -> str:
    """Who has to agree, and how likely all of them do."""
    if not cost.consents:
        return ""
    return f"{100 * cost.consent:.0f} %: {', '.join(name.replace('_', ' ') for name in cost.consents)}"


def _bearers(costs: Mapping[str, Cost], scenario: Scenario) -> Table:
    rows = [
        (scenario.cards[name].label, _holder(name, scenario), cost.borne_by or "nobody named")
        for name, cost in costs.items()
    ]
    return Table("Who bears it", ("Card", "holder", "beside its holder"), rows)


def _holder(name: str, scenario: Scenario) -> str:
    return scenario.actors[scenario.cards[name].holder].label


def _parts(one: Worths) -> dict[str, Mapping[str, Worth]]:
    return {"alone": one.alone, "in_hand": one.in_hand, "among_all": one.among_all}


def _facts(one: Worths) -> dict[str, Any]:
    return {
        "with_all_cards": one.base,
        "without_any_card": one.bare,
        "all_cards": asdict(one.total),
        "hands": {holder: asdict(worth) for holder, worth in one.hands.items()},
        "cards": {name: {how: asdict(part[name]) for how, part in _parts(one).items()} for name in one.alone},
    }


def _rows(one: Worths, scenario: Scenario) -> list[dict[str, Any]]:
    return [
        {"outcome": one.outcome.name, "card": name, "holder": scenario.cards[name].holder, "worth": how}
        | asdict(part[name])
        for how, part in _parts(one).items()
        for name in one.alone
    ]
