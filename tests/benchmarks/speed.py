"""How fast, and how much memory: python tests/benchmarks/speed.py [scenario]

Ratios travel from machine to machine, seconds do not: each line gives both.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from sim import ensemble
from sim.draft import Draft
from sim.load import load_scenario
from sim.scenario import Scenario

ROOT = Path(__file__).parents[2]


def seconds(work: Callable[[], object], times: int = 3, clock: Callable[[], float] = time.perf_counter) -> float:
    """Shortest of several tries: the least disturbed one."""
    tries = []
    for _ in range(times):
        started = clock()
        work()
        tries.append(clock() - started)
    return min(tries)


def chunks_and_one(scenario: Scenario) -> None:
    """What simulating futures together saves over one by one."""
    ensemble.run(scenario, replications=1)  # loaded, and warm
    one = seconds(lambda: ensemble.run(scenario, replications=1))
    many = seconds(lambda: ensemble.run(scenario, replications=ensemble.CHUNK))
    each = many / ensemble.CHUNK
    print(f"one future alone           {1e3 * one:9.1f} ms")
    print(f"one of {ensemble.CHUNK} together       {1e3 * each:9.3f} ms    {one / each:6.0f} times faster")
    print(f"a replication-week         {1e6 * each / (scenario.horizon_weeks + 1):9.2f} us")


def workers(scenario: Scenario) -> None:
    """What further processes save, cold and warm."""
    size, cores = 8 * ensemble.CHUNK, ensemble.cores()
    alone = seconds(lambda: ensemble.run(scenario, replications=size, workers=1), times=1)
    cold = seconds(lambda: ensemble.run(scenario, replications=size, workers=cores), times=1)
    warm = seconds(lambda: ensemble.run(scenario, replications=size, workers=cores), times=1)
    ensemble.stop_workers()
    print(f"{size} futures, 1 worker    {alone:9.1f} s")
    for state, took in (("cold", cold), ("warm", warm)):
        print(f"{cores} workers, {state}            {took:9.1f} s     {alone / took:6.2f} times faster")


def peak(name: str, replications: int) -> float:
    """Peak memory in MiB of a process that simulates and saves."""
    code = f"from tests.benchmarks.speed import save; save({name!r}, {replications})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    return float(done.stdout)


def save(name: str, replications: int) -> None:
    """Simulate and write, then print this process's own peak in MiB."""
    with TemporaryDirectory() as folder, Draft(folder) as draft:
        ensemble.run(load_scenario(name), replications=replications, sink=draft.add, workers=1)
    print(own_peak())


def own_peak() -> float:
    """Peak memory of this process in MiB (Linux). Not by getrusage, which begins with what its parent had held."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def memory(name: str) -> None:
    """Whether memory stays flat in the number of futures."""
    few, many = peak(name, 2 * ensemble.CHUNK), peak(name, 20 * ensemble.CHUNK)
    print(f"peak of {2 * ensemble.CHUNK} futures       {few:9.0f} MiB")
    print(f"peak of {20 * ensemble.CHUNK} futures      {many:9.0f} MiB    {many / few:6.2f} times as much")


def help_screen() -> None:
    """How soon `parley --help` answers, beside Python alone."""
    bare = seconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True))
    asked = [sys.executable, "-m", "sim", "--help"]
    shown = seconds(lambda: subprocess.run(asked, cwd=ROOT, check=True, capture_output=True))
    print(f"parley --help              {shown:9.2f} s     {shown / bare:6.1f} times Python alone")


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "march-2025"
    loaded = load_scenario(chosen)
    help_screen()
    chunks_and_one(loaded)
    memory(chosen)
    workers(loaded)
