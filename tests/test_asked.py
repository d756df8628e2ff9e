"""What would have to be true, what rests on what, and how questions are settled."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
import yaml

import sim
from sim.analysis.audit import audit, explained, without
from sim.analysis.design import Question, answers, each
from sim.analysis.draws import numbers_drawn
from sim.analysis.drivers import Effort, find
from sim.analysis.inputs import every_number, limits, uncertain, weeks_for
from sim.analysis.require import Trial, nearest, require
from sim.analysis.resolve import settle
from sim.cli import main
from sim.experiment import Experiment, changed, outcome
from sim.load import load_text, scenario_text
from sim.outcomes import Outcome, OutcomeError
from sim.places import covering, label
from sim.runs import open_run
from sim.scenario import Quantity, Resolves, Scenario
from tests.conftest import SMALL

COST, PLEDGE, BLOWBACK = "actors.north.war.cost", "mediator.pledge", "cards.embargo.blowback"
RANGES = {
    COST: {"value": 0.002, "range": [0.0005, 0.02], "source": "judgement", "why": "a guess", "unit": "stake a week"},
    PLEDGE: {"value": 0.05, "range": [0.02, 0.08], "source": "archive"},
    BLOWBACK: {"value": 0.02, "range": [0.01, 0.03], "source": "judgement", "why": "a guess", "hindsight": True},
}


@pytest.fixture(scope="module")
def doubtful() -> Scenario:
    """The border truce with three numbers in doubt."""
    plain = load_text(yaml.safe_dump(SMALL | {"sources": {"archive": {"title": "The archive"}}}), file="small.yaml")
    return changed(plain, RANGES)


@pytest.fixture
def file(doubtful: Scenario, tmp_path: Path) -> Path:
    path = tmp_path / "doubtful.yaml"
    path.write_text(scenario_text(doubtful), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer futures than users get, in this process alone: what is claimed here needs no more."""
    monkeypatch.setattr("sim.analysis.design.PAYS_FROM", 10**6)
    for name, few in (("drivers.AT_EACH", 24), ("audit.AT_EACH", 24), ("require.FIRST_LOOK", 40)):
        monkeypatch.setattr(f"sim.analysis.{name}", few)
    monkeypatch.setattr("sim.cli_require.KEPT", 200)


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main([str(word) for word in words])
    return code, *capsys.readouterr()


# ------------------------------------------------------------------------------------------------------------- inputs


def test_every_number_of_the_scenarios_has_words_of_its_own():
    for entry in ("march-2025", "january-2022"):
        scenario = sim.load_scenario(entry)
        labels = [one.label for one in every_number(scenario)]
        assert all(labels) and len(set(labels)) == len(labels)


def test_words_name_actors_levels_and_red_lines():
    scenario = sim.load_scenario("march-2025")
    assert label(scenario, "actors.russia.demands.nato.red_line.0.cost") == (
        'Russia: Ukraine and NATO, red line at "deferred", cost'
    )
    assert label(scenario, "issues.energy.levels.1.cost_saved.russia") == (
        "Strikes on energy sites: energy strikes halted, cost saved, Russia"
    )


def test_numbers_that_nobody_wrote_are_not_audited():
    paths = [one.path for one in every_number(sim.load_scenario("march-2025"))]
    assert not [path for path in paths if path.startswith("events.")], "events of the file have no effects"
    assert "actors.russia.war.cost" in paths


def test_confidence_and_hindsight_are_those_of_the_innermost_block_that_speaks():
    scenario = sim.load_scenario("march-2025")
    assert covering(scenario, "cards.walk_away.blowback", "confidence") == "medium"
    assert covering(scenario, "actors.russia.demands.rearmament.red_line.0.cost", "hindsight")
    assert not covering(scenario, "actors.russia.war.cost", "hindsight")


def test_limits_are_those_of_the_schema():
    scenario = sim.load_scenario("march-2025")
    assert limits("front.decision_hazard", scenario) == (0, 1)
    assert limits("cards.aid_pause.effects.inflow.ukraine", scenario) == (-np.inf, np.inf)
    assert limits("behaviour.discount", scenario)[1] < 1


def test_no_more_weeks_are_simulated_than_an_outcome_needs_and_fewer_change_nothing(doubtful: Scenario):
    asked = Outcome("resolve", None, "signed")
    assert weeks_for(asked, doubtful) == 14
    for one in (asked, Outcome("signed_full", 13), Outcome("partial_45_days"), Outcome("full_7_days")):
        weeks = weeks_for(one, doubtful)
        short, long = (Experiment(1, 200, horizon).indicator(doubtful, one) for horizon in (weeks, 26))
        assert not np.isnan(short).any() and (short == long).all()
    with pytest.raises(OutcomeError, match="needs 13 weeks, found --weeks 5"):
        weeks_for(Outcome("signed_full", 13), doubtful, 5)


