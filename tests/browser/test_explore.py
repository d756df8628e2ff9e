"""Explore in a browser: a slider moves the chart, a link restores what was asked, a file gives the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from sim.cli import main
from tests.browser.server import Server
from tests.browser.tabs import NARROW, PATIENCE, ask

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Open = Callable[..., "Page"]
FEW = "?n=200"  # futures, so that a test is quick
COST = "actors.russia.war.cost"
DEAREST = "0.002"  # the upper end of its range
WATCH = """() => {  // remembers every piece of text that the page ever shows
  window.said = []
  const look = () => document.querySelectorAll('[data-testid="stMarkdownContainer"]').forEach(one => {
    if (!window.said.includes(one.textContent)) window.said.push(one.textContent)
  })
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
}"""

GLANCE = """() => {  // remembers which charts were drawn anew when the first one changed
  const charts = () => [...document.querySelectorAll('svg.marks')]
  const drawn = () => charts().map(svg => [...svg.querySelectorAll('path')].map(path => path.getAttribute('d'))).join()
  const [were, before] = [charts(), drawn()]
  window.anew = null
  const look = () => {
    if (window.anew || !charts().length || drawn() === before) return
    window.anew = charts().map((svg, place) => svg !== were[place])
  }
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
}"""


def part(tab: Page, actor: str) -> Locator:
    """The part of the controls that is headed by an actor."""
    return tab.get_by_test_id("stExpander").filter(has=tab.locator("summary").filter(has_text=actor))


def slider(tab: Page, actor: str, number: str) -> Locator:
    """A slider of an actor, whose part of the controls is opened first if need be."""
    found = part(tab, actor).get_by_role("slider", name=number)
    if not found.count():
        part(tab, actor).locator("summary").click()
    found.wait_for()
    return found


def moved(tab: Page, actor: str = "Russia", number: str = "War, cost", path: str = COST) -> None:
    """Move a slider to its upper end by keyboard, and wait until what is asked holds the change."""
    one = slider(tab, actor, number)
    one.focus()
    one.press("End")
    tab.wait_for_function("path => location.search.includes(path)", arg=path)
    tab.wait_for_function("look.settled()")


def sentence(tab: Page) -> str:
    return tab.locator('[data-testid="stMain"] h3').first.inner_text()


def figures(tab: Page) -> str:
    return tab.get_by_test_id("stTable").first.inner_text()


def test_a_slider_moved_by_keyboard_changes_chart_and_words(tab: Open):
    one = tab(FEW)
    charts = one.get_by_test_id("stVegaLiteChart")
    before, told, drawn = sentence(one), charts.first.get_attribute("aria-label"), charts.count()
    moved(one)
    one.wait_for_function("before => document.querySelector('h3').innerText !== before", arg=before)
    labels = [chart.get_attribute("aria-label") for chart in charts.all()]
    assert len(labels) == 2 * drawn and told in labels, "the scenario as it is stays beside what was changed"
    assert len(set(labels)) > drawn and "Changes (1)" in ask(one, "text()")


def test_a_link_asks_the_same_in_a_new_session(tab: Open):
    one = tab(f"{FEW}&seed=5&weeks=20")
    moved(one)
    asked = urlsplit(one.url).query
    assert parse_qs(asked) == {"n": ["200"], "seed": ["5"], "weeks": ["20"], "set": [f"{COST}={DEAREST}"]}
    other = tab(f"?{asked}")
    assert (sentence(other), figures(other)) == (sentence(one), figures(one))
    assert "Changes (1)" in ask(other, "text()")
    assert slider(other, "Russia", "War, cost").input_value() == slider(one, "Russia", "War, cost").input_value()


def test_what_is_downloaded_gives_the_same_numbers(tab: Open, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    one = tab(FEW)
    moved(one)
    one.get_by_role("tab", name="Link, file, command").click()
    with one.expect_download(timeout=PATIENCE) as found:
        one.get_by_test_id("stDownloadButton").get_by_role("button").click()
    file = tmp_path / found.value.suggested_filename
    found.value.save_as(file)
    assert file.suffix == ".yaml"
    assert main(["run", str(file), "--replications", "200", "--no-save"]) == 0
    assert sentence(one) in capsys.readouterr().out


def test_sessions_at_once_do_not_move_each_other(server: Server, tab: Open):
    one, other = tab(FEW), tab(FEW)
    moved(one)
    moved(other, "Ukraine", "War, cost", "actors.ukraine.war.cost")
    for tab_, own, foreign in ((one, "russia", "ukraine"), (other, "ukraine", "russia")):
        assert f"actors.{own}" in tab_.url and f"actors.{foreign}" not in tab_.url
        assert "Changes (1)" in ask(tab_, "text()")


def test_a_moved_slider_stays_under_the_readers_hand(tab: Open):
    one = tab(FEW)
    moved(one)
    found = part(one, "Russia").get_by_role("slider", name="War, cost")
    assert found.count() == 1, "its part of the controls is still open"
    assert found.evaluate("slider => slider === document.activeElement")
    assert float(found.input_value()) == float(DEAREST)


def test_while_it_is_simulated_the_page_says_so_and_the_slider_stays_where_it_was(tab: Open):
    one = tab("?n=10000")
    found = slider(one, "Russia", "War, cost")
    found.focus()  # scrolls to it
    before = found.bounding_box()
    one.evaluate(WATCH)
    moved(one)
    after = found.bounding_box()
    said = one.evaluate("window.said")
    assert any("Simulating 10,000 futures" in words and "the answer before" in words for words in said), said
    assert before and after and abs(before["y"] - after["y"]) < 2, "nothing above it has grown or shrunk"


def test_at_a_glance_charts_get_other_rows_and_none_is_drawn_anew(tab: Open):
    one = tab("?n=2000")
    moved(one)
    one.evaluate(GLANCE)
    one.get_by_role("slider", name="War, cost").first.press("Home")
    one.wait_for_function("window.anew")
    assert one.evaluate("window.anew") == [False] * 4, "two kinds, each as it is and as changed"
    one.wait_for_function("look.settled()")
    words = one.locator("svg.marks").evaluate_all("all => all.map(chart => chart.closest('[aria-label]')?.ariaLabel)")
    assert len({*words} - {None}) == 4, words


def test_on_a_narrow_screen_the_result_is_said_before_all_controls_and_leads_to_its_figures(tab: Open):
    one = tab(FEW, width=NARROW)
    said, control = one.locator('[data-testid="stMain"] h3').first.bounding_box(), one.get_by_role("combobox").first
    below = control.bounding_box()
    assert said and below and said["y"] + said["height"] < min(below["y"], 900)
    one.get_by_role("link", name="To figures and charts").click()
    one.wait_for_function("document.querySelector('#figures').getBoundingClientRect().top < 200")
    assert one.get_by_test_id("stTable").first.bounding_box()["y"] < 400  # type: ignore[index]
