"""Labels of charts and counts beside them: what fits is whole, what does not is cut with a sign; thousands are set apart."""

from __future__ import annotations

import pytest

from dashboards import formats
from dashboards.charts import Bar, ranked_bars


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
