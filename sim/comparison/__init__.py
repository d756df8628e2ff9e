"""Runs and scenarios beside each other: inputs that differ, outcomes, what made the difference, where the ways part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sim.comparison.pair import Comparison, pair, parted
from sim.comparison.parting import parting
from sim.comparison.sides import Reference, Side, sides_of

__all__ = ["Comparison", "Reference", "Side", "compare", "parted", "parting", "sides_of"]


def compare(
    a: Reference,
    b: Reference,
    *more: Reference,
    outcomes: Sequence[str] = (),
    attribution: bool = True,
    runs_dir: Path | str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    say: Callable[[str], None] | None = None,
) -> Comparison:
    """Hold b, and any more, against a: saved runs (name, id, folder), results of `sim.run`, or scenarios.

    outcomes: asked for beside the usual ones, e.g. "full_ceasefire@26"; they are attributed in place of the usual.
    attribution: simulate which changed input made the difference (at most some 40,000 futures for each pair).
    replications, seed: of scenarios that are simulated here [as in the first run, else 2,000 and 0].
    progress: called with (done, total); say: given a line before what takes long.
    RunError, ScenarioError and OutcomeError where something cannot be read.

    >>> import sim
    >>> found = sim.compare("march-2025", "march-2025:overwhelming_card", replications=200, attribution=False)
    >>> [one.path for one in found.changes]  # doctest: +NORMALIZE_WHITESPACE
    ['cards.withdraw_energy_exemption.effects.war_cost', 'cards.withdraw_energy_exemption.blowback']
    >>> bool(found.outcomes.query("outcome == 'accept:russia'").low.item() > 0.4)
    True
    """
    first, *others = sides_of([a, b, *more], runs_dir, replications=replications, seed=seed, progress=progress)
    made = [pair(first, one, outcomes, attribution=attribution, progress=progress, say=say) for one in others]
    return replace(made[0], others=tuple(made[1:]))
