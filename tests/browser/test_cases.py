"""From a figure to its cases and back: drill down from a card, pick a case, reclassify it, undo."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import pick, still

pytestmark = pytest.mark.browser
FIRST_BOX = {"x": 16, "y": 53}  # of the first row of a table, which is drawn on a canvas


def test_a_card_leads_to_the_cases_it_is_made_of_and_one_of_them_is_reclassified(visit):
    page = visit("/?lang=en")
    page.locator(".st-key-cases_resolution_rate_30 button").click()
    expect(page.locator("h1")).to_have_text("Which complaints are behind this figure?")
    expect(page.get_by_text("184 counted, of them 92 met")).to_be_visible()
    expect(page).to_have_url(re.compile("of=resolution_rate.*within_days=30|within_days=30.*of=resolution_rate"))
    page.get_by_role("radio", name="Not met 92").click()
    expect(page.get_by_text("92 cases found")).to_be_visible()
    page.locator(".dvn-scroller").first.click(position=FIRST_BOX)
    expect(page.locator("h1")).to_have_text("What became of this complaint?")
    expect(page).to_have_url(re.compile("case=K"))
    pick(page, "Type", "Other")
    page.get_by_label("Reason (required)").fill("a quarrel of two homes")
    page.get_by_role("button", name="Write the correction").click()
    expect(page.get_by_text("1 correction waits for the next build.")).to_be_visible()
    still(page)
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("2 corrections wait for the next build.")).to_be_visible()
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_text("92 cases found")).to_be_visible()


def test_a_link_to_a_case_shows_the_case_and_nothing_of_it_is_cut_on_a_phone(visit):
    page = visit("/cases?lang=zh&case=K1402", 390)
    expect(page.get_by_text("投诉 K1402")).to_be_visible()
    still(page)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 0


def test_the_list_of_cases_turns_its_pages_and_the_address_follows(visit):
    page = visit("/cases?lang=en&of=resolution_rate&within_days=30&side=missed")
    page.get_by_test_id("stPagination").get_by_role("button", name="Page 2").click()
    expect(page).to_have_url(re.compile("cases_page=2"))


@pytest.mark.parametrize("path", ["/cases?lang=zh&of=resolution_rate", "/improvement?lang=zh"])
def test_all_columns_of_a_list_to_pick_from_are_seen_on_a_wide_screen(visit, path):
    page = visit(path)
    table = page.locator(".dvn-scroller").first
    table.wait_for()
    assert table.evaluate("table => table.scrollWidth - table.clientWidth") <= 0


def test_the_downloaded_cases_say_which_figure_and_filter_they_are_of(visit, tmp_path):
    page = visit("/cases?lang=en&of=resolution_rate&within_days=30&side=missed")
    page.get_by_role("button", name="Download these 92 cases").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    download.value.save_as(tmp_path / "cases.csv")
    header, *rows = (tmp_path / "cases.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == 92
    assert all("Resolution rate within 30 days" in row and "2024 Q4" in row for row in rows)
    assert header.startswith("Complaint,Received,Community")
