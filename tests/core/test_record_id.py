"""When a column of numbers identifies records, and when it only counts rows."""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from pipeline.ingest.table import Preview, RawTable, SourceFile
from pipeline.layouts.layout import Column
from pipeline.staging.record_id import usable_id
from tests.staging.complaint_files import clean_complaints


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


def test_a_running_number_above_a_total_and_a_signature_is_no_id_either(assembled, tmp_path):
    header, below = "序号|投诉时间|房号|投诉内容|处理结果", ["合计|||2|", "制表人：某某||||"]
    cases = ["2024-01-05 09:00|1-1-101|灯坏|已修", "2024-01-06 09:00|1-1-102|漏水|", "2024-01-07 09:00|1-1-103|噪音|"]
    numbered = [f"{number}|{case}" for number, case in enumerate(cases, 1)]
    renumbered = [f"{number}|{case}" for number, case in enumerate(cases[1:], 1)]
    connection = loaded(assembled, tmp_path, [header, *numbered, *below], [header, *renumbered, *below])
    assert accounts(connection) == [(3, 0, 0, 3), (0, 2, 0, 0)]


LEDGER = "工单编号|受理时间|小区|投诉类别|投诉内容|处理人|处理时间|状态"
BARE = "Creation Date|Status|Ward|Service Request Type|Division"


def loaded(assembled, folder, *exports):
    """Load exports made in January, February …, each a header and rows written ``a|b``; return the connection."""
    files = [
        clean_complaints(folder, f"export{month}", [row.split("|") for row in rows], datetime(2024, month, 28))
        for month, rows in enumerate(exports, 1)
    ]
    return assembled(files=files)


def accounts(connection):
    """Accepted, duplicate and superseded rows and complaints of each load."""
    return connection.execute(
        "select rows_accepted, rows_duplicate, rows_superseded, records from load order by load_id"
    ).fetchall()


def test_rows_of_one_id_that_agree_in_time_text_type_and_place_are_one_complaint_finished_when_all_are(
    assembled, tmp_path
):
    said = "2024-01-05 10:00:00|翠湖苑|设施|电梯停运"
    rows = [
        f"GD7|{said}|李某|2024-01-05 11:00:00|已办结",
        f"GD7|{said}|王某|2024-01-05 13:00:00|已办结",
        f"GD7|{said}|赵某||处理中",
        f"GD9|{said}|李某|2024-01-05 12:00:00|已办结",
        f"GD9|{said}|王某|2024-01-05 14:00:00|已办结",
    ]
    connection = loaded(assembled, tmp_path, [LEDGER, *rows], [LEDGER, *rows])
    assert accounts(connection) == [(5, 0, 0, 2), (0, 5, 0, 0)]
    finished = "select complaint_id, resolved_at, status from fct_complaint order by complaint_id"
    assert connection.execute(finished).fetchall() == [
        ("GD7", None, "open"),
        ("GD9", datetime(2024, 1, 5, 14), "closed"),
    ]
    assert connection.execute("select count(distinct handler_id) from fct_complaint").fetchall() == [(2,)]


TICKETS = "Ticket ID|Created|Updated|Status|Subject|Agent"


def states(connection):
    """States of the complaints, and how many are in each."""
    return connection.execute("select status, count(*) from fct_complaint group by 1 order by 1").fetchall()


def test_a_ticket_that_was_resolved_and_then_closed_stands_as_its_last_row_says(assembled, tmp_path):
    steps = enumerate(["New", "In Progress", "Resolved", "Closed"], 1)
    rows = [f"U{n}|2024-01-05 10:{n}:00|2024-01-0{5 + day} 09:00:00|{state}|Leak {n}|Kim" for day, state in steps for n in range(10, 35)]  # fmt: skip
    assert states(loaded(assembled, tmp_path, [TICKETS, *rows])) == [("closed", 25)]


