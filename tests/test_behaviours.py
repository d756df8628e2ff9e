"""Behavioural numbers as past wars leave them, by one word."""

import pytest
from jsonschema import Draft202012Validator

from sim.behaviours import BACKTEST
from sim.load import ScenarioError, load_scenario, load_text
from sim.negotiation import simulate
from sim.scenario import Quantity
from sim.schema import json_schema
from sim.shelf import folder

STATED = load_scenario("march-2025")
CALIBRATED = load_scenario("march-2025", changes={"behaviour": "calibrated"})
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
    as_before = CALIBRATED.model_copy(update={"behaviour": STATED.behaviour})
    assert as_before == STATED.model_copy(update={"variants": {}})  # which go once something is changed


def test_a_file_and_a_variant_may_say_so_and_one_number_may_then_be_set():
    text = (folder() / "toy" / "mirror.yaml").read_text(encoding="utf-8")
    assert "\nbehaviour:" not in text
    written = load_text(f"{text}\nbehaviour: calibrated\n")
    assert written.behaviour == load_text(text, changes={"behaviour": "calibrated"}).behaviour
    set_ = load_text(text, changes={"behaviour": "calibrated", "behaviour.discount": 0.98}).behaviour
    assert set_.discount.value == 0.98 and set_.act_rate == written.behaviour.act_rate
    taken_back = load_text(f"{text}\nbehaviour: calibrated\n", changes={"behaviour": "stated"})
    assert taken_back.behaviour == load_text(text).behaviour


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
