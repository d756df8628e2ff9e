"""Every page, at two widths and in two themes: nothing juts out, all can be read, every chart speaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.server import Server
from tests.browser.tabs import NARROW, PAGES, THEMES, WIDE, ask, opened, picture

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WAYS = [pytest.param(way, id="-".join(map(str, way))) for way in product(PAGES, (WIDE, NARROW), THEMES)]


@dataclass(frozen=True)
class Seen:
    """A page as it was drawn: what look.js found, and its picture."""

    way: tuple[str, int, str]
    found: dict[str, Any]
    file: Path


@pytest.fixture(scope="module", params=WAYS)
def seen(request: pytest.FixtureRequest, server: Server, browser: Browser, pictures: Path) -> Iterator[Seen]:
    page, width, theme = way = request.param
    tab = opened(browser, f"{server.address}/{page}", width, theme)
    questions = ("exceptions", "alerts", "juts", "cut", "faint", "silent", "counted", "background")
    found = {question: ask(tab, f"{question}()") for question in questions}
    file = pictures / f"{page}-{width}-{theme}.png"
    picture(tab, file)
    yield Seen(way, found, file)
    tab.context.close()


def told(seen: Seen, *questions: str) -> str:
    """What was found, one line each, for the reader of a failed test."""
    return "\n".join(line for question in questions for line in [f"{question}:", *seen.found[question]])


def test_a_page_shows_neither_an_exception_nor_an_error(seen: Seen):
    assert not (seen.found["exceptions"] + seen.found["alerts"]), told(seen, "exceptions", "alerts")
    assert seen.found["counted"] > 10, "there is something to read"


def test_nothing_juts_out_and_no_label_of_a_chart_is_cut_off(seen: Seen):
    assert not (seen.found["juts"] + seen.found["cut"]), told(seen, "juts", "cut")


def test_all_text_stands_out_from_what_lies_behind_it(seen: Seen):
    assert not seen.found["faint"], told(seen, "faint")


def test_every_chart_says_its_finding_in_words(seen: Seen):
    assert not seen.found["silent"], told(seen, "silent")


def test_the_theme_is_the_one_that_the_reader_prefers(seen: Seen):
    assert (sum(seen.found["background"]) > 600) == (seen.way[2] == "light")


def test_a_picture_of_the_page_is_kept(seen: Seen):
    assert seen.file.read_bytes().startswith(b"\x89PNG") and seen.file.stat().st_size > 10_000
