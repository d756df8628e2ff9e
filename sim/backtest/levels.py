"""What a backtest aims at, said before it was scored, and which of it a verdict meets.

The levels are judgement: in public forecasting "no change" has beaten every model of a well-known competition, so a
skill of 0.12 with an interval above zero would be excellent, and one above 0.25 is to be suspected of leakage.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.backtest.scores import skill

GOOD, EXCELLENT, SUSPECT = 0.05, 0.12, 0.25  # pooled Brier skill against base rates
MOST_DRAWS = 0.8  # share of draws of wars above zero
BEHIND = 0.02  # pooled skill by which the model may fall short of the regression's
WORST = -0.05  # skill of the worst question


class Aim(NamedTuple):
    """One thing aimed at: the level it belongs to, what is measured, its bound (not to fall below), and what was found.

    found: None where nothing could be measured, which does not meet it.
    """

    level: str
    what: str
    bound: float
    found: float | None

    @property
    def met(self) -> bool:
        return self.found is not None and self.found >= self.bound


def aims(verdict: dict[str, Any], rates: str = "base_rates", regression: str = "regression") -> list[Aim]:
    """Each aim beside what a verdict says; the names are those of the rivals in it.

    Excellent asks for all that good does, and more.
    """
    pooled = verdict["pooled"]
    mine, score = pooled["skill"][rates], pooled["baselines"]
    behind = _less(mine["value"], _skill(score[regression]["brier"], score[rates]["brier"]))
    worst = _least([each["skill"][rates]["value"] for each in verdict["outcomes"].values()])
    return [
        Aim("good", "pooled skill", GOOD, mine["value"]),
        Aim("good", "share of draws of wars with skill above zero", MOST_DRAWS, mine["above_zero"]),
        Aim("good", "pooled skill less that of the regression", -BEHIND, behind),
        Aim("excellent", "pooled skill", EXCELLENT, mine["value"]),
        Aim("excellent", "lower end of the 90 % interval", 0.0, (mine["interval_90"] or [None])[0]),
        Aim("excellent", "skill of the worst question", WORST, worst),
    ]


def level(found: list[Aim]) -> str:
    """The highest level of which, and of those below which, every aim is met; "none" where there is none.

    >>> level([Aim("good", "pooled skill", 0.05, 0.06), Aim("excellent", "pooled skill", 0.12, 0.06)])
    'good'
    """
    reached = "none"
    for name in ("good", "excellent"):
        if not all(aim.met for aim in found if aim.level == name):
            break
        reached = name
    return reached


def judged(verdict: dict[str, Any], rates: str = "base_rates", regression: str = "regression") -> dict[str, Any]:
    """The level reached, every aim with what was found, and whether the skill is too good to be believed."""
    found, value = aims(verdict, rates, regression), verdict["pooled"]["skill"][rates]["value"]
    return {
        "level": level(found),
        "suspect": value is not None and value > SUSPECT,
        "aims": [{**aim._asdict(), "met": aim.met} for aim in found],
    }


def _skill(mine: float | None, theirs: float | None) -> float | None:
    return None if mine is None or theirs is None else skill(mine, theirs)


def _less(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a - b


def _least(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return min(known) if known else None
