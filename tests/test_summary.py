"""The summary counts what happened, whatever the chunks, and says what the horizon hides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from sim.record import ANSWERS, CLASSES, NONE, Futures
from sim.scenario import Scenario
from sim.summary import Summary, wilson
from tests.chance import chance_futures

FULL, REJECTED = CLASSES.index("full_ceasefire"), CLASSES.index("rejected")


def quiet(scenario: Scenario, count: int, weeks: int = 26) -> Futures:
    """Futures in which everything is refused and nothing happens."""
    futures = chance_futures(scenario, count=count, weeks=weeks)
    futures.classes[:] = REJECTED
    futures.first_answer[:] = ANSWERS.index("reject")
    for name in ("announced", "played", "dropped"):
        getattr(futures, name)[:] = 0
    for name in ("signed_full", "signed_partial", "full_weeks", "partial_weeks"):
        getattr(futures, name)[:] = NONE
    return futures


def summed(scenario: Scenario, *chunks: Futures, weeks: int = 26) -> dict:
    summary = Summary.of(scenario, weeks)
    for chunk in chunks:
        summary.add(chunk)
    return summary.as_json()


@pytest.mark.parametrize("cuts", [(50,), (1, 49), (20, 7, 23)])
def test_chunks_make_no_difference(small: Scenario, cuts: tuple[int, ...]):
    whole = summed(small, chance_futures(small, count=50))
    starts = np.cumsum((0, *cuts[:-1]))
    parts = [chance_futures(small, first=int(first), count=count) for first, count in zip(starts, cuts, strict=True)]
    assert summed(small, *parts) == whole


def test_every_reported_key_is_there_and_every_distribution_sums_to_one(small: Scenario):
    result = summed(small, chance_futures(small))
    assert list(result)[:6] == ["run", "scenario", "variant", "seed", "replications", "weeks"]
    assert set(result["first_answer"]) == {"north", "south"}
    assert list(result["outcome"]) == ["4", "13", "26"]
    for shares in (*result["outcome"].values(), *result["first_answer"].values()):
        assert sum(shares.values()) == pytest.approx(1, abs=1e-12)
    assert all(tuple(shares) == CLASSES for shares in result["outcome"].values())


def test_a_week_of_the_summary_is_that_week_of_the_futures(small: Scenario):
    futures = quiet(small, 10)
    futures.classes[:3, 13] = FULL
    result = summed(small, futures)
    assert result["outcome"]["13"]["full_ceasefire"] == 0.3
    assert result["outcome"]["4"]["full_ceasefire"] == result["outcome"]["26"]["full_ceasefire"] == 0
    assert result["outcome_by_week"]["full_ceasefire"] == [0.0] * 13 + [0.3] + [0.0] * 13


def test_a_full_ceasefire_holds_seven_days_where_two_weeks_running_end_with_one(small: Scenario):
    futures = quiet(small, 4)
    futures.classes[0, [5, 6]] = FULL  # holds
    futures.classes[1, [5, 7]] = FULL  # never two weeks running
    futures.classes[2, [12, 13]] = FULL  # just in time
    futures.classes[3, [13, 14]] = FULL  # too late
    assert summed(small, futures)["full_7_days"] == 0.5


def test_signatures_count_up_to_week_13_and_their_mean_takes_all(small: Scenario):
    futures = quiet(small, 4)
    futures.signed_full[:] = [0, 13, 14, -1]
    result = summed(small, futures)
    assert result["signed_full"] == 0.5
    assert result["mean_weeks_to_signature"] == 9.0
    assert summed(small, quiet(small, 4))["mean_weeks_to_signature"] is None


def test_a_partial_ceasefire_that_the_horizon_cuts_off_is_left_out_and_counted(small: Scenario):
    futures = quiet(small, 5, weeks=16)
    futures.signed_partial[:] = [2, 2, 11, 11, -1]
    futures.classes[0, 8] = CLASSES.index("partial_ceasefire")  # in force six weeks later; future 1 has none then
    futures.classes[2:4, 16] = CLASSES.index("partial_ceasefire")
    result = summed(small, futures, weeks=16)
    assert result["unseen"] == 2  # signed in week 11: six weeks would end in week 17
    assert result["partial_45_days"] == pytest.approx(1 / 3)


def test_what_a_short_horizon_cannot_answer_is_null(small: Scenario):
    result = summed(small, chance_futures(small, weeks=8), weeks=8)
    assert list(result["outcome"]) == ["4", "8"]
    for name in ("signed_full", "signed_partial", "full_7_days", "partial_45_days"):
        assert result[name] is None and result["intervals"][name] is None
    assert result["resolve"] == {"signed": None}  # its deadline is week 10


def test_a_question_is_resolved_by_the_deadline_and_by_how_long_the_text_stands(small: Scenario):
    futures = quiet(small, 4)
    futures.signed_full[:] = [10, 10, 11, -1]
    futures.full_weeks[:] = [4, 3, 9, -1]
    assert summed(small, futures)["resolve"]["signed"] == 0.25


def test_a_card_counts_once_a_future_in_shares_and_each_time_in_counts(small: Scenario):
    futures = quiet(small, 4)
    futures.played[:, 0] = [3, 1, 0, 0]
    result = summed(small, futures)
    assert result["cards"]["embargo"] == {"announced": 0.0, "played": 0.5, "dropped": 0.0}
    assert result["card_counts"]["embargo"]["played"] == 1.0


def test_intervals_have_the_shape_of_the_shares_and_hold_them(small: Scenario):
    result = summed(small, chance_futures(small))
    for week, shares in result["outcome"].items():
        for name, share in shares.items():
            low, high = result["intervals"]["outcome"][week][name]
            assert low <= share <= high


@given(count=st.integers(1, 10**6), part=st.floats(0, 1))
def test_a_wilson_interval_is_that_of_scipy(count: int, part: float):
    hits = round(part * count)
    expected = binomtest(hits, count).proportion_ci(method="wilson")
    assert wilson(hits, count) == pytest.approx((expected.low, expected.high), abs=1e-12)
