"""A person's day at the dashboard: open, read, define, filter, drill, switch language, download."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from tests.browser.conftest import still

pytestmark = pytest.mark.browser


def test_the_overview_opens_in_the_browsers_language_and_nothing_leaves_the_machine(visit):
    page = visit("/")
    assert page.locator("h1").inner_text() == "情况怎么样，有什么变化？"
    assert page.get_by_text("示例数据").first.is_visible()
    assert page.left_the_machine == []


def test_a_card_shows_its_figure_and_its_definition_one_click_away(visit):
    page = visit("/?lang=en")
    card = page.get_by_test_id("stMetric").filter(has_text="Resolution rate within 30 days")
    assert "50.0%" in card.inner_text()
    page.get_by_role("button", name="Definition").nth(4).click()
    assert page.get_by_text("stand resolved 30 days after receipt").is_visible()


def test_a_filter_stands_in_the_url_and_a_link_shows_the_same_view(visit):
    page = visit("/?lang=en&community=c1")
    assert "100.0%" in page.get_by_test_id("stMetric").filter(has_text="within 30 days").inner_text()
    page.get_by_role("button", name="Clear filters").click()
    still(page)
    assert "community" not in page.url
    assert "50.0%" in page.get_by_test_id("stMetric").filter(has_text="within 30 days").inner_text()


def test_the_language_is_switched_and_the_filters_stay(visit):
    page = visit("/?lang=zh&community=c1&period=2024Q2")
    page.get_by_role("radio", name="English").click()
    still(page)
    assert page.locator("h1").inner_text() == "How are we doing, and what changed?"
    assert "lang=en" in page.url
    assert "period=2024Q2" in page.url
    assert "community=c1" in page.url


def test_filters_are_still_there_after_a_visit_to_the_data_page(visit):
    page = visit("/?lang=en&community=c1")
    page.get_by_role("link", name="Data").click()
    still(page)
    page.get_by_role("link", name="Overview").click()
    still(page)
    assert "community=c1" in page.url


def test_a_click_on_a_bar_narrows_the_page_to_that_community(visit):
    page = visit("/?lang=en")
    page.locator(".js-plotly-plot").nth(2).locator("g.point path").first.click(force=True)
    page.wait_for_url("**community=c1**")
    page.get_by_test_id("stBaseButton-secondary").filter(has_text="锦绣园").first.wait_for()


def test_the_downloads_open_again_and_say_that_they_are_sample_data(visit, tmp_path):
    page = visit("/?lang=en")
    page.get_by_role("button", name="Data", exact=True).first.click()
    for button, name in (("Download CSV", "a.csv"), ("Download Excel", "a.xlsx")):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).first.click()
        download.value.save_as(tmp_path / name)
    assert set(pd.read_csv(tmp_path / "a.csv")["Kind of data"]) == {"Sample data"}
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["Data"]["A1"].value == "Indicator"


def test_the_data_page_opened_by_its_address_stands_behind_the_navigation(visit):
    page = visit("/data?lang=en&section=checks")
    assert page.get_by_text("Sample data").first.is_visible()
    assert page.get_by_text("1 passed, 1 failed, 0 could not run").is_visible()
