"""Downloads: nothing in them is run as a formula, and every row says what it is."""

from __future__ import annotations

from io import BytesIO, StringIO

import openpyxl
import pandas as pd
import pytest

from dashboards.exports import to_csv, to_xlsx

FRAME = pd.DataFrame({"小区": ["=cmd()", "+1", "锦绣园"], "值": [82.4, -3.0, None]})
ABOUT = {"数据性质": "示例数据"}


def test_a_csv_text_that_starts_a_formula_gets_a_leading_quote_and_a_negative_number_stays_a_number():
    text = to_csv(FRAME, ABOUT).decode("utf-8-sig")
    read = pd.read_csv(StringIO(text))
    assert read["小区"].to_list() == ["'=cmd()", "'+1", "锦绣园"]
    assert read["值"].to_list()[:2] == [82.4, -3.0]


def test_a_csv_starts_with_a_byte_order_mark_so_that_excel_reads_chinese():
    assert to_csv(FRAME, ABOUT).startswith(b"\xef\xbb\xbf")


def test_a_workbook_holds_texts_and_numbers_and_no_formula():
    page = openpyxl.load_workbook(BytesIO(to_xlsx(FRAME, ABOUT, "数据")))["数据"]
    assert page["A2"].value == "=cmd()"
    assert page["A2"].data_type == "s"
    assert page["B3"].value == -3.0
    assert page["B4"].value is None


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
def test_every_sign_that_starts_a_formula_is_made_harmless(start):
    text = to_csv(pd.DataFrame({"a": [f"{start}1"]}), {}).decode("utf-8-sig")
    assert pd.read_csv(StringIO(text), dtype=str)["a"].item() == f"'{start}1"


def test_every_row_carries_what_the_file_is_about():
    read = pd.read_csv(StringIO(to_csv(FRAME, ABOUT).decode("utf-8-sig")))
    assert set(read["数据性质"]) == {"示例数据"}


def test_whole_numbers_with_a_gap_stay_whole_and_the_gap_empty():
    frame = pd.DataFrame({"n": pd.array([418, None], "Int64")})
    assert to_csv(frame, {}).decode("utf-8-sig").split() == ["n", "418", '""']
    page = openpyxl.load_workbook(BytesIO(to_xlsx(frame, {}, "数据")))["数据"]
    assert page["A2"].value == 418 and not page["A3"].value
