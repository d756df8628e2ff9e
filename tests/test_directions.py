"""What changes Russia's answer: every variant moves the result the way the world would, on the same luck.

Shares are compared future by future (common random numbers); a difference counts if it exceeds four standard errors.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

from sim.load import load_scenario
from sim.negotiation import Negotiation, simulate
from sim.record import ANSWERS, CLASSES, Futures

R = 4000
ACCEPT, FULL, COLLAPSED = ANSWERS.index("accept"), CLASSES.index("full_ceasefire"), CLASSES.index("collapsed")
RUSSIA, UKRAINE = 0, 1


@cache
def futures(variant: str | None = None, many: bool = False, **changes: object) -> Futures:
    scenario = load_scenario(
        "march-2025", variant=variant, changes={path.replace("__", "."): new for path, new in changes.items()}
    )
    return simulate(scenario, seed=1, count=4 * R if many else R, weeks=0 if many else None, fixed=True)


def yes(of: Futures, side: int = RUSSIA) -> np.ndarray:
    """(R,) who says yes at once."""
    return (of.first_answer[:, side] == ACCEPT).astype(float)


def full(of: Futures) -> np.ndarray:
    """(R,) a full ceasefire in force for seven days within 13 weeks."""
    return ((of.classes[:, :13] == FULL) & (of.classes[:, 1:14] == FULL)).any(1).astype(float)


class Gap(NamedTuple):
    """Mean paired difference and its standard error."""

    mean: float
    error: float


def gap(after: np.ndarray, before: np.ndarray) -> Gap:
    paired = after - before
    return Gap(float(paired.mean()), float(paired.std() / np.sqrt(len(paired))))


def rises(after: np.ndarray, before: np.ndarray) -> Gap:
    found = gap(after, before)
    assert found.mean > 4 * found.error, f"expected a rise, found {found.mean:+.4f} +- {found.error:.4f}"
    return found


def falls(after: np.ndarray, before: np.ndarray) -> Gap:
    return rises(-after, -before)


def test_an_overwhelming_card_makes_acceptance_jump():
    rises(yes(futures("overwhelming_card")), yes(futures()))
    assert full(futures("overwhelming_card")).mean() > 3 * full(futures()).mean()


def test_a_side_to_which_a_halt_is_worth_more_says_yes_sooner_and_one_that_would_fight_on_later():
    rises(yes(futures(actors__russia__war__worth_of_halt=0.05)), yes(futures()))
    falls(yes(futures(actors__russia__war__worth_of_halt=-0.05)), yes(futures()))


@pytest.mark.parametrize(
    ("variant", "moves"),
    [("overwhelming_card", "up"), ("rearmament_forbidden", "up"), ("ukraine_gains", "up"), ("russia_gains", "down"),
     ("aid_cut", "down")],
)  # fmt: skip
def test_what_moves_the_answer_moves_it_the_same_way_by_numbers_that_no_past_war_has_touched(variant, moves):
    before, after = yes(futures(behaviour="stated")), yes(futures(variant, behaviour="stated"))
    (rises if moves == "up" else falls)(after, before)


def test_the_same_card_changes_little_where_nobody_believes_in_it():
    change = gap(yes(futures("incredible_card")), yes(futures()))
    jump = gap(yes(futures("overwhelming_card")), yes(futures()))
    assert abs(change.mean) < 0.2 * jump.mean


def test_a_ban_on_rearming_the_weaker_side_wins_russia_and_loses_ukraine():
    rises(yes(futures("rearmament_forbidden")), yes(futures()))
    assert gap(yes(futures("rearmament_forbidden"), UKRAINE), yes(futures(), UKRAINE)).mean < -0.2


def test_the_ban_loses_ukraine_even_without_its_red_line():
    assert gap(yes(futures("rearmament_forbidden_no_red_line"), UKRAINE), yes(futures(), UKRAINE)).mean <= -0.05


def test_a_russia_that_gains_momentum_says_yes_less_often():
    falls(yes(futures("russia_gains")), yes(futures()))
    assert yes(futures("russia_gains")).mean() <= 2 / 3 * yes(futures()).mean()


def test_a_ukraine_that_gains_momentum_makes_russia_say_yes_more_often():
    assert rises(yes(futures("ukraine_gains")), yes(futures())).mean >= 0.03


def test_a_lever_on_the_ally_raises_the_price_of_the_rival():
    falls(yes(futures("aid_cut")), yes(futures()))
    assert yes(futures("aid_cut")).mean() <= 2 / 3 * yes(futures()).mean()


def test_the_same_lever_works_the_other_way_where_it_disarms_the_truce_too():
    rises(yes(futures("aid_cut_in_truce_too")), yes(futures("aid_cut")))
    rises(yes(futures("aid_cut_in_truce_too", many=True)), yes(futures(many=True)))


def test_relief_is_worth_more_to_russia_where_europe_joins():
    from sim.appraisal import appraise

    worth = {}
    for variant in ("eu_joins_relief", None, "eu_blocks_relief"):
        scenario = load_scenario("march-2025", variant=variant)
        texts = [{"ground": 1, "sanctions_relief": relief} for relief in ("no relief", "US and EU sanctions lifted")]
        found = appraise(scenario, texts).surplus("russia")
        worth[variant] = float((found[:, 1] - found[:, 0]).mean())
    assert worth["eu_joins_relief"] > worth[None] > worth["eu_blocks_relief"]
    assert worth[None] < 0.6 * worth["eu_joins_relief"]
    rises(yes(futures("eu_joins_relief")), yes(futures("eu_blocks_relief")))


def test_all_demands_granted_satisfy_russia_and_nobody_else():
    granted = futures("all_demands")
    assert yes(granted).mean() > 0.95
    assert yes(granted, UKRAINE).mean() < 0.05


def test_a_russia_to_which_war_is_cheap_refuses_and_one_to_which_it_is_dear_accepts():
    assert yes(futures("resolute_russia")).mean() < 0.02
    assert yes(futures("irresolute_russia")).mean() > 0.5


def test_a_threat_that_was_dropped_twice_moves_less_the_third_time():
    """The belief in the holder's resolve falls with each threat that it drops, and with it what a threat does."""
    from sim.rules.belief import updated

    believed = np.array([[0.25], [0.75]])  # resolute, irresolute
    makes_good = np.array([[0.8], [0.05]])
    moved = []
    for _ in range(3):
        moved.append(float((believed * makes_good).sum()))
        believed = updated(believed, 1 - makes_good)
    assert moved[0] > 1.5 * moved[1] > 1.5 * 1.5 * moved[2] > 0


