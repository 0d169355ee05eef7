"""Labels of charts and counts beside them: what fits is whole, what does not is cut with a sign; thousands are set apart."""

from __future__ import annotations

from datetime import date, datetime, time

import pandas as pd
import pytest

from dashboards import components, formats, periods
from dashboards.charts import Bar, ranked_bars
from pipeline.metrics.explain import period_in_words


def label(name: str) -> str:
    bar = Bar(name, 0.5, 0.4, 0.6, "50.0%  n=10")
    return ranked_bars([bar], "share", "%")["layout"]["yaxis"]["ticktext"][0]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("服务态度", "服务态度"),
        ("您对参加过的社区活动是否满意", "您对参加过的社区活动是<br>否满意"),
        ("Overall satisfaction with the company", "Overall satisfaction<br>with the company"),
        ("a<b>", "a&lt;b&gt;"),
    ],
)
def test_a_label_has_up_to_two_lines_and_is_never_read_as_markup(name, shown):
    assert label(name) == shown


def test_a_label_beyond_two_lines_ends_with_a_sign_that_it_was_cut():
    assert label("很" * 30) == "很" * 11 + "<br>" + "很" * 11 + "…"


def test_long_questions_that_begin_alike_are_told_apart_by_their_ends():
    names = [
        "您对本小区物业服务中心工作人员在过去一年中的服务态度是否满意",
        "您对本小区物业服务中心工作人员在过去一年中的上门速度是否满意",
        "收费",
    ]
    bars = [Bar(name, 0.5, 0.4, 0.6, "50.0%  n=10") for name in names]
    attitude, speed, fees = ranked_bars(bars, "share", "%")["layout"]["yaxis"]["ticktext"]
    assert attitude.startswith("…") and attitude.endswith("态度是否满意")
    assert speed.startswith("…") and speed.endswith("速度是否满意")
    assert fees == "收费"


@pytest.mark.parametrize(
    ("text", "shown"), [("1234567", "1,234,567"), ("21.0", "21"), ("3/3", "3/3"), ("<5", "<5"), ("", "")]
)
def test_n_has_thousands_set_apart(text, shown):
    assert formats.grouped(text) == shown


def test_an_interval_is_drawn_in_the_accent_and_the_bar_paler_so_that_it_is_seen():
    (trace,) = ranked_bars([Bar("a", 0.5, 0.4, 0.6, "50.0%")], "share", "%")["data"]
    assert trace["error_x"]["color"] == trace["marker"]["color"]
    assert trace["marker"]["opacity"] < 0.6


@pytest.mark.parametrize(
    ("low", "high", "unit", "shown"),
    [
        (-37.5, -23.1, "points", "−37.5 to −23.1"),
        (-0.02, 0.04, "share", "−2.0 to 4.0%"),
        (0.788, 0.855, "share", "78.8–85.5%"),
    ],
)
def test_an_interval_with_a_negative_end_is_written_with_a_word_between(low, high, unit, shown, monkeypatch):
    monkeypatch.setattr("dashboards.text.language", lambda: "en")
    assert formats.interval(low, high, unit) == shown


@pytest.mark.parametrize(
    ("numbers", "format"),
    [
        ([1, 1234], "localized"),
        ([1.0, None, 20.0], "localized"),
        ([0.5, 0.25, 1.0], "%.2f"),
        ([0.332, 0.13], "%.3f"),
        ([1 / 3, 2], "%.3f"),
    ],
)
def test_the_numbers_of_a_column_have_the_same_decimals(numbers, format):
    columns = components.number_columns(pd.DataFrame({"n": numbers, "name": "a"}))
    assert {name: column["type_config"]["format"] for name, column in columns.items()} == {"n": format}


@pytest.mark.parametrize(("lang", "said"), [("zh", "2024 年 12 月 31 日"), ("en", "31 Dec 2024")])
def test_a_day_is_written_out_in_sentences_and_in_the_order_of_days_in_tables(monkeypatch, lang, said):
    monkeypatch.setattr("dashboards.formats.language", lambda: lang)
    assert formats.day(date(2024, 12, 31)) == said
    assert formats.day_in_table(date(2024, 12, 31)) == "2024-12-31"
    assert formats.day_in_table(None) is None


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [("2024Q3", "2024 年三季度", "2024 Q3"), ("2024-08", "2024 年 8 月", "Aug 2024"), ("2024", "2024 年", "2024")],
)
def test_periods_are_written_as_the_sentences_of_the_figures_write_them(monkeypatch, key, zh, en):
    start = datetime.combine(periods.start_of(key), time())
    for lang, said in (("zh", zh), ("en", en)):
        monkeypatch.setattr("dashboards.text.language", lambda lang=lang: lang)
        assert formats.period(key) == said
        assert period_in_words(start, "1q" if "Q" in key else "1mo" if "-" in key else "1y", lang) == said


def test_a_hint_of_a_mark_has_the_colon_of_its_language(monkeypatch):
    for lang, hint in (("zh", "锦绣园：51.9%"), ("en", "锦绣园: 51.9%")):
        monkeypatch.setattr("dashboards.text.language", lambda lang=lang: lang)
        chart = ranked_bars([Bar("锦绣园", 0.519, None, None, "51.9%")], "share", "%")
        assert chart["data"][0]["hovertext"] == [hint]
