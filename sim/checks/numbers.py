"""Numbers and dates that are within their kind and yet cannot be: zero as a divisor, a day at the calendar's end."""

from __future__ import annotations

from collections.abc import Iterator

from sim.checks.draft import Draft
from sim.problems import Finding, Path, dotted
from sim.scenario import Quantity

LAST_YEAR = 9980  # Python's dates end in 9999, and a run has up to ten years


def denominators(draft: Draft) -> Iterator[Finding]:
    """What must be above zero is, over its whole range."""
    for path, number in _divisors(draft):
        if number.ends[0] <= 0:
            yield Finding(path, f"{dotted(path)}: found {number.ends[0]:g}, expected more than 0")
    behaviour = draft.scenario.behaviour
    if behaviour.adoption_prior_yes.ends[0] + behaviour.adoption_prior_no.ends[0] <= 0:
        path = ("behaviour", "adoption_prior_yes")
        yield Finding(path, "adoption_prior_yes and adoption_prior_no are both 0, expected one above 0")


def calendar(draft: Draft) -> Iterator[Finding]:
    """The calendar reaches to the last week that a run can have."""
    if draft.scenario.as_of.year > LAST_YEAR:
        yield Finding(("as_of",), f"as_of: found {draft.scenario.as_of}, expected a date up to the year {LAST_YEAR}")


def _divisors(draft: Draft) -> Iterator[tuple[Path, Quantity]]:
    scenario = draft.scenario
    yield ("behaviour", "capacity_floor"), scenario.behaviour.capacity_floor
    for name, actor in scenario.actors.items():
        for key, one in actor.types.named.items():
            yield ("actors", name, "types", "named", key, "cost_multiplier"), one.cost_multiplier
    for name, card in scenario.cards.items():
        if card.half_life_weeks is not None:
            yield ("cards", name, "half_life_weeks"), card.half_life_weeks
