"""From a wheel, in a folder of its own, the dashboard is the same as in a checkout."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.browser import chromium
from tests.browser.server import ROOT, Server, dashboard
from tests.browser.tabs import PAGES, ask, opened, settle

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard of a wheel that was built from this checkout, started in an empty folder with an empty store."""
    if reason := chromium.missing():
        chromium.refuse(reason)
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder / "dist")],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    [wheel] = (folder / "dist").glob("parley-*.whl")
    ZipFile(wheel).extractall(folder / "packages")
    (folder / "empty").mkdir()
    with dashboard(folder, home=folder / "packages", cwd=folder / "empty") as server:
        yield server


def test_every_page_of_an_installed_dashboard_is_there(installed: Server, browser: Browser):
    tab = opened(browser, installed.address)
    for page in PAGES:
        tab.goto(f"{installed.address}/{page}")
        settle(tab)
        assert ask(tab, "exceptions()") == [] and len(ask(tab, "text()")) > 40, page
    tab.context.close()
    read = [event[1] for event in installed.events("open")]
    assert any(path.startswith(str(installed.folder / "packages" / "sim" / "_dashboard")) for path in read)
    assert not [path for path in read if path.startswith((str(ROOT / "sim"), str(ROOT / "dashboard")))]


def test_the_folder_it_was_started_in_stays_empty(installed: Server):
    assert list((installed.folder / "empty").iterdir()) == []
