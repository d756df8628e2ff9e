"""Laws of the value formula: what must hold exactly, from published theory or by algebra."""

from __future__ import annotations

import numpy as np
import pytest

from sim.appraisal import appraise
from tests.games import split_land, texts

ALGEBRA, KNOWN_GAME = 1e-12, 1e-9


def both_gain(scenario):
    """Levels of the land that are no worse than war for both sides; ties count."""
    found = appraise(scenario, texts(scenario))
    good = (found.surplus("a")[0] >= -KNOWN_GAME) & (found.surplus("b")[0] >= -KNOWN_GAME)
    return np.flatnonzero(good)


def test_war_is_worth_what_fearon_says():
    found = appraise(split_land(), texts(split_land()))
    assert found.odds == pytest.approx(0.6, abs=ALGEBRA)
    assert found.going_on["a"][0, 0] == pytest.approx(-0.10, abs=KNOWN_GAME)
    assert found.going_on["b"][0, 0] == pytest.approx(-0.15, abs=KNOWN_GAME)


def test_the_bargaining_range_is_fearons():
    """[p - c_a, p + c_b] with costs .10 and .15 of a war (Fearon 1995)."""
    assert both_gain(split_land()).tolist() == list(range(50, 76))


def test_twice_the_cost_of_war_widens_the_range_on_both_ends():
    good = both_gain(split_land(cost=(2 * 0.00396, 2 * 0.00594)))
    assert (good[0], good[-1]) == (40, 90)


def interval(scenario):
    """Ends of the range, by interpolation between levels: worth is linear in the level of the land."""
    found = appraise(scenario, texts(scenario))
    share = np.linspace(0, 1, 101)
    low = np.interp(0, found.surplus("a")[0], share)
    high = np.interp(0, -found.surplus("b")[0], share)
    return low, high


def shifting(hazard: float, shift: float):
    """Odds fall by `shift` for side a during the truce: fighting now may beat a truce for the side that declines."""
    scenario = split_land(hazard=-np.log1p(-hazard), behaviour__temptation_clip=0)
    weeks = 1 / (1 - 0.98 * (1 - hazard))
    # side b grows: p' = .6 / (.6 + .4 + weeks * inflow) = .6 - shift
    inflow = (0.6 / (0.6 - shift) - 1.0) / weeks
    war_weeks = 1 / (1 - 0.98 * 0.98) - 1
    raw = scenario.model_dump(by_alias=True)
    raw["actors"]["b"]["war"]["production"] = {"value": 0.0}
    raw["actors"]["b"]["war"]["capacity"] = {"value": 0.4}
    raw["issues"]["war"]["levels"][1]["rearmament"] = {"b": {"value": inflow / 1e-9}}
    raw["actors"]["b"]["war"]["production"] = {"value": 1e-9}
    assert war_weeks * 1e-9 < 1e-7  # too little to move the odds of today
    return type(scenario).model_validate(raw)


def test_a_power_shift_moves_the_range_without_changing_its_width():
    """Powell 2006: h = .10, p falls by .10 -> [.743, .993]; the width stays .25."""
    low, high = interval(shifting(0.10, 0.10))
    assert low == pytest.approx(0.743, abs=1e-3)
    assert high == pytest.approx(0.993, abs=1e-3)
    assert high - low == pytest.approx(0.25, abs=1e-6)


def test_no_terms_are_left_once_the_shift_is_too_large():
    """Powell 2006: h = .25, p falls by .10."""
    assert both_gain(shifting(0.25, 0.10)).size == 0


def test_the_largest_shift_that_leaves_terms_is_powells():
    assert both_gain(shifting(0.25, 0.0825 - 0.001)).size > 0
    assert both_gain(shifting(0.25, 0.0825 + 0.001)).size == 0


@pytest.mark.parametrize("hazard", [0, 0.03, 0.3, 50.0])
def test_terms_that_change_nothing_are_worth_going_on_whatever_their_hazard(hazard):
    scenario = split_land(
        issues__land__levels__60={"label": "as before", "hazard": hazard}, issues__land__status_quo=60
    )
    found = appraise(scenario, [{}])
    for side in ("a", "b"):
        assert found.surplus(side)[0, 0] == pytest.approx(0, abs=ALGEBRA)


def test_terms_of_a_fixed_length_weigh_what_the_closed_form_says():
    """delta .985, four weeks, no hazard, no decision: weight of the peace .0587."""
    scenario = split_land(delta=0.985, mu=0.0, cost=(0.0, 0.0), issues__war__levels__1__duration=4)
    found = appraise(scenario, [{"land": 100, "war": 1}])
    assert found.surplus("a")[0, 0] / 0.4 == pytest.approx(1 - 0.985**4, abs=ALGEBRA)
    assert pytest.approx(0.0587, abs=5e-5) == 1 - 0.985**4


def test_terms_of_a_fixed_length_that_may_be_renewed():
    phi, nu = 0.985**4, 0.4
    scenario = split_land(
        delta=0.985, mu=0.0, cost=(0.0, 0.0), issues__war__levels__1__duration=4, issues__war__levels__1__renewal=nu
    )
    found = appraise(scenario, [{"land": 100, "war": 1}])
    assert found.surplus("a")[0, 0] / 0.4 == pytest.approx((1 - phi) / (1 - phi * nu), abs=ALGEBRA)


