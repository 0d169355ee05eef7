"""What a page looks like: nothing cut on a wide, a middling and a narrow screen, on paper, and said in words for screen readers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import drawn_charts

pytestmark = pytest.mark.browser

CUT_LABELS = """chart => {
    const frame = chart.getBoundingClientRect();
    return [...chart.querySelectorAll("svg text")].filter(text => {
        const box = text.getBoundingClientRect();
        return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
    }).map(text => text.textContent);
}"""
SIDEWAYS = "() => document.querySelector('[data-testid=stMain]').scrollWidth - document.querySelector('[data-testid=stMain]').clientWidth"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_label_of_a_chart_is_cut_and_the_page_does_not_scroll_sideways(visit, width, lang):
    page = visit(f"/?lang={lang}", width)
    for chart in drawn_charts(page, 5):
        assert chart.evaluate(CUT_LABELS) == []
    assert page.evaluate(SIDEWAYS) <= 0


def test_a_chart_is_said_in_words_with_its_values(visit):
    page = visit("/?lang=en")
    names = [chart.get_attribute("aria-label") for chart in drawn_charts(page, 5)]
    assert any("望江苑 0.0%" in name for name in names)
    expect(page.get_by_text("Lowest: 望江苑, 0.0%").first).to_be_visible()


def test_the_keyboard_meets_navigation_then_language_then_filters_then_figures(visit):
    page = visit("/?lang=en")
    drawn_charts(page, 5)
    met = []
    for _ in range(12):
        page.keyboard.press("Tab")
        met.append(
            page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText").split("\n")[-1]
        )
    wanted = ["Overview", "Data", "中文", "Period", "Communities", "Complaint types", "Clear filters"]
    assert [name for name in met if name in wanted] == wanted


@pytest.mark.parametrize("width", [1440, 1024])
def test_on_paper_there_is_no_sidebar_no_chart_is_cut_and_the_definitions_are_open(visit, width):
    page = visit("/?lang=zh", width)
    drawn_charts(page, 5)
    page.emulate_media(media="print")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_role("button", name="定义")).to_have_count(0)
    expect(page.get_by_text("示例数据").first).to_be_visible()
    for chart in drawn_charts(page, 5):
        drawing = chart.locator("svg.main-svg").first.bounding_box()
        frame = chart.bounding_box()
        assert drawing["width"] <= frame["width"] + 1
    on_paper = page.get_by_test_id("stMainBlockContainer").bounding_box()["width"]
    assert on_paper <= 210 / 25.4 * 96 - 2 * 12 / 25.4 * 96 + 1
    assert (
        page.get_by_test_id("stExpander")
        .get_by_text("越高越好")
        .first.evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")
    )


def test_streamlits_own_words_on_the_upload_are_chinese(visit):
    page = visit("/data?lang=zh&section=upload")
    uploader = page.get_by_test_id("stFileUploader")
    expect(uploader.get_by_role("button", name="选择文件")).to_be_visible()
    expect(uploader.get_by_text("per file")).to_be_hidden()
    expect(uploader.get_by_text("Upload", exact=True)).to_be_hidden()
