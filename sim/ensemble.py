"""Many replications of one scenario: in chunks, on one core, several, or a cluster, with memory that stays flat.

Replication i is the same in any chunk and on any machine, because its luck is addressed (`sim.streams`);
so chunks are a matter of speed alone.
"""

from __future__ import annotations

import pickle
import secrets
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from sim.assumptions import spread_of
from sim.pools import Cluster, LostWorkersError, OwnProcesses, Pool, cores, hired, in_order, stop_workers
from sim.record import Futures
from sim.scenario import Scenario
from sim.streams import BLOCK, SCHEME
from sim.summary import Summary
from sim.version import VERSION

CHUNK = 4 * BLOCK  # replications simulated together
PAYS_FROM = 48  # chunks from which other processes, which need seconds to load, save more than threads do

Progress = Callable[[int, int], None]  # replications done, of how many
Sink = Callable[[Futures], None]  # takes each chunk, in the order of replications
Span = tuple[int, int]  # first replication, how many
Known = Callable[[Span], Futures | None]  # a chunk that was simulated before, or nothing

__all__ = ["CHUNK", "Ensemble", "EnsembleError", "cores", "run", "spans", "stop_workers"]


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
    per_draw: int = 1


@dataclass(frozen=True)
class Task:
    """What a worker is told: everything but which replications. A scenario that travels is bytes, unpacked once."""

    scenario: Scenario | bytes
    seed: int
    weeks: int
    fixed: bool
    per_draw: int
    engine: tuple[str, int] = (VERSION, SCHEME)
    threads: int = 1  # that share a chunk

    def __call__(self, span: Span) -> Futures:
        """One chunk; EnsembleError where it fails."""
        if self.engine != (here := (VERSION, SCHEME)):
            raise EnsembleError(f"a worker runs parley {here}, expected {self.engine}: install the same version there")
        from sim.negotiation import simulate  # slow to load, and not needed to ask for help

        first, count = span
        scenario = _unpack(self.scenario) if isinstance(self.scenario, bytes) else self.scenario
        try:
            return simulate(
                scenario, seed=self.seed, first=first, count=count, weeks=self.weeks, fixed=self.fixed,
                per_draw=self.per_draw, threads=self.threads,
            )  # fmt: skip
        except Exception as error:
            raise EnsembleError(self._failed(first, count, error)) from error

    def _failed(self, first: int, count: int, error: Exception) -> str:
        where = traceback.extract_tb(error.__traceback__)[-1]
        return (
            f"replications {first} to {first + count - 1} of seed {self.seed} failed: {type(error).__name__}: {error} "
            f"({Path(where.filename).name}, line {where.lineno}); to see them alone, add --only {first}:{count} to the "
            f"command, or call sim.negotiation.simulate(scenario, seed={self.seed}, first={first}, count={count}, "
            f"weeks={self.weeks}, fixed={self.fixed}, per_draw={self.per_draw})"
        )


def run(
    scenario: Scenario,
    *,
    replications: int = 2000,
    weeks: int | None = None,
    seed: int | None = 0,
    workers: int | None = None,
    fixed: bool = False,
    per_draw: int = 1,
    first: int = 0,
    cluster: str | None = None,
    apart: bool = False,
    known: Known | None = None,
    progress: Progress | None = None,
    sink: Sink | None = None,
) -> Ensemble:
    """Simulate `replications` futures of a scenario, 0 to `weeks` (its horizon unless stated).

    seed: None takes a fresh one, told in the result. fixed: stated values instead of draws from ranges.
    per_draw: futures that share one draw of all ranges. first: number of the first future.
    workers: processes; None takes threads, one for each core, and processes where there is much to do.
    cluster: a Dask scheduler, or `local`. apart: with processes of its own, so that nobody who uses the warm ones
    meanwhile has to wait.
    known: gives chunks that need not be simulated again. sink: is given every chunk of futures, in order.
    Raises ValueError for counts that make no sense and EnsembleError where a chunk fails.
    """
    if weeks is None:
        weeks = scenario.horizon_weeks
    if replications < 1 or weeks < 0 or first < 0 or per_draw < 1:
        raise ValueError(
            f"found {replications} replications from {first} on, {per_draw} a draw, of {weeks} weeks, "
            "expected at least 1 from 0, 1 a draw, of at least 0"
        )
    if workers is not None and workers < 1:
        raise ValueError(f"found {workers} workers, expected at least 1")
    if seed is None:
        seed = secrets.randbits(32)
    started = time.perf_counter()
    summary = Summary.of(scenario, weeks, spread_of(scenario, seed=seed, fixed=fixed, per_draw=per_draw))
    task = Task(scenario, seed, weeks, fixed, per_draw)
    todo = spans(replications, first, workers or 1)
    for futures in _chunks(task, todo, workers, cluster, known or _nothing, apart):
        summary.add(futures)
        if sink is not None:
            sink(futures)
        if progress is not None:
            progress(summary.replications, replications)
    return Ensemble(scenario, seed, replications, weeks, fixed, summary, time.perf_counter() - started, per_draw)


def spans(replications: int, first: int = 0, workers: int = 1) -> list[Span]:
    """Chunks that cover the replications from `first` on; from 0 on, each begins where a block of luck begins.

    What would fit into one chunk is shared out among several workers.

    >>> spans(10_000), spans(2000, workers=2)
    ([(0, 4096), (4096, 4096), (8192, 1808)], [(0, 1024), (1024, 976)])
    """
    end = first + replications
    size = CHUNK if replications > CHUNK else BLOCK * -(-replications // (BLOCK * workers))
    return [(start, min(size, end - start)) for start in range(first, end, size)]


def _nothing(span: Span) -> None:
    return None


def _chunks(
    task: Task, todo: list[Span], workers: int | None, cluster: str | None, known: Known, apart: bool
) -> Iterator[Futures]:
    if cluster is None and apart:
        return _in_parallel(task, todo, known, lambda: OwnProcesses(workers or cores()))
    if cluster is None and workers is None:
        workers = cores() if len(todo) >= PAYS_FROM else 1
        task = replace(task, threads=cores() if workers == 1 else 1)
    if cluster is None and (workers == 1 or len(todo) == 1):
        return (_known_or(task, span, known) for span in todo)
    return _in_parallel(task, todo, known, lambda: Cluster(cluster) if cluster else hired(workers or 1))


def _known_or(task: Task, span: Span, known: Known) -> Futures:
    before = known(span)
    return task(span) if before is None else before


@lru_cache(maxsize=2)
def _unpack(pickled: bytes) -> Scenario:
    scenario: Scenario = pickle.loads(pickled)
    return scenario


def _in_parallel(task: Task, todo: list[Span], known: Known, hire: Callable[[], Pool]) -> Iterator[Futures]:
    packed = replace(task, scenario=pickle.dumps(task.scenario))
    try:
        yield from in_order(packed, todo, hire, known)
    except LostWorkersError as error:
        raise EnsembleError(f"{error}; --workers 1 does without others") from error
