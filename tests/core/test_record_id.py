"""When a column of numbers identifies records, and when it only counts rows."""

from pathlib import Path

import duckdb
import pytest

from pipeline.ingest.table import Preview, RawTable, SourceFile
from pipeline.layouts.layout import Column
from pipeline.staging.record_id import usable_id


def said(ids, *, header="编号", is_stable=False, rows_may_share=False):
    """Return why the column is no id, in English, None where it is one."""
    with duckdb.connect() as connection:
        connection.execute("create table raw (row_number bigint, c0 varchar, c1 varchar)")
        connection.execute(
            "insert into raw select i, ids[i], 'text ' || i from (select ?::varchar[] as ids), range(1, ? + 1) numbers(i)",
            [ids, len(ids)],
        )
        source = SourceFile("a.csv", Path("a.csv"), "0", 0, "csv")
        table = RawTable(Preview(source, None, ()), "raw", 2, len(ids))
        problem = usable_id(
            connection, table, Column(0, header, "field"), rows_may_share=rows_may_share, is_stable=is_stable
        )
        return problem and problem[1]


@pytest.mark.parametrize(
    "ids",
    [
        ["1", "2", "3"],
        ["0", "1", "2"],
        ["3", "1", "2"],
        ["001", "002", "003"],
        ["1", "3", "4", "7"],
        ["1", "2", "2", None],
    ],
    ids=["1 to n", "0 to n", "not in order", "with zeros", "rows deleted", "one pasted twice"],
)
def test_a_running_number_is_no_id(ids):
    assert "only number the rows" in said(ids)


@pytest.mark.parametrize(
    "ids",
    [
        ["W001", "W002"],
        ["2024001", "2024002"],
        ["101", "102", "103"],
        ["1", "2000", "3500"],
        ["1", "2", "W3"],
        ["20220105123456789012", "20220105123456789013"],
    ],
    ids=["letters", "with a year", "from 101", "far apart", "a letter among numbers", "too long for a number"],
)
def test_other_numbers_are_ids(ids):
    assert said(ids) is None


def test_a_column_that_counts_rows_by_its_name_is_none_in_a_part_of_the_table_either():
    assert "only number the rows" in said(["3", "17", "58"], header="序号")
    assert said(["3", "17", "58"]) is None
    assert said(["20240101001", "20240101002"], header="序号") is None


def test_numbers_that_the_tool_issues_are_ids_from_1_on():
    assert said(["1", "2", "3"], is_stable=True) is None
    assert "empty" in said([None, None], is_stable=True)


def test_ids_that_mostly_repeat_with_other_content_identify_nothing():
    assert "Many ids repeat" in said(["A", "A", "A", "B", "B"])
    assert said(["A", "A", "A", "B", "B"], rows_may_share=True) is None
