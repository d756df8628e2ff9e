"""`parley cards` and `parley sweep` on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from sim.cli import main

FEW = ["--replications", "60", "--weeks", "13"]


def test_cards_says_its_cost_before_its_result_and_what_each_card_adds(
    scenario_file: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["cards", str(scenario_file), *FEW, "--workers", "1"]) == 0
    out, err = capsys.readouterr()
    assert err.startswith("cards: 4 sets of cards, 60 futures of 13 weeks each, about")
    assert "without any card in" in out and "What each card adds" in out and "Who bears it" in out


def test_cards_as_json_has_every_number_and_as_csv_one_line_for_each(
    scenario_file: Path, capsys: pytest.CaptureFixture[str]
):
    asked = ["cards", str(scenario_file), *FEW, "--outcome", "accept:north", "--outcome", "signed_full@13"]
    assert main([*asked, "--format", "json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert list(facts["outcomes"]) == ["accept:north", "signed_full@13"]
    assert {"value", "low", "high", "error"} <= facts["outcomes"]["accept:north"]["cards"]["embargo"]["in_hand"].keys()
    assert main([*asked, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 2 * 2 * 3 and {row["card"] for row in rows} == {"embargo", "loan"}


def test_the_map_of_a_card_is_drawn_in_the_terminal_and_into_a_file_that_needs_nothing_else(
    scenario_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    page = tmp_path / "map.html"
    assert main(["cards", str(scenario_file), *FEW, "--overwhelming", "embargo", "-o", str(page)]) == 0
    out = capsys.readouterr().out
    table = out[out.index("Of 100 futures") :].splitlines()
    assert len(table) > 6 and max(map(len, table)) <= 90
    text = page.read_text(encoding="utf-8")
    assert "vega" in text and '<script src="http' not in text


def test_sweep_prints_a_chart_and_writes_one(scenario_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    picture = tmp_path / "sweep.svg"
    assert main(["sweep", str(scenario_file), "actors.north.war.cost=0.001:0.05:5", *FEW, "-o", str(picture)]) == 0
    out = capsys.readouterr().out
    assert out.count("--o") + out.count("o--") >= 5 and "North: war, cost: stated as 0.002" in out
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_a_sweep_over_two_inputs_is_a_grid(scenario_file: Path, capsys: pytest.CaptureFixture[str]):
    asked = ["sweep", str(scenario_file), "front.speed=0.01,0.02", "rules.conditional=on,off", *FEW]
    assert main([*asked, "--outcome", "accept:north", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["front.speed"], row["rules.conditional"]) for row in rows] == [
        ("0.01", "on"), ("0.01", "off"), ("0.02", "on"), ("0.02", "off"),
    ]  # fmt: skip
    assert main(asked) == 0
    assert "Down: front: how fast the front moves" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("tokens", "code", "says"),
    [
        (["cards", "march-2025", "-o", "map.svg"], 2, "add --overwhelming CARD"),
        (["cards", "march-2025", "--overwhelming", "tarifs"], 1, "no card is called"),
        (["cards", "march-2025", "--overwhelming", "aid_surge", "-o", "map.txt"], 1, "expected a name that ends in"),
        (["cards", "march-2025", "--outcome", "acept:russia"], 1, "did you mean accept"),
        (["sweep", "march-2025"], 2, "expected one or two"),
        (["sweep", "march-2025", "front.speed=-1,1"], 1, "expected at least 0"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_simulated(
    tokens: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
):
    assert main(tokens) == code
    assert says in capsys.readouterr().err
