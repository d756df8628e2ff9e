"""What drives a result: the numbers that go with it across a run's futures, each moved to the ends of its range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment import Experiment, Report
from sim.outcomes import Outcome
from sim.paired import Difference, difference
from sim.phrases import phrase
from sim.places import label
from sim.report.numbers import plainly
from sim.runs import Run
from sim.scenario import Quantity, Scenario, quantities
from sim.streams import Purpose, Streams
from sim.words import Table, briefly

FEWEST = 500  # futures that a screening needs: below, chance alone gives correlations of a tenth
MOST = 6  # numbers that are moved


@dataclass(frozen=True)
class Driver:
    """A number at the low and the high end of its range, and the outcome's shares there, paired."""

    path: str
    quantity: Quantity
    at_ends: Difference


def screened(run: Run, scenario: Scenario, outcome: Outcome, columns: Mapping[str, NDArray[Any]]) -> list[str]:
    """Paths of the numbers whose draws are most correlated with an outcome over the run's futures, at most `MOST`.

    Nothing is simulated: draws are addressed, so that those of the run can be made again.
    """
    from sim.tables import draw

    facts, seen = run.manifest, outcome.of(columns, scenario.resolve)
    count = facts["replications"]
    known = ~np.isnan(seen)
    if facts["fixed"] or known.sum() < FEWEST or seen[known].std() == 0:
        return []
    luck, strength = Streams(facts["seed"], 0, count, facts.get("per_draw", 1)), {}
    for path, quantity, _ in quantities(scenario):
        if quantity.range is not None and quantity.range[0] < quantity.range[1]:
            drawn = draw(quantity, luck.uniform(Purpose.PARAMETER, path, 0))
            strength[path] = abs(float(np.corrcoef(drawn[known], seen[known])[0, 1]))
    return sorted(strength, key=lambda path: -strength[path])[:MOST]


def drivers(
    run: Run, scenario: Scenario, outcome: Outcome, paths: list[str], replications: int, progress: Report | None = None
) -> list[Driver]:
    """Each number at both ends of its range, all others as in the run, under the same luck; widest first."""
    facts, numbers = run.manifest, {path: quantity for path, quantity, _ in quantities(scenario)}
    trial = Experiment(facts["seed"], replications, facts["weeks"], facts["fixed"])
    found = []
    for done, path in enumerate(paths):
        [ends] = trial.at(scenario, {path: np.array(numbers[path].ends)}, [outcome])
        if (at_ends := difference(ends[0], ends[1], paired=True)) is not None:
            found.append(Driver(path, numbers[path], at_ends))
        if progress is not None:
            progress(done + 1, len(paths))
    return sorted(found, key=lambda driver: -abs(driver.at_ends.value))


def table(found: list[Driver], scenario: Scenario, outcome: Outcome, replications: int) -> Table:
    """The numbers, their ends, and the outcome at each end."""
    rows = [
        (
            label(scenario, one.path), plainly(one.quantity.ends[0]), briefly(one.at_ends.a),
            plainly(one.quantity.ends[1]), briefly(one.at_ends.b), change(one.at_ends),
        )
        for one in found
    ]  # fmt: skip
    head = ("Number", "low end", "there, of 100", "high end", "there, of 100 ", "difference (95 %)")
    return Table(f"In how many of 100 futures {phrase(outcome, scenario)} ({replications:,} at each end)", head, rows)


def change(found: Difference) -> str:
    """A difference in futures of 100, with its interval.

    >>> change(Difference(0.1, 0.16, 0.04, 0.08, True, 100))
    '+6.0 (+4.0 to +8.0)'
    """
    return f"{_signed(found.value)} ({_signed(found.low)} to {_signed(found.high)})"


def _signed(share: float) -> str:
    value = 100 * share
    return (f"{value:+.2f}" if 0 < abs(value) < 0.05 else f"{value:+.1f}").replace("-", "−")