def withdrawal_chance(blame: float = 0.1, **changes: object) -> np.ndarray:
    """(R,) chance that the mediator leaves in week 20, had it made no step until then, at a blame of Russia."""
    scenario = load_scenario("march-2025", changes={path.replace("__", "."): new for path, new in changes.items()})
    model = Negotiation(scenario, seed=1, count=R, fixed=True)
    model.step()
    model.clock[:] = 20
    model.belligerents[0].blame[:] = blame
    pen = model.pen
    assert pen is not None
    chance = pen.withdrawal_chance(model.every)
    model.release()
    return chance


def test_a_dearer_pledge_makes_a_mediator_leave_more_often_once_the_clock_has_run():
    base = load_scenario("march-2025").mediator.pledge.value
    rises(withdrawal_chance(mediator__pledge=2 * base), withdrawal_chance())


def test_blame_makes_a_mediator_leave_sooner():
    rises(withdrawal_chance(blame=0.6), withdrawal_chance(blame=0.1))


def weeks_lived(of: Futures) -> np.ndarray:
    """Weeks that first full agreements stood, at most four: beyond that their length ends them."""
    return np.minimum(of.full_weeks[of.full_weeks >= 0], 4).astype(float)


def test_a_truce_bought_by_a_threat_dies_sooner_than_one_that_costs_at_the_front_have_brought():
    """Nothing in the code says so: it follows from what the sides would rather do once the card is lifted."""
    threat = weeks_lived(futures("overwhelming_card"))
    cost = weeks_lived(futures(actors__russia__war__cost=0.008))
    assert len(threat) > 200
    assert len(cost) > 200
    difference = cost.mean() - threat.mean()
    error = np.sqrt(cost.var() / len(cost) + threat.var() / len(threat))
    assert difference > 4 * error, f"costs {cost.mean():.2f} weeks, threat {threat.mean():.2f}, error {error:.3f}"


@pytest.mark.parametrize("variant", sorted(load_scenario("march-2025").variants))
def test_every_variant_really_differs_from_the_base(variant):
    base, other = (
        simulate(load_scenario("march-2025"), seed=2, count=1000),
        simulate(load_scenario("march-2025", variant=variant), seed=2, count=1000),
    )
    assert (base.classes != other.classes).any()
