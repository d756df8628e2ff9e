"""The verdict: what it holds, that it can be written down, and that its parts do not disturb each other."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.backtest.baselines import base_rates, commonest
from sim.backtest.folds import Forecast, held_out, unmoved
from sim.backtest.scores import brier
from sim.backtest.verdict import verdict, weighed
from tests.past import made_up, other_outcomes, truth

QUICK = {"draws": 200, "trials": 50}
RIVALS = {"base_rates": base_rates, "commonest": commonest}


@pytest.fixture(scope="module")
def known():
    return made_up(np.random.default_rng(1), wars=20, effect=1.5)


@pytest.fixture(scope="module")
def oracle(known):
    """A model that knows the true shares."""
    return unmoved([Forecast.formula(truth(one.codes, len(one.classes), 1.5)) for one in known])


@pytest.fixture(scope="module")
def found(known, oracle):
    third = np.arange(60) < 21
    return verdict(known, oracle, RIVALS, seed=4, masks={"sourced": third}, **QUICK)


def test_a_verdict_can_be_written_down_and_read_again(found):
    assert json.loads(json.dumps(found, allow_nan=False))["outcomes"].keys() == {"first_answer", "agreement"}


def test_scores_in_the_verdict_are_means_over_rows_seen(known, oracle, found):
    one, said = known[1], oracle(known)[1]
    mine = brier(said.shares, one.observed)[one.seen].mean()
    rate = held_out(known, base_rates)[1]
    theirs = brier(rate.shares, one.observed)[one.seen].mean()
    part = found["outcomes"]["agreement"]
    assert part["score"]["brier"] == pytest.approx(mine)
    assert part["score"]["rps"] == pytest.approx(mine / 2)
    assert part["baselines"]["base_rates"]["brier"] == pytest.approx(theirs)
    assert part["skill"]["base_rates"]["value"] == pytest.approx(1 - mine / theirs)
    assert part["skill"]["base_rates"]["rps"] == pytest.approx(1 - mine / theirs)


def test_a_model_that_knows_the_true_shares_beats_the_base_rates(found):
    skill = found["pooled"]["skill"]["base_rates"]
    assert skill["value"] > 0.1 and skill["above_zero"] > 0.95 and skill["log"] > 0.1
    assert skill["interval_90"][0] < skill["interval_80"][0] < skill["value"] < skill["interval_80"][1]


def test_base_rates_have_no_skill_against_themselves(known):
    part = verdict(known, base_rates, RIVALS, seed=4, **QUICK)["pooled"]["skill"]
    assert part["base_rates"]["value"] == 0 and part["base_rates"]["above_zero"] == 0
    assert part["commonest"]["value"] > 0


def test_the_pooled_score_is_the_mean_over_questions(found):
    each = [part["score"]["brier"] for part in found["outcomes"].values()]
    assert found["pooled"]["score"]["brier"] == pytest.approx(np.mean(each))


def test_rows_cases_and_wars_are_counted_and_so_is_what_nobody_saw(known, found):
    part, one = found["outcomes"]["first_answer"], known[0]
    assert (part["n_rows"], part["not_seen"]) == (int(one.seen.sum()), 120 - int(one.seen.sum()))
    assert part["n_wars"] == 20 and part["n_cases"] == len({*one.case[one.seen].tolist()})
    assert found["pooled"]["n_rows"] == sum(each["n_rows"] for each in found["outcomes"].values())


def test_every_forecast_is_told_seen_or_not(known, found):
    rows = found["outcomes"]["agreement"]["predictions"]
    assert len(rows) == 60 and {row["observed"] for row in rows} == {"no", "yes", None}
    assert rows[7]["case"] == 7 and rows[7]["war"] == 2 and rows[7]["futures"] is None
    assert sum(rows[7]["shares"].values()) == pytest.approx(1)


def test_a_subset_and_its_complement_share_out_the_rows(found):
    parts = found["subsets"]["sourced"]
    both = [parts[word]["pooled"] for word in ("with", "without")]
    assert sum(part["n_rows"] for part in both) == found["pooled"]["n_rows"]
    assert [part["n_wars"] for part in both] == [7, 13]
    assert parts["with"]["outcomes"]["agreement"]["skill"]["base_rates"]["value"] is not None


def test_another_question_or_mask_changes_no_number_of_the_first(known, oracle, found):
    alone = weighed(
        known[:1], oracle(known)[:1], {k: held_out(known, r)[:1] for k, r in RIVALS.items()}, seed=4, **QUICK
    )
    assert alone["outcomes"]["first_answer"] == found["outcomes"]["first_answer"]


def test_a_seed_gives_the_same_verdict_again_and_another_seed_other_intervals(known, oracle, found):
    again, other = (verdict(known, oracle, RIVALS, seed=seed, **QUICK)["outcomes"] for seed in (4, 5))
    assert again == found["outcomes"]
    ends = [each["agreement"]["skill"]["base_rates"]["interval_90"] for each in (again, other)]
    assert ends[0] != ends[1]


def test_forecasts_of_a_war_do_not_change_with_its_outcome(known):
    other = other_outcomes(np.random.default_rng(6), known, war=3)
    told = [verdict(each, base_rates, RIVALS, seed=4, **QUICK)["outcomes"] for each in (known, other)]
    for name in told[0]:
        shares = [[row["shares"] for row in each[name]["predictions"] if row["war"] == 3] for each in told]
        assert shares[0] == shares[1]


def test_a_question_without_order_has_no_ranked_score_and_one_that_nobody_saw_no_score(known):
    loose = replace(known[0], ordered=False)
    blank = known[1].seen_only(np.zeros(60, bool))
    found = verdict([loose, blank], base_rates, RIVALS, seed=4, **QUICK)
    assert found["outcomes"]["first_answer"]["score"]["rps"] is None
    assert found["outcomes"]["agreement"]["score"] == {"brier": None, "log": None, "rps": None}
    assert found["outcomes"]["agreement"]["skill"]["commonest"]["value"] is None
    assert found["pooled"]["score"]["brier"] == found["outcomes"]["first_answer"]["score"]["brier"]
    json.dumps(found, allow_nan=False)


def test_a_small_ensemble_is_scored_fairly_in_the_verdict(known):
    """Ensembles of ten that draw from the base rates have no skill and, scored fairly, no lack of it."""
    rng = np.random.default_rng(7)
    rates = held_out(known, base_rates)

    def ensembles() -> list[Forecast]:
        counts = [np.stack([rng.multinomial(10, row) for row in said.shares]) for said in rates]
        return [Forecast(count / 10, np.full(len(count), 10.0)) for count in counts]

    skills = [
        weighed(known, ensembles(), {"rates": rates}, seed=4, draws=2, trials=2)["pooled"]["skill"]["rates"]["value"]
        for _ in range(60)
    ]
    assert abs(np.mean(skills)) < 4 * np.std(skills) / np.sqrt(60)
