"""Key figures beside a baseline: paired on the same luck, unpaired otherwise, and none where nothing differs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import sim
from sim.comparison.headlines import headline_table, headlines, pairing
from sim.comparison.sides import Side, sides_of
from sim.experiment import changed
from sim.outcomes import Outcome
from sim.scenario import Scenario


def side(scenario: Scenario, seed: int = 0, replications: int = 300) -> Side:
    return sides_of([sim.run(scenario, replications=replications, seed=seed)])[0]


def test_a_difference_is_that_of_the_same_futures(small: Scenario):
    a, b = side(small), side(changed(small, {"actors.north.war.cost": 0.02}))
    row = next(one for one in headlines(a, b) if one.outcome == "signed_full")
    asked = Outcome("signed_full", 13)
    gap = asked.of(b.columns) - asked.of(a.columns)
    assert row.paired and row.difference == np.mean(gap) and row.low <= row.difference <= row.high


def test_the_same_question_differs_in_nothing(small: Scenario):
    one = side(small)
    assert {row.low for row in headlines(one, one)} == {0.0} == {row.high for row in headlines(one, one)}
    assert {cells[-1] for cells in headline_table(one, one, headlines(one, one)).rows} == {"none"}


def test_another_seed_is_said_to_be_unpaired(small: Scenario):
    a, b = side(small), side(small, seed=1)
    assert not any(row.paired for row in headlines(a, b))
    assert "unpaired" in headline_table(a, b, headlines(a, b)).head[-1]
    assert pairing(a, b).startswith("Unpaired: the seeds differ")


def test_sides_of_different_length_are_paired_over_what_both_have(small: Scenario):
    a, b = side(small), side(small, replications=200)
    assert pairing(a, b) == "Paired: 200 futures of each side share their luck, so that small differences count."


def test_the_words_name_actors_and_weeks(small: Scenario):
    one = replace(side(small), name="now")
    table = headline_table(one, one, headlines(one, one))
    assert table.rows[0][0] == 'North first answers "yes"' and table.head[1] == "now"
    assert any("A full ceasefire is signed by week 13" in cells[0] for cells in table.rows)
