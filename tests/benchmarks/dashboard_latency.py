"""From a slider to the changed chart, in a real browser: python tests/benchmarks/dashboard_latency.py [moves]

Opens Explore on the March scenario with 2,000 replications of 26 weeks, moves one slider to a different value each
time, and measures inside the page from the pointer's press to the frame that shows a changed chart: that of the first
futures, and at last that of all. The server's share is from the question sent to the last message received before the
first of these frames.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser import chromium
from tests.browser.server import dashboard
from tests.browser.tabs import LOOK, PATIENCE, settle

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SCRIPT = Path(__file__).with_suffix("").with_name("latency.js").read_text(encoding="utf-8")
QUESTION = "?n=2000&weeks=26"
SLIDER = ("Russia", "War, cost")  # a number on which much depends, so that the chart changes with it
WANTED = {"median": 250, "90th percentile": 500}  # milliseconds, on two cores
WARM = 3  # moves that are not counted: the first ones load what the others have
TELL = {
    "whole": "slider to changed chart (of the first futures)",
    "asking": "  until the question is sent",
    "server": "  the server's share",
    "drawing": "  until the chart is painted",
    "quiet": "slider to the last change (of all futures)",
}


def measured(address: str, moves: int, group: str, label: str) -> list[dict[str, float]]:
    """Times of each move, in milliseconds."""
    with chromium.started() as browser:
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.set_default_timeout(PATIENCE)
        tab.add_init_script(LOOK + SCRIPT)
        tab.goto(address)
        settle(tab)
        slider = found(tab, group, label)
        return [moved(tab, slider, place) for place in places(moves + WARM)][WARM:]


def found(tab: Page, group: str, label: str) -> Locator:
    """A slider by its label, in a group of controls that is opened first if need be."""
    part = tab.get_by_test_id("stExpander").filter(has=tab.locator("summary").filter(has_text=group))
    slider = part.get_by_test_id("stSlider").filter(has_text=label)
    if not slider.count():
        part.locator("summary").click()
    slider.scroll_into_view_if_needed()
    settle(tab)
    return slider


def places(count: int) -> list[float]:
    """Different places on a track, each far from the one before."""
    return [0.05 + 0.9 * (0.618034 * i % 1) for i in range(1, count + 1)]


def moved(tab: Page, slider: Locator, place: float) -> dict[str, float]:
    """Press the track at a place, and wait until the page is quiet again."""
    tab.evaluate("latency.arm()")
    track = slider.locator('[role="group"] > div').first
    box = track.bounding_box()
    assert box is not None, "the slider is seen"
    tab.mouse.click(box["x"] + place * box["width"], box["y"] + box["height"] / 2)
    tab.wait_for_function("latency.done()")
    times: dict[str, float] = tab.evaluate("latency.times()")
    return times


def told(times: list[dict[str, float]]) -> str:
    """A table: median and 90th percentile of each part."""
    lines = [f"{len(times)} moves, in ms                                     median   90th percentile"]
    for part, words in TELL.items():
        values = [one[part] for one in times]
        lines.append(f"{words:48}{median(values):12.0f}{quantiles(values, n=10)[-1]:18.0f}")
    wanted = ", ".join(f"{name} under {limit} ms" for name, limit in WANTED.items())
    return "\n".join([*lines, f"wanted: {wanted}"])


if __name__ == "__main__":
    moves = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with TemporaryDirectory() as folder, dashboard(Path(folder), watched=False) as server:
        print(told(measured(f"{server.address}/{QUESTION}", moves, *SLIDER)))
