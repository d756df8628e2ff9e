"""What the shipped scenarios promise their readers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from pydantic import BaseModel

from sim.behaviours import BACKTEST, STATED
from sim.load import list_scenarios
from sim.load import load_scenario as load_anew
from sim.scenario import Quantity, RedLine, Scenario

load_scenario = cache(load_anew)  # scenarios do not change, and most claims look at all of them
NAMES = [entry.name for entry in list_scenarios()]
NEGOTIATIONS = [name for name in NAMES if "/" not in name]  # the others are games and cases of the past
VARIANTS = [f"{name}:{variant}" for name in NAMES for variant in load_scenario(name).variants]


class Number(NamedTuple):
    """A number of a scenario, with what the blocks around it say of it."""

    path: str
    quantity: Quantity
    source: str | None
    why: str | None
    hindsight: bool


def numbers(
    part: Any, path: str = "", source: str | None = None, why: str | None = None, hindsight: bool = False
) -> Iterator[Number]:
    """Every number that is written in a scenario or that behaviour gives it."""
    if isinstance(part, Quantity):
        yield Number(path, part, part.source or source, part.why or why, part.hindsight or hindsight)
    elif isinstance(part, BaseModel):
        source, why = getattr(part, "source", None) or source, getattr(part, "why", None) or why
        hindsight = hindsight or (isinstance(part, RedLine) and part.hindsight)
        for name, field in type(part).model_fields.items():
            if name != "variants" and getattr(part, name) != field.default:
                yield from numbers(getattr(part, name), f"{path}.{name}", source, why, hindsight)
    elif isinstance(part, (dict, list)):
        for key, item in part.items() if isinstance(part, dict) else enumerate(part):
            yield from numbers(item, f"{path}.{key}", source, why, hindsight)


def content(scenario: Scenario) -> dict[str, Any]:
    """What a run depends on: everything but words about it."""
    return scenario.model_dump(exclude={"name", "question", "variants", "sources"})


def later(date: dt.date | str | None, day: dt.date) -> bool:
    """Whether a date, or a year, or a month of a year, lies wholly after a day."""
    written = str(date) if date is not None else ""
    return written > day.isoformat()[: len(written)]


def test_the_two_negotiations_and_the_games_are_there() -> None:
    games = {"toy/fearon", "toy/powell", "toy/ultimatum", "toy/screening", "toy/mirror", "toy/no_range"}
    assert {"march-2025", "january-2022"} | games <= set(NAMES)


def test_march_2025_has_the_actors_issues_and_cards_of_its_question() -> None:
    march = load_scenario("march-2025")
    assert {name: actor.role for name, actor in march.actors.items()} == {
        "russia": "belligerent", "ukraine": "belligerent", "us": "mediator", "eu": "backer"}  # fmt: skip
    assert len(march.issues) >= 9 and len(march.cards) >= 12
    assert march.opening.proposer == "us"
    assert march.terms(march.opening.package)["ground"] == march.level("ground", "all fighting halted")


@pytest.mark.parametrize("name", NAMES + VARIANTS)
def test_no_number_is_without_a_source_and_no_judgement_without_its_reason(name: str) -> None:
    known = {*load_scenario(name).sources, "judgement", BACKTEST}
    found = list(numbers(load_scenario(name)))
    assert len(found) > 20
    assert [number.path for number in found if number.source not in known] == []
    assert [number.path for number in found if number.source == "judgement" and not number.why] == []


@pytest.mark.parametrize("name", NEGOTIATIONS + [name for name in VARIANTS if not name.startswith("toy/")])
def test_a_number_from_a_later_source_says_that_it_knew_what_came(name: str) -> None:
    scenario = load_scenario(name)
    after = {key for key, source in scenario.sources.items() if later(source.date, scenario.as_of)}
    assert after, "expected sources later than the as-of date, else this test would claim nothing"
    assert [number.path for number in numbers(scenario) if number.source in after and not number.hindsight] == []


@pytest.mark.parametrize("name", NEGOTIATIONS)
def test_the_unsure_numbers_of_a_negotiation_carry_a_range(name: str) -> None:
    exact = (".salience", ".held_by_a", ".line", ".disputed_km2", ".speed", ".adoption_prior_yes", ".adoption_prior_no",
             ".temptation_clip", ".capacity_floor")  # fmt: skip
    plain = [number.path for number in numbers(load_scenario(name)) if number.quantity.range is None]
    assert [path for path in plain if not path.endswith(exact) and ".utility." not in path] == []


@pytest.mark.parametrize("name", NEGOTIATIONS)
def test_every_card_says_how_it_works_who_pays_and_what_was_seen(name: str) -> None:
    for key, card in load_scenario(name).cards.items():
        told = (card.mechanism, card.borne_by, card.record, card.source, card.why, card.confidence)
        assert all(told), f"{key} leaves something out: {told}"


@pytest.mark.parametrize("name", NEGOTIATIONS)
def test_nothing_dated_happens_after_the_offer(name: str) -> None:
    scenario = load_scenario(name)
    dates = [event.date for event in scenario.events if event.date is not None]
    assert dates and max(dates) <= scenario.as_of


@pytest.mark.parametrize("name", NAMES)
def test_the_weights_of_an_actor_sum_to_one(name: str) -> None:
    for actor in load_scenario(name).actors.values():
        assert sum(demand.salience.value for demand in actor.demands.values()) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("name", NEGOTIATIONS)
def test_every_actor_has_a_position_on_every_issue(name: str) -> None:
    scenario = load_scenario(name)
    for actor in scenario.actors.values():
        assert set(actor.demands) == set(scenario.issues)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_changes_something_and_asks_why(name: str) -> None:
    base, varied = load_scenario(name.split(":")[0]), load_scenario(name)
    assert content(varied) != content(base)
    assert varied.question != base.question and "?" in varied.question


def odds(scenario: Scenario) -> float:
    """Chance of side a to win, by section 5 of docs/model.md, at the values of the start."""
    front, delta, mu = scenario.front, scenario.behaviour.discount.value, scenario.front.decision_hazard.value
    wars = [scenario.actors[side].war for side in (front.side_a, front.side_b)]
    strength = [war.capacity.value for war in wars if war]
    inflow = [war.production.value + sum(aid.value for aid in war.aid.values()) for war in wars if war]
    weeks = 1 / (1 - delta * (1 - mu)) - 1
    ahead = [strength[i] + weeks * (inflow[i] - front.attrition.value * strength[1 - i]) for i in (0, 1)]
    return float(1 / (1 + (ahead[1] / ahead[0]) ** front.contest_power.value))


def pace(scenario: Scenario) -> float:
    """Square kilometres a week by which the front moves at the odds of the start."""
    assert scenario.front.disputed_km2 is not None
    return scenario.front.speed.value * (2 * odds(scenario) - 1) * scenario.front.disputed_km2.value


def stated(name: str) -> Scenario:
    """A scenario by the discount that its front was set with."""
    return load_anew(name, changes={"behaviour": STATED})


def test_russia_is_ahead_in_march_2025_at_odds_of_626_to_374() -> None:
    assert odds(stated("march-2025")) == pytest.approx(0.626, abs=0.002)
    assert odds(load_scenario("march-2025")) == pytest.approx(0.622, abs=0.002), "by the discount that past wars leave"


def test_the_front_moves_by_92_square_kilometres_a_week_at_these_odds() -> None:
    assert pace(stated("march-2025")) == pytest.approx(92, abs=2)
    assert pace(load_scenario("march-2025")) == pytest.approx(89, abs=2), "by the discount that past wars leave"


def test_gains_of_momentum_move_the_odds_to_the_side_that_gains() -> None:
    names = ("march-2025", "march-2025:russia_gains", "march-2025:ukraine_gains")
    base, russia, ukraine = (odds(load_scenario(name)) for name in names)
    assert ukraine < base - 0.1 and russia > base + 0.1


def test_the_energy_exemption_is_idle_at_the_start_and_spent_in_its_variant() -> None:
    base, spent = load_scenario("march-2025"), load_scenario("march-2025:exemption_spent")
    assert base.cards["withdraw_energy_exemption"].status == "idle"
    assert spent.cards["withdraw_energy_exemption"].status == "in_force"
    assert not spent.cards["withdraw_energy_exemption"].lifted_by.terms


def test_the_blind_variant_rests_on_no_red_line_that_only_later_conduct_showed() -> None:
    def shown_later(name: str) -> set[str]:
        scenario = load_scenario(name)
        return {f"{who}.{issue}" for who, actor in scenario.actors.items() for issue, demand in actor.demands.items()
                if any(line.hindsight for line in demand.red_line)}  # fmt: skip

    assert shown_later("march-2025") == {"russia.rearmament", "russia.monitoring", "ukraine.nato", "ukraine.territory"}
    assert shown_later("march-2025:blind") == set()


def test_both_pauses_of_aid_had_been_lifted_when_the_offer_came() -> None:
    cards = load_scenario("march-2025").cards
    assert [cards[name].status for name in ("aid_pause", "intelligence_cut")] == ["idle", "idle"]
    assert cards["aid_pause"].lifted_by.answer == "accept"


def test_the_variant_in_the_guide_can_be_run_as_it_stands() -> None:
    guide = (Path(__file__).parents[1] / "docs" / "scenarios.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", guide, flags=re.DOTALL)
    (variant,) = yaml.safe_load(block).values()
    varied = load_anew("march-2025", changes=variant["set"])
    before, after = (s.cards["secondary_tariffs"].blowback.value for s in (load_scenario("march-2025"), varied))
    assert after == 0.066 and after / before == pytest.approx(0.5, abs=0.05), "the guide says about half as much"
