"""Verdicts of a call-back that are scores."""

from __future__ import annotations

import pytest

from pipeline.staging.scores import top_of, verdicts
from tests.staging.complaint_files import staged


@pytest.mark.parametrize(
    ("header", "cells", "answers"),
    [
        (
            "满意度评分",
            ["80", "79.5", "60分", "59", ""],
            ["satisfied", "neutral", "neutral", "dissatisfied", "not_called"],
        ),
        ("满意度", ["95%", "60%", "20%", "未回访"], ["satisfied", "neutral", "dissatisfied", "not_called"]),
        ("评分", ["10", "8", "7.9", "5", "0"], ["satisfied", "satisfied", "neutral", "dissatisfied", "dissatisfied"]),
        ("评分", ["5", "4", "3", "2", "1"], ["satisfied", "satisfied", "neutral", "dissatisfied", "dissatisfied"]),
        ("评分", ["3", "2", "1"], ["not_called"] * 3),
        ("评分", ["7", "6", "5"], ["not_called"] * 3),
        ("满意度评分", ["95", "9.5", "80"], ["satisfied", "dissatisfied", "satisfied"]),
        ("评分", ["10", "1.0", "8"], ["satisfied", "dissatisfied", "satisfied"]),
        ("评分", ["10分", "8分", "5分", "4分"], ["satisfied", "satisfied", "dissatisfied", "dissatisfied"]),
    ],
)
def test_scores_of_ten_and_of_a_hundred_are_verdicts(tmp_path, header, cells, answers):
    rows = [f"T{at} | 2024-03-05 08:00 | 灯坏 | {cell}" for at, cell in enumerate(cells)]
    found = staged(tmp_path, "callback_answer", f"投诉编号 | 投诉时间 | 投诉内容 | {header}", *rows)
    assert [answer for (answer,) in found] == answers


def test_words_with_a_number_among_them_are_no_scores():
    assert verdicts(["已处理", "无人", "3 栋", "7"]) == {}
    assert verdicts(["1000", "20"]) == {}


@pytest.mark.parametrize("stray", ["9", "55", "99"])
def test_a_stray_number_among_stars_makes_no_star_worse(stray):
    assert verdicts(["1", "2", "3", "4", "5", stray]) == {}


def test_of_scores_that_a_layout_gives_a_meaning_nothing_is_assumed_or_said():
    assert (top_of(["85", "95"]), top_of(["85", "95"], known={"85", "95"})) == (100, None)
    assert verdicts(["85", "95"], known={"85", "95"}) == {}
