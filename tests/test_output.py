"""Small tables as text, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime

import pytest

from pipeline.output import render

QUESTION = "当孩子遇到困难时，我总是先听完他的想法，再一起讨论怎么办，而不是直接告诉他答案应该是什么。"


def test_a_long_cell_is_cut_in_a_table_but_not_in_csv_and_json():
    rows = [(QUESTION, 12)]
    table = render(["question", "n"], rows, "table")
    assert QUESTION not in table
    assert table.splitlines()[2].startswith(QUESTION[:29] + "…")
    assert QUESTION in render(["question", "n"], rows, "csv")
    assert json.loads(render(["question", "n"], rows, "json")) == [{"question": QUESTION, "n": 12}]


def test_the_last_column_is_never_cut():
    assert QUESTION in render(["n", "reason"], [(12, QUESTION)], "table")


def test_columns_stand_below_each_other_for_wide_and_narrow_characters():
    lines = render(["类", "n"], [("设施设备", 1), ("fee", 22)], "table").splitlines()
    assert lines == ["类        n", "--------  --", "设施设备  1", "fee       22"]


def test_a_name_cannot_command_the_terminal():
    assert render(["file", "n"], [("a\x1b[31m\x07\nb.csv", 1)], "table").splitlines()[2] == "a [31m  b.csv  1"


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2024, 7, 1), "2024-07-01"),
        (date(2024, 7, 1), "2024-07-01"),
        (datetime(2024, 7, 1, 9, 30), "2024-07-01 09:30:00"),
    ],
)
def test_a_day_is_shown_without_a_clock(moment, shown):
    assert render(["at"], [(moment,)], "table").splitlines()[2] == shown
    assert json.loads(render(["at"], [(moment,)], "json")) == [{"at": shown}]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "\t=", "　@"])
def test_a_text_that_begins_like_a_formula_is_a_text_in_a_spreadsheet(start):
    written = render(["text"], [(f"{start}cmd|' /C calc'!A0",)], "csv")
    assert next(csv.reader(io.StringIO(written.split("\n", 1)[1])))[0].startswith("'")
    assert next(csv.reader(io.StringIO(render(["n"], [(-3,)], "csv").split("\n", 1)[1]))) == ["-3"]