def test_drawn_numbers_are_those_that_the_ensemble_draws(doubtful: Scenario):
    drawn = numbers_drawn(uncertain(doubtful, [COST]), seed=4, count=60)[:, 0]
    one = changed(doubtful, {COST: {"value": float(drawn[37]), "source": "judgement", "why": "as drawn"}})
    asked = outcome(doubtful, "signed_full@13")
    again, first = (Experiment(4, 60, 13).indicator(scenario, asked) for scenario in (one, doubtful))
    assert again[37] == first[37] and not (again == first).all()


# ------------------------------------------------------------------------------------------------------------- design


def test_points_that_go_together_share_their_luck_and_groups_do_not(doubtful: Scenario):
    asked = Question(doubtful, outcome(doubtful, "signed_full@13"), 13, seed=2, workers=1)
    inputs = uncertain(doubtful, [COST])
    same = np.full((8, 1), 0.006)
    found = answers(asked, inputs, same, 1024, together=2)
    assert (found[::2] == found[1::2]).all(), "the same point under the same luck"
    assert (found[0] != found[-1]).any(), "other batches have other luck"


def test_designs_side_by_side_are_those_of_the_changed_scenario(doubtful: Scenario):
    asked = Question(doubtful, outcome(doubtful, "signed_full@13"), 13, seed=2, fixed=False, workers=1)
    base, moved = each(asked, [{}, {COST: np.array([0.0005, 0.015])}], 100)
    trial = Experiment(2, 100, 13)
    assert (base[0] == trial.indicator(doubtful, asked.outcome)).all()
    there = changed(doubtful, {COST: {"value": 0.015, "source": "judgement", "why": "a point"}})
    assert (moved[1] == trial.indicator(there, asked.outcome)).all()


def test_drivers_put_the_number_that_matters_first_whatever_is_screened(doubtful: Scenario):
    asked = Question(doubtful, outcome(doubtful, "signed_full@13"), 13, seed=2, workers=1)
    effort = Effort(top=2, trajectories=4, rows=32, replications=16)
    found = find(asked, uncertain(doubtful), effort)
    assert found.screened is not None and found.inputs[found.screened.order[0]].path == COST
    assert found.swings[0].one.path == COST and found.indices is not None
    assert found.indices.total[0] > 0.8 and len(found.swings) == 2
    swing = found.swings[0]
    assert swing.along[0] == pytest.approx(swing.low.b) and swing.along[-1] == pytest.approx(swing.high.b)


# ------------------------------------------------------------------------------------------------------------ require


def way(shares):
    """A way whose share is known exactly: 1,000 futures, share * 1,000 of them with the outcome."""
    return lambda places: (np.arange(1000) < 1000 * np.asarray(shares(places))[:, None]).astype(float)


def test_the_place_where_a_share_is_reached_is_found_by_halving():
    reached = nearest(way(lambda t: t), lambda share: share >= 0.3)
    assert reached is not None and reached[0] == pytest.approx(0.3, abs=1 / (8 * 32))


def test_a_hump_that_the_end_does_not_show_is_found_and_a_way_that_never_reaches_is_not():
    hump = way(lambda t: np.exp(-(((t - 0.5) / 0.2) ** 2)))
    reached = nearest(hump, lambda share: share >= 0.9)
    assert reached is not None and reached[0] == pytest.approx(0.5 - 0.2 * np.sqrt(-np.log(0.9)), abs=0.01)
    assert nearest(way(lambda t: 0.4 * t), lambda share: share >= 0.5) is None


def test_what_is_required_reaches_the_level_and_a_little_less_does_not(doubtful: Scenario):
    asked, trial = outcome(doubtful, "signed_full@13"), Experiment(3, 100, 13, fixed=True)
    found = require(doubtful, asked, uncertain(doubtful), 0.5, trial)
    best = found.singles[0]
    assert found.within and best.reaches and not best.beyond and best.inputs[0].path == COST
    assert best.share >= 0.5
    one, value = best.inputs[0], best.values[0]
    less = value - (value - one.number.value) / 20
    look = Trial(doubtful, asked, trial, 0.5, True)
    assert look.at([one], np.array([[less]])).mean() < 0.5
    assert best.distance == pytest.approx((value - 0.002) / 0.0195)


