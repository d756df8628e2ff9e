"""One future, told: the same future that the ensemble holds, with reasons that add up."""

from __future__ import annotations

import numpy as np
import pytest

from sim.cli import main
from sim.explain import as_text, tell, typical_of
from sim.load import load_scenario
from sim.negotiation import simulate
from sim.record import ANSWERS, CLASSES
from sim.trace import trace

SEED, MANY = 3, 40


@pytest.fixture(scope="module")
def march():
    return load_scenario("march-2025")


@pytest.fixture(scope="module")
def futures(march):
    return simulate(march, seed=SEED, count=MANY)


@pytest.mark.parametrize("replication", [0, 7, 23])
def test_a_traced_future_is_the_one_of_the_ensemble(march, futures, replication):
    notes = trace(march, seed=SEED, replication=replication)
    assert [note["outcome"]["class"] for note in notes] == [CLASSES[c] for c in futures.classes[replication]]
    first = [notes[0]["answers"][name]["answer"] for name in futures.belligerents]
    assert first == [ANSWERS[a] for a in futures.first_answer[replication]]
    assert notes[-1]["outcome"]["in_force"] == dict(
        zip(futures.issues, futures.terms[replication].tolist(), strict=True)
    )
    done = [deed for note in notes for deed in note["cards"]]
    for c, card in enumerate(futures.cards):
        for did in ("announced", "played", "dropped"):
            times = sum(deed["card"] == card and deed["did"] == did for deed in done)
            assert times == getattr(futures, did)[replication, c], (card, did)


def test_what_a_yes_is_worth_is_the_sum_of_its_parts(march):
    for note in trace(march, seed=SEED, replication=7):
        for answer in note["answers"].values():
            if answer["new"]:
                parts = answer["parts"]
                whole = parts["terms"] - parts["going_on"] + parts["red_lines"] + parts["cards_lifted_by_yes"]
                assert whole == pytest.approx(answer["worth"]["accept"], abs=1e-9)
                assert sum(answer["chances"].values()) == pytest.approx(1, abs=1e-9)


def test_beliefs_follow_from_the_likelihoods_that_are_told(march):
    for note in trace(march, seed=SEED, replication=7):
        for answer in note["answers"].values():
            if answer["new"]:
                likelihood = np.maximum(answer["likelihood"][answer["answer"]], 1e-6)
                posterior = np.array(answer["belief_before"]) * likelihood
                assert posterior / posterior.sum() == pytest.approx(answer["belief_after"], abs=1e-9)


def test_the_text_on_the_table_is_among_the_options_that_were_weighed(march):
    proposals = [note["proposal"] for note in trace(march, seed=SEED, replication=7) if note["proposal"]]
    assert len(proposals) > 3
    for proposal in proposals:
        assert proposal["text"] in [option["text"] for option in proposal["options"]]
        assert sum(option["chance"] for option in proposal["options"]) == pytest.approx(1)


def test_a_typical_future_ends_in_the_class_asked_for_and_resembles_its_fellows():
    conditional, full = CLASSES.index("conditional"), CLASSES.index("full_ceasefire")
    classes = np.array([[conditional, full], [conditional, full], [full, full], [conditional, conditional]])
    assert typical_of(classes, "full_ceasefire")[0] == 0
    assert typical_of(classes, "conditional")[0] == 3
    assert typical_of(classes, None)[0] == 0


def test_it_is_said_out_of_how_many_futures_one_is_typical():
    conditional, full = CLASSES.index("conditional"), CLASSES.index("full_ceasefire")
    classes = np.array([[conditional], [conditional], [full]])
    assert typical_of(classes, None)[1].startswith("the most typical of the 2 futures, out of 3, that end like this: ")
    assert typical_of(classes, "full_ceasefire")[1].startswith("the only future, out of 3, that ends like this: ")


def test_a_saved_future_is_told_week_by_week_with_answers_and_runners_up(tmp_path, capsys):
    assert (
        main(
            [
                "run",
                "march-2025",
                "--replications",
                "50",
                "--weeks",
                "6",
                "--name",
                "small",
                "--runs-dir",
                str(tmp_path),
            ]
        )
        == 0
    )
    told = tell("small", replication=11, runs_dir=tmp_path)
    assert told.same_as_saved is True
    text = as_text(told)
    for words in (
        "\n\nBefore week 0\n  28 February 2025: Quarrel in the Oval Office.\n",
        "  Event on 11 March 2025: Aid and intelligence resumed.",
        "Worth is a share of the actor's stake",
        "each 0.0031 of worth more makes an answer twice as likely",
        "Week 0 (11 March 2025)",
        "Every week ends as in the saved run.",
        "Russia answers",
        "(runner-up)",
        "So: ",
    ):
        assert words in text
    capsys.readouterr()
    assert main(["explain", "small", "--replication", "99", "--runs-dir", str(tmp_path)]) == 1
    assert "it holds 0 to 49" in capsys.readouterr().err
    assert main(["explain", "small", "--typical", "full_ceasfire", "--runs-dir", str(tmp_path)]) == 2
    assert "full_ceasefire" in capsys.readouterr().err
