"""From the complaints page down to the causes: a click on a bar, a cell and a view leads there with its type and place."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
POINTS = "g.point path, path.point"


def chart(page, name: str):
    """The chart of one panel, near the window and drawn."""
    found = page.locator(f".st-key-wide_of_{name}").get_by_test_id("stPlotlyChart")
    found.scroll_into_view_if_needed()
    found.locator(POINTS).first.wait_for(state="attached")
    return found


def test_a_click_on_the_bar_of_a_type_opens_its_causes(visit):
    page = visit("/complaints?lang=en")
    chart(page, "pareto_category").locator(POINTS).first.click(force=True)
    expect(page.locator("h1")).to_have_text("Where does this problem come from?")
    expect(page).to_have_url(re.compile(r"/causes\?.*category=facility"))
    expect(page.get_by_test_id("stMain").get_by_role("button", name="Facilities")).to_be_visible()


def test_a_click_on_a_cell_opens_the_causes_of_its_community_and_type(visit):
    page = visit("/complaints?lang=en")
    chart(page, "heat_category").locator(POINTS).first.click(force=True)
    expect(page).to_have_url(re.compile(r"/causes\?"))
    expect(page).to_have_url(re.compile("community=c[12]"))
    expect(page).to_have_url(re.compile("category=facility"))


def test_a_view_stands_in_the_url_and_a_link_opens_it(visit):
    page = visit("/causes?lang=zh&community=c2")
    page.get_by_role("radio", name="反复出现").click()
    expect(page).to_have_url(re.compile("causes_view=again"))
    expect(page.get_by_text("哪些问题在同一处反复出现？")).to_be_visible()
    page = visit("/causes?lang=zh&community=c2&causes_view=who")
    expect(page.get_by_text("由哪些处理人经手？")).to_be_visible()