def test_beyond_a_range_is_said_and_what_cannot_be_reached_is_a_result(doubtful: Scenario):
    narrow = changed(doubtful, {COST: {**RANGES[COST], "range": [0.0015, 0.0025]}})
    asked, trial = outcome(narrow, "signed_full@13"), Experiment(3, 60, 13)
    found = require(narrow, asked, uncertain(narrow), 0.9, trial)
    assert not found.within and found.best is not None and found.best.share < 0.9
    assert all(one.beyond or not one.reaches for one in found.singles)


# -------------------------------------------------------------------------------------------------------------- audit


def test_a_grouping_that_means_nothing_explains_nothing():
    luck = np.random.default_rng(1)
    _, [share] = without([luck.integers(0, 7, 5000).astype(float)], luck.random(5000))
    assert share < 0.002


def test_shares_by_regression_are_those_of_a_known_function_with_bends_and_luck():
    luck = np.random.default_rng(2)
    x = luck.random((20_000, 6))
    y = np.sqrt(12) * x[:, 0] + np.sqrt(180) * (x[:, 1] - 0.5) ** 2 + luck.normal(size=20_000)
    shares, errors = explained(x, y, float(y.var()))
    np.testing.assert_allclose(shares[:2], 1 / 3, atol=0.02)
    assert (np.abs(shares[2:]) < 4 * errors[2:] + 1e-12).all() and errors.max() < 0.01


def test_an_audit_lists_every_number_and_credits_the_spread_to_what_causes_it(doubtful: Scenario):
    asked = Question(doubtful, outcome(doubtful, "signed_full@13"), 13, seed=1, fixed=False, workers=1)
    found = audit(asked, 2000, deep=False)
    by_path = {entry.one.path: entry for entry in found.entries}
    varied = {path for path, entry in by_path.items() if entry.share is not None}
    behaviour = {path for path in varied if path.startswith("behaviour.")}
    assert varied - behaviour == set(RANGES) and len(by_path) > len(varied)
    assert by_path[COST].share > 0.8 * found.of_numbers > 0  # type: ignore[operator]
    assert by_path[PLEDGE].source == "The archive" and not by_path[PLEDGE].judged
    assert by_path[BLOWBACK].hindsight and by_path[COST].judged
    assert found.swings[0].one.path == COST


# ------------------------------------------------------------------------------------------------------------ resolve


def test_in_every_future_announced_is_at_least_in_effect_is_at_least_stood():
    columns = Experiment(5, 600).futures(sim.load_scenario("march-2025"))
    for kind in ("full", "partial"):
        for weeks in (1, 4, 6):
            one = settle(Resolves(question="?", kind=kind, announced_by_week=13, stands_weeks=weeks), columns)
            assert one.stood is not None and one.announced.sum() > one.stood.sum() > 0
            assert (one.announced >= one.in_effect).all() and (one.in_effect >= one.stood).all()


def test_a_question_without_weeks_is_settled_by_the_announcement_and_one_beyond_the_horizon_is_refused():
    columns = Experiment(5, 100, 13).futures(sim.load_scenario("march-2025"))
    one = settle(Resolves(question="?", kind="partial", announced_by_week=13), columns)
    assert one.stood is None and (one.answer == one.announced).all() and one.announced.any()
    late = settle(Resolves(question="?", kind="partial", announced_by_week=13, stands_weeks=6), columns)
    assert np.isnan(late.answer).any(), "signed too late for the horizon to show whether it stood"
    with pytest.raises(OutcomeError, match="these futures end with week 13"):
        settle(Resolves(question="By then?", kind="full", announced_by_week=20), columns)


def test_questions_of_another_file_are_settled_on_a_run(capsys, file: Path, tmp_path: Path, store: Path):
    assert said(capsys, "run", file, "--replications", "60", "--name", "base")[0] == 0
    code, out, _ = said(capsys, "resolve", "base", "--format", "json")
    mine = json.loads(out)["questions"]
    assert code == 0 and list(mine) == ["signed"]
    seen = open_run("base").summary
    assert mine["signed"]["answer"]["share"] == pytest.approx(seen["resolve"]["signed"], abs=1e-5)
    other = yaml.safe_load(file.read_text())
    other["resolve"] = {"soon": {"question": "By week 3?", "kind": "full", "announced_by_week": 3}}
    elsewhere = tmp_path / "other.yaml"
    elsewhere.write_text(yaml.safe_dump(other, sort_keys=False))
    code, out, _ = said(capsys, "resolve", "base", "--scenario", elsewhere)
    assert code == 0 and "By week 3?" in out and "Signed by week 10?" not in out
    assert "not asked" in said(capsys, "resolve", "base", "--scenario", elsewhere, "--replication", "0")[1]
    code, _, err = said(capsys, "resolve", "base", "--replication", "60")
    assert code == 1 and "expected 0 to 59" in err


