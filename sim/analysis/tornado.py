"""What moves an outcome, as charts: the tornado, the screening and the indices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.answer import in_words, plain
from sim.analysis.charts import written

if TYPE_CHECKING:
    from sim.analysis.drivers import Drivers, Swing
    from sim.bars import Ends
    from sim.charts import Chart, Size
    from sim.outcomes import Outcome
    from sim.paired import Difference
    from sim.scenario import Scenario

LOW, HIGH = "#E69F00", "#0072B2"  # ends of a range; told apart by colour-blind readers and in grey
ALONE, TOGETHER = "#0072B2", "#56B4E9"
AT_LOW, AT_HIGH = "at the low end of its range", "at the high end"
SHOWN = 15  # of a screening


def drawn(swings: list[Swing], outcome: Outcome, scenario: Scenario, width: Size = "container") -> Chart:
    """What the low and the high end of each number do to an outcome, with 95 % intervals, strongest first."""
    from sim.bars import Bar, bars

    shown = [
        Bar(
            swing.one.label,
            {AT_LOW: hundredfold(swing.low), AT_HIGH: hundredfold(swing.high)},
            {"range": f"{plain(swing.one.ends[0])} to {plain(swing.one.ends[1])} {swing.one.unit}".rstrip()},
        )
        for swing in swings
    ]
    most = f" Most by {swings[0].one.label}." if swings else ""
    told = f"How far each number, at the ends of its range, moves in how many of 100 futures {{}}.{most}"
    told = told.format(in_words(outcome, scenario))
    return bars(shown, {AT_LOW: LOW, AT_HIGH: HIGH}, "change, futures of 100", told, width)


def tornado(swings: list[Swing], outcome: Outcome, scenario: Scenario, path: Path) -> None:
    """Write the tornado to a file."""
    below = "each number at the ends of its range, the others as stated, same luck; lines are 95 % intervals"
    title = {"text": f"{scenario.name}: {in_words(outcome, scenario)}", "anchor": "start", "subtitle": below}
    written(drawn(swings, outcome, scenario, 560).properties(title=title), path)


def screening(found: Drivers, width: Size = "container") -> Chart | None:
    """Mean size of what each number does as it goes through its range, others anywhere; None where none was needed."""
    from sim.bars import Bar, bars

    one = found.screened
    if one is None:
        return None
    names = [found.inputs[i].label for i in one.order[:SHOWN]]
    sizes = [(100 * one.mu_star[i], 100 * one.error[i], 100 * one.noise[i]) for i in one.order[:SHOWN]]
    shown = [
        Bar(name, {"mean size": (size, max(0.0, size - error), size + error), "luck alone": (luck, luck, luck)}, {})
        for name, (size, error, luck) in zip(names, sizes, strict=True)
    ]
    told = f"Screening of {len(found.inputs)} numbers: mean size of what each does. Strongest: {'; '.join(names[:3])}."
    colours = {"mean size": ALONE, "luck alone": "#7A7A7A"}
    return bars(shown, colours, "mean change over its whole range, futures of 100", told, width)


def indices(found: Drivers, width: Size = "container") -> Chart | None:
    """Sobol indices with their intervals, the weightiest first; None where nothing varies beyond luck."""
    import numpy as np

    from sim.bars import Bar, bars

    if (one := found.indices) is None:
        return None
    order = [int(i) for i in np.argsort(-one.total)]
    shown = [
        Bar(
            found.strongest[i].label,
            {
                "alone": _percent(one.first[i], one.first_error[i]),
                "with all that it works with": _percent(one.total[i], one.total_error[i]),
            },
            {},
        )
        for i in order
    ]
    names = "; ".join(found.strongest[i].label for i in order[:3])
    told = f"Share of the variance that each number explains, alone and with all that it works with. Most: {names}."
    colours = {"alone": ALONE, "with all that it works with": TOGETHER}
    return bars(shown, colours, "share of the variance between draws, %", told, width)


def hundredfold(found: Difference) -> Ends:
    """A difference and the ends of its interval in futures of 100."""
    return 100 * found.value, 100 * found.low, 100 * found.high


def _percent(share: float, error: float) -> Ends:
    """An index in per cent, never below nought, with its interval."""
    return 100 * max(0.0, share), 100 * max(0.0, share - error), 100 * max(0.0, share + error)
