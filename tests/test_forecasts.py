"""A reader's own forecast stands beside the model's share, and meets what happened only on demand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim import forecasts, manifest
from sim.cli import main
from sim.manifest import RunError
from sim.outcomes import OutcomeError, usual
from sim.phrases import phrase
from sim.runs import Run, open_run
from sim.scenario import Scenario
from tests.test_runs import save


@pytest.fixture
def saved(small: Scenario, store: Path) -> Run:
    return save(small, store, name="first")


def test_a_forecast_stands_beside_the_share_of_the_run(saved: Run):
    forecasts.forecast(saved, "signed_full@13=0.2", by="desk", note="a hunch")
    [row] = forecasts.rows(open_run("first"))
    column = saved.columns(["signed_full"])["signed_full"]
    assert row.share == ((column >= 0) & (column <= 13)).mean()
    assert row.ends[0] < row.share < row.ends[1]
    assert row.forecasts == {"desk": 0.2}
    assert row.words == "a full ceasefire is signed by week 13 (10 June 2025)"


def test_a_label_leaves_the_result_and_its_seals_as_they_were(saved: Run):
    labelled = forecasts.forecast(saved, "accept:north=0.5")
    assert open_run("first").id == saved.id
    assert {key: value for key, value in labelled.manifest.items() if key not in ("forecasts", "files")} == {
        key: value for key, value in saved.manifest.items() if key != "files"
    }


def test_a_later_forecast_of_the_same_person_takes_the_place_of_the_first(saved: Run):
    for share in ("0.1", "0.3", "none"):
        saved = forecasts.forecast(saved, f"signed_full@13={share}")
        found = [row.forecasts for row in forecasts.rows(saved)]
        assert found == ([] if share == "none" else [{forecasts.OWN: float(share)}])


def test_all_that_is_said_at_once_is_kept_or_nothing(saved: Run):
    with pytest.raises(RunError):
        forecasts.forecast(saved, "signed_full@13=0.2", "signed_partial@13=20")
    assert forecasts.rows(open_run("first")) == []


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("signed_full@13=20", "20 of 100 is signed_full@13=0.2"),
        ("signed_full@13=-1", "from 0 to 1"),
        ("signed_full@13=often", "from 0 to 1"),
        ("signed_full@13=nan", "from 0 to 1"),
        ("signed_full@13", "outcome=0.2"),
        ("signed_ful@13=0.2", "did you mean signed_full"),
        ("accept:nort=0.2", "did you mean north"),
        ("signed_full@99=0.2", "ends with week 26"),
    ],
)
def test_what_is_no_forecast_is_answered_with_the_way_out(saved: Run, words: str, hint: str):
    with pytest.raises((RunError, OutcomeError), match=hint):
        forecasts.forecast(saved, words)


def test_what_happened_is_shown_only_on_demand_and_then_with_scores(saved: Run, capsys):
    forecasts.forecast(saved, "signed_full@13=0.1", by="desk")
    assert main(["runs", "observe", "first", "signed_full@13=no", "--source", "a newspaper"]) == 0
    capsys.readouterr()
    assert main(["runs", "show", "first"]) == 0
    quiet = capsys.readouterr().out
    assert "desk" in quiet and "a newspaper" not in quiet and "Brier" not in quiet
    assert main(["runs", "show", "first", "--observed", "--format", "md"]) == 0
    told = capsys.readouterr().out
    share = forecasts.rows(saved := open_run("first"))[0].share
    assert "a newspaper" in told and "| 0.01 (1 outcome) |" in told and f"{share**2:.2f} (1 outcome)" in told
    assert forecasts.rows(saved)[0].observed is None


def test_json_holds_forecasts_and_what_happened_only_on_demand(saved: Run, capsys):
    forecasts.observe(forecasts.forecast(saved, "signed_full@13=0.1"), "signed_full@13=yes", source="x")
    told = []
    for words in ([], ["--observed"]):
        capsys.readouterr()
        assert main(["runs", "show", "first", "--format", "json", *words]) == 0
        told.append(json.loads(capsys.readouterr().out)["forecasts"][0]["happened"])
    assert told == [None, True]


def test_a_forecast_made_after_it_was_known_is_marked_and_not_scored(saved: Run):
    known = forecasts.observe(saved, "signed_full@13=no", source="a newspaper")
    late = forecasts.forecast(known, "signed_full@13=0", by="late")
    made = forecasts.table(forecasts.rows(late, observed=True))
    assert "after it was known" in made.rows[0][2]
    assert made.rows[-1][2] == ""


@pytest.mark.parametrize(("words", "hint"), [("signed_full@13=perhaps", "=yes or"), ("signed_full@13=yes", "--source")])
def test_what_cannot_have_been_observed_is_refused(saved: Run, words: str, hint: str):
    with pytest.raises(RunError, match=hint):
        forecasts.observe(saved, words, source="x" if "perhaps" in words else " ")


def test_a_run_saved_before_there_were_forecasts_opens_and_takes_one(saved: Run):
    manifest.write(saved.folder, {key: value for key, value in saved.manifest.items() if key != "observed"})
    older = open_run("first")
    assert forecasts.rows(older, observed=True) == []
    assert len(forecasts.rows(forecasts.forecast(older, "signed_full@13=0.2"))) == 1


def test_a_run_asked_for_again_shows_what_was_forecast_beside_it(scenario_file: Path, store: Path, capsys):
    words = ["run", str(scenario_file), "--replications", "20", "--weeks", "5", "--name", "again"]
    assert main(words) == 0
    assert main(["runs", "forecast", "again", "--set", "signed_full@5=0.25", "--by", "desk"]) == 0
    capsys.readouterr()
    assert main(words) == 0
    assert "desk" in capsys.readouterr().out


def test_every_usual_outcome_has_a_clause_of_its_own_and_weeks_have_their_dates(small: Scenario):
    asked = usual(26, belligerents=["north", "south"], cards=["embargo"], questions=["signed"])
    clauses = [phrase(one, small) for one in asked]
    assert len(set(clauses)) == len(asked) and not [clause for clause in clauses if "_" in clause]
    assert all("2025)" in phrase(one, small) for one in asked if one.week is not None)


def test_the_model_is_scored_by_the_share_of_futures_that_can_be_seen(small: Scenario, store: Path):
    short = save(small, store, weeks=15)
    known = forecasts.observe(short, "partial_45_days=yes", source="x")
    [row] = forecasts.rows(known, observed=True)
    seen = row.outcome.of(short.columns())
    assert np.isnan(seen).any() and row.share == np.nanmean(seen)
    assert forecasts.brier(row.share, True) == (1 - row.share) ** 2
