"""The scenarios of one war: each can be run, asks its own questions, and moves as an analyst would say."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.load import list_scenarios, load_scenario
from sim.negotiation import simulate
from sim.outcomes import stood
from sim.record import ANSWERS, Futures
from sim.scenario import Scenario
from tests.test_scenarios import pace, stated

ROUNDS = ("istanbul-2022", "energy-truce-march-2025", "black-sea-2025", "alaska-august-2025", "november-2025-plan")
SHIPPED = [entry.name for entry in list_scenarios() if "/" not in entry.name]
RUSSIA, UKRAINE = 0, 1


@cache
def scenario(name: str) -> Scenario:
    return load_scenario(name)


@cache
def opening(name: str) -> Futures:
    """First weeks at the stated values: enough for first answers."""
    return simulate(scenario(name), seed=1, count=1200, weeks=1, fixed=True)


def yes(name: str, side: int = RUSSIA) -> np.ndarray:
    """(R,) who says yes at once."""
    return (opening(name).first_answer[:, side] == ANSWERS.index("accept")).astype(float)


def rise(name: str, variant: str, side: int = RUSSIA) -> float:
    """How much more often a side says yes in a variant, on the same luck, in its own standard errors."""
    paired = yes(f"{name}:{variant}", side) - yes(name, side)
    return float(paired.mean() / max(paired.std() / np.sqrt(paired.size), 1e-12))


def test_the_five_rounds_are_shipped():
    assert {*ROUNDS} <= {*SHIPPED}


@pytest.mark.parametrize("name", SHIPPED)
def test_three_variants_or_more_each_ask_a_question_of_their_own(name: str):
    asked = [variant.question for variant in scenario(name).variants.values()]
    assert len(asked) >= 3 and len(set(asked)) == len(asked)
    assert [question for question in asked if not question.endswith("?")] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_an_outsider_can_settle_its_questions_within_the_horizon(name: str):
    questions = scenario(name).resolve
    assert questions
    assert all("?" in one.question for one in questions.values())
    ends = [one.announced_by_week + one.stands_weeks for one in questions.values()]
    assert max(ends) <= scenario(name).horizon_weeks


@pytest.mark.parametrize("name", SHIPPED)
def test_a_few_futures_of_it_can_be_told(name: str):
    futures = simulate(scenario(name), seed=1, count=16)
    assert futures.classes.shape == (16, scenario(name).horizon_weeks + 1)
    assert futures.first_answer.min() >= 0, "expected an answer of both sides to the opening text in every future"
    answers = [stood(futures.columns(), one.kind, one.announced_by_week, one.stands_weeks)
               for one in scenario(name).resolve.values()]  # fmt: skip
    assert all(np.nanmin(answer) >= 0 and np.nanmax(answer) <= 1 for answer in answers)


@pytest.mark.parametrize("name", ROUNDS)
def test_a_round_has_no_variant_and_no_question_of_another(name: str):
    own, march = scenario(name), scenario("march-2025")
    asked = {variant.question for variant in march.variants.values()}
    assert asked.isdisjoint(variant.question for variant in own.variants.values())
    assert own.as_of != march.as_of and own.question != march.question


@pytest.mark.parametrize("name", ROUNDS)
def test_how_actors_choose_is_the_same_in_every_round(name: str):
    assert scenario(name).behaviour == scenario("march-2025").behaviour


def test_the_front_moves_as_fast_as_it_was_seen_to():
    found = {name: pace(stated(name)) for name in ROUNDS}
    assert found["energy-truce-march-2025"] == found["black-sea-2025"] == pytest.approx(92, abs=2)
    assert found["alaska-august-2025"] == pytest.approx(125, abs=2)
    assert 115 <= found["november-2025-plan"] <= 130
    assert found["istanbul-2022"] < 0, "expected Russia to be losing ground at the end of March 2022"


@pytest.mark.parametrize(("name", "issue"), [("alaska-august-2025", "territory"), ("november-2025-plan", "rearmament")])
def test_a_new_level_changes_the_worth_of_no_other(name: str, issue: str):
    before, after = scenario("march-2025"), scenario(name)
    levels = {level.label: level for level in after.issues[issue].levels}
    for actor in ("russia", "ukraine", "us", "eu"):
        ideal = before.level(issue, before.actors[actor].demands[issue].ideal)
        last = len(before.issues[issue].levels) - 1
        for index, level in enumerate(before.issues[issue].levels):
            worth = 1 - abs(index - ideal) / max(ideal, last - ideal)
            assert levels[level.label].utility[actor].value == pytest.approx(worth, abs=1e-3)


def test_red_lines_of_ukraine_are_split_and_not_raised_by_new_levels():
    def weight(name: str, issue: str) -> float:
        return sum(line.cost.value for line in scenario(name).actors["ukraine"].demands[issue].red_line)

    assert weight("alaska-august-2025", "territory") == pytest.approx(weight("march-2025", "territory"), abs=1e-3)
    assert weight("november-2025-plan", "rearmament") == pytest.approx(weight("march-2025", "rearmament"), abs=1e-3)


def test_what_happened_before_a_round_is_no_hindsight_in_it():
    def later(name: str) -> set[str]:
        actors = scenario(name).actors.items()
        demands = {f"{who}.{issue}": demand for who, actor in actors for issue, demand in actor.demands.items()}
        return {key for key, demand in demands.items() if any(line.cost.hindsight for line in demand.red_line)}

    assert later("energy-truce-march-2025") == {"ukraine.nato", "ukraine.territory"}
    assert later("alaska-august-2025") == later("november-2025-plan") == set()
    assert later("istanbul-2022") == {"russia.guarantees", "ukraine.army"}


@pytest.mark.parametrize(
    ("name", "variant", "up"),
    [
        ("istanbul-2022", "still_before_kyiv", False), ("istanbul-2022", "no_withdrawal", True),
        ("istanbul-2022", "russian_figures", True), ("istanbul-2022", "sanctions_lifted", True),
        ("energy-truce-march-2025", "winter", False), ("energy-truce-march-2025", "refineries_burning", True),
        ("energy-truce-march-2025", "full_truce_insisted", False), ("black-sea-2025", "europe_delivers", True),
        ("black-sea-2025", "no_relief", False), ("black-sea-2025", "ports_burning", True),
        ("alaska-august-2025", "tariffs_carried_out", True), ("alaska-august-2025", "deadlines_believed", True),
        ("alaska-august-2025", "aid_cut", False), ("alaska-august-2025", "force_in_the_text", False),
        ("november-2025-plan", "geneva", False),
    ],
)  # fmt: skip
def test_a_variant_moves_russias_first_yes_as_an_analyst_would_say(name: str, variant: str, up: bool):
    found = rise(name, variant)
    assert (found > 4) if up else (found < -4), f"found a rise of {found:+.1f} standard errors"


@pytest.mark.parametrize(
    ("name", "variant", "up"),
    [
        ("istanbul-2022", "russian_figures", False), ("istanbul-2022", "bucha_known", False),
        ("energy-truce-march-2025", "winter", True), ("alaska-august-2025", "donetsk_offered", False),
        ("november-2025-plan", "geneva", True),
    ],
)  # fmt: skip
def test_a_variant_moves_ukraines_first_yes_as_an_analyst_would_say(name: str, variant: str, up: bool):
    found = rise(name, variant, UKRAINE)
    assert (found > 4) if up else (found < -4), f"found a rise of {found:+.1f} standard errors"
