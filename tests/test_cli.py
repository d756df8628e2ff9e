"""The command line: what it prints, its exit codes, and messages that say the way out."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.cli import main
from sim.manifest import FUTURES
from sim.record import CLASSES
from sim.runs import Run, list_runs, open_run
from tests.test_runs import save

FEW = ["--replications", "40", "--weeks", "5"]


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
def saved(say, scenario_file: Path, store: Path) -> Run:
    assert say("run", scenario_file, *FEW, "--name", "first", "--note", "a note")[0] == 0
    return open_run("first")


def test_a_run_begins_with_one_sentence_and_ends_with_its_name_and_what_to_do_next(say, scenario_file, store):
    code, out, err = say("run", scenario_file, *FEW)
    [run] = list_runs()
    assert (code, err) == (0, "")
    assert " simulated futures " in out.splitlines()[0] and "first answers" in out.splitlines()[0]
    assert run.name in out and f"parley explain {run.name}" in out
    assert "15 April 2025" in out, "the date of week 5"


def test_no_result_is_ever_nought_or_a_hundred_per_cent(say, scenario_file, store):
    _, out, _ = say("run", scenario_file, *FEW)
    cells = [cell for line in out.splitlines() for cell in line.split("  ")]
    assert "fewer than 2 (below 9)" in out, "of none in 40, with its interval, as every other share"
    assert not {"0", "100", "0 %", "100 %"} & {cell.strip() for cell in cells}


def test_json_gives_every_number_by_name(say, scenario_file, store):
    code, out, _ = say("run", f"{scenario_file}:dear", *FEW, "--format", "json")
    result = json.loads(out)
    assert code == 0
    assert result["variant"] == "dear" and result["replications"] == 40 and result["weeks"] == 5
    assert set(result["outcome"]) == {"4", "5"}
    assert all(tuple(shares) == CLASSES for shares in result["outcome"].values())
    shares = {"first_answer", "signed_full", "signed_partial", "full_7_days", "partial_45_days", "cards", "resolve"}
    others = {"run", "scenario", "seed", "card_counts", "mean_weeks_to_signature", "unseen"}
    assert shares | others <= set(result) and shares <= set(result["intervals"])


def test_csv_and_markdown_hold_the_same_shares(say, scenario_file, store):
    shares = json.loads(say("run", scenario_file, *FEW, "--format", "json")[1])["outcome"]["4"]
    rows = dict(line.split(",")[:2] for line in say("run", scenario_file, *FEW, "--format", "csv")[1].splitlines())
    assert {name: float(rows[f"outcome.4.{name}"]) for name in CLASSES} == shares
    markdown = say("run", scenario_file, *FEW, "--format", "md")[1]
    assert markdown.startswith("# A border truce") and "| ---" in markdown


def test_futures_that_share_draws_are_saved_made_again_and_explained_as_such(say, store):
    assert say("run", "march-2025", *FEW, "--per-draw", "5", "--name", "nested")[0] == 0
    assert open_run("nested").manifest["per_draw"] == 5 and "--per-draw=5" in open_run("nested").command
    code, out, _ = say("run", "--from", "nested")
    assert code == 0 and "The same 40 futures as nested" in out
    assert "Every week ends as in the saved run" in say("explain", "nested", "--replication", "33")[1]


def test_both_intervals_are_named_and_a_fixed_run_says_why_it_has_but_one(say, store):
    words = ["run", "march-2025", "--replications", "1000", "--weeks", "2", "--no-save"]
    drawn = " ".join(say(*words)[1].split())
    assert "In brackets: sampling interval (95 %," in drawn and "; assumptions interval (middle 90 %" in drawn
    assert "by regression on what was drawn for 126 numbers" in drawn
    [row] = [line for line in say(*words)[1].splitlines() if line.startswith(" Russia ")]
    assert re.search(r"\d+ \([a-z0-9 ]+; [a-z0-9 -]+\)", row), row
    fixed = " ".join(say(*words, "--fixed")[1].split())
    assert "Assumptions interval: none, because every number was taken at its stated value." in fixed


def test_a_run_of_an_older_scheme_still_opens_and_is_not_made_again(say, saved):
    from sim import manifest

    facts = saved.manifest
    summary = {key: value for key, value in facts["summary"].items() if not key.startswith("assumptions")}
    old = {key: value for key, value in facts.items() if key != "per_draw"} | {"streams": 1, "summary": summary}
    manifest.write(saved.folder, old)
    code, out, _ = say("runs", "show", "first")
    assert code == 0 and "saved before they were kept" in " ".join(out.split()) and saved.command in out
    assert say("runs", "show", "first", "--format", "csv")[0] == 0
    code, _, err = say("run", "--from", "first")
    assert code == 1 and "drew its luck by scheme 1" in err


def test_a_changed_value_is_run_and_remembered(say, scenario_file, store):
    assert say("run", scenario_file, *FEW, "--set", "front.speed=0.03", "--set", "rules.conditional=off")[0] == 0
    [run] = list_runs()
    assert run.manifest["changes"] == {"front.speed": 0.03, "rules.conditional": "off"}
    assert run.scenario().front.speed.value == 0.03
    assert "--set front.speed=0.03" in run.command


def test_without_saving_nothing_is_written(say, scenario_file, store):
    code, out, _ = say("run", scenario_file, *FEW, "--no-save")
    assert code == 0 and "Not saved" in out
    assert not store.exists()


def test_the_same_run_twice_says_that_it_was_saved_before(say, scenario_file, store):
    say("run", scenario_file, *FEW)
    assert "Saved before as" in say("run", scenario_file, *FEW)[1]
    assert len(list_runs()) == 1


def test_a_run_made_again_is_the_same(say, saved):
    code, out, _ = say("run", "--from", "first")
    assert code == 0
    assert "The same 40 futures as first: integers bit for bit, floats within 1e-09" in out
    assert len(list_runs()) == 1


def test_a_damaged_run_is_refused_and_made_again_beside_itself(say, saved):
    (saved.folder / FUTURES).write_bytes(b"something else")
    code, out, err = say("runs", "show", "first")
    assert (code, out) == (1, "") and FUTURES in err and "parley run --from first" in err
    code, out, _ = say("run", "--from", "first")
    assert code == 0 and "Saved as first-2" in out
    assert open_run("first-2").manifest["integers"] == saved.manifest["integers"]


def test_a_run_made_again_beside_a_damaged_one_keeps_what_people_wrote_beside_it(say, saved):
    say("runs", "forecast", "first", "--set", "signed_full@5=0.2")
    say("runs", "observe", "first", "signed_full@5=no", "--source", "a newspaper")
    (saved.folder / FUTURES).write_bytes(b"something else")
    assert say("run", "--from", "first")[0] == 0
    kept, old = open_run("first-2").manifest, Run(saved.folder).manifest
    assert kept["note"] == "a note" and kept["forecasts"] == old["forecasts"] and kept["observed"] == old["observed"]


def test_a_run_that_comes_out_differently_fails_and_says_so(say, saved):
    from sim import manifest

    manifest.write(saved.folder, {**saved.manifest, "integers": "0" * 64})
    code, out, _ = say("run", "--from", "first")
    assert code == 1 and "differs from first in its integer facts" in out


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (["rnu"], 2, '"run"'),
        (["run", "x.yaml", "--replicatons", "3"], 2, "--replications"),
        (["run", "x.yaml", "--replications", "0"], 2, "0"),
        (["run", "x.yaml", "--seed", "-1"], 2, "-1"),
        (["run", "x.yaml", "--format", "jsn"], 2, '"json"'),
        (["run", "x.yaml", "--set", "front.speed"], 2, "path=value"),
        (["run"], 2, "parley list"),
        (["run", "x.yaml", "--from", "first"], 2, "--from"),
        (["run", "--from", "first", "--seed", "3"], 2, "leave out scenario"),
        (["run", "--from", "first", "--replications", "50"], 2, "leave out scenario"),
        (["run", "--from", "first", "--name", "again"], 2, "leave out scenario"),
        (["run", "x.yaml", "y.yaml"], 2, "y.yaml"),
        (["run", "no-such.yaml"], 1, "no-such"),
        (["run", "--from", "frist"], 1, '"first"'),
        (["runs", "show", "frist"], 1, '"first"'),
        (["runs", "lst"], 2, '"list"'),
        (["runs", "rm", "first"], 2, "--yes"),
        (["runs", "rename", "first", "../out"], 1, "cannot be a run's name"),
    ],
)
def test_what_cannot_be_meant_is_answered_with_the_way_out(say, saved, monkeypatch, words, code, hint):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    found, out, err = say(*words)
    assert found == code
    assert hint in err and "Traceback" not in err
    assert out == ""


def test_a_misspelt_variant_and_a_misspelt_path_are_answered_with_the_nearest(say, scenario_file, store):
    code, _, err = say("run", f"{scenario_file}:deer", *FEW)
    assert code == 1 and "dear" in err
    code, _, err = say("run", scenario_file, *FEW, "--set", "front.sped=0.1")
    assert code == 1 and "speed" in err
    assert list_runs() == []


def test_saved_runs_are_listed_with_tags_and_notes_and_a_damaged_one_hides_no_other(say, saved):
    assert say("runs", "tag", "first", "brief", "draft")[0] == 0
    assert say("runs", "tag", "first", "draft", "--remove")[0] == 0
    (saved.folder.parent / "broken").mkdir()
    (saved.folder.parent / "broken" / "manifest.json").write_text("{")
    _, out, _ = say("runs", "list")
    assert "brief" in out and "draft" not in out and "a note" in out
    assert "broken" in out and "damaged" in out
    assert json.loads(say("runs", "list", "--format", "json")[1])[1]["run"] == "first"


def test_an_empty_store_says_what_to_do(say, store):
    code, out, _ = say("runs", "list")
    assert code == 0 and "parley run march-2025" in out


def test_an_archived_run_is_hidden_and_comes_back(say, saved):
    say("runs", "archive", "first")
    assert "first" not in say("runs", "list")[1] and "first" in say("runs", "list", "--all")[1]
    say("runs", "archive", "first", "--undo")
    assert "first" in say("runs", "list")[1]


def test_a_shown_run_says_what_it_said_when_it_was_made(say, saved, scenario_file):
    made = say("run", scenario_file, *FEW, "--no-save")[1]
    shown = say("runs", "show", "first")[1]
    assert shown.splitlines()[:20] == made.splitlines()[:20]
    assert saved.command in shown and "a note" in shown


def test_an_export_holds_every_future_with_outcomes_as_words(say, saved, tmp_path):
    out = tmp_path / "table.csv"
    assert say("runs", "export", "first", "--to", out)[0] == 0
    lines = out.read_text().splitlines()
    assert len(lines) == 41 and '"class.05"' in lines[0] and any(word in lines[1] for word in CLASSES)
    assert say("runs", "export", "first", "--to", out)[0] == 1, "never over another file"
    assert say("runs", "export", "first", "--format", "parquet", "--to", tmp_path / "t.parquet")[0] == 0
    assert (tmp_path / "t.parquet").is_file() and (tmp_path / "table.columns.csv").is_file()


def test_a_run_is_deleted_only_with_a_yes(say, saved):
    assert say("runs", "rm", "first", "--yes")[0] == 0
    assert list_runs() == []


def test_a_renamed_run_keeps_everything_but_its_name(say, saved):
    assert say("runs", "rename", "first", "second")[0] == 0
    assert open_run("second").manifest == saved.manifest


def test_help_and_version_come_on_stdout(say):
    code, out, err = say("--help")
    assert (code, err) == (0, "")
    for word in ("run", "validate", "list", "new", "schema", "explain", "runs", "report", "glossary", "dashboard"):
        assert f" {word} " in out
    assert say("--version")[1].strip().count(".") == 2


def test_help_loads_nothing_slow():
    slow = set(["numpy", "mesa", "scipy", "pandas", "pyarrow", "pydantic", "streamlit", "altair", "yaml"])
    code = f"import sys; from sim.cli import main; main(['--help']); sys.exit(len({slow!r} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_both_sides_are_told_in_the_first_sentence_in_the_same_order_whoever_is_less_willing(say, scenario_file, store):
    eager = ["--set", "actors.north.war.cost=0.2", "--set", "actors.south.war.cost=0"]
    for changes in ([], eager):
        first = say("run", scenario_file, *FEW, "--no-save", *changes)[1].splitlines()[0]
        assert re.match(r'In .* of 100 simulated futures North first answers ".*", in .* South answers ".*"; ', first)


def test_a_single_future_of_a_single_week_is_told_in_the_singular(say, scenario_file, store):
    out = say("run", scenario_file, "--replications", "1", "--weeks", "1")[1]
    assert out.startswith("In the one simulated future North first answers") and "; after 1 week, on " in out
    assert "(1 future of 1 week, seed 0)" in out
    assert not re.search(r"\b1 (futures|weeks|others)|Of 100|fewer than|more than|1 in 1", out)


@pytest.mark.skipif(os.name == "nt", reason="Windows breaks pipes otherwise")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["run", "toy/mirror", "--replications", "20", "--no-save"], 0),
        (["explain", "toy/mirror", "--replication", "0"], 0),
        (["list"], 0),
        (["runs", "list"], 0),
        (["--help"], 0),
        (["nonsense"], 2),
    ],
)
def test_a_reader_who_has_enough_is_no_error(words, code, store, small):
    save(small, store)
    reading, writing = os.pipe()
    os.close(reading)
    calm = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    err = writing if code else subprocess.PIPE
    done = subprocess.run([sys.executable, "-m", "sim", *words], stdout=writing, stderr=err, env=calm)
    os.close(writing)
    assert (done.returncode, done.stderr or b"") == (code, b"")


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        ("march-2025:", ["found nothing after the colon", "overwhelming_card", "blind"]),
        ("march-2025:nonsense", ["no variant is called 'nonsense'", "overwhelming_card", "blind"]),
        (":x", ["found nothing, expected one", "march-2025", "toy/fearon"]),
        ("toy", ["a folder of scenarios", "toy/fearon", "toy/ultimatum"]),
        ("toy/", ["a folder of scenarios", "toy/fearon"]),
        ("nowhere", ["no scenario is called 'nowhere'", "toy/fearon", "; a file of your own ends in .yaml"]),
    ],
)
@pytest.mark.parametrize("command", ["run", "validate", "explain"])
def test_half_a_name_is_answered_with_what_there_is(say, store, command, scenario, words):
    code, out, err = say(command, scenario)
    assert code == 1
    assert not [word for word in words if word not in out + err]


def test_a_file_in_the_place_of_the_store_is_refused(say, scenario_file, store):
    store.write_text("not a folder")
    for words in (["run", scenario_file, *FEW], ["runs", "list"], ["runs", "show", "x"], ["explain", "x"]):
        code, out, err = say(*words)
        assert (code, out) == (1, "") and f"{store} is a file, expected a folder" in err


def test_a_future_beyond_any_run_and_a_date_beyond_the_calendar_are_refused(say, scenario_file, store):
    assert say("explain", scenario_file, "--replication", "9" * 23)[0] == 2
    code, _, err = say("run", scenario_file, *FEW, "--set", "as_of=9999-12-30")
    assert code == 1 and "found 9999-12-30, expected a date up to the year 9980" in err


def test_a_future_that_counts_in_full_makes_no_number_extravagant(say, store):
    few = ["--replications", "2", "--weeks", "1"]
    words = ["run", "march-2025", *few, "--set", "behaviour.discount=0.9999999999999999"]
    assert say(*words)[2] == ""


@pytest.mark.parametrize("change", ["actors.north.war.cost=-1", "horizon_weeks=0", "rules.conditional=yes"])
def test_a_refused_change_names_its_path_once(say, scenario_file, store, change):
    code, _, err = say("run", scenario_file, "--set", change)
    path = change.partition("=")[0]
    assert code == 1 and err.startswith(f"change {path}: found ") and err.count(path) == 1


def test_a_run_that_finds_its_name_taken_says_which_one_it_got(say, saved, scenario_file):
    out = say("run", scenario_file, "--replications", "20", "--weeks", "5", "--name", "first")[1]
    assert "Another run is called first already; this one is first-2.\nSaved as first-2" in out


def test_an_extravagant_value_is_run_with_a_warning_that_stays_out_of_the_result(say, scenario_file, store):
    code, out, err = say("run", scenario_file, *FEW, "--set", "actors.north.war.cost=1e9", "--format", "json")
    assert code == 0 and json.loads(out)["replications"] == 40
    assert err.startswith("warning: change actors.north.war.cost: found 1e+09 stake a week")
    assert say("run", scenario_file, *FEW)[2] == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_interrupted_before_its_first_chunk_leaves_nothing_and_ends_with_130(
    scenario_file: Path, store: Path, workers: str
):
    started = begin(scenario_file, "--replications", "5000000", "--weeks", "520", "--workers", workers)
    wait_for(store, ".draft-*")
    out, err = interrupt(started)
    assert started.returncode == 130, err
    assert err == "interrupted; nothing was saved\n" and out == ""
    assert list(store.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupted_run_ends_with_130_and_goes_on_to_the_result_of_an_uninterrupted_one(
    say, scenario_file: Path, store: Path, workers: str
):
    words = ["--replications", "60000", "--weeks", "6", "--seed", "3"]
    started = begin(scenario_file, *words, "--workers", workers)
    wait_for(store, ".draft-*/*.parquet", 3)
    out, err = interrupt(started)
    assert started.returncode == 130 and out == ""
    assert re.fullmatch(r"interrupted; [\d,]+ of 60,000 futures are kept, go on with: parley run --resume\n", err), err
    assert list_runs() == [], "nothing half-written among the runs"
    code, out, _ = say("run", "--resume")
    assert code == 0 and "60,000 futures of 6 weeks, seed 3" in out
    [resumed] = list_runs()
    assert sorted(entry.name for entry in resumed.folder.iterdir()) == [FUTURES, "manifest.json"]
    assert [entry.name for entry in store.iterdir()] == [resumed.name]
    say("run", scenario_file, *words, "--name", "whole")
    whole = open_run("whole")
    assert (whole.id, whole.manifest["integers"]) == (resumed.id, resumed.manifest["integers"])
    assert {**whole.summary, "run": ""} == {**open_run(resumed.name).summary, "run": ""}


def begin(*words: object) -> subprocess.Popen[str]:
    """A run in a process of its own, alone in its group as in a terminal."""
    line = [sys.executable, "-m", "sim", "run", *map(str, words)]
    return subprocess.Popen(
        line, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def wait_for(store: Path, pattern: str, least: int = 1) -> None:
    deadline = time.monotonic() + 60
    while len(list(store.glob(pattern))) < least:
        assert time.monotonic() < deadline, f"no {pattern} within a minute"
        time.sleep(0.05)


def interrupt(started: subprocess.Popen[str]) -> tuple[str, str]:
    """Ctrl-C, which a terminal sends to the whole group; it must end within seconds."""
    os.killpg(started.pid, signal.SIGINT)
    return started.communicate(timeout=15)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no death by signal")
def test_an_interrupt_while_a_library_loads_ends_with_130_too(tmp_path: Path):
    lines = 'import sim.cli\nsim.cli.make_app = lambda: exec("raise KeyboardInterrupt")\n'
    (tmp_path / "sitecustomize.py").write_text(lines)
    paths = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1])])
    done = subprocess.run([sys.executable, "-m", "sim"], capture_output=True, text=True, env={"PYTHONPATH": paths})
    assert (done.returncode, done.stderr) == (130, "interrupted; nothing was saved\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
def test_progress_is_shown_on_a_terminal_and_stays_out_of_the_result(scenario_file: Path, store: Path):
    ours, theirs = os.openpty()
    words = [sys.executable, "-m", "sim", "run", str(scenario_file), *FEW, "--format", "json"]
    shown = b""
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"}) as started:
        os.close(theirs)
        with contextlib.suppress(OSError):  # the terminal is gone when the process is
            while part := os.read(ours, 4096):
                shown += part
        result = started.stdout.read()
    os.close(ours)
    assert b"A border truce" in shown and b"40 of 40" in shown.replace(b"\x1b[0m", b"").replace(b"\x1b[32m", b"")
    assert started.returncode == 0 and json.loads(result)["replications"] == 40


@pytest.mark.parametrize("option", ["--seed", "--replications", "--weeks", "--workers"])
def test_half_a_number_is_refused_and_not_cut(option, capsys):
    assert main(["run", "march-2025", option, "1.5"]) == 2
    assert "found 1.5, expected a whole number" in capsys.readouterr().err
