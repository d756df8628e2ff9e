"""A tab on the dashboard: opened, waited for, looked at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = ("explore", "why", "terms", "compare", "drivers", "runs", "sources")
WIDE, NARROW = 1280, 390
THEMES = ("light", "dark")
LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
PATIENCE = 60_000  # milliseconds that a page may take on a busy machine


def opened(browser: Browser, address: str, width: int = WIDE, theme: str = "light", height: int = 900) -> Page:
    """A tab in a session of its own, settled."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, accept_downloads=True, locale="en-GB"
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(LOOK)
    tab = context.new_page()
    tab.goto(address)
    settle(tab)
    return tab


def heard(browser: Browser, addresses: Iterable[str]) -> list[str]:
    """What pages ask for, opened one after the other: addresses of requests and of web sockets, of every frame."""
    context, asked = browser.new_context(), []
    context.add_init_script(LOOK)
    context.on("request", lambda request: asked.append(request.url))
    tab = context.new_page()
    tab.on("websocket", lambda channel: asked.append(channel.url))
    for address in addresses:
        tab.goto(address)
        settle(tab)
    context.close()
    return asked


def settle(tab: Page) -> None:
    """Wait until the page has been computed and drawn. After a click, wait for what the click changes instead."""
    tab.wait_for_function("look.settled()")


def ask(tab: Page, question: str) -> Any:
    """An answer of look.js."""
    return tab.evaluate(f"look.{question}")


def picture(tab: Page, file: Path) -> None:
    """The whole page as a picture, however long it is."""
    size = tab.viewport_size
    assert size is not None
    tab.set_viewport_size({**size, "height": min(max(size["height"], ask(tab, "height()")), 12_000)})
    settle(tab)
    file.parent.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=file)
    tab.set_viewport_size(size)
