"""Which change made the difference, as a chart."""

from __future__ import annotations

from sim.bars import Bar, bars
from sim.charts import BAR_COLOUR, Chart, Size
from sim.comparison.attribution import Effect
from sim.comparison.pair import Comparison
from sim.comparison.wording import outcome_words, part_words
from sim.summary import Z95


def asked(one: Comparison) -> list[tuple[str, int | None]]:
    """Outcomes whose difference has been attributed."""
    return list(dict.fromkeys((effect.outcome, effect.week) for effect in one.effects))


def attribution(one: Comparison, outcome: tuple[str, int | None], width: Size = "container") -> Chart:
    """What each change did to one outcome, the largest first, with 95 % sampling intervals."""
    effects = [effect for effect in one.effects if (effect.outcome, effect.week) == outcome]
    effects.sort(key=lambda effect: -abs(effect.effect))
    row = next(row for row in one.rows if (row.outcome, row.week) == outcome)
    what = outcome_words(row, one.a)
    shown = [Bar(", and ".join(part_words(one, effect.path)), {"effect": _ends(effect)}, {}) for effect in effects]
    told = (
        f"How much of the difference in how many of 100 futures {what} each change made. "
        f"Most: {shown[0].name}. Together {100 * row.difference:+.1f}."
    )
    return bars(shown, {"effect": BAR_COLOUR}, f"{what}: effect, futures of 100", told, width)


def _ends(effect: Effect) -> tuple[float, float, float]:
    half = Z95 * (effect.error or 0.0)
    return 100 * effect.effect, 100 * (effect.effect - half), 100 * (effect.effect + half)
