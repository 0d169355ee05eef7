"""CSV files as people send them: every row is either read or rejected with its number and reason."""

from __future__ import annotations

import random

import pytest

from pipeline.errors import InputError
from pipeline.ingest import load_table
from tests.ingest.conftest import Exports, rejects


def test_ids_of_twenty_digits_and_leading_zeros_stay_as_they_are(exports: Exports):
    _, rows = exports.read("a.csv", "单号,邮编\n20240305123456789012,02131\n1.2E+17,08\n")
    assert rows == [(2, "20240305123456789012", "02131"), (3, "1.2E+17", "08")]


def test_a_short_row_and_a_long_row_are_rejected_with_their_numbers(exports: Exports):
    table, rows = exports.read("a.csv", "a,b\n1,2\n3\n4,5\n6,7,8\n9,10\n")
    assert rows == [(2, "1", "2"), (4, "4", "5"), (6, "9", "10")]
    assert rejects(table) == [(3, "too_few_columns"), (5, "too_many_columns")]


def test_row_numbers_count_records_and_not_lines(exports: Exports):
    table, rows = exports.read("a.csv", 'a,b\n1,"x\ny\n"\n2\n\n3,z\n')
    assert rows == [(2, "1", "x\ny\n"), (5, "3", "z")]
    assert rejects(table) == [(3, "too_few_columns")]


def test_blank_rows_are_not_read_rows(exports: Exports):
    table, rows = exports.read("a.csv", "a,b\n\n1,2\n,\n  , \n   \n3,4\n\n\n")
    assert rows == [(3, "1", "2"), (7, "3", "4")]
    assert (table.rows_read, table.rejected) == (2, ())


def test_a_plain_table_that_calls_itself_gz_is_read_by_its_content(exports: Exports):
    _, rows = exports.read("a.csv.gz", "a,b\n1,2\n")
    assert rows == [(2, "1", "2")]


def test_title_rows_are_skipped_by_record(exports: Exports):
    _, rows = exports.read("a.csv", '投诉台账\n"2024\n第一季度"\n\na,b\n1,2\n', skip_rows=4)
    assert rows == [(5, "1", "2")]


def test_rows_with_one_separator_too_many_at_the_end_are_taken(exports: Exports):
    table, rows = exports.read("a.csv", "a,b\n1,2,\n3,4,\n")
    assert (rows, table.rejected) == ([(2, "1", "2"), (3, "3", "4")], ())


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_each_kind_of_line_break_ends_a_row(exports: Exports, newline: str):
    _, rows = exports.read("a.csv", newline.join(["a,b", "1,2", '3,"4\n5"', "6,7", ""]))
    assert rows == [(2, "1", "2"), (3, "3", "4\n5"), (4, "6", "7")]


def test_mixed_line_breaks_lose_nothing(exports: Exports):
    _, rows = exports.read("a.csv", b"a,b\r\n1,2\n3,4\r5,6\r\n")
    assert rows == [(2, "1", "2"), (3, "3", "4"), (4, "5", "6")]


def test_a_quote_that_is_never_closed_costs_its_own_line_only(exports: Exports):
    table, rows = exports.read("a.csv", 'a,b\n1,2\n3,"broken\n5,6\n7,8\n')
    assert rows == [(2, "1", "2"), (4, "5", "6"), (5, "7", "8")]
    assert rejects(table) == [(3, "broken_quotes")]


def test_a_quote_that_a_later_one_closes_by_chance_costs_its_own_line_only(exports: Exports):
    table, rows = exports.read("a.csv", 'a,b\n1,"broken\n3,"whole"\n5,6\n')
    assert rows == [(3, "3", "whole"), (4, "5", "6")]
    assert rejects(table) == [(2, "broken_quotes")]


def test_a_quote_inside_a_text_is_text(exports: Exports):
    _, rows = exports.read("a.csv", 'a,b\n1,5" pipe\n2,6 x 4" board\n3,4\n')
    assert rows == [(2, "1", '5" pipe'), (3, "2", '6 x 4" board'), (4, "3", "4")]


