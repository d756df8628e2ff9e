"""docs/model.md names what the code has: behavioural numbers, outcome classes, words of answers, phases of a week."""

import re
from pathlib import Path

import pytest

from sim.load import load_scenario
from sim.record import ANSWERS, CLASSES
from sim.scenario import Behaviour
from sim.streams import Purpose

PAGE = (Path(__file__).parents[1] / "docs" / "model.md").read_text(encoding="utf-8")
NUMBERS = [name for name in Behaviour.model_fields if name != "why"]


@pytest.mark.parametrize("name", NUMBERS)
def test_every_behavioural_number_has_its_row_on_the_page(name):
    assert re.search(rf"^\| `{name}` \|", PAGE, re.M)


def test_the_page_knows_no_behavioural_number_that_the_code_does_not_have():
    table = PAGE[PAGE.index("## 12. Behavioural numbers") :]
    assert re.findall(r"^\| `(\w+)` \|", table, re.M) == NUMBERS


@pytest.mark.parametrize("word", [*CLASSES, *ANSWERS])
def test_every_outcome_class_and_answer_is_named_on_the_page(word):
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("purpose", [one.name for one in Purpose])
def test_every_stream_of_luck_is_addressed_on_the_page(purpose):
    assert f"u({purpose}" in PAGE


def test_the_phases_are_those_of_step():
    named = re.search(r"^1\. events .*$", PAGE, re.M)[0]
    from sim.negotiation import Negotiation

    source = Path(Negotiation.step.__code__.co_filename).read_text(encoding="utf-8")
    step = source[source.index("    def step(") :]
    called = re.findall(r"self\.(\w+)\(\)", step[: step.index("\n    # ")] if "\n    # " in step else step)[:7]
    assert re.findall(r"\d\. (\w+)", named) == called


def test_defaults_are_complete():
    behaviour = load_scenario("march-2025").behaviour
    assert all(getattr(behaviour, name) is not None for name in NUMBERS)
