"""Futures made of luck alone, for tests that only store and count them."""

from __future__ import annotations

import numpy as np

from sim.record import ANSWERS, CLASSES, Futures
from sim.scenario import Scenario
from sim.streams import Purpose, Streams


def chance_futures(scenario: Scenario, *, seed: int = 0, first: int = 0, count: int = 50, weeks: int = 26) -> Futures:
    """Futures of the small scenario made of luck alone, replication i the same in any chunk."""
    streams = Streams(seed, first, count)

    def draw(name: str, low: int, high: int, *columns: str) -> np.ndarray:
        drawn = [streams.uniform(Purpose.SHOCK, f"{name} {column}", 0) for column in columns or ("",)]
        whole = (np.stack(drawn, axis=1) * (high - low) + low).astype(np.int16)
        return whole if columns else whole[:, 0]

    sides, cards = ("north", "south"), tuple(sorted(scenario.cards))
    issues = tuple(sorted(scenario.issues))
    full, partial = draw("full", -1, weeks + 1), draw("partial", -1, weeks + 1)
    pair = {name: draw(name, 0, 1000, *sides) / 7.0 for name in ("blame", "belief")}
    surplus = np.where(full[:, None] < 0, np.nan, draw("surplus", 0, 1000, *sides) / 7.0)
    return Futures(
        belligerents=sides, issues=issues, cards=cards, replication=np.arange(first, first + count),
        classes=draw("class", 0, len(CLASSES), *map(str, range(weeks + 1))).astype(np.int8),
        first_answer=draw("answer", 0, len(ANSWERS), *sides).astype(np.int8),
        signed_full=full, signed_partial=partial,
        full_weeks=np.where(full < 0, -1, draw("full_weeks", 0, 8)).astype(np.int16),
        partial_weeks=np.where(partial < 0, -1, draw("partial_weeks", 0, 12)).astype(np.int16),
        **{name: draw(name, 0, 4) for name in ("signatures", "collapses", "lapses", "violated_weeks")},
        talks_ended=draw("talks", -1, weeks), arms_decided=draw("arms", -1, weeks),
        victor=draw("victor", -1, 2).astype(np.int8), actor_type=draw("type", 0, 7, *sides).astype(np.int8),
        **{name: draw(name, 0, 3, *cards) for name in ("announced", "played", "dropped")},
        terms=draw("terms", 0, 2, *issues), text=draw("text", 0, 2, *issues),
        odds=draw("odds", 0, 1000) / 1000, ground=draw("ground", 0, 1000) / 1000, surplus=surplus, **pair,
    )  # fmt: skip
