"""Fixtures: the dashboard over a store with runs, started once, and tabs in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from sim.cli import main
from tests.browser import chromium
from tests.browser.server import Server, dashboard
from tests.browser.tabs import opened
from tests.conftest import SMALL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RUNS = {
    "calm": [],
    "dear": ["--set", "actors.russia.war.cost=0.01"],
}
Open = Callable[..., "Page"]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard over two saved runs of the March scenario, and a poisoned one."""
    if reason := chromium.missing():
        chromium.refuse(reason)
    folder = tmp_path_factory.mktemp("dashboard")
    _poisoned(folder)
    for name, words in RUNS.items():
        command = ["run", "march-2025", "--replications", "200", *words, "--name", name]
        assert main([*command, "--runs-dir", str(folder / "runs")]) == 0
    with dashboard(folder) as started:
        yield started


def _poisoned(folder: Path) -> None:
    """A run whose words would fetch a picture from elsewhere if they acted as Markdown or HTML."""
    said = "![x](http://example.org/x.png) <img src=http://example.org/y.png>"
    words = [word for key in ("name", "question", "actors.north.label") for word in ("--set", f"{key}='{said}'")]
    (folder / "border.yaml").write_text(yaml.safe_dump(SMALL, sort_keys=False))
    command = ["run", str(folder / "border.yaml"), "--replications", "20", "--name", "poisoned", "--note", said, *words]
    assert main([*command, "--runs-dir", str(folder / "runs")]) == 0


@pytest.fixture
def tab(server: Server, browser: Browser) -> Iterator[Open]:
    """Opens tabs at a path of the dashboard, each in a session of its own; closes them at the end."""
    tabs: list[Page] = []

    def open_tab(path: str = "", **how: object) -> Page:
        tabs.append(opened(browser, f"{server.address}/{path}", **how))  # type: ignore[arg-type]
        return tabs[-1]

    yield open_tab
    for one in tabs:
        one.context.close()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where pictures of pages go: PARLEY_PICTURES, else a folder that git ignores."""
    return Path(os.environ.get("PARLEY_PICTURES") or Path(__file__).parents[2] / "pictures")
