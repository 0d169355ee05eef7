"""How news are said: as lines and as a page, in both languages, whatever somebody called a measure."""

from __future__ import annotations

from dataclasses import replace

from pipeline.watch.find import without_personal
from pipeline.watch.render import as_html, as_text
from pipeline.watch.words import words
from tests.watch.conftest import missed, news, overdue


def test_lines_stand_under_the_heading_of_their_kind_with_since_when_and_where_to_read_on():
    told = replace(news(overdue(17), missed("2025-01-01", "2024-11-01")), going_on=3, is_sample=True)
    assert as_text(told).splitlines() == [
        "满意度：2 个新信号（数据截至 2025-01-31）",
        "",
        "没有达到目标",
        "- 按时率从 2024-11-01 起没有达到目标。 [自 2024-11-01 起] https://board.example.com/resolution",
        "",
        "超过时限没有解决",
        "- 朗月城有 17 件投诉超过时限还没有解决。 [自 2024-11-03 起] https://board.example.com/resolution?community=XM10",
        "",
        "以前说过、现在仍然存在的还有 3 个。",
        "示例数据：虚构公司，不是真实情况。",
    ]


def test_no_news_and_one_are_said_in_english_too():
    assert as_text(news(language="en")) == "Manyidu: no new signals (data up to 2025-01-31)"
    assert as_text(news(overdue(17), language="en")).startswith("Manyidu: 1 new signal (")


def test_a_page_shows_markup_as_text_and_links_only_to_a_known_dashboard():
    told = replace(overdue(17), sentence='“<script>alert("1")</script>”逾期')
    page = as_html(news(told))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert 'href="https://board.example.com/resolution?community=XM10"' in page
    assert "href=" not in as_html(news(told, address=""))


def test_what_looks_personal_is_blanked_and_figures_are_not():
    said = "找 13800138000 或 li.na@example.com，京A12345，10.0.0.1"
    assert not any(part in without_personal(said) for part in ("138001", "li.na@", "A12345", "10.0.0"))
    figures = "2024 年 12 月 7 天内解决率为 69.2%（1,390/2,130，95% 区间 60.8–76.5%），自 2022-03-26 起。"
    assert without_personal(figures) == figures


def test_every_text_is_in_both_languages():
    assert all(set(each) == {"zh", "en"} for each in words().values())