def test_tickets_that_are_often_reopened_stand_as_their_last_rows_say(assembled, tmp_path):
    steps = enumerate(["New", "Resolved", "Reopened", "Resolved"], 1)
    rows = [f"U{n}|2024-01-05 10:{n}:00|2024-01-0{5 + day} 09:00:00|{state}|Leak {n}|Kim" for day, state in steps for n in range(10, 35)]  # fmt: skip
    assert states(loaded(assembled, tmp_path, [TICKETS, *rows])) == [("resolved", 25)]


@pytest.mark.parametrize("header", ["Complaint ID|Date Received|Status|Description|Last Updated", "Complaint ID|Date Received|Status|Description|Notes"])  # fmt: skip
def test_exports_put_one_below_the_other_leave_a_complaint_as_the_last_of_them_says(assembled, tmp_path, header):
    before, after = (
        [f"C{n}|2024-01-05 10:{n}:00|{state}|Leak {n}|{day}" for n in range(10, 35)]
        for state, day in [("Open", "2024-01-05 12:00:00"), ("Closed", "2024-01-09 12:00:00")]
    )
    connection = loaded(assembled, tmp_path, [header, *before, *after, *after])
    assert (accounts(connection), states(connection)) == ([(75, 0, 0, 25)], [("closed", 25)])


def test_the_order_of_updates_is_told_by_the_other_times_of_the_table(assembled, tmp_path):
    rows = [f"U{n}|{n}/01/2024 10:00|12/02/2024 09:00|Open|Leak {n}|Kim" for n in range(10, 31)]
    rows += [f"U{n}|{n}/01/2024 10:00|01/03/2024 09:00|Closed|Leak {n}|Kim" for n in range(10, 31)]
    assert states(loaded(assembled, tmp_path, [TICKETS, *rows])) == [("closed", 21)]


@pytest.mark.parametrize(
    "other",
    [
        "2024-01-06 10:00:00|翠湖苑|设施|电梯停运",
        "2024-01-05 10:00:00|翠湖苑|设施|漏水",
        "2024-01-05 10:00:00|翠湖苑|安全|电梯停运",
        "2024-01-05 10:00:00|金桂园|设施|电梯停运",
    ],
)
def test_rows_of_one_id_that_differ_in_time_text_type_or_place_are_several_complaints(assembled, tmp_path, other):
    rows = [f"GD7|{said}|李某||处理中" for said in ("2024-01-05 10:00:00|翠湖苑|设施|电梯停运", other)]
    assert accounts(loaded(assembled, tmp_path, [LEDGER, *rows])) == [(2, 0, 0, 2)]


def test_equal_rows_without_id_home_and_text_count_each_and_are_matched_with_those_of_another_export(
    assembled, tmp_path
):
    early, late = "2024-01-05 10:00:05|{}|Ward 3|Pothole|Roads", "2024-01-06 11:00:00|Open|Ward 3|Pothole|Roads"
    older = [early.format("Open")] * 2
    newer = [early.format("Open"), early.format("Closed"), early.format("Open"), late]
    connection = loaded(assembled, tmp_path, [BARE, *older], [BARE, *newer])
    assert accounts(connection) == [(1, 0, 1, 1), (3, 1, 0, 3)]
    assert connection.execute("select count(*) from fct_complaint where status = 'closed'").fetchall() == [(1,)]


def test_another_type_at_the_same_moment_is_another_complaint(assembled, tmp_path):
    rows = [f"2024-01-05 10:00:05|Open|Ward 3|{kind}|Roads" for kind in ("Pothole", "Graffiti")]
    connection = loaded(assembled, tmp_path, [BARE, rows[0]], [BARE, rows[1]])
    assert accounts(connection) == [(1, 0, 0, 1), (1, 0, 0, 1)]


def test_days_without_a_clock_match_nothing(assembled, tmp_path):
    rows = [BARE, "2024-01-05|Open|Ward 3|Pothole|Roads"]
    connection = loaded(assembled, tmp_path, rows, [*rows, "2024-01-07|Open|Ward 3|Pothole|Roads"])
    assert accounts(connection) == [(1, 0, 0, 1), (2, 0, 0, 2)]
