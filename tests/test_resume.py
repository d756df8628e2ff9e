"""An interrupted run goes on to the result that it would have had, and never to another one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim import ensemble, manifest
from sim.cli import main
from sim.draft import Draft, Plan
from sim.ensemble import EnsembleError, run
from sim.interrupted import find_interrupted, list_interrupted
from sim.manifest import FUTURES, RunError
from sim.plan import PLAN, Asked
from sim.record import Futures
from sim.runs import Run, list_runs
from sim.scenario import Scenario
from sim.streams import BLOCK, SCHEME


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensemble, "CHUNK", BLOCK)


@pytest.fixture
def plan(small: Scenario) -> Plan:
    return Plan(small, Asked("border"), seed=2, replications=4 * BLOCK + 10, weeks=3, per_draw=3, note="a note")


def simulate(plan: Plan, store: Path, draft: Path | None = None, stop: Callable[[Futures], None] | None = None) -> Run:
    """The run of a plan; `stop` sees every chunk once it is kept and may raise."""

    def sink(futures: Futures) -> None:
        work.add(futures)
        if stop is not None:
            stop(futures)

    with Draft(store, plan, draft) as work:
        made = run(plan.scenario, known=work.known, sink=sink, workers=1, **plan.options())
        return work.save(made, plan.asked, name=plan.name, note=plan.note)


def interrupted(plan: Plan, store: Path, after: int = 2, by: type[BaseException] = KeyboardInterrupt) -> Path:
    """The draft that is left where a run is stopped after some chunks."""

    def stop(futures: Futures) -> None:
        if futures.replication[-1] + 1 == after * BLOCK:
            raise by

    with pytest.raises(by):
        simulate(plan, store, stop=stop)
    [draft] = store.glob(".draft-*")
    return draft


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """First replications of the chunks that are simulated from now on."""
    from sim import negotiation

    true, seen = negotiation.simulate, []
    monkeypatch.setattr(negotiation, "simulate", lambda *a, **k: seen.append(k["first"]) or true(*a, **k))
    return seen


def test_a_resumed_run_is_the_uninterrupted_one_and_simulates_only_what_is_missing(
    plan: Plan, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    whole = simulate(plan, tmp_path / "other")
    draft = interrupted(plan, store)
    seen = counted(monkeypatch)
    resumed = simulate(find_interrupted(folder=store).plan, store, draft)
    assert seen == [2 * BLOCK, 3 * BLOCK, 4 * BLOCK]
    assert (resumed.id, resumed.manifest["integers"]) == (whole.id, whole.manifest["integers"])
    assert {**resumed.summary, "run": ""} == {**whole.summary, "run": ""}
    assert resumed.manifest["files"][FUTURES] == whole.manifest["files"][FUTURES], "on one machine, floats too"
    assert [entry.name for entry in store.iterdir()] == [resumed.name]
    assert resumed.manifest["note"] == "a note"


def test_a_run_may_be_interrupted_again_and_again(plan: Plan, store: Path, monkeypatch: pytest.MonkeyPatch):
    draft = interrupted(plan, store, after=1)

    def stop(futures: Futures) -> None:
        if futures.replication[0] == 2 * BLOCK:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match=r"3,072 of 4,106 futures are kept, go on with: parley run --resume"):
        simulate(plan, store, draft, stop)
    seen = counted(monkeypatch)
    simulate(plan, store, draft)
    assert seen == [3 * BLOCK, 4 * BLOCK]


@pytest.mark.parametrize("damage", [b"", b"PAR1", None])
def test_a_damaged_chunk_is_made_again(
    plan: Plan, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
):
    whole = simulate(plan, tmp_path / "other")
    draft = interrupted(plan, store)
    first = min(draft.glob("*.parquet"), key=lambda path: path.name)
    data = bytearray(first.read_bytes())
    data[len(data) // 2] ^= 1
    first.write_bytes(data if damage is None else damage)
    seen = counted(monkeypatch)
    assert simulate(plan, store, draft).manifest["integers"] == whole.manifest["integers"]
    assert seen == [0, 2 * BLOCK, 3 * BLOCK, 4 * BLOCK]


def test_a_failing_chunk_keeps_what_is_done_and_says_both_ways_on(
    plan: Plan, store: Path, monkeypatch: pytest.MonkeyPatch
):
    from sim import negotiation

    true = negotiation.simulate

    def fails(*a, **k):
        if k["first"] == 3 * BLOCK:
            raise FloatingPointError("overflow")
        return true(*a, **k)

    monkeypatch.setattr(negotiation, "simulate", fails)
    with pytest.raises(EnsembleError) as caught:
        simulate(plan, store)
    for words in ("overflow", "seed 2", "--only 3072:1024", "3,072 of 4,106 futures are kept", "parley run --resume"):
        assert words in str(caught.value)
    monkeypatch.setattr(negotiation, "simulate", true)
    assert simulate(plan, store, find_interrupted(folder=store).folder).manifest["replications"] == plan.replications


def test_a_run_of_one_chunk_leaves_nothing(plan: Plan, store: Path):
    one = Plan(plan.scenario, plan.asked, seed=1, replications=BLOCK, weeks=2)

    def stop(_: Futures) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(one, store, stop=stop)
    assert list(store.iterdir()) == []


def test_what_was_killed_without_a_word_can_be_resumed_too(plan: Plan, store: Path, tmp_path: Path):
    code = (
        "import os, sys; from pathlib import Path; from sim import ensemble; from sim.draft import Draft, Plan;"
        "from sim.load import load_scenario; from sim.plan import Asked; ensemble.CHUNK = 1024;"
        "plan = Plan(load_scenario('toy/mirror'), Asked('toy/mirror'), seed=1, replications=4096, weeks=2);"
        "draft = Draft(Path(sys.argv[1]), plan).__enter__();"
        "stop = lambda futures: (draft.add(futures), futures.replication[0] == 1024 and os._exit(9));"
        "ensemble.run(plan.scenario, sink=stop, workers=1, **plan.options())"
    )
    assert subprocess.run([sys.executable, "-c", code, store], cwd=Path(__file__).parents[1]).returncode == 9
    left = find_interrupted(folder=store)
    assert len(list(left.folder.glob("*.parquet"))) == 2 + 1, "two chunks and the table that was being written"
    resumed = simulate(left.plan, store, left.folder)
    assert resumed.manifest["integers"] == simulate(left.plan, tmp_path / "other").manifest["integers"]


def test_a_draft_that_somebody_writes_is_not_offered_and_not_taken(plan: Plan, store: Path):
    with Draft(store, plan) as busy:
        assert list_interrupted(store) == []
        with pytest.raises(RunError, match="being written by another parley"), Draft(store, plan, busy.folder):
            pass
        assert busy.folder.exists(), "the one that came second must not take the other's draft away"


@pytest.mark.parametrize(("key", "value"), [("engine", "0.0.9"), ("streams", SCHEME - 1)])
def test_a_draft_of_another_version_is_told_and_kept(plan: Plan, store: Path, key: str, value: object):
    draft = interrupted(plan, store)
    manifest.write(draft, {**manifest.read(draft, PLAN), key: value}, PLAN)
    with pytest.raises(RunError, match=f"begun by parley.*{value}.*parley runs clean"):
        find_interrupted(folder=store)
    assert draft.exists()


def test_a_draft_whose_plan_is_damaged_is_told_and_kept(plan: Plan, store: Path):
    draft = interrupted(plan, store)
    (draft / PLAN).write_text("{}")
    with pytest.raises(RunError, match="changed or damaged"):
        find_interrupted(folder=store)
    assert draft.exists()


def test_the_latest_is_resumed_unless_another_is_named(plan: Plan, small: Scenario, store: Path):
    first = interrupted(Plan(small, Asked("border"), seed=1, replications=3 * BLOCK, weeks=2, name="first"), store)
    hidden = first.rename(store / "aside")
    interrupted(plan, store)
    hidden.rename(first)
    assert find_interrupted(folder=store).plan.seed == 2
    assert find_interrupted("first", store).plan.seed == 1
    with pytest.raises(RunError, match=r'no interrupted run called "third"; there are: .*first'):
        find_interrupted("third", store)


def test_the_command_resumes_discards_and_cleans(plan: Plan, store: Path, capsys: pytest.CaptureFixture[str]):
    interrupted(plan, store)
    assert main(["runs", "list"]) == 0
    assert "Interrupted: 1. `parley run --resume` goes on" in capsys.readouterr().out
    assert main(["runs", "clean"]) == 0
    assert "was interrupted" in capsys.readouterr().out and list_interrupted(store)
    assert main(["run", "--resume"]) == 0
    assert "4,106 futures of 3 weeks, 3 on each draw of the ranges, seed 2" in capsys.readouterr().out
    assert len(list_runs(store)) == 1
    interrupted(plan, store)
    assert main(["run", "--resume", "--discard"]) == 0
    assert main(["run", "--resume"]) == 1
    assert "nothing to resume" in capsys.readouterr().err
    interrupted(plan, store)
    assert main(["runs", "clean", "--yes"]) == 0
    assert list_interrupted(store) == [] and len(list_runs(store)) == 1, "saved runs stay"


def test_some_futures_alone_are_those_of_the_run_and_are_not_saved(
    scenario_file: Path, store: Path, capsys: pytest.CaptureFixture[str]
):
    words = ["run", str(scenario_file), "--weeks", "4", "--format", "json"]
    assert main([*words, "--only", "2000:500"]) == 0
    import json

    alone = json.loads(capsys.readouterr().out)
    from sim.load import load_scenario

    chunks: list[Futures] = []
    run(load_scenario(scenario_file), replications=3000, weeks=4, sink=chunks.append)
    import numpy as np

    answers = np.concatenate([futures.first_answer for futures in chunks])[2000:2500, 1]
    assert alone["replications"] == 500 and not store.exists()
    assert list(alone["first_answer"]["south"].values()) == [(answers == k).mean() for k in range(3)]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["run", "x.yaml", "--only", "7"], "FIRST:COUNT"),
        (["run", "x.yaml", "--only", "0:0"], "FIRST:COUNT"),
        (["run", "--discard"], "--resume --discard"),
        (["run", "--resume", "--set", "a=1"], "--resume takes everything"),
        (["run", "x.yaml", "--cluster", "local", "--workers", "2"], "leave out --workers"),
        (["run", "x.yaml", "--per-draw", "0"], "0"),
    ],
)
def test_what_cannot_be_meant_is_refused(words: list[str], hint: str, capsys: pytest.CaptureFixture[str]):
    assert main(words) == 2
    assert hint in capsys.readouterr().err
