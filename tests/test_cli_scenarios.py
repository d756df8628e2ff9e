"""validate, list, new and schema."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sim import cli_scenarios
from sim.load import ScenarioError, load_scenario
from tests.faults import TEMPLATE, edited, marked


def test_validate_sums_up_a_sound_scenario_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "talks.yaml"
    path.write_text(
        TEMPLATE.replace("{base: 0.055,", "{base: {value: 0.055, source: press-2025-01},"), encoding="utf-8"
    )
    assert cli_scenarios.validate(str(path)) == 0
    said = capsys.readouterr().out
    assert said == (
        f"{path}: ok: 5 issues, 3 actors, 3 cards, 2 packages, 2 variants; "
        "81 numbers, 76 of them judgement, 0 without a source\n"
    )


def test_validate_prints_a_line_for_each_fault_of_each_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(TEMPLATE, encoding="utf-8")
    text, places = marked(edited(("side_b: south", "side_b: ▸sout"), ("holder: envoy", "holder: ▸envy")))
    bad.write_text(text, encoding="utf-8")
    assert cli_scenarios.validate(str(bad), str(good)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 and ": ok: " in lines[2]
    for line, (row, column) in zip(lines, places, strict=False):
        assert f"bad.yaml:{row}:{column}: no actor is called" in line


def test_validate_warns_of_numbers_out_of_all_proportion_at_their_place(tmp_path: Path, capsys):
    dear = ("pledge: {value: 0.04,", "pledge: ▸{value: 40,")
    dearer = ("actors.north.war.cost: 0.0032", "▸actors.north.war.cost: 3.2")
    text, places = marked(edited(dear, dearer))
    path = tmp_path / "talks.yaml"
    path.write_text(text, encoding="utf-8")
    assert cli_scenarios.validate(str(path)) == 0
    out, err = capsys.readouterr()
    assert ": ok: " in out
    for line, (row, column) in zip(err.splitlines(), places, strict=True):
        assert line.startswith(f"warning: {path}:{row}:{column}: ") and "out of all proportion" in line


def test_no_shipped_scenario_is_out_of_proportion(capsys):
    assert cli_scenarios.validate() == 0
    assert capsys.readouterr().err == ""


def test_new_writes_a_scenario_that_is_sound_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert cli_scenarios.new(str(tmp_path / "my_talks")) == 0
    assert load_scenario(tmp_path / "my_talks.yaml").name == "my talks"
    assert f"parley validate {tmp_path / 'my_talks.yaml'}" in capsys.readouterr().out


def test_new_never_writes_over_a_file(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text("precious", encoding="utf-8")
    with pytest.raises(ScenarioError, match="there is such a file already"):
        cli_scenarios.new(str(path))
    assert path.read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("name", ["", "..", ".yaml"])
def test_new_wants_a_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match="no name"):
        cli_scenarios.new(name)
    assert not list(tmp_path.iterdir())


def test_new_quotes_a_name_with_a_space_for_the_shell(tmp_path: Path, capsys):
    assert cli_scenarios.new(str(tmp_path / "мир два")) == 0
    assert f"parley validate '{tmp_path / 'мир два.yaml'}'" in capsys.readouterr().out


def test_new_says_where_it_cannot_write(tmp_path: Path):
    with pytest.raises(ScenarioError, match=r"there is no folder .*such; make it first"):
        cli_scenarios.new(str(tmp_path / "no" / "such" / "folder"))


@pytest.mark.parametrize("name", ["march-2025", "toy/fearon.yaml"])
def test_new_takes_no_name_of_a_scenario_that_ships(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toy").mkdir()
    with pytest.raises(ScenarioError, match="ships with parley"):
        cli_scenarios.new(name)
    assert not list(tmp_path.rglob("*.yaml"))


def test_list_names_shipped_scenarios_in_every_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "duel.yaml").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("name: [", encoding="utf-8")
    monkeypatch.setattr("sim.shelf.folder", lambda: tmp_path)
    for format in ("table", "json", "csv", "md"):
        assert cli_scenarios.list_(format=format) == 0
        said = capsys.readouterr().out
        assert "toy/duel" in said and "costlier_war" in said and "parley validate broken" in said
    cli_scenarios.list_(format="json")
    assert json.loads(capsys.readouterr().out)[1]["variants"].keys() == {"costlier_war", "stronger_ban"}


def test_schema_is_printed_as_json(capsys: pytest.CaptureFixture[str]):
    assert cli_scenarios.schema() == 0
    assert json.loads(capsys.readouterr().out)["title"] == "A parley scenario"


def test_checking_a_scenario_loads_nothing_that_only_a_run_needs():
    slow = "{'mesa', 'pyarrow', 'numpy', 'scipy'}"
    program = f"import sys, sim.cli_scenarios, sim.load, sim.schema; print({slow} & sys.modules.keys())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(cli_scenarios.__file__).parents[1],
    )
    assert done.stdout == "set()\n"