def test_a_cell_of_twenty_megabytes_is_rejected_and_the_others_are_read(exports: Exports):
    table, rows = exports.read("a.csv", "a,b\n1,2\n3," + "x" * 20_000_000 + "\n5,6\n")
    assert rows == [(2, "1", "2"), (4, "5", "6")]
    assert rejects(table) == [(3, "cell_too_long")]


def test_a_header_is_never_part_of_a_statement(exports: Exports):
    _, rows = exports.read("a.csv", '"a""; drop table raw_0;--",$path\n1,2\n')
    assert rows == [(2, "1", "2")]


def test_a_file_of_twenty_thousand_columns_is_refused(exports: Exports):
    wide = ",".join(map(str, range(20_000)))
    exports.put("a.csv", f"{wide}\n{wide}\n")
    with pytest.raises(InputError) as caught:
        exports.previews()
    assert caught.value.code == "too_wide"
    assert "20,000" in caught.value.en


def test_thousands_of_blank_columns_at_the_end_do_no_harm(exports: Exports):
    commas = "," * 16_000
    _, rows = exports.read("a.csv", f"a,b{commas}\n1,2{commas}\n", width=2)
    assert rows == [(2, "1", "2")]


def test_a_table_of_one_column_keeps_its_row_numbers(exports: Exports):
    _, rows = exports.read("a.csv", "a\n1\n\n2\n")
    assert rows == [(2, "1"), (4, "2")]


def test_a_header_without_rows_is_a_table_of_no_rows(exports: Exports):
    table, rows = exports.read("a.csv", "a,b,c")
    assert (table.rows_read, rows) == (0, [])


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_gives_all_rows_the_same_width(exports: Exports, separator: str):
    text = "标题\n" + "\n".join(separator.join([str(row), "漏水, 噪音; 停车", "x"]) for row in range(9))
    table, rows = exports.read("a.csv", text.replace("漏水, 噪音; 停车", '"漏水, 噪音; 停车|门禁"'), width=3)
    assert table.preview.separator == separator
    assert rows[0] == (2, "0", "漏水, 噪音; 停车|门禁", "x")


def test_nul_bytes_are_left_out_and_counted(exports: Exports):
    table, rows = exports.read("a.csv", b"id,request\n1,lift out of order\0\n2\0\0,lights are off\n")
    assert rows == [(2, "1", "lift out of order"), (3, "2", "lights are off")]
    assert table.warnings == (("nul_bytes", 3),)


def test_numbers_of_rejected_rows_hold_over_many_blocks_of_a_large_file(exports: Exports):
    chosen = random.Random(7)
    bad, blank = set(chosen.sample(range(2, 60_000), 40)), set(chosen.sample(range(2, 60_000), 40))
    filler = "x" * 900
    lines = ["id,text"]
    for number in range(2, 60_001):
        whole = f'{number},"{filler}\n{number}"'
        lines.append("" if number in blank else f"{number}" if number in bad else whole)
    table, rows = exports.read("a.csv", "\r\n".join(lines))
    assert {row.row_number for row in table.rejected} == bad - blank
    assert all(str(number) == cell for number, cell, _ in rows)
    assert len(rows) == 59_999 - len(bad | blank)


def test_rows_are_reported_while_they_are_loaded(exports: Exports):
    exports.put("a.csv", "a,b\n" + "1,2\n" * 1000)
    (preview,) = exports.previews()
    seen: list[int] = []
    load_table(preview, exports.scratch, skip_rows=1, width=2, relation="raw_0", on_rows=seen.append)
    assert seen[-1] == 1001


def test_a_cell_of_megabytes_is_rejected_and_not_recognised_by(exports: Exports):
    """A single cell of 36 MB took minutes: every alias of every layout was looked for in it."""
    long = "电" * (6 << 20)
    table, rows = exports.read("a.csv", f"单号,内容\n1,漏水\n2,{long}\n3,渗水\n")
    assert [row[1:] for row in rows] == [("1", "漏水"), ("3", "渗水")]
    assert [(row.row_number, row.code) for row in table.rejected] == [(3, "cell_too_long")]
    assert max(len(cell) for row in table.preview.rows for cell in row) == 1 << 15
