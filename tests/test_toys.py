"""The games with known answers are the games of the textbook: their numbers give the answers that they state."""

from __future__ import annotations

import math

import pytest
import yaml

from sim.load import load_scenario, load_text
from sim.negotiation import simulate
from sim.scenario import Scenario, War
from sim.shelf import folder


def wars(scenario: Scenario) -> tuple[War, War]:
    """The war of side a and of side b."""
    both = [scenario.actors[side].war for side in (scenario.front.side_a, scenario.front.side_b)]
    assert both[0] is not None and both[1] is not None
    return both[0], both[1]


def weeks_of_war(scenario: Scenario) -> float:
    """Discounted weeks that a war lasts, this one included: 1 / [1 - delta (1 - mu)]."""
    return 1 / (1 - scenario.behaviour.discount.value * (1 - scenario.front.decision_hazard.value))


def odds(scenario: Scenario, truce: float = 0) -> float:
    """Side a's chance to win, today or after some weeks of a truce, by section 5 of docs/model.md."""
    both, front = wars(scenario), scenario.front
    peace = scenario.issues["peace"].levels[1].rearmament
    more = [peace[side].value if side in peace else 1.0 for side in (front.side_a, front.side_b)]
    after = [war.capacity.value + truce * arms * war.production.value for war, arms in zip(both, more, strict=True)]
    ahead = weeks_of_war(scenario) - 1
    end = [after[i] + ahead * (both[i].production.value - front.attrition.value * after[1 - i]) for i in (0, 1)]
    return float(1 / (1 + (end[1] / end[0]) ** front.contest_power.value))


def fearon_range(scenario: Scenario) -> tuple[float, float]:
    """Lowest and highest share of the land that both prefer to war, p_beta -+ the costs of war (Fearon 1995)."""
    weeks, delta = weeks_of_war(scenario), scenario.behaviour.discount.value
    beta = delta * scenario.front.decision_hazard.value / (1 - delta * (1 - scenario.front.decision_hazard.value))
    land = scenario.issues["land"]
    today = scenario.level("land", land.status_quo) / (len(land.levels) - 1)
    middle = beta * odds(scenario) + (1 - beta) * today
    cost_a, cost_b = (war.cost.value * weeks for war in wars(scenario))
    return middle - cost_a, middle + cost_b


def powell_shift(scenario: Scenario) -> tuple[float, float]:
    """Shift of the odds in a truce, and of the range with them: delta h / (1 - delta) beta (p - p') (Powell 2006)."""
    delta, mu = scenario.behaviour.discount.value, scenario.front.decision_hazard.value
    broken = 1 - math.exp(-scenario.issues["peace"].levels[1].hazard.value)
    change = odds(scenario) - odds(scenario, truce=1 / (1 - delta * (1 - broken)))
    return change, delta * broken / (1 - delta) * delta * mu / (1 - delta * (1 - mu)) * change


def lands(scenario: Scenario, *packages: str) -> list[float]:
    """Share of the land that side a holds under packages."""
    last = len(scenario.issues["land"].levels) - 1
    return [scenario.terms(package)["land"] / last for package in packages]


def test_fearons_range_runs_from_level_50_to_75() -> None:
    game = load_scenario("toy/fearon")
    assert odds(game) == pytest.approx(0.6, abs=1e-12)
    assert fearon_range(game) == pytest.approx((0.5, 0.75), abs=1e-9)
    assert lands(game, "low", "high") == pytest.approx([0.5, 0.75])


def test_a_war_twice_as_dear_widens_fearons_range_to_40_and_90() -> None:
    assert fearon_range(load_scenario("toy/fearon:dear_war")) == pytest.approx((0.4, 0.9), abs=1e-9)


def test_the_opening_lies_inside_the_range_and_its_variant_outside() -> None:
    for name, inside in (("toy/fearon", True), ("toy/fearon:outside_the_range", False)):
        game = load_scenario(name)
        low, high = fearon_range(game)
        assert (low < lands(game, game.opening.package)[0] < high) == inside


def test_powells_truce_shifts_the_odds_by_a_tenth_and_the_range_with_them() -> None:
    game = load_scenario("toy/powell")
    change, shift = powell_shift(game)
    assert change == pytest.approx(0.1, abs=1e-9)
    assert (fearon_range(game)[0] + shift, fearon_range(game)[1] + shift) == pytest.approx((0.743, 0.993), abs=5e-4)
    assert lands(game, "low", "high") == pytest.approx([0.75, 0.99])