def sanctions(damage: float, **changes):
    return split_land(
        cards={
            "c": {
                "label": "Sanctions",
                "holder": "m",
                "target": "a",
                "effects": {"war_cost": damage},
                "status": "in_force",
            }
        },
        **changes,
    )


def test_sanctions_that_nothing_lifts_outlive_a_truce():
    """What they cost falls out of the comparison of any terms with going on."""
    with_, without = (appraise(sanctions(d), texts(sanctions(d))).surplus("a") for d in (0.01, 0.0))
    assert np.abs(with_ - without).max() < ALGEBRA


def test_sanctions_that_a_truce_lifts_are_worth_their_whole_stream():
    damage = 0.01
    lifted, standing = (
        appraise(sanctions(damage, cards__c__lifted_by=by), texts(split_land())).surplus("a")
        for by in ({"terms": {"war": 1}}, {})
    )
    assert lifted - standing == pytest.approx(damage / (1 - 0.98), abs=KNOWN_GAME)


def test_a_red_line_changes_neither_going_on_nor_the_worth_of_terms():
    line = {"ideal": 100, "salience": 1, "red_line": {"from": 55, "cost": 0.3}}
    plain, lined = (
        appraise(split_land(), texts(split_land())),
        appraise(split_land(actors__a__demands__land=line), texts(split_land())),
    )
    assert (lined.going_on["a"] == plain.going_on["a"]).all()
    assert (lined.worth["a"] == plain.worth["a"]).all()
    assert lined.red["a"][0, :56] == pytest.approx(0.3)
    assert not lined.red["a"][0, 56:].any()


def test_values_scale_with_the_stake():
    """Costs in units k times as large make every surplus over the demands' part k times as large."""
    one, two = (
        appraise(split_land(cost=(k * 0.004, k * 0.006)), [{"land": 60, "war": 1}]).surplus("a")[0, 0] for k in (1, 2)
    )
    assert two == pytest.approx(2 * one, abs=ALGEBRA)


def test_a_constant_added_to_the_utility_of_every_level_changes_nothing():
    def levels(plus: float):
        return [
            {"label": str(i), "utility": {"a": 0.5 * i / 100 + plus, "b": 0.5 - 0.5 * i / 100 + plus}}
            for i in range(101)
        ]

    low, high = (appraise(split_land(issues__land__levels=levels(plus)), texts(split_land())) for plus in (0.0, 0.5))
    for side in ("a", "b"):
        assert np.abs(low.surplus(side) - high.surplus(side)).max() < ALGEBRA


def test_an_issue_split_in_two_tied_halves_changes_nothing():
    halves = {
        side: {
            "land": {"ideal": i, "salience": 0.5},
            "land_2": {"ideal": i, "salience": 0.5},
            "war": {"ideal": 0, "salience": 0},
        }
        for side, i in (("a", 100), ("b", 0))
    }
    split = split_land(
        issues__land_2={"label": "Land too", "levels": [str(i) for i in range(101)], "status_quo": 60},
        actors__a__demands=halves["a"],
        actors__b__demands=halves["b"],
    )
    whole = appraise(split_land(), texts(split_land()))
    parts = appraise(split, [{"land": i, "land_2": i, "war": 1} for i in range(101)])
    for side in ("a", "b"):
        assert np.abs(parts.surplus(side) - whole.surplus(side)).max() < ALGEBRA


def test_a_dearer_war_makes_more_texts_acceptable():
    cheap, dear = (set(both_gain(split_land(cost=(k * 0.004, k * 0.004))).tolist()) for k in (1, 1.5))
    assert cheap < dear


def test_better_odds_make_fewer_texts_acceptable_to_their_owner():
    def acceptable(p):
        return np.flatnonzero(
            appraise(split_land(capacity=(p, 1 - p)), texts(split_land())).surplus("a")[0] >= -KNOWN_GAME
        )

    assert set(acceptable(0.7)) < set(acceptable(0.6))


def test_a_hazard_moves_terms_towards_the_war_that_follows_them():
    worth = [
        appraise(split_land(hazard=h, behaviour__temptation_clip=0), [{"land": 100, "war": 1}]).surplus("a")[0, 0]
        for h in (0, 0.1, 1.0, 40.0)
    ]
    assert worth[0] > worth[1] > worth[2] > worth[3]
    one_week_then_war = (1 - 0.98) * 0.4 + 0.98 * -0.10  # h -> 1
    assert worth[3] == pytest.approx(one_week_then_war + 0.10, abs=KNOWN_GAME)


def test_arms_that_decide_at_once_leave_one_week_of_war():
    """mu = 1: W = delta U - c."""
    found = appraise(split_land(mu=1.0), [{}])
    victory = 0.6 * 0.4 + 0.4 * -0.6
    assert found.going_on["a"][0, 0] == pytest.approx(0.98 * victory - 0.00396, abs=ALGEBRA)
