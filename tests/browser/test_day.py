"""A person's day at the dashboard: open, read, define, filter, drill, switch language, download."""

from __future__ import annotations

import re

import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import drawn_charts

pytestmark = pytest.mark.browser


def rate_within_30_days(page):
    """The card of one figure; while the page is drawn anew the card from before stands beside it for a moment."""
    return page.get_by_test_id("stMetric").filter(has_text=re.compile("within 30 days|30 天内")).first


def test_the_overview_opens_in_the_browsers_language_and_nothing_leaves_the_machine(visit):
    page = visit("/")
    expect(page.locator("h1")).to_have_text("情况怎么样，有什么变化？")
    expect(page.get_by_text("示例数据").first).to_be_visible()
    assert page.left_the_machine == []


def test_a_card_shows_its_figure_and_its_definition_one_click_away(visit):
    page = visit("/?lang=en")
    expect(rate_within_30_days(page)).to_contain_text("50.0%")
    page.get_by_role("button", name="Definition").nth(4).click()
    expect(page.get_by_role("dialog").get_by_text("30 days after receipt")).to_be_visible()


def test_a_filter_stands_in_the_url_and_a_link_shows_the_same_view(visit):
    page = visit("/?lang=en&community=c1")
    expect(rate_within_30_days(page)).to_contain_text("100.0%")
    page.get_by_role("button", name="Clear filters").click()
    expect(rate_within_30_days(page)).to_contain_text("50.0%")
    expect(page).not_to_have_url(re.compile("community"))


@pytest.mark.slow
def test_a_period_is_chosen_with_the_keyboard_and_stands_in_the_url(visit):
    page = visit("/?lang=en")
    page.get_by_role("combobox", name="Period").click()
    page.keyboard.type("2024 Q2")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("period=2024Q2"))
    expect(page.get_by_test_id("stMain")).to_contain_text("2024 Q2, against the period before")


@pytest.mark.slow
def test_a_filter_is_taken_away_by_its_chip(visit):
    page = visit("/?lang=en&community=c1")
    page.get_by_test_id("stMain").get_by_role("button", name="锦绣园").click()
    expect(rate_within_30_days(page)).to_contain_text("50.0%")
    expect(page).not_to_have_url(re.compile("community"))


def test_the_language_is_switched_and_the_filters_stay(visit):
    page = visit("/?lang=zh&community=c1&period=2024Q2")
    page.get_by_role("radio", name="English").click()
    expect(page.locator("h1")).to_have_text("How are we doing, and what changed?")
    for kept in ("lang=en", "period=2024Q2", "community=c1"):
        expect(page).to_have_url(re.compile(kept))


@pytest.mark.slow
def test_filters_are_still_there_after_a_visit_to_the_data_page(visit):
    page = visit("/?lang=en&community=c1")
    page.get_by_role("link", name="Data").click()
    expect(page.locator("h1")).to_contain_text("Where do the figures come from")
    page.get_by_role("link", name="Overview").click()
    expect(page.locator("h1")).to_contain_text("How are we doing")
    expect(page).to_have_url(re.compile("community=c1"))


def test_a_click_on_a_bar_narrows_the_page_to_that_community(visit):
    page = visit("/?lang=en")
    resolved = drawn_charts(page, 5)[3]
    resolved.locator("g.point path").first.click(force=True)
    expect(page).to_have_url(re.compile("community=c1"))
    expect(page.get_by_test_id("stMain").get_by_role("button", name="锦绣园")).to_be_visible()


def test_the_downloads_open_again_and_say_that_they_are_sample_data(visit, tmp_path):
    page = visit("/?lang=en")
    page.get_by_role("button", name="Data", exact=True).first.click()
    for button, suffix in (("Download CSV", "csv"), ("Download Excel", "xlsx")):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).first.click()
        assert download.value.suggested_filename == f"Sample data-top_two_box-indicator.{suffix}"
        download.value.save_as(tmp_path / f"a.{suffix}")
    assert set(pd.read_csv(tmp_path / "a.csv")["Kind of data"]) == {"Sample data"}
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["Data"]["A1"].value == "Indicator"


def test_the_data_page_opened_by_its_address_stands_behind_the_navigation(visit):
    page = visit("/data?lang=en&section=checks")
    expect(page.get_by_text("Sample data").first).to_be_visible()
    expect(page.get_by_text("1 passed, 1 failed, 0 could not run")).to_be_visible()


@pytest.mark.slow
def test_every_section_of_the_data_page_opens_with_a_click(visit):
    page = visit("/data?lang=zh")
    for name, seen in (
        ("拒绝的行", "未计入任何指标"),
        ("质量检查", "1 项通过"),
        ("版本", "最多保留三个版本"),
        ("上传", "选择文件"),
    ):
        page.get_by_role("radio", name=name).click()
        expect(page.get_by_text(seen).or_(page.get_by_role("button", name=seen)).first).to_be_visible()


@pytest.mark.slow
def test_a_language_that_was_switched_to_is_remembered_and_a_link_in_another_one_is_not(visit):
    page = visit("/?lang=en")
    page.goto(page.url.split("?")[0])
    expect(page.locator("h1")).to_have_text("情况怎么样，有什么变化？")
    with page.expect_response(lambda answer: "/language" in answer.url):
        page.get_by_role("radio", name="English").click()
    page.goto(page.url.split("?")[0])
    expect(page.locator("h1")).to_have_text("How are we doing, and what changed?")
