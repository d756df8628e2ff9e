"""Replication i is the same in any chunk and on any core; what goes wrong is named and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

import numpy as np
import pytest

from sim import ensemble, pools
from sim.ensemble import EnsembleError, run, spans
from sim.record import Futures, join
from sim.scenario import Scenario
from sim.streams import BLOCK


@pytest.fixture(scope="module", autouse=True)
def no_process_left_behind():
    yield
    ensemble.stop_workers()


def collected(scenario: Scenario, **options) -> tuple[ensemble.Ensemble, dict[str, np.ndarray]]:
    chunks: list[Futures] = []
    made = run(scenario, weeks=3, sink=chunks.append, **options)
    return made, join(chunks).columns()


def assert_same(here: dict[str, np.ndarray], there: dict[str, np.ndarray]) -> None:
    for name, column in here.items():
        np.testing.assert_array_equal(column, there[name], err_msg=name)


def rounded(told: dict[str, Any]) -> dict[str, Any]:
    """The same with every number to nine places."""
    return dict(json.loads(json.dumps(told), parse_float=lambda text: round(float(text), 9)))


@pytest.mark.baseline
def test_chunks_make_no_difference(small: Scenario, monkeypatch: pytest.MonkeyPatch):
    made, whole = collected(small, replications=2100)
    monkeypatch.setattr(ensemble, "CHUNK", BLOCK)
    again, parts = collected(small, replications=2100)
    assert_same(whole, parts)
    one, other = made.summary.as_json(), again.summary.as_json()
    assert rounded(one.pop("assumptions")) == rounded(other.pop("assumptions")), "sums of floats, in another order"
    assert one == other


def test_workers_make_no_difference_and_keep_the_order(small: Scenario, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ensemble, "CHUNK", BLOCK)
    _, alone = collected(small, replications=3000, workers=1)
    _, together = collected(small, replications=3000, workers=2)
    assert_same(alone, together)
    assert (together["replication"] == np.arange(3000)).all()


def test_two_workers_share_what_would_fit_into_one_chunk(small: Scenario):
    assert spans(2000, workers=2) == [(0, BLOCK), (BLOCK, 2000 - BLOCK)]
    assert spans(300, workers=2) == [(0, 300)] and len(spans(100_000, workers=2)) == len(spans(100_000))
    _, alone = collected(small, replications=1100, workers=1)
    _, together = collected(small, replications=1100, workers=2)
    assert_same(alone, together)


def test_a_run_apart_is_the_same_and_leaves_the_warm_processes_as_they_are(small: Scenario):
    warm = pools._warm_pool(2)
    _, alone = collected(small, replications=300, workers=1)
    _, apart = collected(small, replications=300, workers=1, apart=True)
    assert_same(alone, apart)
    assert pools._warm_pool(2) is warm


class Deaf:
    """Is interrupted while it is cleared up, where Python ignores it."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_that_falls_into_clearing_up_is_heard_before_the_next_task():
    given, before = [], signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        for found in pools.in_order(abs, [-1, -2, -3, -4, -5], lambda: pools.Processes(1)):
            given.append(found)
            Deaf()
    assert given == [1] and signal.getsignal(signal.SIGINT) is before


def test_a_longer_ensemble_begins_with_the_shorter_one(small: Scenario):
    _, short = collected(small, replications=100)
    _, long = collected(small, replications=150)
    assert_same(short, {name: column[:100] for name, column in long.items()})


def test_another_seed_is_another_result_and_a_fresh_one_is_told(small: Scenario):
    _, one = collected(small, replications=200, seed=1)
    _, two = collected(small, replications=200, seed=2)
    assert any((one[name] != two[name]).any() for name in one if name.startswith("class."))
    fresh, drawn = collected(small, replications=200, seed=None)
    _, again = collected(small, replications=200, seed=fresh.seed)
    assert_same(drawn, again)


def test_spans_cover_every_replication_once_and_begin_at_blocks_of_luck():
    for replications in (1, 4095, 4096, 4097, 100_000):
        covered = spans(replications)
        assert all(first % BLOCK == 0 for first, _ in covered)
        assert [first for first, _ in covered[1:]] == [first + count for first, count in covered[:-1]]
        assert sum(count for _, count in covered) == replications


def test_progress_ends_at_the_number_asked_for(small: Scenario):
    seen: list[tuple[int, int]] = []
    run(small, replications=20, weeks=1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(20, 20)]


def test_a_chunk_that_fails_names_its_replications_and_the_call_that_shows_it_alone(
    small: Scenario, monkeypatch: pytest.MonkeyPatch
):
    def fails(*_, **__):
        raise FloatingPointError("overflow")

    monkeypatch.setattr("sim.negotiation.simulate", fails)
    with pytest.raises(EnsembleError, match=r"replications 0 to 6 of seed 5 failed.*overflow.*first=0, count=7"):
        run(small, replications=7, seed=5)


@pytest.mark.parametrize("wrong", [{"replications": 0}, {"weeks": -1}, {"workers": 0}])
def test_counts_that_make_no_sense_are_refused_with_the_value(small: Scenario, wrong: dict[str, int]):
    with pytest.raises(ValueError, match=r"found .*(0|-1)"):
        run(small, **wrong)


def test_an_interrupted_ensemble_ends_its_processes(small: Scenario, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ensemble, "CHUNK", BLOCK)
    seen: list[int] = []

    def interrupt(futures: Futures) -> None:
        seen.extend(pools._pool._processes)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(small, replications=4 * BLOCK, weeks=1, workers=2, sink=interrupt)
    assert seen and pools._pool is None
    for process in seen:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_without_choice_a_small_run_stays_in_this_process(small: Scenario):
    ensemble.stop_workers()
    run(small, replications=30, weeks=1)
    assert pools._pool is None
