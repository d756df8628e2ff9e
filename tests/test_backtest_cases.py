"""Cases of the past: read, asked, simulated, added by hand; and the whole backtest on a few of them."""

import csv
import datetime as dt
import json
from dataclasses import replace

import numpy as np
import pytest

from sim.backtest.cases import Outcome, read_cases
from sim.backtest.prior import design, priors
from sim.backtest.questions import NOT_SEEN
from sim.backtest.seen import questions, simulated
from sim.backtest.simulate import histories
from sim.cli import main
from sim.load import ScenarioError, load_scenario, read_once
from sim.scenario import Behaviour
from sim.shelf import folder

TEMPLATE = folder() / "historical" / "template.yaml"
CODES = read_once(TEMPLATE).root.child("codes").plain()
EPISODES = ["id", "title", "war", "group", "date", "side_a", "side_b", "mediator", "offer", "situation", "source"]
OUTCOMES = ["id", "answer_a", "answer_b", "agreed", "effect", "ended", "seen_until"]
FIRST = {code: next(iter(entry["steps"])) for code, entry in CODES.items()}


def write(path, head, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, head)
        table.writeheader()
        table.writerows({key: row.get(key, "") for key in head} for row in rows)


@pytest.fixture
def cases(tmp_path):
    """A folder of cases: of each war what is coded and how it came out."""

    def made(*rows):
        common = {"group": "interstate", "side_a": "North", "side_b": "South", "mediator": "Envoy", "offer": "a stop",
                  "source": "recall", "confidence": "low", "seen_until": "2000-01-01"}  # fmt: skip
        coded = [FIRST | {code: row[code] for code in CODES if code in row} for row in rows]
        names = [{"id": f"case-{i}", "title": f"Case {i}", "war": f"War {i}"} for i in range(len(rows))]
        rows = [common | name | row for name, row in zip(names, rows, strict=True)]
        write(tmp_path / "episodes.csv", EPISODES, rows)
        write(tmp_path / "outcomes.csv", OUTCOMES, rows)
        table = [row | steps for row, steps in zip(rows, coded, strict=True)]
        write(tmp_path / "codes.csv", ["id", *CODES, "confidence", "source"], table)
        for row in rows:
            assert main(["new", row["id"], "--from-codes", str(tmp_path / "codes.csv")]) == 0
        return tmp_path

    return made


AGREED = {"date": "1950-01-01", "answer_a": "accept", "answer_b": "conditional", "agreed": "1950-01-20",
          "effect": "1950-01-25", "ended": "1950-03-01"}  # fmt: skip
REFUSED = {"date": "1960-05-05", "answer_a": "reject", "answer_b": "initiates", "ahead": "a_far", "unmet": "a",
           "pace": "fast", "proposer": "b"}  # fmt: skip


def test_a_new_case_by_hand_takes_a_row_in_three_tables_and_is_ten_lines(cases):
    here = cases(AGREED)
    text = (here / "case-0.yaml").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 14
    assert load_scenario(here / "case-0.yaml").actors["a"].label == "North"
    assert [case.id for case in read_cases(here)] == ["case-0"]


def test_a_case_file_is_never_written_over(cases, capsys):
    here = cases(AGREED)
    assert main(["new", "case-0", "--from-codes", str(here / "codes.csv")]) == 1
    assert "there is such a file already" in capsys.readouterr().err


def test_a_row_that_is_not_there_is_named_with_the_nearest_one(cases, capsys):
    here = cases(AGREED)
    assert main(["new", "case-9", "--from-codes", str(here / "codes.csv")]) == 1
    assert "no row with the id 'case-9'; did you mean 'case-0'?" in capsys.readouterr().err


def test_a_column_that_is_missing_is_named(cases, capsys):
    here = cases(AGREED)
    write(here / "codes.csv", ["id", "confidence", "source"], [{"id": "case-0"}])
    (here / "case-0.yaml").unlink()
    assert main(["new", "case-0", "--from-codes", str(here / "codes.csv")]) == 1
    assert "codes.csv:1:1: no column scope, length" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["../case", "a/b", ".hidden", ""])
def test_an_id_cannot_leave_the_folder(cases, name):
    here = cases(AGREED)
    before = set(here.rglob("*"))
    assert main(["new", name, "--from-codes", str(here / "codes.csv")]) == 1
    assert set(here.rglob("*")) == before


def test_what_came_of_a_case_is_told_in_five_questions(cases):
    asked = {one.name: one for one in questions(read_cases(cases(AGREED, REFUSED)))}
    assert asked["first_answer"].classes == ("reject", "conditional", "accept")
    assert asked["first_answer"].observed.tolist() == [2, 1, 0]  # who made the offer did not answer it
    assert asked["agreement_13"].observed.tolist() == [1, 0]
    assert asked["in_force_30"].observed.tolist() == [1, NOT_SEEN]
    assert asked["in_force_90"].observed.tolist() == [0, NOT_SEEN]


