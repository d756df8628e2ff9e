"""A scenario with some of its cards and without the others, in the same futures.

Removing a card means: it was never there. It begins spent, so that nobody can play it, threaten with it or expect it,
and a card in force at the start is in force no more; events no longer set it. Events themselves still happen. Numbers
that were fitted with the card in play (a capacity at the start, say) stay as they are.

Luck is addressed by name (`sim.streams`), so whatever the others draw is the same with the card and without it.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from sim import ensemble
from sim.ensemble import PAYS_FROM
from sim.experiment import Report
from sim.outcomes import Outcome
from sim.pools import hired, in_order
from sim.record import Futures, join
from sim.scenario import Scenario

Cards = frozenset[str]


def without(scenario: Scenario, names: Iterable[str]) -> Scenario:
    """The scenario as if some of its cards had never been there.

    >>> import sim
    >>> scenario = sim.load_scenario("march-2025")
    >>> without(scenario, ["grid_strikes"]).cards["grid_strikes"].status
    'spent'
    >>> without(scenario, []) == scenario
    True
    """
    gone = frozenset(names)
    cards = {
        name: card.model_copy(update={"status": "spent"}) if name in gone else card
        for name, card in scenario.cards.items()
    }
    events = [
        event.model_copy(update={"cards": {name: to for name, to in event.cards.items() if name not in gone}})
        for event in scenario.events
    ]
    return scenario.model_copy(update={"cards": cards, "events": events})


@dataclass(frozen=True)
class Question:
    """What is asked of every coalition, in the futures of one seed: indicators of some outcomes."""

    scenario: Scenario
    outcomes: tuple[Outcome, ...]
    seed: int
    replications: int
    weeks: int
    fixed: bool = False

    def answer(self, present: Cards, workers: int | None = None) -> NDArray[np.float64]:
        """(outcomes, n) with these cards alone."""
        scenario = without(self.scenario, self.scenario.cards.keys() - present)
        parts: list[Futures] = []
        ensemble.run(
            scenario, replications=self.replications, weeks=self.weeks, seed=self.seed, workers=workers,
            fixed=self.fixed, sink=parts.append,
        )  # fmt: skip
        columns = join(parts).columns()
        return np.stack([outcome.of(columns, scenario.resolve) for outcome in self.outcomes])


@dataclass
class Game:
    """What coalitions of cards bring about. Each is simulated once.

    A card that is spent for good takes no part: with it and without it the scenario is the same.
    """

    question: Question
    workers: int = 1
    _known: dict[Cards, NDArray[np.float64]] = field(default_factory=dict, repr=False)
    live: Cards = field(init=False)

    def __post_init__(self) -> None:
        scenario = self.question.scenario
        self.live = frozenset(name for name in scenario.cards if without(scenario, [name]) != scenario)

    def __call__(self, present: Cards) -> NDArray[np.float64]:
        """(outcomes, n) with these cards alone."""
        key = present & self.live
        if key not in self._known:
            self._known[key] = self._answer(key)
        return self._known[key]

    def missing(self, coalitions: Iterable[Cards]) -> list[Cards]:
        """Those that are still to be simulated, each once."""
        return [one for one in dict.fromkeys(c & self.live for c in coalitions) if one not in self._known]

    def learn(self, coalitions: Iterable[Cards], progress: Report | None = None) -> None:
        """Simulate what is missing, on `workers` cores: one after the other by threads, or many by processes."""
        todo = self.missing(coalitions)
        if self.workers == 1 or len(todo) < PAYS_FROM:
            self._note(todo, map(self._answer, todo), progress)
        else:
            task = partial(_answer_elsewhere, pickle.dumps(self.question))
            self._note(todo, in_order(task, todo, lambda: hired(self.workers)), progress)

    def _answer(self, present: Cards) -> NDArray[np.float64]:
        return self.question.answer(present, workers=1 if self.workers == 1 else None)

    def _note(self, todo: list[Cards], answers: Iterable[NDArray[np.float64]], progress: Report | None) -> None:
        for done, (one, answer) in enumerate(zip(todo, answers, strict=True), start=1):
            self._known[one] = answer
            if progress is not None:
                progress(done, len(todo))


@lru_cache(maxsize=1)
def _unpack(pickled: bytes) -> Question:
    question: Question = pickle.loads(pickled)
    return question


def _answer_elsewhere(pickled: bytes, present: Cards) -> NDArray[np.float64]:
    """One coalition, in another process; the question travels as bytes, so that it is unpacked once."""
    return _unpack(pickled).answer(present, workers=1)
