"""Where a number of a scenario stands, in the scenario's own words, and what the blocks around it say of it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from sim.scenario import Quantity, RedLine, Scenario

SILENT = {
    *("actors", "issues", "cards", "events", "levels", "demands", "effects", "deliverers", "red_line", "aid", "types"),
    *("resolve", "packages"),
}  # keys that say nothing beside what stands under them
SHORT = {  # keys that would not be understood alone
    "rearmament": "what arrives in a truce",
    "sd_ln_cost": "spread of its private cost of war",
    "red_line_exponent": "how much dearer red lines are where war is cheap (exponent)",
    "discount": "weight of next week (discount)",
    "decision_hazard": "chance that arms decide",
    "act_rate": "how often actors act",
    "resolute": "what blowback weighs for a resolute one",
    "irresolute": "what blowback weighs for an irresolute one",
    "share_resolute": "chance that it is resolute",
    "speed": "how fast the front moves",
}


def label(scenario: Scenario, path: str) -> str:
    """A dotted path in the words of the scenario: labels for keys, levels and red lines by name.

    >>> import sim
    >>> label(sim.load_scenario("march-2025"), "actors.russia.war.cost")
    'Russia: war, cost'
    """
    head, words, part = "", [], scenario  # type: str, list[str], Any
    for name, part in steps(scenario, path):
        text = _word(scenario, name, part)
        if text and not head:
            head = text
        elif text:
            words.append(text)
    return f"{head}: {', '.join(words)}" if words else head


def steps(scenario: Scenario, path: str) -> list[tuple[str, Any]]:
    """Every name of a path with what stands there. Keys may hold dots, so they are matched and not split."""
    steps, part, rest = [], scenario, path  # type: list[tuple[str, Any]], Any, str
    while rest:
        below = _below(part)
        name = max((key for key in below if rest == key or rest.startswith(key + ".")), key=len)
        part, rest = below[name], rest[len(name) + 1 :]
        steps.append((name, part))
    return steps


def _below(part: Any) -> dict[str, Any]:
    if isinstance(part, BaseModel):
        return {field.alias or name: getattr(part, name) for name, field in type(part).model_fields.items()}
    return dict(part) if isinstance(part, dict) else {str(i): item for i, item in enumerate(part)}


def _word(scenario: Scenario, name: str, part: Any) -> str:
    if isinstance(part, RedLine):
        return f'red line at "{part.from_}"'
    if own := getattr(part, "label", None):
        return str(own)
    if name in SILENT:
        return ""
    if name in scenario.actors:
        return scenario.actors[name].label
    if name in scenario.issues and not isinstance(part, (Quantity, dict)):
        return scenario.issues[name].label
    return SHORT.get(name, name.replace("_", " "))


def covering(scenario: Scenario, path: str, name: str) -> Any:
    """What the innermost block around a number says of `confidence` or `hindsight`; none where none does."""
    parts = [part for _, part in steps(scenario, path)]
    return next((found for part in reversed(parts) if (found := getattr(part, name, None))), None)
