"""`parley compare`: what it prints, in four formats, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from sim.cli import main
from sim.comparison.export import HEAD

FEW = ["--replications", "60", "--weeks", "13"]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]):
    """Speak to parley: (exit code, stdout, stderr)."""

    def speak(*words: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return code, out, err

    return speak


@pytest.fixture
def runs(say, scenario_file: Path, store: Path) -> tuple[str, str]:
    dear = ["--set", "actors.north.war.cost=0.009", "--set", "actors.north.types.sd_ln_cost=0.8"]
    assert say("run", scenario_file, *FEW, "--name", "base")[0] == 0
    assert say("run", scenario_file, *FEW, *dear, "--name", "dear")[0] == 0
    return "base", "dear"


def test_the_first_line_is_the_finding_and_inputs_come_before_outcomes(say, runs):
    code, out, err = say("compare", *runs)
    first = out.splitlines()[0]
    assert code == 0 and err.startswith("Which change made the difference: all 4 sets of 2 changes")
    assert "of 100 simulated futures of dear, against" in first and "on the same luck" in first
    titles = ("Inputs that differ", "First answers", "Which change made", "Where the ways")
    places = [out.index(title) for title in titles]
    assert places == sorted(places)
    assert "actors.north.war.cost" in out and "parley explain dear --replication" in out


def test_the_same_run_twice_says_so(say, runs):
    out = say("compare", "base", "base")[1]
    assert out.startswith("Same inputs, same luck: ") and "Inputs that differ" not in out
    assert "Which change" not in out and "Where the ways" not in out


def test_json_sums_and_csv_holds_the_same(say, runs):
    code, out, _ = say("compare", *runs, "--format", "json")
    told = json.loads(out)
    assert code == 0
    for row in told["outcomes"]:
        key = row["outcome"], row["week"]
        effects = [one["effect"] for one in told["attribution"] if (one["outcome"], one["week"]) == key]
        assert not effects or sum(effects) == pytest.approx(row["difference"], abs=1e-12)
    rows = list(csv.reader(io.StringIO(say("compare", *runs, "--format", "csv")[1])))
    assert tuple(rows[0]) == HEAD
    shares = {tuple(row[3:5]): row[5:8] for row in rows if row[0] == "outcomes"}
    accept = next(row for row in told["outcomes"] if row["outcome"] == "accept:north")
    assert [float(cell) for cell in shares["accept:north", ""]] == [accept["a"], accept["b"], accept["difference"]]


def test_markdown_has_one_line_a_row(say, runs):
    out = say("compare", *runs, "--no-attribution", "--format", "md")[1]
    rows = [line for line in out.splitlines() if line.startswith("|")]
    assert out.startswith("# ") and rows and all(line.endswith("|") for line in rows)
    assert "## Where the ways part" in out


def test_attribution_can_be_left_out(say, runs):
    code, out, err = say("compare", *runs, "--no-attribution")
    assert (code, err) == (0, "") and "Which change made the difference" not in out


def test_an_outcome_that_is_none_is_wrong_usage_with_the_way_out(say, runs):
    code, _, err = say("compare", *runs, "--outcome", "full_ceasfire@9")
    assert code == 2 and "did you mean full_ceasefire?" in err


def test_a_run_that_is_not_there_is_wrong_data_with_the_way_out(say, runs):
    code, _, err = say("compare", "base", "deer")
    assert code == 1 and 'Did you mean "dear"?' in err


def test_a_damaged_run_is_refused(say, runs, store: Path):
    (store / "dear" / "futures.parquet").write_bytes(b"nothing")
    code, out, err = say("compare", *runs)
    assert (code, out) == (1, "") and "not what was saved" in err


def test_a_scenario_stands_beside_a_run_on_its_luck(say, runs, scenario_file: Path):
    out = say("compare", "base", f"{scenario_file}:dear", "dear", "--no-attribution")[1]
    assert "60 futures of 13 weeks, seed 0" in out.splitlines()[3]
    assert next(line for line in out.splitlines() if "Of 100 futures" in line).split()[-3:] == ["A", "B", "C"]
