"""Behavioural numbers as past wars leave them, which every scenario gets, and as stated, by one word."""

import pytest
from jsonschema import Draft202012Validator

from sim.behaviours import BACKTEST
from sim.load import ScenarioError, load_scenario, load_text
from sim.negotiation import simulate
from sim.scenario import Quantity
from sim.schema import json_schema
from sim.shelf import folder

CALIBRATED = load_scenario("march-2025")
STATED = load_scenario("march-2025", changes={"behaviour": "stated"})
NUMBERS = [name for name, number in STATED.behaviour if isinstance(number, Quantity)]


def test_what_past_wars_speak_of_has_the_backtest_for_a_source_and_its_range_around_its_value():
    from_past = [name for name in NUMBERS if getattr(CALIBRATED.behaviour, name).source == BACKTEST]
    assert from_past == ["discount", "act_rate", "weight_of_no", "temptation"]
    for name in from_past:
        number = getattr(CALIBRATED.behaviour, name)
        assert number.ends[0] <= number.value <= number.ends[1] and number.unit == getattr(STATED.behaviour, name).unit
        assert "offers of" in number.why


def test_what_misread_codes_distort_and_what_the_cases_do_not_speak_of_stays_as_stated():
    stays = {name for name in NUMBERS if getattr(CALIBRATED.behaviour, name) == getattr(STATED.behaviour, name)}
    assert stays == {*NUMBERS} - {"discount", "act_rate", "weight_of_no", "temptation"}


def test_nothing_else_of_a_scenario_changes():
    as_before = STATED.model_copy(update={"behaviour": CALIBRATED.behaviour})
    assert as_before == CALIBRATED.model_copy(update={"variants": {}})  # which go once something is changed


def test_a_file_may_say_so_and_one_number_may_then_be_set():
    text = (folder() / "toy" / "mirror.yaml").read_text(encoding="utf-8")
    assert "\nbehaviour:" not in text
    written = load_text(f"{text}\nbehaviour: stated\n")
    assert written.behaviour == STATED.behaviour == load_text(text, changes={"behaviour": "stated"}).behaviour
    set_ = load_text(text, changes={"behaviour": "stated", "behaviour.discount": 0.98}).behaviour
    assert set_.discount.value == 0.98 and set_.act_rate == STATED.behaviour.act_rate
    taken_back = load_text(f"{text}\nbehaviour: stated\n", changes={"behaviour": "calibrated"})
    assert taken_back.behaviour == load_text(text).behaviour == CALIBRATED.behaviour


def test_a_number_put_in_place_of_what_past_wars_leave_is_not_called_theirs():
    moved = load_scenario("march-2025", changes={"behaviour.weight_of_no": 0.3}).behaviour.weight_of_no
    assert moved.value == 0.3 and moved.source == "judgement"
    assert "in place of what `parley backtest` found" in moved.why


def test_a_file_that_states_one_number_has_the_others_as_past_wars_leave_them():
    text = (folder() / "toy" / "mirror.yaml").read_text(encoding="utf-8")
    own = load_text(f"{text}\nbehaviour:\n  discount: {{value: 0.98, source: judgement, why: a try}}\n").behaviour
    assert own.discount.value == 0.98 and own.act_rate == CALIBRATED.behaviour.act_rate


@pytest.mark.parametrize("path", sorted(folder().glob("*.yaml")), ids=lambda path: path.stem)
def test_the_posterior_is_the_uncertainty_of_every_shipped_scenario(path):
    behaviour = load_scenario(path).behaviour
    for name in ("discount", "act_rate", "weight_of_no", "temptation"):
        assert getattr(behaviour, name) == getattr(CALIBRATED.behaviour, name)


def test_no_source_of_a_scenario_may_take_the_name_of_the_backtest():
    text = (folder() / "toy" / "mirror.yaml").read_text(encoding="utf-8")
    wrong = text.replace("sources:", f"sources:\n  {BACKTEST}: {{title: A book}}", 1)
    assert wrong != text
    with pytest.raises(ScenarioError, match="`parley backtest` stands for what ships with parley"):
        load_text(wrong)


def test_the_schema_for_editors_knows_the_word():
    schema = {**json_schema(), "$ref": "#/$defs/Behaviour"}
    for key in ("properties", "anyOf", "type", "additionalProperties"):
        schema.pop(key, None)
    assert not list(Draft202012Validator(schema).iter_errors("calibrated"))
    assert list(Draft202012Validator(schema).iter_errors("calibratd"))


def test_a_word_that_is_not_known_is_refused_with_what_is():
    message = "found text 'calibratd', expected a mapping of numbers, or stated or calibrated"
    with pytest.raises(ScenarioError, match=message):
        load_scenario("march-2025", changes={"behaviour": "calibratd"})


def test_it_makes_a_difference_to_what_is_simulated():
    one, other = (simulate(scenario, seed=1, count=200, weeks=4) for scenario in (STATED, CALIBRATED))
    assert (one.first_answer != other.first_answer).any()
