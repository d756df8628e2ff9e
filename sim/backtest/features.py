"""Codes as numbers, from the point of view of whoever is asked: what the regression on the same codes is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.backtest.cases import SIDES

NAMES = (
    "narrow", "days", "weeks", "outside_monitor", "text_for_self", "ahead", "own_aims_unmet", "other_aims_unmet",
    "near", "fast", "low", "own_cost", "other_cost", "pause_helps_self", "broken", "own_offer", "mediator",
    "own_patron", "other_patron", "own_pressure", "other_pressure", "own_reward", "other_reward",
)  # fmt: skip
_HEAVY = {"light": -1.0, "heavy": 0.0, "ruinous": 1.0}
_MEDIATOR = {"none": 0.0, "minor": 1.0, "great": 2.0}
_DEGREE = {"none": 0.0, "weak": 1.0, "some": 1.0, "strong": 2.0, "heavy": 2.0}


def features(codes: Mapping[str, str], side: int) -> NDArray[np.float64]:
    """(F,) of a side, in the order of NAMES. Of an offer as a whole (-1): of the side that is ahead, a where none is.

    >>> codes = dict(scope="full", length="open", monitor="none", text="leaning_b", ahead="b_far", unmet="b",
    ...     gap="far", pace="fast", cost_a="heavy", cost_b="light", pause_helps="neither", broken="no",
    ...     proposer="third", mediator="great", patron_a="none", patron_b="none", pressure_a="none",
    ...     pressure_b="strong", reward_a="none", reward_b="none")
    >>> both = [dict(zip(NAMES, features(codes, side).tolist())) for side in (0, 1, -1)]
    >>> [(one["ahead"], one["text_for_self"], one["own_pressure"]) for one in both]
    [(-2.0, -1.0, 0.0), (2.0, 1.0, 2.0), (2.0, 1.0, 2.0)]
    """
    if side < 0:
        side = int(_signed(codes["ahead"], SIDES[1], "_far") > 0)
    me, you = SIDES[side], SIDES[1 - side]
    values = [
        codes["scope"] == "narrow", codes["length"] == "days", codes["length"] == "weeks",
        codes["monitor"] == "outside",
        _text(codes["text"], me), _signed(codes["ahead"], me, "_far"),
        codes["unmet"] in (me, "both"), codes["unmet"] in (you, "both"),
        codes["gap"] == "near", codes["pace"] == "fast", codes["pace"] == "low",
        _HEAVY[codes[f"cost_{me}"]], _HEAVY[codes[f"cost_{you}"]],
        {me: 1, you: -1}.get(codes["pause_helps"], 0), codes["broken"] == "yes",
        {me: 1, you: -1}.get(codes["proposer"], 0), _MEDIATOR[codes["mediator"]],
        *(_DEGREE[codes[f"{kind}_{whose}"]] for kind in ("patron", "pressure", "reward") for whose in (me, you)),
    ]  # fmt: skip
    return np.array(values, dtype=np.float64)


def _signed(step: str, me: str, far: str) -> float:
    """2, 1, 0, -1, -2: far ahead, ahead, even, behind, far behind."""
    if step == "even":
        return 0.0
    return (1 if step.startswith(me) else -1) * (2.0 if step.endswith(far) else 1.0)


def _text(step: str, me: str) -> float:
    """2 to -2: how far the text favours a side."""
    if step == "even":
        return 0.0
    degree, _, whom = step.partition("_")
    return (1 if whom == me else -1) * (2.0 if degree == "all" else 1.0)


# For the weighted mean of capability and salience (judgement, the scale is of no matter but for the third).
_CAPACITY = {0.0: 1.0, 1.0: 1.12, 2.0: 1.35}  # as the code book has it, by steps ahead
_PULL = {"none": 0.0, "minor": 0.25, "great": 0.75}  # of who carries the offer, beside belligerents of about 1
_CARES = {"light": 0.5, "heavy": 0.75, "ruinous": 1.0}  # salience of a stop, by what war costs


def stances(codes: Mapping[str, str]) -> NDArray[np.float64]:
    """(3, 3) capability, salience and position of side a, side b and the mediator on stopping: 0 fight on, 1 stop.

    A side that is ahead and not done wants to fight on, one that is done or behind to stop, others are in between; a
    text that gives it something or takes something away moves it by a quarter a step.
    """
    rows = [(_CAPACITY[max(0.0, _signed(codes["ahead"], me, "_far"))], _CARES[codes[f"cost_{me}"]], _wish(codes, me))
            for me in SIDES]  # fmt: skip
    return np.array([*rows, (_PULL[codes["mediator"]], 1.0, 1.0)]).T


def _wish(codes: Mapping[str, str], me: str) -> float:
    ahead, unmet = _signed(codes["ahead"], me, "_far"), codes["unmet"] in (me, "both")
    wish = 0.5 - 0.25 * (ahead > 0) - 0.25 * unmet + 0.25 * (ahead < 0) + 0.25 * (not unmet)
    return float(np.clip(wish + 0.25 * _text(codes["text"], me), 0, 1))


def table(rows: Sequence[tuple[Mapping[str, str], int]]) -> NDArray[np.float64]:
    """(N, F) of rows given as (codes of the case, side)."""
    return np.array([features(codes, side) for codes, side in rows]).reshape(len(rows), len(NAMES))
