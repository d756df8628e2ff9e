"""Numbers to move: every one with a range, those without but saliences, grouped by actor, card and issue."""

from __future__ import annotations

import pytest

import sim
from sim.analysis.inputs import every_number
from sim.analysis.knobs import bounds, groups, nice_step, written
from sim.load import list_scenarios, parse_changes
from sim.scenario import Scenario


@pytest.mark.parametrize("name", [entry.name for entry in list_scenarios()])
def test_every_number_with_a_range_can_be_moved_once(name: str):
    scenario = sim.load_scenario(name)
    paths = [knob.path for group in groups(scenario) for knob in group.knobs]
    ranged = {one.path for one in every_number(scenario) if one.width > 0}
    assert len(paths) == len(set(paths)) and ranged <= set(paths)
    assert not [path for path in paths if path.endswith(".salience")], "none of them can move alone"


def test_a_number_stands_under_its_actor_or_card_with_its_unit_and_its_source():
    found = {group.name: group for group in groups(sim.load_scenario("march-2025"))}
    cost = next(knob for knob in found["actors.russia"].knobs if knob.path == "actors.russia.war.cost")
    assert (cost.label, cost.unit, cost.ranged) == ("War, cost", "stake a week", True)
    assert cost.low < cost.value < cost.high and "Source: judgement" in cost.about
    assert found["cards.aid_pause"].label == "Pause of military aid"
    assert [knob.label for knob in found["cards.aid_pause"].knobs] == ["Inflow, Ukraine", "Blowback"]


def test_every_step_of_a_number_makes_sense_to_the_scenario(small: Scenario):
    from sim.experiment import changed

    for group in groups(small):
        for knob in group.knobs:
            high = knob.high if knob.high < float("inf") else knob.value + knob.step
            change = parse_changes([f"{knob.path}={written(min(knob.value + knob.step, high))}"])
            assert changed(small, change) is not None


@pytest.mark.parametrize(("low", "high"), [(0.00101, 0.002), (0.98, 0.99), (150, 315), (-0.003, 0), (0, 1e6)])
def test_a_step_makes_a_hundred_to_a_few_hundred_of_a_range(low: float, high: float):
    assert 99.9 <= (high - low) / nice_step(low, high) <= 251


def test_a_value_from_elsewhere_widens_the_ends(small: Scenario):
    knob = next(knob for group in groups(sim.load_scenario("march-2025")) for knob in group.knobs if knob.ranged)
    assert bounds(knob, knob.high * 3) == (knob.low, knob.high * 3)
    assert bounds(knob, knob.value) == (knob.low, knob.high)
