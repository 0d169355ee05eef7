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
FAINT = """() => {
    const parts = colour => {
        const numbers = colour.match(/[\\d.]+/g).map(Number);
        return [...numbers.slice(0, 3), numbers[3] ?? 1];
    };
    const over = (top, below) => [0, 1, 2].map(at => top[at] * top[3] + below[at] * (1 - top[3]));
    const light = colour => {
        const [red, green, blue] = colour.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = element => {
        const style = getComputedStyle(element), isDrawn = element instanceof SVGElement;
        let opacity = isDrawn ? Number(style.fillOpacity) : 1, grounds = [];
        for (let at = element; at; at = at.parentElement) {
            opacity *= Number(getComputedStyle(at).opacity);
            grounds.unshift(parts(getComputedStyle(at).backgroundColor));
        }
        const ground = grounds.reduce((below, top) => over(top, below), [255, 255, 255]);
        const ink = parts(isDrawn ? style.fill : style.color);
        const [one, other] = [light(over([...ink.slice(0, 3), ink[3] * opacity], ground)), light(ground)];
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    };
    const texts = document.querySelectorAll("[data-testid=stCaptionContainer] p, [data-testid=stPlotlyChart] svg text, h1, label p, button p");
    return [...texts].filter(text => text.textContent.trim() && text.checkVisibility() && contrast(text) < 4.5).map(text => text.textContent);
}"""
WIDENED = """chart => {
    const given = chart.layout.margin, used = chart._fullLayout._size;
    return ["l", "r", "t", "b"].filter(side => used[side] > given[side] + 1);
}"""
SIDEWAYS = "() => document.querySelector('[data-testid=stMain]').scrollWidth - document.querySelector('[data-testid=stMain]').clientWidth"


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_label_of_a_chart_is_cut_and_the_page_does_not_scroll_sideways(visit, width, lang):
    page = visit(f"/?lang={lang}", width)
    for chart in drawn_charts(page, 5):
        assert chart.evaluate(CUT_LABELS) == []
    assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_the_screen_of_a_laptop_two_charts_lie_beside_each_other_and_no_label_is_cut(visit, lang):
    page = visit(f"/?lang={lang}", 1280)
    charts = drawn_charts(page, 5)
    assert len({round(chart.bounding_box()["x"]) for chart in charts}) == 2
    for chart in charts:
        assert chart.evaluate(CUT_LABELS) == []


@pytest.mark.slow
def test_the_margins_given_suffice_or_each_chart_would_be_drawn_once_more(visit):
    for chart in drawn_charts(visit("/?lang=zh"), 5):
        assert chart.locator(".js-plotly-plot").evaluate(WIDENED) == []


def test_a_chart_that_stands_alone_fills_its_card(visit):
    page = visit("/?lang=zh", 1024)
    chart = drawn_charts(page, 5)[0].bounding_box()
    card = page.locator("[class*=st-key-chart_of_]").first.bounding_box()
    assert chart["width"] > 0.9 * card["width"]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_ways_on_from_a_card_stand_in_one_line_at_its_foot(visit, lang):
    page = visit(f"/?lang={lang}")
    drawn_charts(page, 5)
    ways = [each.bounding_box() for each in page.locator("[class*=st-key-ways_]").all()]
    one_line = page.locator("[class*=st-key-ways_] button").first.bounding_box()["height"]
    assert {round(each["height"]) for each in ways} == {round(one_line)}
    assert len({round(each["y"]) for each in ways[:4]}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("width", [1440, 390])
def test_the_titles_of_both_axes_keep_clear_of_their_numbers(visit, width):
    page = visit("/complaints?lang=zh", width)
    chart = page.get_by_test_id("stPlotlyChart").first
    chart.locator(".y2title").wait_for()
    left = chart.locator(".ytitle").bounding_box(), chart.locator(".ytick text").all()
    right = chart.locator(".y2title").bounding_box(), chart.locator(".y2tick text").all()
    gap = min(tick.bounding_box()["x"] for tick in left[1]) - left[0]["x"] - left[0]["width"]
    other = right[0]["x"] - max(tick.bounding_box()["x"] + tick.bounding_box()["width"] for tick in right[1])
    assert (gap >= 6, other >= 6) == (True, True), (gap, other)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.slow
def test_every_text_stands_out_from_its_ground(visit, scheme):
    page = visit("/?lang=zh")
    page.emulate_media(color_scheme=scheme)
    page.reload()
    drawn_charts(page, 5)
    assert page.evaluate(FAINT) == []


def test_a_chart_is_said_in_words_with_its_values(visit):
    page = visit("/?lang=en")
    names = [chart.get_attribute("aria-label") for chart in drawn_charts(page, 5)]
    assert any("望江苑 0.0%" in name for name in names)
    expect(page.get_by_text("Lowest: 望江苑, 0.0%").first).to_be_visible()


def test_the_keyboard_meets_navigation_then_language_then_filters_then_figures(visit):
    page = visit("/?lang=en")
    drawn_charts(page, 5)
    met = []
    for _ in range(40):
        page.keyboard.press("Tab")
        met.append(
            page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText").split("\n")[-1]
        )
        if met[-1] == "Clear filters":
            break
    wanted = ["Overview", "Data", "中文", "Period", "Communities", "Complaint types", "Clear filters"]
    assert [name for name in met if name in wanted] == wanted


@pytest.mark.parametrize("width", [1440, pytest.param(1024, marks=pytest.mark.slow)])
@pytest.mark.slow
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