def test_powells_fragile_truce_has_the_same_shift_of_odds_and_no_terms_left() -> None:
    game = load_scenario("toy/powell:fragile")
    change, shift = powell_shift(game)
    assert change == pytest.approx(0.1, abs=1e-9)
    assert fearon_range(game)[0] + shift > 1


def test_without_a_shift_powells_truce_breaks_and_fearons_range_is_back() -> None:
    game = load_scenario("toy/powell:no_shift")
    assert powell_shift(game) == pytest.approx((0, 0), abs=1e-12)
    low, high = fearon_range(game)
    assert low < lands(game, game.opening.package)[0] < high


def test_the_secret_cost_of_the_ultimatum_is_uniform_from_0_to_30_percent_of_the_land() -> None:
    game = load_scenario("toy/ultimatum")
    types = game.actors["defender"].types.named
    mean = sum(one.share.value * one.cost_multiplier.value for one in types.values())
    whole = wars(game)[1].cost.value * weeks_of_war(game)
    costs = sorted(one.cost_multiplier.value / mean * whole for one in types.values())
    assert costs == pytest.approx([(k + 0.5) / 30 * 0.3 for k in range(30)], abs=1e-6)
    assert {round(one.share.value, 6) for one in types.values()} == {round(1 / 30, 6)}


def test_the_best_ultimatum_asks_for_60_percent_and_risks_war_in_a_third_of_cases() -> None:
    game = load_scenario("toy/ultimatum")
    low, mean_high = fearon_range(game)
    p, cost_a = odds(game), odds(game) - low
    ceiling = 2 * (mean_high - p)  # uniform from zero: the highest cost is twice the mean
    demand = p + (ceiling - cost_a) / 2
    assert (demand, (demand - p) / ceiling) == pytest.approx((0.6, 1 / 3), abs=1e-9)


def test_between_the_two_types_of_the_screening_game_lies_the_offer() -> None:
    game = load_scenario("toy/screening")
    types, cost = game.actors["challenger"].types.named, wars(game)[0].cost.value * weeks_of_war(game)
    given = odds(game) - lands(game, "offer")[0]
    assert types["strong"].cost_multiplier.value * cost < given < types["weak"].cost_multiplier.value * cost
    refused = load_scenario("toy/screening:telling_nothing")
    assert odds(refused) - lands(refused, "offer")[0] > types["weak"].cost_multiplier.value * cost


def test_no_text_of_the_game_without_a_range_is_worth_its_red_line() -> None:
    game = load_scenario("toy/no_range")
    precision, delta = game.behaviour.precision_answers.value, game.behaviour.discount.value
    land = game.issues["land"]
    best_peace = game.level("land", land.status_quo) / (len(land.levels) - 1) + wars(game)[1].cost.value / (1 - delta)
    (line,) = game.actors["defender"].demands["peace"].red_line
    assert best_peace - line.cost.value < -12 / precision
    assert -1 / (len(land.levels) - 1) < -12 / precision, "a move of the line without a peace costs one side a step"
    assert game.cards == {} and game.front.shock_sd.value == 0 and game.horizon_weeks == 104


def test_the_sides_of_the_mirror_differ_in_name_only() -> None:
    game = load_scenario("toy/mirror")
    left, right = (game.actors[side].model_dump(exclude={"label", "demands"}) for side in ("left", "right"))
    assert left == right and game.front.held_by_a.value == 0.5
    for issue, block in game.issues.items():
        last = len(block.levels) - 1
        one, other = (game.actors[side].demands[issue] for side in ("left", "right"))
        mirrored = last - game.level(issue, other.ideal) if issue == "land" else game.level(issue, other.ideal)
        assert game.level(issue, one.ideal) == mirrored
        assert (one.salience, one.red_line) == (other.salience, other.red_line)


def test_an_issue_may_have_as_many_levels_as_the_file_may_hold():
    game = yaml.safe_load((folder() / "toy" / "mirror.yaml").read_text(encoding="utf-8"))
    game["issues"]["land"] |= {"levels": [str(level) for level in range(201)], "status_quo": 150}
    game["actors"]["left"]["demands"]["land"]["ideal"] = 200
    game["actors"]["host"]["demands"]["land"]["ideal"] = 100
    for package in game["packages"].values():
        package["terms"]["land"] = 180
    found = simulate(load_text(yaml.safe_dump(game)), seed=1, count=200, weeks=8)
    land = found.text[:, found.issues.index("land")]
    assert land.min() > 170 and land.max() > 180, "steps go both ways from level 180, beyond what a byte holds"
