"""Debian's Chromium through playwright: one way to start it, and one answer where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("networking", "timer-throttling")  # what it would do on its own
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-component-update", *(f"--disable-background-{name}" for name in QUIET)),
]


def path() -> str | None:
    """Where Chromium is: what PARLEY_CHROMIUM says, else the first on the path."""
    named = os.environ.get("PARLEY_CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


def missing() -> str | None:
    """Why no browser can be started here, with the way out; None where one can."""
    if find_spec("playwright") is None:
        return "playwright is not installed; pip install -c constraints.txt '.[dev]'"
    if path() is None:
        return "Chromium is not on this machine; apt install chromium, or name it in PARLEY_CHROMIUM"
    return None


def refuse(reason: str) -> None:
    """Skip, with the reason; fail where PARLEY_BROWSER=required."""
    if os.environ.get("PARLEY_BROWSER") == "required":
        pytest.fail(f"a browser is required here, but {reason}")
    pytest.skip(f"needs a browser: {reason}")


@contextmanager
def started() -> Iterator[Browser]:
    """A headless Chromium, closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path(), args=ARGUMENTS)
        yield browser
        browser.close()
