"""The dashboard speaks with this machine only, and a link opens nothing but scenarios and runs."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest
import yaml

from sim.cli import main
from tests.browser.server import LOOPBACK, Server, listening
from tests.browser.tabs import PAGES, ask, heard, settle
from tests.conftest import SMALL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CANARY = "canary-in-the-mine"
CALLS = ("socket.connect", "socket.sendto", "socket.bind", "socket.getaddrinfo")
OPENING = ("open", "os.listdir", "os.scandir")
HERE = re.compile(r"'?(127\.0\.0\.1|::1|localhost|None)'?")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
Open = Callable[..., "Page"]


@LINUX
def test_it_listens_to_this_machine_only(server: Server):
    addresses = {address.split(":")[0] for address in listening(server.process.pid)}
    assert addresses and addresses <= LOOPBACK


def test_no_page_asks_for_anything_from_elsewhere_and_neither_does_the_server(server: Server, browser: Browser):
    pages = [f"{server.address}/{page}" for page in PAGES]
    asked = heard(browser, [*pages, *(f"{page}?run=poisoned" for page in pages)])
    assert any(address.startswith("ws:") for address in asked) and len(asked) > len(pages)
    strange = [address for address in asked if urlsplit(address).scheme not in ("data", "blob", "about")]
    assert {urlsplit(address).hostname for address in strange} == {"127.0.0.1"}
    calls = server.events(*CALLS)
    assert calls, "the server at least binds its own port"
    assert [call for call in calls if not _local(call)] == []


def _local(call: list[str]) -> bool:
    """Whether a call stays on this machine: a loopback address, or a socket that is a file."""
    kind, *words = call
    target = str(words[0] if kind == "socket.getaddrinfo" else words[-1])
    return target.startswith("/") or bool(HERE.fullmatch(target.removeprefix("(").split(",")[0]))


@pytest.fixture(scope="module")
def outside(server: Server) -> Path:
    """A folder beside that of runs, with a scenario and a run that no link may show."""
    folder = server.folder / "elsewhere"
    folder.mkdir()
    (folder / "planted.yaml").write_text(yaml.safe_dump(SMALL | {"name": CANARY, "question": CANARY}, sort_keys=False))
    words = ["run", str(folder / "planted.yaml"), "--replications", "20", "--name", "planted", "--note", CANARY]
    assert main([*words, "--runs-dir", str(folder / "runs")]) == 0
    return folder


REACHES = [  # scenario, run, runs, variant
    ("../elsewhere/planted.yaml", "../elsewhere/runs/planted", "{outside}/runs/planted", "../planted"),
    ("{outside}/planted.yaml", "{outside}/runs/planted", "../elsewhere/runs/planted", "{outside}"),
    ("elsewhere/planted.yaml", "../../../../../../../../etc/passwd", "elsewhere/runs/planted", "/etc/passwd"),
    ("elsewhere/planted", "\x01\u202e%00<script>alert(1)</script>", "~", "\x00"),
]


@pytest.mark.parametrize("page", PAGES)
def test_a_name_in_a_link_leads_to_no_file_outside_scenarios_and_runs(
    server: Server, tab: Open, outside: Path, page: str
):
    before = len(server.events(*OPENING))
    one = tab(page)
    for names in REACHES:
        said = zip(("scenario", "run", "runs", "variant"), names, strict=True)
        one.goto(f"{server.address}/{page}?" + urlencode({key: name.format(outside=outside) for key, name in said}))
        settle(one)
        text = ask(one, "text()")
        assert CANARY not in text and "root:" not in text, names
        assert ask(one, "exceptions()") == [], names
        assert len(text) > 40, f"{names}: the page is alive"
    opened = [event[1] for event in server.events(*OPENING)[before:]]
    assert any(path.startswith(str(server.runs)) for path in opened), "the watch sees what is opened"
    assert [path for path in opened if "elsewhere" in path or path.endswith("passwd")] == []


def test_nothing_is_written_outside_the_folder_of_runs(server: Server, browser: Browser):
    heard(browser, [f"{server.address}/{page}" for page in PAGES])
    written = [path for _, path, mode, flags in server.events("open") if _writes(str(mode), int(flags))]
    assert [path for path in written if not path.startswith((str(server.runs), "/dev/"))] == []


def _writes(mode: str, flags: int) -> bool:
    return bool(flags & WRITING) or bool(set(mode) & set("wax+"))


def test_two_sessions_at_once_keep_each_to_its_own_run(server: Server, tab: Open):
    from sim.runs import open_run

    said = {name: open_run(name, server.runs).summary["outcome"]["26"] for name in ("calm", "dear")}
    assert said["calm"] != said["dear"]
    tabs = {name: tab(f"runs?run={name}") for name in said}
    before = {name: ask(one, "text()") for name, one in tabs.items()}
    assert before["calm"] != before["dear"]
    for _ in range(2):
        for name, one in tabs.items():
            one.reload()
            settle(one)
            assert ask(one, "text()") == before[name]
