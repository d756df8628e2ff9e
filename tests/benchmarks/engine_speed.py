"""How fast the engine is, beside its scalar twin: python tests/benchmarks/engine_speed.py [scenario]

Ratios travel from machine to machine, seconds do not. Times are of the processor, not of the clock on the wall,
except where several processes share the work.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from sim.load import load_scenario
from sim.negotiation import Negotiation, simulate
from sim.record import Futures
from sim.scenario import Scenario
from tests.benchmarks.speed import own_peak, seconds
from tests.reference.scalar import futures

ROOT = Path(__file__).parents[2]
CHUNK, TWINS = 4096, 16
CHUNKS = (1024, 4096, 8192, 16384)
FIRST = itertools.count(0, 1 << 20)


def fresh(count: int) -> dict[str, int]:
    """Replications that nobody has asked for, so that nothing of them is known: first and count."""
    return {"first": next(FIRST), "count": count}


def rate(work: Callable[[], Futures]) -> float:
    """Replications a second of the processor's time, as many as did come back."""
    made: list[int] = []
    took = seconds(lambda: made.append(work().count), clock=time.process_time)
    return made[0] / took


def beside_the_twin(scenario: Scenario) -> None:
    """Replications a second of the compiled rules, the model they were compiled of, and plain floats, in one run."""
    simulate(scenario, seed=1, count=64)  # loaded, and warm
    futures(scenario, seed=1, count=2)
    compiled = rate(lambda: simulate(scenario, seed=1, **fresh(CHUNK)))
    model = rate(lambda: Negotiation(scenario, seed=1, **fresh(CHUNK)).run())
    twin = rate(lambda: futures(scenario, seed=1, **fresh(TWINS)))
    print(f"scalar twin                {twin:10.1f} replications/s")
    print(f"model in NumPy, one core   {model:10.0f} replications/s  {model / twin:8.0f} times the twin")
    print(f"compiled rules, one core   {compiled:10.0f} replications/s  {compiled / twin:8.0f} times the twin")


def chunk_sizes(scenario: Scenario) -> None:
    """Replication-weeks a second on one core, by the size of a chunk."""
    weeks = scenario.horizon_weeks
    for size in CHUNKS:
        made = weeks * rate(lambda size=size: simulate(scenario, seed=2, **fresh(size)))
        print(f"chunk of {size:6d}            {made:10.0f} replication-weeks/s")


def part(scenario: Scenario, span: tuple[int, int]) -> int:
    """One chunk of an ensemble."""
    return simulate(scenario, seed=3, first=span[0], count=span[1]).count


def two_at_work(scenario: Scenario, futures: int = 10_000) -> None:
    """What a second thread, and a second process that has started, save on the wall clock."""
    halves = [(0, futures // 2), (futures // 2, futures - futures // 2)]

    def wall(work: Callable[[], object]) -> float:
        return seconds(work, times=5)

    alone = wall(lambda: simulate(scenario, seed=3, **fresh(futures)))
    threads = wall(lambda: simulate(scenario, seed=3, threads=2, **fresh(futures)))
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(part, [scenario] * 2, [(0, 8), (8, 8)]))
        processes = wall(lambda: list(pool.map(part, [scenario] * 2, halves)))
    print(f"{futures} futures, one core     {alone:10.2f} s")
    print(f"two threads                {threads:10.2f} s  {alone / threads:19.2f} times one")
    print(f"two processes              {processes:10.2f} s  {alone / processes:19.2f} times one")


def stream(name: str, replications: int) -> None:
    """Simulate chunk by chunk, keep no chunk, print this process's own peak of memory in MiB."""
    scenario = load_scenario(name)
    for first in range(0, replications, CHUNK):
        simulate(scenario, seed=4, first=first, count=min(CHUNK, replications - first), weeks=4)
    print(own_peak())


def memory(name: str) -> None:
    """Whether memory stays flat in the number of replications (over four weeks)."""
    peaks = []
    for replications in (10**5, 10**6):
        code = f"from tests.benchmarks.engine_speed import stream; stream({name!r}, {replications})"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
        peaks.append(float(done.stdout))
        print(f"peak of {replications:8d} futures   {peaks[-1]:10.0f} MiB  {peaks[-1] / peaks[0]:8.2f} times as much")


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "march-2025"
    loaded = load_scenario(chosen)
    beside_the_twin(loaded)
    chunk_sizes(loaded)
    two_at_work(loaded)
    memory(chosen)
