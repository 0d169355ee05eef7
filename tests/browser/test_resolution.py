"""The views of the resolution page, the glossary and the specification, by hand."""

from __future__ import annotations

import re

import openpyxl
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_view_is_chosen_stands_in_the_url_and_a_click_on_its_bar_narrows_the_page(visit):
    page = visit("/resolution?lang=en")
    page.get_by_role("radio", name="Backlog").click()
    expect(page).to_have_url(re.compile("resolution_view=backlog"))
    chart = page.locator(".st-key-chart_of_backlog_community_id")
    chart.scroll_into_view_if_needed()
    chart.locator("g.point path").first.click(force=True)
    expect(page).to_have_url(re.compile("community=c2"))


def test_a_word_is_looked_up_in_the_glossary_and_its_page_opened(visit, tmp_path):
    page = visit("/glossary?lang=zh")
    page.get_by_label("查找指标或用语").fill("清结比")
    page.keyboard.press("Enter")
    expect(page.get_by_text("时期内解决的投诉数与时期内受理的投诉数之比")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 Excel").click()
    download.value.save_as(tmp_path / "glossary.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "glossary.xlsx").active
    assert "清结比" in [cell.value for cell in sheet["B"]]
    page.get_by_role("button", name="到页面上看").first.click()
    expect(page.locator("h1")).to_have_text("投诉处理得快不快、好不好？")


def test_clauses_that_are_not_answered_are_picked_out(visit):
    page = visit("/specification?lang=en")
    page.get_by_role("button", name=re.compile("^Not in these exports")).click()
    expect(page).to_have_url(re.compile("state=not_in_exports"))
    expect(page.get_by_text("ch2.o")).to_be_visible()
    expect(page.get_by_text("ch3.s1")).to_have_count(0)
