"""A sweep moves one input and nothing else; a map of one card does so with its damage and its blowback."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.analysis.overwhelming import effects_of, strength
from sim.analysis.sweep import STEPS, axis, sweep, turns
from sim.experiment import Experiment, changed, outcome
from sim.load import ScenarioError
from sim.outcomes import OutcomeError
from sim.scenario import Scenario

COST, CARD = "actors.russia.war.cost", "withdraw_energy_exemption"
TRIAL = Experiment(seed=3, replications=150)


@pytest.fixture(scope="module")
def march() -> Scenario:
    return sim.load_scenario("march-2025")


def held(value: float) -> dict[str, object]:
    return {"value": value, "source": "judgement", "why": "a point"}


def test_every_point_is_the_scenario_with_that_value_and_every_point_differs(march: Scenario):
    asked = [outcome(march, "accept:russia"), outcome(march, "partial_ceasefire@6")]
    found = sweep(march, [axis(march, f"{COST}=0.002:0.02:4")], asked, TRIAL)
    there = Experiment(3, 150, 6)
    for k, (value,) in enumerate(found.points):
        for row, one in enumerate(asked):
            assert (found.found[row, k] == there.indicator(changed(march, {COST: held(value)}), one)).all()
    assert (found.own[0] == there.indicator(changed(march, {COST: held(march.actors["russia"].war.cost.value)}),
                                            asked[0])).all()  # fmt: skip
    assert len({found.found[0, k].mean() for k in range(4)}) == 4
    moved = found.change(0, 3)
    assert moved is not None and moved.paired and moved.low > 0


def test_a_number_that_does_nothing_changes_no_future(march: Scenario):
    asked = [outcome(march, "accept:russia"), outcome(march, "signed_partial@4")]
    found = sweep(march, [axis(march, "front.disputed_km2=1,25000,1e6")], asked, TRIAL)
    assert not found.moves(0) and not found.moves(1)
    assert all((one := found.change(1, k)) is not None and one.value == 0.0 for k in range(3))


def test_what_is_no_number_is_changed_as_by_set_and_beside_a_number_too(march: Scenario):
    asked = [outcome(march, "accept:russia")]
    package, cost = axis(march, "opening.package=thirty_day_truce,all_demands"), axis(march, f"{COST}=0.001,0.01")
    both, alone = sweep(march, [package, cost], asked, TRIAL), sweep(march, [cost], asked, TRIAL)
    assert both.points[:2] == [("thirty_day_truce", 0.001), ("thirty_day_truce", 0.01)]
    assert (both.found[:, :2] == alone.found).all()
    assert both.found[0, 2].mean() > 0.9


def test_a_path_alone_sweeps_its_range(march: Scenario):
    one = axis(march, COST)
    assert (one.values[0], one.values[-1]) == march.actors["russia"].war.cost.range
    assert len(one.values) == STEPS and one.unit == "stake a week" and one.label == "Russia: war, cost"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("front.sped=1,2", "front.speed"),
        ("front.sped", "did you mean 'front.speed'"),
        ("front.disputed_km2", "states no range; say which values"),
        ("front.speed=-1,1", "found front.speed=-1, expected at least 0"),
        ("behaviour.discount=0.5,1", "at most 1"),
        ("front.speed=0.1:0.1:3", "expected PATH=lowest:highest:how many"),
        ("front.speed=0:1:1", "expected PATH=lowest:highest:how many"),
        ("front.speed=0:1", "expected PATH=lowest:highest:how many"),
        ("front.speed=0.1", "at least two values"),
        ("front.speed=0.1,0.1", "each once"),
        ("front.speed=slow,fast", "expected numbers"),
    ],
)
def test_an_input_that_makes_no_sense_is_refused_with_the_way_out(march: Scenario, words: str, says: str):
    with pytest.raises((OutcomeError, ScenarioError), match=says):
        sweep(march, [axis(march, words)], [outcome(march, "accept:russia")], TRIAL)


def test_one_input_cannot_be_both(march: Scenario):
    with pytest.raises(OutcomeError, match="twice"):
        sweep(march, [axis(march, COST), axis(march, COST)], [outcome(march, "accept:russia")], TRIAL)


def test_where_an_outcome_passes_a_level_is_told_each_time_and_in_the_order_of_values():
    found = turns((3.0, 0.0, 1.0, 2.0), np.array([0.9, 0.1, 0.7, 0.4]), 0.55)
    assert [(one.low, one.high, one.rises) for one in found] == [(0, 1, True), (1, 2, False), (2, 3, True)]
    assert [one.at for one in found] == pytest.approx([0.75, 1.5, 2.3])


def test_a_cell_of_the_map_is_the_scenario_with_that_damage_and_that_blowback(march: Scenario):
    asked = outcome(march, "accept:russia")
    found = strength(march, CARD, asked, damage=(1, 8), blowback=(1, 0), trial=TRIAL)
    card = march.cards[CARD]
    there = changed(march, {f"cards.{CARD}.effects.war_cost": held(8 * card.effects.war_cost.value),
                            f"cards.{CARD}.blowback": held(0)})  # fmt: skip
    assert found.shares[1, 1] == Experiment(3, 150, 1).indicator(there, asked).mean()
    assert found.shares[1, 1] > found.shares[1, 0] > found.base[0]


def test_the_crossing_lies_between_the_cells_that_it_parts(march: Scenario):
    found = strength(march, CARD, outcome(march, "accept:russia"), damage=(1, 4, 16), blowback=(0,), trial=TRIAL)
    [one] = found.crossings
    assert found.reached and one.value is not None and one.low is not None and one.high is not None
    assert found.shares[0, 0] < 0.5 <= found.shares[0, 2]
    assert 1 < one.low < one.value < one.high < 16 and not one.at_once
    there = strength(march, CARD, found.outcome, damage=(one.value,), blowback=(0,), trial=TRIAL)
    assert there.lows[0, 0] < 0.5 < there.highs[0, 0]


def test_a_level_that_is_never_reached_has_no_crossing(march: Scenario):
    found = strength(march, CARD, outcome(march, "accept:russia"), level=0.99, damage=(0.5, 1), blowback=(2,),
                     trial=TRIAL)  # fmt: skip
    assert not found.reached and found.crossings[0].value is None


def test_only_a_card_that_does_something_can_be_made_stronger(march: Scenario):
    assert [one.path for one in effects_of(march, "aid_surge")] == ["cards.aid_surge.effects.inflow.ukraine"]
    with pytest.raises(OutcomeError, match="cannot be made stronger"):
        effects_of(march, "holiday_truce")
    with pytest.raises(OutcomeError, match="did you mean"):
        effects_of(march, "aid_surg")
