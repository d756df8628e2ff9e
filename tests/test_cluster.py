"""The same futures on a Dask cluster, whatever becomes of its workers."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest

from sim import ensemble
from sim.cli import main
from sim.ensemble import EnsembleError, Task, run
from sim.record import Futures, join
from sim.scenario import Scenario
from sim.streams import BLOCK

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
SIZE, WEEKS = 6 * BLOCK, 3


def columns(chunks: list[Futures]) -> dict[str, np.ndarray]:
    return join(chunks).columns()


def assert_same(here: dict[str, np.ndarray], there: dict[str, np.ndarray]) -> None:
    for name, column in here.items():
        np.testing.assert_array_equal(column, there[name], err_msg=name)


@pytest.fixture
def alone(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> dict[str, np.ndarray]:
    """The futures as this process makes them."""
    monkeypatch.setattr(ensemble, "CHUNK", BLOCK)
    chunks: list[Futures] = []
    run(small, replications=SIZE, weeks=WEEKS, workers=1, sink=chunks.append)
    return columns(chunks)


def workers_of(pid: int) -> list[int]:
    """Processes of Dask's workers, which its nannies start."""
    listed = subprocess.run(["ps", "-ewwo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
    return [int(own) for own, parent, args in rows if int(parent) == pid and "spawn_main" in args]


def test_a_local_cluster_of_two_workers_makes_the_same_futures_in_order(small: Scenario, alone):
    chunks: list[Futures] = []
    run(small, replications=SIZE, weeks=WEEKS, cluster="local", sink=chunks.append)
    assert_same(alone, columns(chunks))
    assert (join(chunks).replication == np.arange(SIZE)).all()
    assert workers_of(os.getpid()) == [], "no process is left behind"


@pytest.mark.skipif(os.name == "nt", reason="Windows lists no processes with ps")
def test_a_worker_that_dies_midway_changes_nothing(small: Scenario, alone):
    chunks: list[Futures] = []
    killed: list[int] = []

    def sink(futures: Futures) -> None:
        chunks.append(futures)
        if not killed:
            killed.append(workers_of(os.getpid())[0])
            os.kill(killed[0], signal.SIGKILL)

    run(small, replications=SIZE, weeks=WEEKS, cluster="local", sink=sink)
    assert killed
    assert_same(alone, columns(chunks))


def test_a_scheduler_that_runs_already_is_used_and_left_running(small: Scenario, alone):
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        chunks: list[Futures] = []
        run(small, replications=SIZE, weeks=WEEKS, cluster=cluster.scheduler_address, sink=chunks.append)
        assert_same(alone, columns(chunks))
        assert cluster.status is distributed.Status.running


def test_a_chunk_that_fails_on_the_cluster_names_its_replications(small: Scenario, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ensemble, "CHUNK", BLOCK)
    broken = small.model_copy(update={"front": None})
    monkeypatch.setattr(ensemble, "spread_of", lambda *_, **__: None)
    with pytest.raises(EnsembleError, match=r"replications 0 to 1023 of seed 0 failed: .*--only 0:1024"):
        run(broken, replications=2 * BLOCK, weeks=2, cluster="local")


def test_where_no_scheduler_answers_the_address_and_the_way_out_are_told(scenario_file: Path, store: Path, capsys):
    code = main(["run", str(scenario_file), "--replications", "9000", "--cluster", "tcp://127.0.0.1:9"])
    err = capsys.readouterr().err
    assert code == 1 and "no Dask scheduler answers at tcp://127.0.0.1:9" in err and "--workers 1" in err
    assert list(store.iterdir()) == []


def test_a_worker_of_another_version_refuses_the_work():
    with pytest.raises(EnsembleError, match="install the same version there"):
        Task(b"", 0, 1, False, 1, engine=("0.0.9", 1))((0, 1))


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_an_interrupt_on_a_cluster_ends_with_130_and_one_line(scenario_file: Path, store: Path):
    from tests.test_cli import begin, interrupt, wait_for

    started = begin(scenario_file, "--replications", "5000000", "--weeks", "4", "--cluster", "local")
    wait_for(store, ".draft-*/*.parquet", 2)
    out, err = interrupt(started)
    assert started.returncode == 130 and out == ""
    assert err.startswith("interrupted; ") and err.count("\n") == 1, err
