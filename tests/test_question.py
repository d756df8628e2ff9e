"""What is asked in the dashboard: read from a link, written to a link, said as a command; nonsense is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.question import Question, from_link, place
from sim.problems import ScenarioError
from sim.shelf import offered

COST, PLEDGE = "actors.russia.war.cost", "mediator.pledge"


def linked(asked: Question) -> dict[str, list[str]]:
    return {name: [words] if isinstance(words, str) else words for name, words in asked.link().items()}


def test_a_question_survives_its_link():
    asked = Question("march-2025", "dearer_pledge", ((COST, "0.002"), (PLEDGE, "0.05")), 7, 500, 20)
    assert from_link(linked(asked)) == (asked, [])
    assert Question().link() == {} and from_link({}) == (Question(), [])


def test_a_seed_of_zero_is_a_seed():
    assert from_link({"seed": ["0"], "n": ["200"]})[0] == Question(replications=200)


def test_the_scenario_of_a_question_carries_its_changes():
    asked = Question(changes=((COST, "0.0025"),))
    assert asked.loaded().actors["russia"].war.cost.value == 0.0025
    assert asked.unchanged.loaded().actors["russia"].war.cost.value != 0.0025


def test_a_changed_value_is_changed_again_and_given_back_without_touching_another():
    asked = Question().changed(COST, "0.002").changed(PLEDGE, "0.05").changed(COST, "0.003")
    assert asked.changes == ((COST, "0.003"), (PLEDGE, "0.05"))
    assert asked.changed(COST, None).changes == ((PLEDGE, "0.05"),)


def test_the_command_names_all_that_was_asked():
    asked = Question("march-2025", "dearer_pledge", ((COST, "0.002"),), 7, 500)
    words = "parley run march-2025:dearer_pledge --set actors.russia.war.cost=0.002"
    assert asked.command == f"{words} --replications=500 --weeks=26 --seed=7"


@pytest.mark.parametrize(
    ("link", "word"),
    [
        ({"scenario": ["../../etc/passwd"]}, "no scenario is called"),
        ({"scenario": ["/etc/passwd"]}, "no scenario is called"),
        ({"scenario": ["march-2052"]}, "did you mean 'march-2025'?"),
        ({"variant": ["dearer_pledges"]}, "did you mean 'dearer_pledge'?"),
        ({"set": [f"{COST}=lots"]}, "found text"),
        ({"set": ["actors.russia.war.price=1"]}, "no 'price'"),
        ({"set": ["nonsense"]}, "is no change: expected path=value"),
        ({"seed": ["-1"]}, "expected a whole number from 0"),
        ({"n": ["1000000"]}, "expected a whole number from 200 to 10,000"),
        ({"weeks": ["x" * 10_000]}, "expected a whole number from 1 to 520"),
    ],
)
def test_nonsense_in_a_link_is_named_and_left_out(link: dict[str, list[str]], word: str):
    asked, troubles = from_link(link)
    assert asked == Question()
    assert len(troubles) == 1 and word in troubles[0] and len(troubles[0]) < 600


def test_what_makes_sense_in_a_link_stays_beside_what_does_not():
    asked, troubles = from_link({"set": [f"{COST}=0.002", "nonsense=1"], "seed": ["5"]})
    assert asked.changes == ((COST, "0.002"),) and asked.seed == 5 and len(troubles) == 1


def test_own_scenarios_in_the_working_folder_are_offered_and_nothing_outside_it(
    scenario_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    here = tmp_path / "work"
    here.mkdir()
    (here / "mine.yaml").write_bytes(scenario_file.read_bytes())
    (here / "settings.yaml").write_text("colour: blue\n")
    (here / "elsewhere.yaml").symlink_to(scenario_file)
    monkeypatch.chdir(here)
    assert [name for name, path in offered().items() if path.parent == here] == ["mine.yaml"]
    assert Question("mine.yaml").loaded().name == "A border truce"
    with pytest.raises(ScenarioError, match="no scenario is called"):
        place("../border.yaml")