# ------------------------------------------------------------------------------------------------------- command line

FEW = {
    "drivers": ["--points", "4", "--replications", "4", "--inputs", COST, "--inputs", PLEDGE],
    "discover": ["--replications", "1000"],
    "require": ["--replications", "40", "--inputs", COST, "--inputs", BLOWBACK],
    "audit": ["--replications", "400"],
}


@pytest.mark.parametrize("command", FEW)
def test_answers_come_as_words_json_csv_and_markdown(command: str, capsys, file: Path):
    words = [command, file, *FEW[command], "--outcome", "signed_full@6", "--seed", "3"]
    code, out, err = said(capsys, *words)
    assert code == 0 and "a full ceasefire is signed by week 6" in out and "about" in err
    facts = json.loads(said(capsys, *words, "--format", "json")[1])
    assert facts["outcome"] == "signed_full@6" and 0 <= facts["share"] <= 1
    rows = list(csv.DictReader(io.StringIO(said(capsys, *words, "--format", "csv")[1])))
    assert COST in {row["path"] for row in rows}
    assert said(capsys, *words, "--format", "md")[1].startswith("# A border truce")


def test_the_tornado_is_one_file_and_nothing_is_written_over(capsys, file: Path, tmp_path: Path):
    words = ["drivers", file, *FEW["drivers"], "--outcome", "signed_full@4", "-o"]
    for name in ("t.svg", "t.html"):
        assert said(capsys, *words, tmp_path / name)[0] == 0
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "North: war, cost" in text and 'src="http' not in text
    code, _, err = said(capsys, *words, tmp_path / "t.svg")
    assert code == 1 and "exists already" in err
    assert "expected a name that ends in" in said(capsys, *words, tmp_path / "t.doc")[2]


def test_boxes_are_drawn_to_one_file_or_it_is_said_that_there_is_none(capsys, file: Path, tmp_path: Path):
    code, out, _ = said(capsys, "discover", "march-2025", "--replications", "1000", "-o", tmp_path / "b.svg")
    assert code == 0 and "Box 1" in out and "private cost" in (tmp_path / "b.svg").read_text(encoding="utf-8")
    assert "expected a name that ends in" in said(capsys, "discover", file, "-o", tmp_path / "b.doc")[2]
    never = ["discover", file, *FEW["discover"], "--outcome", "military_end@0", "-o", tmp_path / "none.svg"]
    code, _, err = said(capsys, *never)
    assert code == 0 and "no box was found, so" in err and not (tmp_path / "none.svg").exists()


def test_a_scenario_without_ranges_is_refused(doubtful: Scenario):
    still = {name: number.model_copy(update={"range": None}) for name, number in doubtful.behaviour if name != "why"}
    actors = {name: one for name, one in doubtful.actors.items() if name != "north"}
    certain = doubtful.model_copy(
        update={"behaviour": doubtful.behaviour.model_copy(update=still), "actors": actors, "cards": {},
                "mediator": doubtful.mediator.model_copy(update={"pledge": Quantity(value=0)})}
    )  # fmt: skip
    with pytest.raises(OutcomeError, match="no number carries a range"):
        uncertain(certain)


def test_mistakes_are_answered_with_the_way_out(capsys, file: Path):
    code, _, err = said(capsys, "drivers", file, "--inputs", "actors.north.war.costs")
    assert code == 1 and f"did you mean '{COST}'?" in err
    assert "expected an even number" in said(capsys, "drivers", file, "--replications", "5")[2]
    assert "expected a power of two" in said(capsys, "drivers", file, "--points", "100")[2]
    code, _, err = said(capsys, "require", file, "--outcome", "peace")
    assert code == 1 and "no outcome is called 'peace'" in err
    assert said(capsys, "require", file, "--share", "1.5")[0] == 2


def test_a_saved_run_is_asked_as_its_scenario_is(capsys, file: Path, store: Path):
    change = ["--set", "actors.north.war.cost=0.003"]
    assert main(["run", str(file), "--replications", "20", "--name", "dear", *change]) == 0
    capsys.readouterr()
    assert main(["discover", "dear", "--replications", "200"]) == 0
    of_run = capsys.readouterr().out
    assert main(["discover", str(file), "--replications", "200", *change]) == 0
    assert capsys.readouterr().out == of_run
    assert main(["discover", "dear", "--replications", "200", "--set", "actors.north.war.cost=0.002"]) == 0
    assert capsys.readouterr().out != of_run
