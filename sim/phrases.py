"""Outcomes in plain words, with calendar dates: what `signed_full@13` asks, as a clause."""

from __future__ import annotations

from sim.outcomes import BY_WEEK, Outcome
from sim.scenario import Scenario
from sim.words import ANSWER_WORDS, OUTCOMES, date_of

DEEDS = {"announced": "is threatened", "played": "is played", "dropped": "is threatened and then dropped"}
KINDS = {"signed_full": "a full ceasefire", "signed_partial": "a partial ceasefire"}


def phrase(outcome: Outcome, scenario: Scenario) -> str:
    """An outcome as a clause.

    >>> import sim
    >>> phrase(Outcome("signed_full", 13), sim.load_scenario("march-2025"))
    'a full ceasefire is signed by week 13 (10 June 2025)'
    """
    kind, who = outcome.kind, outcome.who or ""
    if kind in KINDS:
        return f"{KINDS[kind]} is signed by {_dated(scenario, outcome.week)}"
    if kind in ANSWER_WORDS and who:
        return f"{scenario.actors[who].label} first answers {ANSWER_WORDS[kind]}"
    if kind in OUTCOMES:
        return f"{OUTCOMES[kind]} at the end of {_dated(scenario, outcome.week)}"
    if kind in DEEDS:
        return f"{scenario.cards[who].label} {DEEDS[kind]}"
    if kind == "full_7_days":
        return f"a full ceasefire holds for 7 days by {_dated(scenario, BY_WEEK)}"
    if kind == "partial_45_days":
        return f"a partial ceasefire is signed by {_dated(scenario, BY_WEEK)} and one is in force 45 days later"
    return scenario.resolve[who].question


def _dated(scenario: Scenario, week: int | None) -> str:
    return f"week {week} ({date_of(scenario, week or 0)})"
