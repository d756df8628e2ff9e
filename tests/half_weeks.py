"""A scenario told in half weeks: the same world on a finer clock."""

from __future__ import annotations

import math
from typing import Any

from sim.scenario import Scenario


def _scaled(block: Any, change) -> Any:
    if isinstance(block, dict) and "value" in block:
        return (
            block
            | {"value": change(block["value"])}
            | ({"range": [change(end) for end in block["range"]]} if block.get("range") else {})
        )
    return block


def half(x: float) -> float:
    return x / 2


def per_half(chance: float) -> float:
    """Chance in half a week that gives the same chance in a week."""
    return 1 - math.sqrt(1 - chance)


def halved(scenario: Scenario) -> Scenario:
    """Discount and decay take their square root; rates, flows, costs halve; lengths double."""
    raw = scenario.model_dump(by_alias=True, exclude_none=True)
    behaviour, front = raw["behaviour"], raw["front"]
    for name in ("discount", "blame_decay"):
        behaviour[name] = _scaled(behaviour[name], math.sqrt)
    behaviour["act_rate"] = _scaled(behaviour["act_rate"], per_half)
    front["decision_hazard"] = _scaled(front["decision_hazard"], per_half)
    for name in ("attrition", "speed"):
        front[name] = _scaled(front[name], half)
    front["shock_sd"] = _scaled(front["shock_sd"], lambda sd: sd * math.sqrt(2))
    for issue in raw["issues"].values():
        for level in issue["levels"]:
            level["hazard"] = _scaled(level["hazard"], half)
            level["violation"] = _scaled(level["violation"], per_half)
            level["effective_after"] *= 2
            if level.get("duration"):
                level["duration"] *= 2
    for actor in raw["actors"].values():
        actor["cost"] = _scaled(actor["cost"], half)
        if actor.get("war"):
            war = actor["war"]
            war["cost"], war["production"] = _scaled(war["cost"], half), _scaled(war["production"], half)
            war["aid"] = {giver: _scaled(flow, half) for giver, flow in war["aid"].items()}
    if raw["mediator"].get("withdrawal"):
        raw["mediator"]["withdrawal"]["per_week"] = _scaled(raw["mediator"]["withdrawal"]["per_week"], half)
    for card in [*raw["cards"].values(), *raw["events"]]:
        effects = card["effects"]
        effects["war_cost"] = _scaled(effects["war_cost"], half)
        for name in ("inflow", "attrition"):
            effects[name] = {side: _scaled(flow, half) for side, flow in effects[name].items()}
        if card.get("half_life_weeks"):
            card["half_life_weeks"] = _scaled(card["half_life_weeks"], lambda h: 2 * h)
        if "phase_in_weeks" in card:
            card["phase_in_weeks"] *= 2
        if card.get("hazard_per_week"):
            card["hazard_per_week"] = _scaled(card["hazard_per_week"], per_half)
        if card.get("week"):
            card["week"] *= 2
    return Scenario.model_validate(raw)
