"""How an ensemble grows: python tests/benchmarks/ensembles.py [million]

Futures a second from 10^4 on, with 1 and 2 workers, of the March scenario cut to 4 weeks; the law of growth; and the
peak memory of a process that simulates and saves. With `million` 10^6 futures too, which takes minutes. Ratios travel
from machine to machine, seconds do not.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from sim import ensemble
from sim.draft import Draft, Plan
from sim.load import load_scenario
from sim.plan import Asked
from tests.benchmarks.speed import own_peak

ROOT = Path(__file__).parents[2]
WEEKS = 4


def measured(replications: int, workers: int) -> tuple[float, float]:
    """Seconds, and peak memory in MiB, of a process that simulates and saves; its workers have peaks of their own."""
    code = f"from tests.benchmarks.ensembles import save; save({replications}, {workers})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def save(replications: int, workers: int) -> None:
    """Simulate and save as `parley run` does, warm, then print seconds and this process's own peak."""
    march = load_scenario("march-2025")
    ensemble.run(march, replications=2 * ensemble.CHUNK, weeks=0, workers=workers)  # loaded, and warm
    plan = Plan(march, Asked("march-2025"), seed=1, replications=replications, weeks=WEEKS)
    started = time.perf_counter()
    with TemporaryDirectory() as folder, Draft(folder, plan) as draft:
        made = ensemble.run(march, known=draft.known, sink=draft.add, workers=workers, **plan.options())
        draft.save(made, plan.asked)
    print(time.perf_counter() - started, own_peak())
    ensemble.stop_workers()


def main(sizes: list[int]) -> None:
    print(f"{'futures':>9} {'workers':>8} {'seconds':>9} {'a second':>9} {'peak MiB':>9}")
    for workers in (1, 2):
        took = []
        for size in sizes:
            seconds, peak = measured(size, workers)
            took.append(seconds)
            print(f"{size:9,} {workers:8} {seconds:9.1f} {size / seconds:9,.0f} {peak:9.0f}", flush=True)
        slope = np.polyfit(np.log(sizes), np.log(took), 1)[0]
        print(f"seconds grow with futures to the power {slope:.2f} (1 is linear)")


if __name__ == "__main__":
    main([10_000, 30_000, 100_000] + ([1_000_000] if "million" in sys.argv else []))
