"""What a card is worth is found by removing it, and nothing but it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import sim
from sim.analysis.coalitions import Game, Question, without
from sim.analysis.worth_of_cards import CardStudy, costs, may_be_announced
from sim.experiment import Experiment, outcome
from sim.load import load_text
from sim.outcomes import Columns, OutcomeError
from sim.scenario import Scenario
from sim.streams import Purpose, Streams
from tests.conftest import SMALL

EMBARGO = SMALL["cards"]["embargo"]
HEAVY = EMBARGO | {"effects": {"war_cost": 0.01}, "blowback": 0.001, "lifted_by": {"scope": 2}}


def scenario(cards: dict[str, Any], **more: Any) -> Scenario:
    return load_text(json.dumps(SMALL | {"cards": cards} | more), file="small.yaml")


def columns(plot: Scenario, weeks: int = 8, replications: int = 300) -> Columns:
    return Experiment(seed=5, replications=replications, weeks=weeks).futures(plot)


def differing(a: Columns, b: Columns) -> np.ndarray:
    """(R,) futures that differ in any fact that both have."""
    pairs = [(a[name], b[name]) for name in a if name in b]
    return np.logical_or.reduce([(x != y) & ~((x != x) & (y != y)) for x, y in pairs])


@pytest.mark.parametrize("gone", [["secondary_tariffs"], ["grid_strikes", "holiday_truce", "aid_surge"], None])
def test_a_removed_card_leaves_the_futures_of_a_scenario_that_never_had_it(gone: list[str] | None):
    plot = sim.load_scenario("march-2025")
    gone = gone or list(plot.cards)
    never = plot.model_copy(update={"cards": {name: card for name, card in plot.cards.items() if name not in gone}})
    there, removed, bare = (columns(one, 9, 200) for one in (plot, without(plot, gone), never))
    assert not differing(removed, bare).any()
    assert differing(there, removed).any()


def test_events_no_longer_set_a_removed_card_and_still_happen():
    event = {"label": "Decree", "week": 2, "cards": {"heavy": "in_force", "loan": "in_force"}}
    plot = scenario({"heavy": HEAVY, "loan": SMALL["cards"]["loan"]}, events=[event])
    removed = without(plot, ["heavy"])
    assert removed.events[0].label == "Decree" and removed.events[0].cards == {"loan": "in_force"}
    assert differing(columns(plot), columns(removed)).any()


def test_without_a_card_in_force_at_the_start_it_is_in_force_no_more():
    plot = scenario({"heavy": HEAVY | {"status": "in_force"}, "loan": SMALL["cards"]["loan"]})
    never = scenario({"loan": SMALL["cards"]["loan"]})
    assert not differing(columns(without(plot, ["heavy"])), columns(never)).any()
    assert differing(columns(plot), columns(never)).any()


@pytest.mark.parametrize(
    "barred", [{"requires": {"house": 0}}, {"status": "spent"}, {"blowback": 1e9, "announce": False}]
)
def test_a_card_that_cannot_be_played_is_worth_exactly_nothing(barred: dict[str, Any]):
    plot = scenario({"barred": HEAVY | barred, "heavy": HEAVY, "loan": SMALL["cards"]["loan"]})
    asked = ["accept:north", "signed_full@13"]
    for found in CardStudy.of(plot, asked, replications=300).run():
        for measure in (found.alone, found.in_hand, found.among_all):
            assert measure["barred"].value == measure["barred"].changed == 0.0
        assert found.among_all["heavy"].changed > 0


def test_futures_in_which_nobody_consents_to_a_card_are_the_same_without_it():
    plot = scenario({"heavy": HEAVY | {"requires": {"house": 0.5}}, "embargo": EMBARGO, "loan": SMALL["cards"]["loan"]})
    refused = Streams(5, 0, 300).uniform(Purpose.CONSENT, "heavy:house", 0) >= 0.5
    differs = differing(columns(plot), columns(without(plot, ["heavy"])))
    assert refused.any() and not differs[refused].any()
    assert differs[~refused].any()


def test_values_add_up_to_hands_and_to_all_cards():
    raid = HEAVY | {"label": "Raid", "holder": "south", "aim": "answer"}
    plot = scenario({"heavy": HEAVY, "embargo": EMBARGO, "loan": SMALL["cards"]["loan"], "raid": raid})
    for found in CardStudy.of(plot, ["accept:north", "signed_full@13"], replications=300).run():
        every = sum(one.value for one in found.among_all.values())
        assert every == pytest.approx(found.total.value, abs=1e-12)
        assert found.total.value == pytest.approx(found.base - found.bare, abs=1e-12)
        for holder, hand in found.hands.items():
            parts = sum(one.value for name, one in found.in_hand.items() if plot.cards[name].holder == holder)
            assert parts == pytest.approx(hand.value, abs=1e-12)
        assert found.alone["raid"] == found.in_hand["raid"]


def test_two_cards_that_are_alike_are_worth_the_same():
    plot = scenario({"one": HEAVY, "other": HEAVY, "loan": SMALL["cards"]["loan"]})
    [found] = CardStudy.of(plot, ["accept:north"], replications=2000).run()
    assert found.in_hand["one"].value == pytest.approx(found.in_hand["other"].value, abs=1e-12)
    assert found.in_hand["one"].value > 0 and found.in_hand["one"].changed > 0


def test_other_processes_find_the_same(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sim.analysis.coalitions.PAYS_FROM", 2)
    plot = scenario({"heavy": HEAVY, "embargo": EMBARGO})
    asked = (outcome(plot, "accept:north"), outcome(plot, "partial_ceasefire@4"))
    games = [Game(Question(plot, asked, 3, 50, 4), workers) for workers in (1, 2)]
    every = [frozenset(), frozenset({"heavy"}), frozenset({"embargo"}), frozenset(plot.cards)]
    done: list[tuple[int, int]] = []
    for game in games:
        game.learn(every, lambda *now: done.append(now))
    assert done == [(1, 4), (2, 4), (3, 4), (4, 4)] * 2
    assert all((games[0](some) == games[1](some)).all() for some in every)


def test_costs_say_who_may_stop_a_card_and_how_often_it_is_used():
    plot = scenario({"heavy": HEAVY | {"requires": {"house": 0.5, "court": 0.4}}, "loan": SMALL["cards"]["loan"]})
    used = columns(plot)
    found = costs(plot, used)["heavy"]
    assert found.consent == pytest.approx(0.2) and found.blowback == 0.001
    assert found.played == (used["played.heavy"] > 0).mean() > 0


def test_only_cards_that_press_for_an_answer_may_be_announced():
    plot = sim.load_scenario("march-2025")
    assert {name for name in plot.cards if may_be_announced(plot, name)} == set(plot.cards) - {
        "ground_offensive", "grid_strikes", "refinery_strikes", "holiday_truce", "summit_offer", "walk_away",
    }  # fmt: skip


def test_an_outcome_that_the_weeks_do_not_show_is_refused():
    with pytest.raises(OutcomeError, match="needs 19 weeks"):
        CardStudy.of(scenario({"heavy": HEAVY}), ["partial_45_days"], weeks=10)
