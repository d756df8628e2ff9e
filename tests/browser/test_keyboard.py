"""Whoever has no mouse reaches every control of every page, and can use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.server import Server
from tests.browser.tabs import PAGES, ask

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., "Page"]


@pytest.mark.parametrize("page", PAGES)
def test_every_control_is_reached_by_the_tab_key(tab: Open, page: str):
    one = tab(page)
    controls = ask(one, "controls()")
    assert controls >= len(PAGES), "the menu at least"
    for _ in range(4 * controls + 50):  # some stops are no controls: what scrolls, what shows only when it is reached
        one.keyboard.press("Tab")
        if not ask(one, "unreached()"):
            break
    assert ask(one, "unreached()") == []


def test_the_menu_is_used_by_keyboard(tab: Open):
    one = tab("runs")
    link = one.get_by_role("link", name="Compare")
    link.focus()
    one.keyboard.press("Enter")
    one.wait_for_url("**/compare*")


def test_the_first_page_is_found_by_its_name_too_with_what_was_asked(server: Server, tab: Open):
    one = tab("explore?seed=7")
    one.wait_for_url(f"{server.address}/?seed=7")
    assert ask(one, "exceptions()") == []
