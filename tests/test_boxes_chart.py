"""Along each number that a box limits: shares of what was drawn, and the box where it is."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.answer import Answer
from sim.analysis.boxes_chart import drawn
from sim.analysis.discovery import along
from sim.load import load_scenario
from sim.outcomes import Outcome

MARCH, SIGNED = load_scenario("march-2025"), Outcome("signed_full", 13)


def answer(values: np.ndarray, low: float | None, high: float | None) -> Answer:
    inside = (values >= (-np.inf if low is None else low)) & (values <= (np.inf if high is None else high))
    parts = along(values, np.where(inside, 1.0, 0.0), inside)
    limit = {"path": "a.b", "label": "a number", "low": low, "high": high, "quasi_p": 0.0, "along": parts}
    return Answer("t", ["first", "Box 1: where."], [], {"boxes": [{"limits": [limit]}]}, [])


def layers(one: Answer) -> tuple[list[dict], list[dict]]:
    chart = drawn(one, SIGNED, MARCH)
    assert chart is not None
    told = chart.to_dict()
    cells, _shares, frame = (told["datasets"][layer["data"]["name"]] for layer in told["layer"])
    return cells, frame


@pytest.mark.parametrize(
    ("low", "high", "ends"), [(0.55, None, (0.55, 1)), (None, 0.25, (0, 0.25)), (0.3, 0.72, (0.3, 0.72))]
)
def test_the_outline_stands_where_the_limits_are(low, high, ends):
    cells, [frame] = layers(answer(np.random.default_rng(1).random(20_000), low, high))
    assert (frame["from"], frame["to"]) == pytest.approx(ends, abs=0.02)
    assert len(cells) == 10 and sum(cell["futures"] for cell in cells) == 20_000
    whole = [cell for cell in cells if frame["from"] < cell["from"] and cell["to"] < frame["to"]]
    assert whole and all(cell["of"] == 100 for cell in whole)


def test_a_number_of_few_values_has_a_part_for_each_and_the_box_ends_between_them():
    values = np.repeat([0.0, 1.0, 2.0, 3.0], [10, 20, 30, 40])
    cells, [frame] = layers(answer(np.random.default_rng(1).permutation(values), 2.0, None))
    assert [cell["values"] for cell in cells] == ["0", "1", "2", "3"]
    assert [cell["of"] for cell in cells] == [0, 0, 100, 100]
    assert (frame["from"], frame["to"]) == pytest.approx((0.3, 1.0))


def test_shares_are_of_the_futures_of_each_part():
    values = np.arange(1000.0)
    happened = (values >= 950).astype(float)
    parts = along(values, happened, happened > 0)
    assert [part["of"] for part in parts] == [0] * 9 + [50]
    assert [part["inside"] for part in parts] == [0] * 9 + [0.5]


def test_without_a_box_there_is_no_chart():
    assert drawn(Answer("t", ["first"], [], {"boxes": []}, []), SIGNED, MARCH) is None
