"""The real dashboard as a process of its own, watched: what it listens on, opens and calls."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
GUARD = Path(__file__).parent / "guard"
LOOPBACK = {"0100007F", "00000000000000000000000001000000"}  # 127.0.0.1 and ::1, as the kernel writes them
LISTENING = "0A"
SECONDS = 90  # to start, on a busy machine
ATTEMPTS = 3  # another process may take a free port before the dashboard does


@dataclass(frozen=True)
class Server:
    """A dashboard that answers at `address`, with its process and where its watch is written."""

    process: subprocess.Popen[str]
    address: str
    folder: Path
    watch: Path

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    def events(self, *kinds: str) -> list[list[str]]:
        """What the watch has seen so far of some kinds: [kind, argument, ...].

        What is opened by the number of a file that is open already is not opened anew.
        """
        lines = map(json.loads, self.watch.read_text().splitlines())
        return [line for line in lines if line[0] in kinds and not (line[0] == "open" and isinstance(line[1], int))]


@contextmanager
def dashboard(folder: Path, home: Path = ROOT, cwd: Path | None = None, watched: bool = True) -> Iterator[Server]:
    """Start it over the runs of a folder, with the package found in `home`; end it afterwards.

    watched: write down what it opens and calls, which takes a good part of its time.
    """
    server = _started(folder, home, cwd or folder, watched)
    try:
        yield server
    finally:
        server.process.terminate()
        try:
            server.process.wait(20)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()


def _started(folder: Path, home: Path, cwd: Path, watched: bool) -> Server:
    for attempt in range(ATTEMPTS):
        server = _launched(folder, home, cwd, _free_port(), folder / f"watch-{attempt}.jsonl", watched)
        if _answers(server):
            return server
    raise AssertionError(f"the dashboard did not start:\n{(folder / 'server.log').read_text()}")


def _launched(folder: Path, home: Path, cwd: Path, port: int, watch: Path, watched: bool) -> Server:
    command = [sys.executable, "-m", "sim", "dashboard", "--headless", "--port", str(port)]
    environment = {**os.environ, "PARLEY_RUNS": str(folder / "runs"), "PYTHONDONTWRITEBYTECODE": "1"}
    environment |= {"PYTHONPATH": f"{home}{os.pathsep}{GUARD}" if watched else str(home), "PARLEY_WATCH": str(watch)}
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=log, stderr=log, text=True)
    return Server(process, f"http://127.0.0.1:{port}", folder, watch)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answers(server: Server) -> bool:
    """Wait until it does, or until its process has ended."""
    end = time.monotonic() + SECONDS
    while server.process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(f"{server.address}/_stcore/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            time.sleep(0.1)
    return False


def listening(process: int) -> set[str]:
    """Addresses that a process and its children listen on, as the kernel writes them: address:port in hexadecimal."""
    inodes = {inode for one in _family(process) for inode in _sockets(one)}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and fields[9] in inodes:
                found.add(fields[1])
    return found


def _family(process: int) -> list[int]:
    """A process, its children, and theirs."""
    listed = Path(f"/proc/{process}/task").glob("*/children")
    children = [int(child) for file in listed for child in file.read_text().split()]
    return [process, *(one for child in children for one in _family(child))]


def _sockets(process: int) -> Iterator[str]:
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except FileNotFoundError:  # closed while it was looked at
            continue
        if target.startswith("socket:["):
            yield target[8:-1]
