"""The cases that ship: as many as said, as they were frozen before they were scored, and runnable."""

import json
from dataclasses import replace

import pytest

from sim.backtest.cases import read_cases
from sim.backtest.frozen import RECORD, changed, development
from sim.load import load_scenario
from sim.negotiation import simulate
from sim.shelf import folder, list_cases

FOLDER = folder() / "historical"


@pytest.fixture(scope="module")
def cases():
    return read_cases(FOLDER)


def test_there_are_at_least_sixty_offers_of_twenty_five_wars_and_this_war_is_among_them(cases):
    assert len(cases) >= 60 and len({case.war for case in cases}) >= 25
    assert "Ukraine" in {case.war for case in cases}


def test_code_book_codes_outcomes_and_metric_are_as_frozen_before_the_first_scoring(cases):
    """Whoever changes one of them on purpose takes new fingerprints, and says on docs/backtest.md what was changed."""
    assert changed(FOLDER, cases) == []


def test_a_changed_code_is_noticed(cases):
    other = replace(cases[0], codes={**cases[0].codes, "pace": "fast" if cases[0].codes["pace"] != "fast" else "slow"})
    assert changed(FOLDER, [other, *cases[1:]]) == ["codes"]


def test_cases_of_which_the_code_book_was_made_are_named_and_are_not_all(cases):
    early = set(development(FOLDER))
    assert early < {case.id for case in cases}
    assert json.loads((FOLDER / RECORD).read_text(encoding="utf-8"))["cases"] == len(cases)


def test_every_case_says_what_its_codes_rest_on(cases):
    assert all(case.source for case in cases)
    assert {case.confidence for case in cases} <= {"high", "medium", "low"}


@pytest.mark.parametrize("entry", list_cases()[::24], ids=lambda entry: entry.name)
def test_a_case_runs_by_name(entry):
    futures = simulate(load_scenario(entry.name), seed=1, count=16, weeks=13)
    assert futures.classes.shape == (16, 14)
