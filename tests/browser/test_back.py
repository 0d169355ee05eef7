"""Back and Forward of the browser: each step of a person is one entry, and leads back to the page and filters it had."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import drawn_charts, still

pytestmark = pytest.mark.browser
FIRST_BOX = {"x": 16, "y": 53}  # of the first row of a table, which is drawn on a canvas


def entries(page) -> int:
    return page.evaluate("history.length")


def test_back_leads_from_a_case_to_its_list_and_from_the_list_to_the_card_it_was_opened_from(visit):
    page = visit("/?lang=en")
    begun = entries(page)
    page.locator(".st-key-cases_resolution_rate_30 button").click()
    expect(page.get_by_text("184 counted, of them 92 met")).to_be_visible()
    still(page)
    page.get_by_role("radio", name="Not met 92").click()
    expect(page.get_by_text("92 cases found")).to_be_visible()
    still(page)
    page.locator(".dvn-scroller").first.click(position=FIRST_BOX)
    expect(page).to_have_url(re.compile("case=K"))
    still(page)
    assert entries(page) == begun + 3
    page.go_back()
    expect(page.get_by_text("92 cases found")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("184 cases found")).to_be_visible()
    page.go_back()
    expect(page.locator("h1")).to_have_text("How are we doing, and what changed?")
    still(page)
    page.go_forward()
    expect(page.get_by_text("184 counted, of them 92 met")).to_be_visible()


def test_back_takes_the_filter_of_a_clicked_bar_away_again(visit):
    page = visit("/?lang=en")
    drawn_charts(page, 5)[3].locator("g.point path").first.click(force=True)
    chip = page.get_by_test_id("stMain").get_by_role("button", name="锦绣园")
    expect(chip).to_be_visible()
    still(page)
    page.go_back()
    expect(chip).to_have_count(0)
    expect(page).not_to_have_url(re.compile("community"))


def test_a_click_on_a_bar_of_a_type_narrows_the_page_to_it(visit):
    page = visit("/?lang=en")
    drawn_charts(page, 5)[2].locator("g.point path").first.click(force=True)
    expect(page).to_have_url(re.compile("category="))
    still(page)


def test_back_after_a_switch_of_the_language_is_in_the_language_before(visit):
    page = visit("/?lang=zh")
    page.get_by_role("radio", name="English").click()
    expect(page.locator("h1")).to_have_text("How are we doing, and what changed?")
    still(page)
    page.go_back()
    expect(page.locator("h1")).to_have_text("情况怎么样，有什么变化？")
    expect(page.get_by_role("link", name="总览")).to_be_visible()


def test_what_holds_the_script_takes_no_room_on_the_page(visit):
    page = visit("/glossary?lang=en")
    holder = page.locator("[data-testid=stElementContainer]:has(script[src='/steps.js'])")
    expect(holder).to_have_count(1)
    expect(holder).to_be_hidden()
