"""The store of runs: whole or not there, never overwritten, and never read where it was damaged."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from sim import manifest
from sim.draft import Asked, Draft
from sim.ensemble import Ensemble
from sim.futures_file import FuturesWriter, largest_gap, read_columns
from sim.manifest import FUTURES, MANIFEST, RunError
from sim.runs import Run, find_run, list_runs, open_run
from sim.scenario import Scenario
from sim.summary import Summary
from tests.chance import chance_futures


def save(
    scenario: Scenario, store: Path, *, seed: int = 0, name: str | None = None, chunks=(50,), weeks: int = 26, **asked
) -> Run:
    """A run of luck alone, saved."""
    summary, first = Summary.of(scenario, weeks), 0
    with Draft(store) as draft:
        for count in chunks:
            futures = chance_futures(scenario, seed=seed, first=first, count=count, weeks=weeks)
            summary.add(futures)
            draft.add(futures)
            first += count
        ensemble = Ensemble(scenario, seed, first, weeks, asked.pop("fixed", False), summary, seconds=0.1)
        return draft.save(ensemble, Asked("border", **asked), name=name)


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_a_saved_run_gives_back_what_was_simulated(small: Scenario, store: Path):
    saved = save(small, store)
    opened = open_run(saved.name)
    futures = chance_futures(small)
    for name, column in opened.columns().items():
        np.testing.assert_array_equal(column, futures.columns()[name])
        assert column.dtype == futures.columns()[name].dtype
    assert opened.scenario() == small
    assert opened.summary["first_answer"] == saved.summary["first_answer"]
    assert opened.summary["run"] == saved.name


def test_a_manifest_says_everything_that_is_needed_to_run_again(small: Scenario, store: Path):
    facts = save(small, store, changes={"front.speed": 0.02}, variant="dear").manifest
    assert {"python", "numpy", "scipy", "mesa", "parley"} == set(facts["versions"])
    assert facts["variant"] == "dear" and facts["changes"] == {"front.speed": 0.02}
    assert (facts["seed"], facts["replications"], facts["weeks"], facts["fixed"]) == (0, 50, 26, False)
    assert set(facts["files"]) == {FUTURES, MANIFEST}


@pytest.mark.parametrize("file", [FUTURES, MANIFEST])
def test_one_flipped_bit_anywhere_in_any_file_is_refused(small: Scenario, store: Path, file: str):
    path = save(small, store).folder / file
    whole = path.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 300)):
        flip(path, at)
        with pytest.raises(RunError, match=file.replace(".", r"\.")):
            open_run(path.parent.name)
        path.write_bytes(whole)
    open_run(path.parent.name)


def test_a_damaged_table_says_how_to_get_it_back(small: Scenario, store: Path):
    run = save(small, store)
    flip(run.folder / FUTURES, 100)
    with pytest.raises(RunError, match=f"parley run --from {run.name}"):
        run.columns(["odds"])


def test_a_missing_table_is_refused(small: Scenario, store: Path):
    run = save(small, store)
    (run.folder / FUTURES).unlink()
    with pytest.raises(RunError, match="no such file"):
        open_run(run.name)


def test_an_interrupted_draft_leaves_nothing(small: Scenario, store: Path):
    with pytest.raises(KeyboardInterrupt), Draft(store) as draft:
        draft.add(chance_futures(small))
        raise KeyboardInterrupt
    assert list(store.iterdir()) == []


def test_half_written_folders_are_not_seen(small: Scenario, store: Path):
    run = save(small, store)
    (store / ".draft-of-a-killed-process").mkdir()
    shutil.copy(run.folder / MANIFEST, store / ".draft-of-a-killed-process")
    (store / "without-manifest").mkdir()
    assert [seen.name for seen in list_runs()] == [run.name]


def test_the_same_run_is_saved_once(small: Scenario, store: Path):
    first, second = save(small, store), save(small, store, chunks=(20, 30))
    assert first.folder == second.folder and len(list_runs()) == 1


def test_the_same_run_is_found_again_under_its_new_name(small: Scenario, store: Path):
    renamed = save(small, store).rename("kept")
    assert save(small, store).name == "kept"
    assert [run.name for run in list_runs()] == [renamed.name]


def test_two_that_save_the_same_run_at_once_share_one_folder(small: Scenario, store: Path):
    with ThreadPoolExecutor(4) as threads:
        saved = list(threads.map(lambda _: save(small, store), range(8)))
    assert {run.folder for run in saved} == {list_runs()[0].folder}
    assert [entry.name for entry in store.iterdir()] == [saved[0].name]
    open_run(saved[0].name)


def test_another_run_of_the_same_name_gets_a_suffix(small: Scenario, store: Path):
    first, second = save(small, store, name="mine"), save(small, store, name="mine", seed=1)
    assert (first.name, second.name) == ("mine", "mine-2")
    assert open_run("mine").manifest["seed"] == 0


def test_a_damaged_run_is_never_overwritten(small: Scenario, store: Path):
    first = save(small, store)
    flip(first.folder / FUTURES, 50)
    damaged = (first.folder / FUTURES).read_bytes()
    assert save(small, store).name == f"{first.name}-2"
    assert (first.folder / FUTURES).read_bytes() == damaged


@pytest.mark.parametrize("other", [{"seed": 1}, {"chunks": (49,)}, {"fixed": True}, {"changes": {"front.speed": 0.02}}])
def test_an_id_changes_with_everything_that_determines_a_result(small: Scenario, store: Path, other: dict):
    assert save(small, store).id != save(small, store, **other).id


def test_an_id_changes_with_the_scenario(small: Scenario, store: Path):
    longer = small.model_copy(update={"horizon_weeks": 27})
    assert save(small, store).id != save(longer, store).id


def test_a_run_is_found_by_name_by_id_and_by_folder(small: Scenario, store: Path):
    run = save(small, store)
    for reference in (run.name, run.id[:8], run.id, run.folder):
        assert open_run(reference).folder.resolve() == run.folder.resolve()


def test_a_misspelt_run_is_answered_with_the_nearest_name(small: Scenario, store: Path):
    save(small, store, name="spring-offer")
    with pytest.raises(RunError, match='Did you mean "spring-offer"'):
        open_run("sprnig-offer")


def test_the_beginning_of_two_ids_names_both(small: Scenario, store: Path):
    run = save(small, store)
    shutil.copytree(run.folder, store / "copy")
    with pytest.raises(RunError, match=f"copy.*{run.name}|{run.name}.*copy"):
        find_run(run.id[:6])


def test_labels_change_and_the_run_stays_whole(small: Scenario, store: Path):
    run = save(small, store).label(note="to be told", tags=["brief"])
    assert (open_run(run.name).manifest["note"], run.manifest["tags"]) == ("to be told", ["brief"])
    with pytest.raises(ValueError, match="seed"):
        run.label(seed=3)


def test_a_name_cannot_leave_the_store(small: Scenario, store: Path):
    for name in ("../out", "a/b", "", ".hidden"):
        with pytest.raises(RunError, match="cannot be a run's name"):
            save(small, store, name=name)
    assert list(store.iterdir()) == []


def test_renaming_never_replaces_another_run(small: Scenario, store: Path):
    save(small, store, name="one")
    with pytest.raises(RunError, match="exists already"):
        save(small, store, name="two", seed=1).rename("one")
    assert {run.name for run in list_runs()} == {"one", "two"}


def test_removing_a_run_leaves_the_others(small: Scenario, store: Path):
    save(small, store, name="kept")
    save(small, store, name="gone", seed=1).remove()
    assert [entry.name for entry in store.iterdir()] == ["kept"]


def test_a_run_of_a_newer_format_says_so(small: Scenario, store: Path):
    run = save(small, store)
    manifest.write(run.folder, {**run.manifest, "format": manifest.FORMAT + 1})
    with pytest.raises(RunError, match="install a newer one"):
        open_run(run.name)


def test_a_command_says_how_the_run_was_made(small: Scenario, store: Path):
    run = save(small, store, variant="dear", changes={"front.speed": 0.02})
    expected = "parley run border:dear --set front.speed=0.02 --replications=50 --weeks=26 --seed=0"
    assert run.command == expected


def test_the_hash_of_integers_sees_one_changed_fact_and_no_chunks(small: Scenario, tmp_path: Path):
    def integers(name: str, chunks: tuple[int, ...], change: int = 0) -> str:
        writer, first = FuturesWriter(tmp_path / name), 0
        for count in chunks:
            futures = chance_futures(small, first=first, count=count)
            futures.played[-1, -1] += change
            writer.add(futures)
            first += count
        writer.close()
        return writer.integers

    whole = integers("whole", (50,))
    assert integers("parts", (7, 43)) == whole
    assert integers("other", (50,), change=1) != whole
    assert largest_gap(tmp_path / "whole", tmp_path / "parts") == 0


def test_the_largest_gap_is_that_of_any_float_in_any_future(small: Scenario, tmp_path: Path):
    for name, shift in (("a", 0.0), ("b", 1e-6)):
        writer = FuturesWriter(tmp_path / name)
        futures = chance_futures(small)
        futures.belief[31, 1] += shift
        writer.add(futures)
        writer.close()
    assert largest_gap(tmp_path / "a", tmp_path / "b") == pytest.approx(1e-6)
    assert set(read_columns(tmp_path / "a", ["belief.south"])) == {"belief.south"}


def test_a_manifest_is_readable_json(small: Scenario, store: Path):
    run = save(small, store)
    assert json.loads((run.folder / MANIFEST).read_text())["id"] == run.id
