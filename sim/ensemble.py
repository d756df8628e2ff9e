"""Many replications of one scenario: in chunks, on one core or several, with memory that stays flat.

Replication i is the same in any chunk and on any core, because its luck is addressed (`sim.streams`);
so chunks are a matter of speed alone.
"""

from __future__ import annotations

import os
import pickle
import secrets
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from multiprocessing import get_context

from sim.record import Futures
from sim.scenario import Scenario
from sim.streams import BLOCK
from sim.summary import Summary

CHUNK = 4 * BLOCK  # replications simulated together
PAYS_FROM = 8  # chunks from which other processes, which need seconds to load, save more than they cost

Progress = Callable[[int, int], None]  # replications done, of how many
Sink = Callable[[Futures], None]  # takes each chunk, in the order of replications
Span = tuple[int, int]  # first replication, how many


class EnsembleError(Exception):
    """A chunk that failed; the message says how to see it fail alone."""


@dataclass(frozen=True)
class Ensemble:
    """What was simulated, and its summary. The futures themselves went to the sink."""

    scenario: Scenario
    seed: int
    replications: int
    weeks: int
    fixed: bool
    summary: Summary
    seconds: float


def run(
    scenario: Scenario,
    *,
    replications: int = 2000,
    weeks: int | None = None,
    seed: int | None = 0,
    workers: int | None = None,
    fixed: bool = False,
    progress: Progress | None = None,
    sink: Sink | None = None,
) -> Ensemble:
    """Simulate `replications` futures of a scenario, 0 to `weeks` (its horizon unless stated).

    seed: None takes a fresh one, told in the result. fixed: stated values instead of draws from ranges.
    workers: processes; None decides by size. sink: is given every chunk of futures, in order.
    Raises ValueError for counts that make no sense and EnsembleError where a chunk fails.
    """
    if weeks is None:
        weeks = scenario.horizon_weeks
    if replications < 1 or weeks < 0:
        raise ValueError(f"found {replications} replications of {weeks} weeks, expected at least 1 of at least 0")
    if seed is None:
        seed = secrets.randbits(32)
    started = time.perf_counter()
    summary = Summary.of(scenario, weeks)
    for futures in _chunks(scenario, replications, weeks, seed, fixed, workers):
        summary.add(futures)
        if sink is not None:
            sink(futures)
        if progress is not None:
            progress(summary.replications, replications)
    return Ensemble(scenario, seed, replications, weeks, fixed, summary, time.perf_counter() - started)


def spans(replications: int) -> list[Span]:
    """Chunks that cover the replications, each beginning where a block of luck begins.

    >>> spans(10_000)
    [(0, 4096), (4096, 4096), (8192, 1808)]
    """
    return [(first, min(CHUNK, replications - first)) for first in range(0, replications, CHUNK)]


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(
    scenario: Scenario, replications: int, weeks: int, seed: int, fixed: bool, workers: int | None
) -> Iterator[Futures]:
    todo = spans(replications)
    if workers is None:
        workers = cores() if len(todo) >= PAYS_FROM else 1
    if workers < 1:
        raise ValueError(f"found {workers} workers, expected at least 1")
    task = partial(_simulate, pickle.dumps(scenario), seed, weeks, fixed)
    if workers == 1 or len(todo) == 1:
        return map(task, todo)
    return _in_parallel(task, todo, workers)


def _simulate(pickled: bytes, seed: int, weeks: int, fixed: bool, span: Span) -> Futures:
    """One chunk. A scenario travels as bytes, so that a process unpacks it once and not once a chunk."""
    from sim.negotiation import simulate  # slow to load, and not needed to ask for help

    first, count = span
    try:
        return simulate(_unpack(pickled), seed=seed, first=first, count=count, weeks=weeks, fixed=fixed)
    except Exception as error:
        raise EnsembleError(
            f"replications {first} to {first + count - 1} of seed {seed} failed: {type(error).__name__}: {error}; "
            f"to see it alone, call sim.negotiation.simulate(scenario, seed={seed}, first={first}, count={count}, "
            f"weeks={weeks}, fixed={fixed})"
        ) from error


@lru_cache(maxsize=2)
def _unpack(pickled: bytes) -> Scenario:
    scenario: Scenario = pickle.loads(pickled)
    return scenario


_pool: ProcessPoolExecutor | None = None  # kept warm: a process needs a second or two to load
_pool_size = 0


def _warm_pool(workers: int) -> ProcessPoolExecutor:
    global _pool, _pool_size
    if _pool is None or _pool_size != workers:
        stop_workers()
        _pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
        _pool_size = workers
    return _pool


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes started here never hear Ctrl-C: the parent hears it and ends them, without a word on the screen."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def stop_workers() -> None:
    """End the warm processes at once, whatever they are at."""
    global _pool
    if _pool is not None:
        for process in list((_pool._processes or {}).values()):  # no public word for this before Python 3.14
            process.terminate()
        # With nobody left to read, whoever still writes tasks into the pipe would wait for ever (before Python 3.11.3).
        with suppress(AttributeError, OSError):
            getattr(_pool, "_call_queue")._reader.close()  # noqa: B009
        _pool.shutdown(wait=True, cancel_futures=True)
        _pool = None


def _in_parallel(task: Callable[[Span], Futures], todo: list[Span], workers: int) -> Iterator[Futures]:
    """Chunks in order; no more than two for each process are under way, so that memory stays flat."""
    pool = _warm_pool(workers)
    waiting = deque(todo)
    under_way: deque[Future[Futures]] = deque()
    try:
        while waiting or under_way:
            while waiting and len(under_way) < 2 * workers:
                with _deaf_children():
                    under_way.append(pool.submit(task, waiting.popleft()))
            yield under_way.popleft().result()
    except BrokenProcessPool as error:
        stop_workers()
        raise EnsembleError(
            "a worker process ended before its time: out of memory, or started from a script whose calls do not stand "
            "under `if __name__ == '__main__':`; try workers=1"
        ) from error
    except BaseException:  # interrupted, a chunk that failed, or a sink that did
        stop_workers()
        raise
