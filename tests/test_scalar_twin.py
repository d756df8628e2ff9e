"""The scalar twin by itself: its values obey the laws of the model page, its scenarios exercise all of it."""

from __future__ import annotations

import statistics
from collections import Counter

import pytest

from sim.record import ANSWERS, CLASSES, NONE
from tests.random_scenarios import random_scenario
from tests.reference.model import Negotiation
from tests.reference.scalar import futures, run_one

ALGEBRA = 1e-12
SCENARIOS = range(20)


@pytest.fixture(params=SCENARIOS)
def talks(request: pytest.FixtureRequest) -> Negotiation:
    """A negotiation some weeks old."""
    negotiation = Negotiation(random_scenario(request.param), seed=1, replication=request.param)
    for _ in range(6):
        negotiation.step()
    return negotiation


def test_terms_that_change_nothing_are_worth_fighting_on(talks: Negotiation) -> None:
    values = talks.values()
    for actor in talks.book.actors:
        for hazard in (0.0, 0.03, 0.3, 1.0):
            gap = values.open_ended(actor, talks.book.quo, hazard) - values.fighting_on(
                actor, talks.book.quo, values.odds)
            assert (gap.fixed, gap.per_m) == pytest.approx((0, 0), abs=ALGEBRA)


def test_a_length_is_worth_what_its_weeks_add_up_to(talks: Negotiation) -> None:
    values, book = talks.values(), talks.book
    for text in [z for z in book.every_text() if book.terms(z).length is not None][:10]:
        terms, hazard = book.terms(text), values.hazard(text)
        for actor in book.actors:
            peace, lifted = values.open_ended(actor, text, hazard), values.lifted(actor, text)
            lives_on = book.how.discount * (1 - terms.decision) * (1 - hazard)
            week = peace * (1 - lives_on)  # what one week adds, relapse and decision included
            war = values.fighting_on(actor, text, values.odds_after(text))
            full = values.signing(actor, text).at(1.0) - lifted
            worth = terms.renewal * full + (1 - terms.renewal) * war.at(1.0)
            for weeks_left in range(1, int(terms.length or 0) + 1):
                worth = week.at(1.0) + lives_on * worth
                in_force = values.in_force(actor, text, weeks_left).at(1.0) - lifted
                assert in_force == pytest.approx(worth, abs=1e-9)
            assert worth == pytest.approx(full, abs=1e-9), "a full length left is the whole text"


def test_a_chance_of_collapse_mixes_peace_with_the_war_that_follows_it(talks: Negotiation) -> None:
    values, book, hazard = talks.values(), talks.book, 0.3
    for text in book.every_text()[:20]:
        alive = book.how.discount * (1 - book.terms(text).decision)
        share_safe = (1 - alive) / (1 - alive * (1 - hazard))
        for actor in book.sides:
            safe, doomed = (values.open_ended(actor, text, h).at(1.0) for h in (0.0, hazard))
            war = values.fighting_on(actor, text, values.odds_after(text)).at(1.0)
            assert doomed == pytest.approx(share_safe * safe + (1 - share_safe) * war, abs=1e-9)


def test_probabilities_of_a_reading_sum_to_one(talks: Negotiation) -> None:
    while talks.reading is None and talks.week < 40:
        talks.step()
    if talks.reading is None:
        assert not talks.at_table, "who is at the table reads it sooner or later"
        return
    for i in talks.book.sides:
        for shares_by_type in talks.reading.shares[i].values():
            assert all(sum(shares) == pytest.approx(1, abs=ALGEBRA) for shares in shares_by_type)
        assert sum(talks.side[i].belief) == pytest.approx(1, abs=ALGEBRA)


@pytest.mark.parametrize("seed", [1, 13, 19])
def test_first_answers_come_as_often_as_the_mediator_forecasts(seed: int) -> None:
    scenario = random_scenario(seed)
    assert scenario.rules.protocol == "mediator", "the text of week 0 must be the one that was read"
    assert all(actor.types.only is None for actor in scenario.actors.values()), "types must be as believed"
    surprises: dict[int, list[float]] = {0: [], 1: []}
    for replication in range(400):
        talks = Negotiation(scenario, seed, replication)
        talks.step()
        assert talks.reading is not None
        for place, i in enumerate(talks.book.belligerents):
            accepted = talks.ledger.answers_in_week_0[place] == ANSWERS.index("accept")
            surprises[place].append(accepted - talks.reading.accepts[i][talks.book.opening])
        talks.remove_all_agents()
    for surprise in surprises.values():
        error = statistics.stdev(surprise) / len(surprise) ** 0.5
        assert abs(statistics.mean(surprise)) < 4 * error + 1e-3, f"mean surprise {statistics.mean(surprise):.4f}"


def test_a_replication_is_the_same_alone_and_in_company() -> None:
    scenario = random_scenario(4)
    together = futures(scenario, seed=9, first=1020, count=8)  # over the edge of a block
    for place, replication in enumerate(together.replication):
        alone = run_one(scenario, seed=9, replication=int(replication))
        assert alone["classes"] == together.classes[place].tolist()
        assert alone["blame"] == together.blame[place].tolist()


def test_fewer_weeks_are_the_beginning_of_more() -> None:
    scenario = random_scenario(5)
    short, whole = (futures(scenario, seed=2, count=20, weeks=weeks) for weeks in (5, 10))
    assert short.classes.tolist() == whole.classes[:, :6].tolist()


def test_a_scenario_is_the_same_from_the_same_seed() -> None:
    assert random_scenario(3) == random_scenario(3)
    assert random_scenario(3) != random_scenario(4)


def test_random_scenarios_exercise_everything() -> None:
    tale: Counter[str] = Counter()
    for seed in SCENARIOS:
        scenario = random_scenario(seed)
        for replication in range(40):
            talks = Negotiation(scenario, seed, replication)
            for _ in range(scenario.horizon_weeks + 1):
                talks.step()
            tale += _happenings(talks, replication)
            talks.remove_all_agents()
    rare = {name: tale[name] for name, least in LEAST.items() if tale[name] < least}
    assert not rare, f"happened too rarely: {rare}; all: {dict(tale)}"


LEAST = dict.fromkeys((
    "full signed", "partial signed", "accord signed", "condition adopted", "collapse", "lapse", "renewal", "violation",
    "announced", "played", "dropped", "threat stood down", "card lifted", "gesture", "mediator left", "rounds used up",
    "arms decided", "talks resumed", "old answer stood again", "event", "new leader",
    *(f"first answer: {answer}" for answer in ANSWERS), *(f"week: {kind}" for kind in CLASSES),
), 20)


def _happenings(talks: Negotiation, replication: int) -> Counter[str]:
    facts = talks.ledger.facts(replication)
    tale = Counter(talks.ledger.tale)
    tale["collapse"], tale["lapse"], tale["violation"] = (
        facts["collapses"], facts["lapses"], facts["violated_weeks"])
    for act in ("announced", "played", "dropped"):
        tale[act] = sum(facts[act])
    tale["arms decided"] = int(facts["arms_decided"] != NONE)
    tale.update(f"first answer: {ANSWERS[answer]}" for answer in facts["first_answer"])
    tale.update(f"week: {CLASSES[kind]}" for kind in facts["classes"])
    return tale
