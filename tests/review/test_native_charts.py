"""Native charts: where axes end, that labels at the ends of lines do not meet, and figures as numbers in their format."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from pipeline.review.render.fit import columns, lines, width
from pipeline.review.render.line_labels import apart
from pipeline.review.render.native import scale
from pipeline.review.render.numbers import Number, axis_format, counted, end, label_format, number
from tests.review.office_documents import as_shown
from tests.review.reviews import share


@pytest.mark.parametrize(
    ("most", "unit", "expected"),
    [
        (0.861, "share", (1.0, 0.25)),
        (0.13, "share", (0.15, 0.05)),
        (1.0, "share", (1.0, 0.25)),
        (371, "count", (400, 100)),
        (3, "count", (3, 1)),
        (55.4, "rate", (60, 20)),
        (0, "count", (1.0, 0.25)),
    ],
)
def test_axes_end_at_round_numbers_and_shares_never_above_one(most, unit, expected):
    found, step = scale(most, unit)
    assert found >= most and found / step <= 6.001
    assert (found, step) == pytest.approx(expected)


def test_labels_at_the_ends_of_lines_are_moved_apart_and_stay_in_order():
    lasts = [(8, share(value, "XM01")) for value in (0.785, 0.757, 0.76)]
    moves = apart(lasts, 1.0, 300, 10)
    places = sorted((1 - figure.value) * 300 + move for (_, figure), move in zip(lasts, moves, strict=True))
    assert all(below - above >= 12.9 for above, below in pairwise(places))
    assert apart([(8, share(0.9, "a")), (8, share(0.1, "b"))], 1.0, 300, 10) == [0, 0]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.824, "share", "82.4%"),
        (-0.6774, "share", "−67.7 个百分点"),
        (0.0, "share", "±0.0 points"),
        (1204.0, "count", "1,204 件"),
        (55.36, "rate", "每千户 55.4 件"),
        (8.4833, "hours", "8.5 hours"),
        (0.3088, "ratio", "31%"),
        (9.4151, "index", "+9.4"),
    ],
)
def test_a_figure_is_a_number_that_its_format_shows_as_it_is_written(value, unit, text):
    figure = replace(share(0.1, "x"), value=value, unit=unit, text=text)
    shown = number(figure)
    assert shown is not None and as_shown(shown.value, shown.format) == text


def test_a_text_that_says_something_else_than_the_value_stays_a_text():
    assert number(replace(share(0.1, "x"), text="< 5%")) is None
    assert number(share(None, "x")) is None
    assert counted("<10") is None and counted("1,204") == Number(1204, "#,##0")


def test_labels_of_charts_leave_out_the_words_and_keep_the_per_cent_sign():
    assert as_shown(0.824, label_format(share(0.824, "x"))) == "82.4%"
    rate = replace(share(0.1, "x"), value=55.36, unit="rate", text="每千户 55.4 件")
    assert as_shown(55.36, label_format(rate)) == "55.4"
    assert end(share(0.824, "x"), 0.774) == Number(0.774, "0.0%")


def test_words_are_not_broken_and_chinese_is_anywhere():
    assert lines("aaaa bbbb", width("aaaa ", 10), 10) == 2
    assert lines("满意度指数", width("满意", 10), 10) == 3
    assert lines("one\ntwo", 500, 10) == 2


def test_columns_fill_their_room_and_short_ones_keep_their_words_on_a_line():
    cells = [["Name", "Share"], ["a very long text that goes over several lines of a table " * 4, "−18.1 points"]]
    first, second = columns(cells, 400, 10, 8)
    assert first + second == pytest.approx(400)
    assert second >= width("−18.1 points", 10) + 8


def test_a_tick_is_labelled_as_what_it_is():
    assert axis_format(share(0.1, "x"), 0.05) == "0%"
    assert axis_format(share(0.1, "x"), 0.025) == "0.0%"
    assert axis_format(replace(share(0.1, "x"), value=62.5, unit="index", text="62.5"), 2.5) == "0.0"


def test_a_number_keeps_its_sign_its_unit_and_its_interval_on_a_line_and_a_bracket_what_follows():
    assert lines("3.5（12/34，", width("3.5（12/34，", 10), 10) == 1
    assert lines("按时率为 3.5%（12/34，", width("按时率为 3.5%（", 10), 10) == 2
    table = [
        ["Community", "Change to the quarter before", "Why"],
        ["A", "▲ +14.3 points", "too few answers to be shown"],
    ]
    widths = columns(table, 250, 10, 5)
    assert sum(widths) == pytest.approx(250)
    assert widths[1] >= width("▲ +14.3 points", 10)
