"""A point of the chart of futures is clicked, and the page tells that future; a link leads back to future and week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.server import Server
from tests.browser.tabs import opened, settle

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LIST = "Or choose from the list"


def test_a_click_on_a_point_shows_its_typical_future(server: Server, browser: Browser):
    tab = opened(browser, f"{server.address}/why")
    tab.get_by_text("picked from a chart").click()
    listed = tab.get_by_role("combobox", name=LIST)
    listed.wait_for()
    settle(tab)
    before = listed.input_value()
    points = tab.locator("[data-testid=stVegaLiteChart]").first.locator("g.mark-symbol.role-mark path")
    points.nth(points.count() - 1).click()
    tab.wait_for_function(
        "words => document.querySelector(`input[aria-label='${words[0]}']`)?.value !== words[1]", arg=[LIST, before]
    )
    settle(tab)
    assert listed.input_value().split(" (")[0] in tab.locator("[data-testid=stMain]").inner_text()
    tab.context.close()


def test_a_link_opens_the_same_future_in_the_same_week(server: Server, browser: Browser):
    tab = opened(browser, f"{server.address}/why?by=by+its+number&future=3&week=4")
    assert tab.get_by_role("heading", name="Future 3").count() == 1
    assert tab.locator("h3", has_text="eek 4").count() >= 1
    tab.get_by_role("link", name="Terms").click()
    tab.get_by_text("one future, week by week").click()
    tab.get_by_text("Future 3: the number asked for.").wait_for()
    tab.context.close()


def test_the_link_from_two_runs_leads_to_where_their_ways_part(server: Server, browser: Browser):
    tab = opened(browser, f"{server.address}/compare?runs=calm&runs=dear")
    tab.get_by_role("link", name="Follow it on Why").click()
    tab.get_by_text("where the two ways part most typically").wait_for()
    assert tab.get_by_role("radio", name="where two ways part").is_checked()
    assert tab.get_by_role("combobox", name="Held against").input_value() == "saved run dear"
    tab.context.close()


def test_a_click_on_a_week_of_the_timeline_shows_that_week(server: Server, browser: Browser):
    tab = opened(browser, f"{server.address}/why")
    weeks = tab.locator("[data-testid=stVegaLiteChart]").first.locator("g.mark-rect.role-mark path[opacity='0']")
    weeks.nth(weeks.count() - 5).click()
    tab.wait_for_function("location.search.includes('week=22')")
    tab.locator("h3", has_text="Week 22").wait_for()
    tab.context.close()
