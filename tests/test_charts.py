"""Charts show a run, or several on the same weeks, with dates, and say in words what they show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import charts
from sim.record import ANSWERS, CLASSES
from sim.scenario import Scenario
from sim.summary import Summary
from sim.words import in_100
from tests.chance import chance_futures

COUNT = 200


@pytest.fixture(scope="module")
def run(small: Scenario) -> dict[str, Any]:
    summary = Summary.of(small, 26)
    summary.add(chance_futures(small, count=COUNT))
    return summary.as_json(run="one")


def rows(chart: charts.Chart) -> list[dict[str, Any]]:
    """The rows behind a chart."""
    drawn = chart.to_dict()
    found: list[dict[str, Any]] = drawn["datasets"][drawn["data"]["name"]]
    return found


def contrast(one: str, other: str) -> float:
    """Ratio of luminances of two colours (WCAG 2)."""

    def luminance(colour: str) -> float:
        parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_class_and_every_answer_has_a_colour_of_its_own():
    assert set(charts.COLOURS) == set(CLASSES) and tuple(charts.ANSWER_COLOURS) == ANSWERS
    assert len(set(charts.COLOURS.values())) == len(CLASSES)


def test_no_colour_vanishes_on_white_or_on_the_dark_page_and_numbers_can_be_read_on_bars():
    assert all(contrast(colour, paper) > 1.25 for colour in charts.COLOURS.values() for paper in ("#ffffff", "#14181d"))
    assert all(contrast(colour, "#000000") > 4.5 for colour in charts.ANSWER_COLOURS.values())


def test_shares_of_a_week_are_drawn_as_they_were_counted_with_the_date(small: Scenario, run: dict[str, Any]):
    drawn = [row for row in rows(charts.outcomes([run], small)) if row["week"] == 13]
    assert sum(row["of"] for row in drawn) == pytest.approx(100)
    assert {row["date"] for row in drawn} == {"10 June 2025"}
    assert sorted(row["of"] / 100 for row in drawn) == pytest.approx(sorted(run["outcome"]["13"].values()))


def test_signatures_add_up_week_by_week_within_their_intervals(small: Scenario, run: dict[str, Any]):
    columns = chance_futures(small, count=COUNT).columns()
    full = [row for row in rows(charts.signatures([run], [columns], small)) if row["kind"] == "a full ceasefire"]
    shares = [row["of"] for row in full]
    assert len(full) == 27 and shares == sorted(shares)
    assert shares[13] / 100 == pytest.approx(run["signed_full"])
    assert all(row["low"] <= row["of"] <= row["high"] for row in full)


def test_a_chart_says_its_finding_in_words(small: Scenario, run: dict[str, Any]):
    said = charts.first_answers([run], small).description
    assert f'North: "yes" in {in_100(run["first_answer"]["north"]["accept"], COUNT)}' in said
    assert "11 March 2025" in said


def test_several_runs_stand_one_below_the_other_on_the_same_weeks(small: Scenario, run: dict[str, Any]):
    other = run | {"run": "two"}
    both = charts.outcomes([run, other], small).to_dict()
    assert both["facet"]["row"]["sort"] == ["one", "two"]
    assert both["spec"]["encoding"]["x"]["scale"]["domain"] == [0, 26]
    assert "one: " in both["description"] and "two: " in both["description"]


def test_no_bar_says_that_something_always_happens(small: Scenario, run: dict[str, Any]):
    sure = {"accept": 1.0, "conditional": 0.0, "reject": 0.0}
    drawn = charts.first_answers([run | {"first_answer": {"north": sure, "south": sure}}], small)
    assert {row["told"] for row in rows(drawn)} == {"> 99", ""}


def test_cards_that_are_hardly_ever_played_are_not_drawn(small: Scenario, run: dict[str, Any]):
    never = {name: dict.fromkeys(share, 0.001) for name, share in run["cards"].items()}
    assert charts.played_often([run]) == set(small.cards)
    assert charts.played_often([run | {"cards": never}]) == set()


def test_a_long_name_of_a_card_stands_in_lines():
    axis = charts.in_lines(["Truce", "End the energy-payment exemption"]).to_dict()
    assert '["End the energy-payment", "exemption"]' in axis["labelExpr"] and '["Truce"]' in axis["labelExpr"]
