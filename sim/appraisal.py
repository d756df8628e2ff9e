"""What texts are worth before anybody has moved: the value formula on a scenario as it stands in week 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.menu import facts_of
from sim.negotiation import Negotiation
from sim.rules.terms import Array, Texts
from sim.rules.value import value
from sim.scenario import LevelName, Scenario


@dataclass(frozen=True)
class Appraisal:
    """Worth of M texts to each actor, in its own stake. Belligerents: (T, M), one row for each type; others (1, M)."""

    worth: Mapping[str, Array]
    going_on: Mapping[str, Array]  # (T, 1) or (1, 1): the status quo
    red: Mapping[str, Array]  # (T, M) what signing costs at once, belligerents only
    weight: Mapping[str, Array]  # (T, 1) share of each type, belligerents only
    collapse: Array  # (M,) weekly chance of collapse
    odds: float  # side a's chance to win
    odds_after: Array  # (M,) after the truce that each text would give

    def surplus(self, actor: str) -> Array:
        """(T, M) what signing each text brings a belligerent over going on."""
        return self.worth[actor] - self.going_on[actor] - self.red[actor]

    def mean_surplus(self, actor: str) -> Array:
        """(M,) the same to its mean type."""
        mean: Array = (self.surplus(actor) * self.weight[actor]).sum(0)
        return mean


def appraise(scenario: Scenario, texts: Sequence[Mapping[str, LevelName]]) -> Appraisal:
    """Worth of texts, given as issue -> level with the status quo elsewhere; central values of all numbers."""
    model = Negotiation(scenario, seed=0, fixed=True)
    try:
        tables, at = model.tables, model.every
        status_quo = {issue: int(level) for issue, level in zip(tables.issues, tables.status_quo, strict=True)}
        chosen = [status_quo, *(status_quo | {k: scenario.level(k, v) for k, v in text.items()} for text in texts)]
        levels = np.array([[text[issue] for text in chosen] for issue in tables.issues])[:, :, None]
        everybody = tuple(range(len(tables.names)))
        facts = facts_of(tables, Texts(levels, at))
        found = value(model._world(at), facts, everybody)
        worth, red = {}, {}
        for i, (name, line) in enumerate(zip(tables.names, found.worth, strict=True)):
            base, slope = (np.broadcast_to(part, (len(chosen), 1))[:, 0] for part in line)
            multiplier = tables.multiplier[i][:, :1] if i < 2 else np.ones((1, 1))
            worth[name] = base + slope * multiplier
            if i < 2:
                red[name] = np.broadcast_to(facts.red[i], (len(chosen), 1))[1:, 0] * tables.red_factor[i][:, :1]
        return Appraisal(
            worth={name: part[:, 1:] for name, part in worth.items()},
            going_on={name: part[:, :1] for name, part in worth.items()},
            red=red,
            weight={name: tables.weight[i][:, :1] for i, name in enumerate(tables.names[:2])},
            collapse=np.broadcast_to(found.collapse, (len(chosen), 1))[1:, 0],
            odds=float(model.odds[0]),
            odds_after=np.broadcast_to(found.p_truce, (len(chosen), 1))[1:, 0],
        )
    finally:
        model.release()
