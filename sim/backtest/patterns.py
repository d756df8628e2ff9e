"""What ought to emerge and is put in nowhere: five patterns of the literature, measured on simulated futures.

Each is told as a comparison with its standard error; found means that it points the way that was expected by more
than two of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.backtest.cases import SIDES, Case
from sim.backtest.seen import agreed
from sim.backtest.simulate import WEEKS, History, history
from sim.load import load_text
from sim.record import ANSWERS
from sim.scenario import Scenario
from sim.shelf import CASES, TEMPLATE, locate

AGES = ((0, 4), (4, 13), (13, 26))  # weeks after the signature
SHORT, LONG = 4, 13  # weeks: what is waited for at the median, and what a long tail waits for
Floats = NDArray[np.float64]

# An offer that tells patterns apart: side a is ahead and not done, the text favours nobody.
STEPS = dict(
    scope="full", length="open", monitor="none", text="even", ahead="a", unmet="a", gap="far", pace="slow",
    cost_a="heavy", cost_b="heavy", pause_helps="neither", broken="no", proposer="third", mediator="great",
    patron_a="none", patron_b="heavy", pressure_a="none", pressure_b="none", reward_a="none", reward_b="none",
)  # fmt: skip


@dataclass(frozen=True)
class Pattern:
    """One pattern: what was measured on either side, the difference in the direction expected, and its error."""

    name: str
    source: str
    measured: Mapping[str, float]
    difference: float
    standard_error: float

    @property
    def found(self) -> bool:
        """Whether the difference points the way that was expected by more than two standard errors."""
        return self.difference > 2 * self.standard_error


def patterns(cases: Sequence[Case], histories: Sequence[History], seed: int, futures: int = 4096) -> list[Pattern]:
    """All five. The first and the fourth change one thing in one offer; the others are read off the cases."""
    return [
        threats_fade(seed, futures),
        waiting(histories),
        the_side_ahead(cases, histories),
        lever_on_the_ally(seed, futures),
        age(histories),
    ]


def threats_fade(seed: int, futures: int) -> Pattern:
    """Truces signed under an outside threat against those signed because the war is ruinous (Werner & Yuen 2005)."""
    by_threat = _simulated(STEPS | {"pressure_a": "strong"}, seed, futures)
    by_front = _simulated(STEPS | {"cost_a": "ruinous"}, seed, futures)
    threat, front = (_share(one.stood[agreed(one)] >= AGES[-1][1]) for one in (by_threat, by_front))
    return _compared(
        "truces that rest on a threat die sooner than those that rest on the front", "Werner and Yuen 2005",
        {"in force after 26 weeks, by a threat": threat, "in force after 26 weeks, by the front": front},
        front, threat,
    )  # fmt: skip


def waiting(histories: Sequence[History]) -> Pattern:
    """Weeks from offer to signature over all cases: half come within a month, and more than one in twenty takes longer
    than a quarter."""
    weeks = np.concatenate([one.signed[one.signed >= 0] for one in histories])
    quick, slow = _share(weeks <= SHORT), _share(weeks > LONG)
    return _compared(
        "waiting times have a short median and a long tail", "median of 36 coded agreements: 1.25 weeks",
        {"median weeks": (float(np.median(weeks)), 0.0), "signed within 4 weeks": quick, "later than 13 weeks": slow},
        (min(quick[0] - 0.5, slow[0] - 0.05), max(quick[1], slow[1])), (0.0, 0.0),
    )  # fmt: skip


def the_side_ahead(cases: Sequence[Case], histories: Sequence[History]) -> Pattern:
    """First answers of the side that is ahead against those of the other one, over the cases."""
    leads = [(i, SIDES.index(case.codes["ahead"][0])) for i, case in enumerate(cases) if case.codes["ahead"] != "even"]
    yes = ANSWERS.index("accept")
    ahead, behind = (
        _over_cases([(histories[i].answers[:, side ^ other] == yes).mean() for i, side in leads]) for other in (0, 1)
    )
    return _compared(
        "the side ahead gives a plain yes less often than the other", "episodes of 2025 and earlier wars",
        {"yes of the side ahead": ahead, "yes of the other": behind}, behind, ahead,
    )  # fmt: skip


def lever_on_the_ally(seed: int, futures: int) -> Pattern:
    """Aid to side b stopped before the offer: side a, which is ahead, says yes less often."""
    usual = _simulated(STEPS, seed, futures)
    stopped = _simulated(STEPS, seed, futures, {"cards.aid_to_b_stopped.status": "in_force"})
    yes = ANSWERS.index("accept")
    before, after = (_share(one.answers[:, 0] == yes) for one in (usual, stopped))
    return _compared(
        "a lever on the ally raises the rival's price", "aid pause of March 2025",
        {"yes of side a, aid to b flows": before, "yes of side a, aid to b stopped": after}, before, after,
    )  # fmt: skip


def age(histories: Sequence[History]) -> Pattern:
    """Chance a week that a truce ends, by its age, over the cases: it falls, since the brittle ones go first."""
    rates = [hazard(histories, low, high) for low, high in AGES]
    measured = {f"a week, age {low} to {high}": rate for (low, high), rate in zip(AGES, rates, strict=True)}
    return _compared("the hazard of failing falls with age", "selection; Fortna 2004", measured, rates[0], rates[-1])


def hazard(histories: Sequence[History], low: int, high: int) -> tuple[float, float]:
    """Ends a week at risk between two ages in weeks, and its standard error (Poisson).

    A truce that stands at the end of the run was at risk until then.
    """
    signed = np.concatenate([one.signed for one in histories]).astype(int)
    stood = np.concatenate([one.stood for one in histories]).astype(int)[signed >= 0]
    ended = signed[signed >= 0] + stood < WEEKS
    at_risk = np.clip(stood, low, high) - low
    ends = int((ended & (stood >= low) & (stood < high)).sum())
    weeks = max(int(at_risk.sum()), 1)
    return ends / weeks, max(ends, 1) ** 0.5 / weeks


def _simulated(steps: Mapping[str, str], seed: int, futures: int, changes: Mapping[str, str] | None = None) -> History:
    from sim.negotiation import simulate

    scenario = scenario_of(steps, changes)
    return history(scenario, simulate(scenario, seed=seed, count=futures, weeks=WEEKS))


def scenario_of(steps: Mapping[str, str], changes: Mapping[str, str] | None = None) -> Scenario:
    """The scenario of a row of codes by the code book that ships with parley.

    >>> scenario_of(STEPS).actors["b"].war.aid["third"].value
    0.006
    """
    chosen = ", ".join(f"{code}: {step}" for code, step in steps.items())
    text = f"extends: {TEMPLATE}.yaml\ncoded: {{source: judgement, steps: {{{chosen}}}}}\n"
    return load_text(text, changes=changes, folder=locate(f"{CASES}/{TEMPLATE}").parent)


def _share(hits: NDArray[np.bool_]) -> tuple[float, float]:
    """A share and its standard error; nothing can be said of none."""
    if not hits.size:
        return float("nan"), float("nan")
    share = float(hits.mean())
    return share, (share * (1 - share) / hits.size) ** 0.5


def _over_cases(shares: Sequence[float]) -> tuple[float, float]:
    error = np.std(shares, ddof=1) / len(shares) ** 0.5 if len(shares) > 1 else np.nan
    return float(np.mean(shares)), float(error)


def _compared(
    name: str,
    source: str,
    measured: Mapping[str, tuple[float, float]],
    more: tuple[float, float],
    less: tuple[float, float],
) -> Pattern:
    values = {what: value for what, (value, _) in measured.items()}
    return Pattern(name, source, values, more[0] - less[0], float(np.hypot(more[1], less[1])))
