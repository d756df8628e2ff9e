"""Do misread codes look like indifference? python tests/benchmarks/miscoded.py (four minutes on two cores)

Histories of all cases are simulated in a world that answers as sharply as sim/behaviour.yaml says, but whose codes were
misread at a given rate: every code of a case is, with that chance, another step of the same code. The backtest's
posterior is then asked what it makes of them, by the codes as they are on file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from zlib import crc32

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from sim.backtest.cases import Case, read_cases
from sim.backtest.likelihood import log_of_past
from sim.backtest.patterns import scenario_of
from sim.backtest.posterior import summary, weighed
from sim.backtest.prior import anywhere, priors, valued
from sim.backtest.run import POINTS, Backtest
from sim.backtest.seen import simulated
from sim.backtest.simulate import WEEKS, History, history
from sim.behaviours import BEHAVIOUR, STATED
from sim.load import read_once
from sim.negotiation import simulate
from sim.pools import cores, hired, in_order
from sim.problems import ScenarioError
from sim.shelf import CASES, TEMPLATE, folder

FOLDER = folder() / CASES
RATES, SETS, EACH = (0.0, 0.1, 0.25), 4, 6  # rates of misreading; ways to misread; histories of each
POWERS = (0.3, 1.0)  # of the likelihood: as the backtest chose it, and whole
AS_STATED = {BEHAVIOUR: STATED}
TOLD = ("precision_answers", "weight_of_no")


@cache
def steps() -> dict[str, list[str]]:
    """Steps of every code of the code book."""
    book = read_once(FOLDER / f"{TEMPLATE}.yaml").root.child("codes")
    assert book is not None
    return {code: [str(step) for step in entry["steps"]] for code, entry in book.plain().items()}


def misread(codes: Mapping[str, str], rate: float, luck: np.random.Generator) -> dict[str, str]:
    """Codes of which each is another one with a chance."""
    return {
        code: str(luck.choice([step for step in book if step != codes[code]])) if luck.random() < rate else codes[code]
        for code, book in steps().items()
    }


def lived(rate: float, way: int, case: Case) -> History:
    """A few histories of a case in the world in which its codes were misread one way."""
    name = crc32(case.id.encode())
    luck = np.random.default_rng([name, way, round(1000 * rate)])
    while True:
        try:
            scenario = scenario_of(misread(case.codes, rate, luck), AS_STATED)
            break
        except ScenarioError:
            continue  # steps that contradict one another
    return history(scenario, simulate(scenario, seed=(way << 32) | name, count=EACH, weeks=WEEKS))


def told(backtest: Backtest, lives: Sequence[History]) -> Iterator[dict[tuple[str, float], list[float]]]:
    """What the posterior makes of each of the histories: 5 %, median and 95 %, by number and power."""
    at, names = anywhere(20_000, backtest.seed), [prior.name for prior in priors()]
    classes = simulated(backtest.cases, lives)
    for i in range(EACH):
        past = {
            one.name: np.where(one.seen, table[i], -1) for one, table in zip(backtest.questions, classes, strict=True)
        }
        log = log_of_past(backtest.simulated.theta, backtest.simulated.whole, past, at)
        found = {power: summary(valued(at), weighed(log, power).weights, names) for power in POWERS}
        columns = [f"posterior_{word}" for word in ("low", "median", "high")]
        yield {(name, power): list(found[power].loc[name, columns]) for name in TOLD for power in POWERS}


def main() -> None:
    cases = read_cases(FOLDER)
    backtest = Backtest.of(cases, POINTS, seed=1)
    for rate in RATES:
        rows = []
        for way in range(SETS):
            lives = list(in_order(partial(lived, rate, way), cases, lambda: hired(cores())))
            rows += list(told(backtest, lives))
        for key in rows[0]:
            low, middle, high = np.exp(np.log([row[key] for row in rows]).mean(axis=0))
            number, power = key
            print(
                f"{rate:4.0%} misread  {number:20} power {power}: {middle:8.3g} ({low:.3g} to {high:.3g})", flush=True
            )


if __name__ == "__main__":
    from tests.benchmarks import miscoded  # by its name, for workers cannot open what this file alone is called

    miscoded.main()
