"""What cards are worth, as a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.answer import in_words
from sim.bars import Bar, bars

if TYPE_CHECKING:
    from sim.analysis.worth_of_cards import Worths
    from sim.charts import Chart, Size
    from sim.scenario import Scenario

COLOURS = {"alone": "#56B4E9", "in its hand": "#E69F00", "among all": "#0072B2"}
LEAST = 0.0005  # a card that adds less in every way is left out, as in the table


def drawn(one: Worths, scenario: Scenario, width: Size = "container") -> Chart | None:
    """What each card adds in the three ways, with 95 % intervals; None where no card adds anything."""
    parts = {"alone": one.alone, "in its hand": one.in_hand, "among all": one.among_all}
    order = sorted(one.alone, key=lambda name: -abs(one.among_all[name].value))
    moving = [name for name in order if any(abs(part[name].value) >= LEAST for part in parts.values())]
    if not moving:
        return None
    shown = [
        Bar(
            scenario.cards[name].label,
            {
                how: (100 * part[name].value, 100 * part[name].low, 100 * part[name].high)
                for how, part in parts.items()
            },
            {"held by": scenario.actors[scenario.cards[name].holder].label},
        )
        for name in moving
    ]
    told = (
        f"In how many more of 100 futures {in_words(one.outcome, scenario)} because a card is there. "
        f"Most: {shown[0].name}."
    )
    return bars(shown, COLOURS, "added, futures of 100", told, width)