@pytest.mark.parametrize(
    ("outcome", "agreed", "after_180"),
    [
        ({"agreed": "1950-04-02"}, 1, NOT_SEEN),  # on the last day of the thirteen weeks, without ever taking effect
        ({"agreed": "1950-04-03"}, 0, NOT_SEEN),
        ({"agreed": None}, 0, NOT_SEEN),
        ({"agreed": None, "seen_until": "1950-02-01"}, NOT_SEEN, NOT_SEEN),
        ({"agreed": "1950-01-02", "effect": "1950-01-02", "ended": "1950-01-03"}, 1, 0),  # broken at once
        ({"agreed": "1950-01-02", "effect": "1950-01-02"}, 1, 1),
        ({"agreed": "1950-01-02", "effect": "1950-01-02", "seen_until": "1950-03-01"}, 1, NOT_SEEN),  # not seen out
    ],
)
def test_dates_decide_what_was_seen(cases, outcome, agreed, after_180):
    case = read_cases(cases(AGREED))[0]
    dates = {"agreed": None, "effect": None, "ended": None, "seen_until": "2000-01-01"} | outcome
    when = {key: date and dt.date.fromisoformat(date) for key, date in dates.items()}
    asked = {one.name: one.observed[0] for one in questions([replace(case, outcome=Outcome(("accept", ""), **when))])}
    assert (asked["agreement_13"], asked["in_force_180"]) == (agreed, after_180)


def test_a_fault_in_a_table_is_told_with_its_line(cases):
    here = cases(AGREED | {"answer_a": "maybe"})
    with pytest.raises(ScenarioError, match=r"outcomes.csv:2:1: found answer 'maybe', expected accept, conditional"):
        read_cases(here)


def test_every_point_has_a_history_of_its_own_and_the_same_for_any_workers(cases):
    read = read_cases(cases(AGREED, REFUSED))
    points = design(48, seed=3)
    one, two = (histories(read, points, seed=1, workers=workers) for workers in (1, 2))
    for alone, together in zip(one, two, strict=True):
        assert (alone.signed == together.signed).all() and (alone.answers == together.answers).all()
    assert len(np.unique(one[0].signed)) > 1


def test_the_luck_of_a_case_is_its_own(cases):
    """Else all wars of a history would have the same luck, and would not count as many."""
    torn = AGREED | {"ahead": "a", "unmet": "a"}
    read = read_cases(cases(torn, torn))
    points = {"behaviour.discount": np.full(256, 0.985)}
    first, second = (one.answers[:, 0] for one in histories(read, points, seed=1, workers=1))
    assert (first != second).any()


def test_rows_of_futures_are_those_of_the_questions(cases):
    read = read_cases(cases(AGREED, REFUSED))
    shown = simulated(read, histories(read, design(32, seed=1), seed=1, workers=1))
    assert [table.shape for table in shown] == [(32, len(one.observed)) for one in questions(read)]
    in_force = shown[2]
    assert ((in_force >= 0) == (shown[1] == 1)).all()  # seen of truces that were agreed, and of no others


def test_every_number_of_the_prior_is_a_behavioural_number_and_holds_its_stated_value():
    default = load_scenario("march-2025").behaviour
    for prior in priors():
        assert prior.name in Behaviour.model_fields
        assert prior.low <= getattr(default, prior.name).value <= prior.high, prior.name


def test_the_whole_backtest_prints_scores_that_json_can_hold(cases, capsys):
    rows = [AGREED | {"date": f"19{50 + i}-01-01", "agreed": f"19{50 + i}-01-20", "effect": f"19{50 + i}-01-25",
                      "ended": f"19{50 + i}-12-01" if i % 2 else ""} for i in range(3)]  # fmt: skip
    here = cases(*rows, REFUSED)
    capsys.readouterr()
    assert main(["backtest", "--cases", str(here), "--points", "128", "--workers", "1", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], found["wars"], found["recalled"]) == (4, 4, 4)
    agreement = found["outcomes"]["agreement_13"]
    assert {"score", "baselines", "skill", "n_cases", "n_wars", "predictions"} <= agreement.keys()
    assert [one["observed"] for one in agreement["predictions"]] == ["yes", "yes", "yes", "no"]
    assert all(abs(sum(one["shares"].values()) - 1) < 1e-6 for one in agreement["predictions"])
    assert found["changed_since_frozen"] == ["code_book", "codes", "outcomes", "metric"]  # nothing was frozen here
    assert found["numbers"].keys() == {prior.name for prior in priors()}


def test_a_case_that_is_not_there_is_named(cases, capsys):
    assert main(["backtest", "nowhere-1900", "--cases", str(cases(AGREED))]) == 1
    assert "no case is called 'nowhere-1900'; known: case-0" in capsys.readouterr().err


def test_one_war_alone_cannot_be_forecast_from_others(cases, capsys):
    assert main(["backtest", "--cases", str(cases(AGREED))]) == 1
    assert "found cases of War 0 alone, expected at least two wars" in capsys.readouterr().err


def test_a_folder_without_cases_is_told_what_one_holds(tmp_path, capsys):
    assert main(["backtest", "--cases", str(tmp_path / "nowhere")]) == 1
    assert "episodes.csv: no such file; a folder of cases holds episodes.csv, outcomes.csv" in capsys.readouterr().err


def test_questions_that_nobody_saw_answered_are_dashes_in_the_tables(cases, capsys):
    here = cases(REFUSED, REFUSED)
    capsys.readouterr()
    assert main(["backtest", "--cases", str(here), "--points", "128", "--workers", "1", "--format", "md"]) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("| in force after 90 days"))
    assert row.count("| - ") >= 7
