"""Asking the same question of several scenarios, or of many points of one, under the same luck.

Letters: N points of a design, n replications at each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import ensemble
from sim.load import load_text
from sim.outcomes import Columns, Indicator, Outcome, parse
from sim.pools import cores
from sim.record import Futures, join
from sim.scenario import Scenario
from sim.text import scenario_text

AT_ONCE = 8192  # futures of a design simulated together

Report = Callable[[int, int], None]  # so many of so many are done


@dataclass
class Experiment:
    """Seed and size that everything in one comparison shares. Futures are remembered for as long as it lives.

    >>> import sim
    >>> trial = Experiment(seed=1, replications=200, weeks=4)
    >>> futures = trial.futures(sim.load_scenario("march-2025"))
    >>> Outcome("accept", None, "ukraine").of(futures).mean() > 0.9
    np.True_
    """

    seed: int = 0
    replications: int = 2000
    weeks: int | None = None
    fixed: bool = False
    workers: int | None = None
    _known: dict[str, dict[str, NDArray[Any]]] = field(default_factory=dict, repr=False)

    def futures(self, scenario: Scenario, progress: Report | None = None) -> Columns:
        """Columns of the futures of a scenario, each (R,)."""
        key = scenario_text(scenario)
        if key not in self._known:
            parts: list[Futures] = []
            ensemble.run(
                scenario, replications=self.replications, weeks=self.weeks, seed=self.seed, workers=self.workers,
                fixed=self.fixed, progress=progress, sink=parts.append,
            )  # fmt: skip
            self._known[key] = join(parts).columns()
        return self._known[key]

    def indicator(self, scenario: Scenario, outcome: Outcome) -> Indicator:
        """(R,) of one outcome."""
        return outcome.of(self.futures(scenario), scenario.resolve)

    def at(
        self,
        scenario: Scenario,
        points: Mapping[str, NDArray[np.float64]],
        outcomes: list[Outcome],
        progress: Report | None = None,
    ) -> NDArray[np.float64]:
        """(outcomes, N, n) indicators at N points of a design: dotted path -> (N,) values in place of the scenario's.

        Every point has the same n = `replications` futures' luck; numbers that the design leaves alone are drawn from
        their ranges as usual (or stand, with `fixed`), the same at every point.
        """
        from sim.negotiation import simulate  # slow to load

        count = len(next(iter(points.values())))
        step, done = max(1, AT_ONCE // self.replications), 0
        found = np.empty((len(outcomes), count, self.replications))
        for start in range(0, count, step):
            some = {path: values[start : start + step] for path, values in points.items()}
            size = len(next(iter(some.values())))
            futures = simulate(
                scenario, seed=self.seed, count=self.replications, weeks=self.weeks, fixed=self.fixed, points=some,
                threads=self.workers or cores(),
            )
            columns = futures.columns()
            for row, outcome in enumerate(outcomes):
                found[row, start : start + size] = outcome.of(columns, scenario.resolve).reshape(size, -1)
            done += size
            if progress is not None:
                progress(done, count)
        return found


def changed(scenario: Scenario, changes: Mapping[str, Any], variant: str | None = None) -> Scenario:
    """The scenario with other values at dotted paths; ScenarioError where one is misspelt or makes no sense."""
    return load_text(scenario_text(scenario), file=f"<{scenario.name}>", variant=variant, changes=changes)


def outcome(scenario: Scenario, words: str) -> Outcome:
    """An outcome as it is written, checked against a scenario. OutcomeError with the way out."""
    sides = sorted(name for name, actor in scenario.actors.items() if actor.role == "belligerent")
    return parse(words, belligerents=sides, cards=sorted(scenario.cards), questions=sorted(scenario.resolve))
