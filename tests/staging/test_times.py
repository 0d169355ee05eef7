"""Time columns: every spelling met in the field, and what only the whole column can tell."""

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from pipeline.ingest.table import Preview, RawTable, SourceFile
from pipeline.layouts.layout import Column
from pipeline.staging.times import time_columns


def read(cells, **options):
    connection = duckdb.connect()
    connection.execute("create table t (row_number bigint, c0 varchar)")
    connection.executemany("insert into t values (?, ?)", list(enumerate(cells)))
    source = SourceFile("x.csv", Path("x.csv"), "0", 1, "csv")
    table = RawTable(Preview(source, None, ()), "t", 1, len(cells))
    options = {"zone_from": None, "zone_to": "Asia/Shanghai"} | options
    column = time_columns(connection, table, [Column(0, "时间", "field")], **options)[0]
    rows = connection.execute(f"select {column.value}, {column.precision} from t order by row_number").fetchall()
    return rows, column.notes


def read_beside(cells, others, **options):
    """The times of ``cells`` and of ``others``, the column beside them, and the notes on both."""
    connection = duckdb.connect()
    connection.execute("create table t (row_number bigint, c0 varchar, c1 varchar)")
    connection.executemany(
        "insert into t values (?, ?, ?)", [(n, *pair) for n, pair in enumerate(zip(cells, others, strict=True))]
    )
    table = RawTable(Preview(SourceFile("x.csv", Path("x.csv"), "0", 1, "csv"), None, ()), "t", 2, len(cells))
    options = {"zone_from": None, "zone_to": "Asia/Shanghai"} | options
    columns = time_columns(
        connection, table, [Column(at, name, "field") for at, name in enumerate(("受理", "办结"))], **options
    )
    rows = connection.execute(f"select {columns[0].value}, {columns[1].value} from t order by row_number").fetchall()
    return rows, (*columns[0].notes, *columns[1].notes)


@pytest.mark.parametrize(
    ("cell", "expected", "precision"),
    [
        ("2024-03-05 15:05:07", datetime(2024, 3, 5, 15, 5, 7), "second"),
        ("2024/3/5 15:05", datetime(2024, 3, 5, 15, 5), "minute"),
        ("2024/3/5", datetime(2024, 3, 5), "day"),
        ("2024.3.5", datetime(2024, 3, 5), "day"),
        ("'2024-03-05 15:05", datetime(2024, 3, 5, 15, 5), "minute"),
        ("2024年3月5日上午9点", datetime(2024, 3, 5, 9), "minute"),
        ("2024-3-5 下午3点半", datetime(2024, 3, 5, 15, 30), "minute"),
        ("2024.3.5 中午12点", datetime(2024, 3, 5, 12), "minute"),
        ("2024/3/5 15时", datetime(2024, 3, 5, 15), "minute"),
        ("2024年3月5日 晚上8点左右", datetime(2024, 3, 5, 20), "minute"),
        ("2024年3月5日 9:05左右", datetime(2024, 3, 5, 9, 5), "minute"),
        ("20240305 0905", datetime(2024, 3, 5, 9, 5), "minute"),
        ("202403050905", datetime(2024, 3, 5, 9, 5), "minute"),
        ("2024-03-05 中午11:50", datetime(2024, 3, 5, 11, 50), "minute"),
        ("2024年3月5日 中午 12:10", datetime(2024, 3, 5, 12, 10), "minute"),
        ("2024/3/5 中午1:05", datetime(2024, 3, 5, 13, 5), "minute"),
        ("2024/3/5 傍晚6:30", datetime(2024, 3, 5, 18, 30), "minute"),
        ("2024-03-05（周二）", datetime(2024, 3, 5), "day"),
        ("2024年3月5日(星期二) 9:30", datetime(2024, 3, 5, 9, 30), "minute"),
        ("2024/3/5 礼拜二 15:05", datetime(2024, 3, 5, 15, 5), "minute"),
        ("2024-03-05 (Tue) 15:05", datetime(2024, 3, 5, 15, 5), "minute"),
        ("[Tuesday] 2024-03-05", datetime(2024, 3, 5), "day"),
        ("2024.03.05 9:30", datetime(2024, 3, 5, 9, 30), "minute"),
        ("20240305", datetime(2024, 3, 5), "day"),
        ("20240305150507", datetime(2024, 3, 5, 15, 5, 7), "second"),
        ("2024年3月5日", datetime(2024, 3, 5), "day"),
        ("2024年3月5日 下午3:05", datetime(2024, 3, 5, 15, 5), "minute"),
        ("2024年03月05日 15时05分07秒", datetime(2024, 3, 5, 15, 5, 7), "second"),
        ("2024年3月5日 15:05:07", datetime(2024, 3, 5, 15, 5, 7), "second"),
        ("２０２４年３月５日", datetime(2024, 3, 5), "day"),
        ("2024/3/5 下午 3:05:07", datetime(2024, 3, 5, 15, 5, 7), "second"),
        ("03/15/2024 02:27:57 PM", datetime(2024, 3, 15, 14, 27, 57), "second"),
        ("3/15/24 14:05", datetime(2024, 3, 15, 14, 5), "minute"),
        ("15.03.2024", datetime(2024, 3, 15), "day"),
        ("15-Mar-2024", datetime(2024, 3, 15), "day"),
        ("March 5, 2024 3:05 pm", datetime(2024, 3, 5, 15, 5), "minute"),
        ("Mar 5, 2024", datetime(2024, 3, 5), "day"),
        ("45356", datetime(2024, 3, 5), "day"),
        ("45356.5", datetime(2024, 3, 5, 12), "second"),
        ("2024-03-05T15:05:07.000", datetime(2024, 3, 5, 15, 5, 7), "second"),
        ("2024-03-05T07:05:07Z", datetime(2024, 3, 5, 15, 5, 7), "second"),
        ("2024-03-05 07:05:07+00:00", datetime(2024, 3, 5, 15, 5, 7), "second"),
        ("2024-03-05 15:05:07 +0800", datetime(2024, 3, 5, 15, 5, 7), "second"),
        ("2024-03-05 04:05 -03:00", datetime(2024, 3, 5, 15, 5), "minute"),
        ("2024-03-05 07:05:07 Z", datetime(2024, 3, 5, 15, 5, 7), "second"),
        ("2024-03-05 07:05:07 UTC", datetime(2024, 3, 5, 15, 5, 7), "second"),
        ("2024-03-05 07:05:07 GMT", datetime(2024, 3, 5, 15, 5, 7), "second"),
        ("2026/4/1 下午 3:05:00 GMT+8", datetime(2026, 4, 1, 15, 5), "second"),
        ("2024/03/05 12:51:07 PM GMT+5:30", datetime(2024, 3, 5, 15, 21, 7), "second"),
        ("2024/03/05 5:51:07 PM GMT+1030", datetime(2024, 3, 5, 15, 21, 7), "second"),
        ("2024/03/05 2:21:07 a. m. GMT-5", datetime(2024, 3, 5, 15, 21, 7), "second"),
        ("2024/03/05 4:21:07\u202fPM\u00a0GMT+9", datetime(2024, 3, 5, 15, 21, 7), "second"),
        ("2024/03/05 4:21:07 오후 GMT+9", datetime(2024, 3, 5, 15, 21, 7), "second"),
        ("2024. 3. 5 오후 3:21", datetime(2024, 3, 5, 15, 21), "minute"),
        ("2024/03/05 午後3:21", datetime(2024, 3, 5, 15, 21), "minute"),
        ("5.3.2024 3:21 nachm.", datetime(2024, 3, 5, 15, 21), "minute"),
        ("2024/03/05 3:21:07 PM OEZ", datetime(2024, 3, 5, 15, 21, 7), "second"),
        ("2024/03/05 3:21:07 PM EST", datetime(2024, 3, 5, 15, 21, 7), "second"),
        ("3/25/2024 3:21 PM EST", datetime(2024, 3, 25, 15, 21), "minute"),
        ("Tue, 05 Mar 2024 08:21:10 +0100", datetime(2024, 3, 5, 15, 21, 10), "second"),
        ("25.3.2024 klo 10.30.05", datetime(2024, 3, 25, 10, 30, 5), "second"),
        ("25/03/2024 9.05", datetime(2024, 3, 25, 9, 5), "minute"),
        ("2024年3月5日 10時30分", datetime(2024, 3, 5, 10, 30), "minute"),
        ("2024年3月5日下午15:30", datetime(2024, 3, 5, 15, 30), "minute"),
        ("2024/3/5 晚上20:30", datetime(2024, 3, 5, 20, 30), "minute"),
        ("2024/3/5 凌晨0:15", datetime(2024, 3, 5, 0, 15), "minute"),
        ("2024/03/05 午後0:05:00", datetime(2024, 3, 5, 12, 5), "second"),
        ("3/25/2024 07:21 GMT", datetime(2024, 3, 25, 15, 21), "minute"),
        (
            "Tue Mar 05 2024 08:21:10 GMT+0100 (Central European Standard Time)",
            datetime(2024, 3, 5, 15, 21, 10),
            "second",
        ),
        ("2024年3月5日15时21分", datetime(2024, 3, 5, 15, 21), "minute"),
        ("24年3月5日", datetime(2024, 3, 5), "day"),
        ("24-3-5", datetime(2024, 3, 5), "day"),
        ("24.3.5 9:30", datetime(2024, 3, 5, 9, 30), "minute"),
        ("113/03/05", datetime(2024, 3, 5), "day"),
        ("民國113年3月5日 15:21", datetime(2024, 3, 5, 15, 21), "minute"),
        ("1130305", datetime(2024, 3, 5), "day"),
        ("1709623267", datetime(2024, 3, 5, 15, 21, 7), "second"),
        ("1709623267000", datetime(2024, 3, 5, 15, 21, 7), "second"),
        ("05/Mar/24 3:21 PM", datetime(2024, 3, 5, 15, 21), "minute"),
        ("Tue Mar 05 15:21:10 CST 2024", datetime(2024, 3, 5, 15, 21, 10), "second"),
        ("5. März 2024 um 15:05 Uhr", datetime(2024, 3, 5, 15, 5), "minute"),
        ("Dienstag, 5. März 2024", datetime(2024, 3, 5), "day"),
        ("05-Mrz-24", datetime(2024, 3, 5), "day"),
        ("mardi 5 mars 2024 à 15h05", datetime(2024, 3, 5, 15, 5), "minute"),
        ("1er août 2024", datetime(2024, 8, 1), "day"),
        ("25/03/2024 15h05", datetime(2024, 3, 25, 15, 5), "minute"),
        ("25/03/2024 15.05.07", datetime(2024, 3, 25, 15, 5, 7), "second"),
        ("25.03.2024 15.05", datetime(2024, 3, 25, 15, 5), "minute"),
        ("5 de marzo de 2024", datetime(2024, 3, 5), "day"),
        ("5 dic. 2024, 15:05", datetime(2024, 12, 5, 15, 5), "minute"),
        ("05 fev 2024 15:05:07", datetime(2024, 2, 5, 15, 5, 7), "second"),
        ("5 de março de 2024 às 15:05", datetime(2024, 3, 5, 15, 5), "minute"),
        ("5 maggio 2024", datetime(2024, 5, 5), "day"),
        ("25/03/2024 15:05:07 PM", datetime(2024, 3, 25, 15, 5, 7), "second"),
        ("2024年3月5日 下午15:05", datetime(2024, 3, 5, 15, 5), "minute"),
        ("03/25/2024 00:10 AM", datetime(2024, 3, 25, 0, 10), "minute"),
        ("2024-03-05 15:21:10 CST", datetime(2024, 3, 5, 15, 21, 10), "second"),
    ],
)
def test_a_time_is_read_as_its_writer_meant_it(cell, expected, precision):
    rows, _ = read([cell])
    assert rows == [(expected, precision)]


@pytest.mark.parametrize(
    "cell",
    [
        "2024-02-30",
        "0024-03-05",
        "待定",
        "13800138000",
        "2024年",
        "99999",
        "2024-13-01",
        "25/03/2024 15:05 AM",
        "2024-03-05 晚上12:10",
        "2024年3月5日 晚上0:30",
        "2024-03-05 夜间01:30",
    ],
)
def test_what_is_no_date_stays_empty(cell):
    rows, _ = read([cell, "2024-01-01 10:00:00"])
    assert rows[0][0] is None
    assert rows[1][0] == datetime(2024, 1, 1, 10)


def test_a_column_of_other_months_still_finds_the_english_ones():
    rows, _ = read(["5 mar 2024", "5 ago 2024", "5 set 2024"])
    assert [value.month for value, _ in rows] == [3, 8, 9]


def test_one_cell_with_day_15_shows_that_the_column_is_day_first():
    rows, notes = read(["03/05/2024", "15/05/2024"])
    assert [value for value, _ in rows] == [datetime(2024, 5, 3), datetime(2024, 5, 15)]
    assert notes == ()


def test_a_column_that_contradicts_itself_is_read_like_most_of_it_and_says_so():
    rows, notes = read(["13/02/2024", "14/02/2024", "02/13/2024", "03/04/2024"])
    assert [value for value, _ in rows] == [datetime(2024, 2, 13), datetime(2024, 2, 14), None, datetime(2024, 4, 3)]
    assert "自相矛盾" in notes[0][0]
    assert "1 cells can only be month/day" in notes[0][1]


def test_the_order_of_a_tool_holds_where_the_column_shows_no_other():
    rows, notes = read(["05-03-2024 14:20", "06-03-2024 10:00"], usually_day_first=True)
    assert [value.month for value, _ in rows] == [3, 3]
    assert notes == ()
    rows, _ = read(["05-03-2024 14:20", "03-25-2024 10:00"], usually_day_first=True)
    assert [value.month for value, _ in rows] == [5, 3]


def test_a_column_of_early_days_is_read_like_the_others_of_its_table():
    rows, notes = read_beside(["25/03/2024 10:00", "04/05/2024 09:00"], ["02/04/2024 10:00", "05/05/2024 09:00"])
    assert rows[0] == (datetime(2024, 3, 25, 10), datetime(2024, 4, 2, 10))
    assert rows[1] == (datetime(2024, 5, 4, 9), datetime(2024, 5, 5, 9))
    assert notes == ()


def test_a_column_of_early_days_is_not_read_like_one_that_is_written_with_other_signs():
    rows, notes = read_beside(["25.03.2024", "04.05.2024"], ["03/04/2024", "05/06/2024"])
    assert rows[1] == (datetime(2024, 5, 4), datetime(2024, 5, 6))
    assert "read as month/day" in notes[0][1]


def test_days_and_months_parted_by_points_are_day_first_and_it_is_said():
    rows, notes = read(["5.3.2024", "12.4.2024"])
    assert [value for value, _ in rows] == [datetime(2024, 3, 5), datetime(2024, 4, 12)]
    assert "day.month" in notes[0][1]
    rows, _ = read(["5.3.2024", "5.25.2024"])
    assert [value for value, _ in rows] == [datetime(2024, 5, 3), datetime(2024, 5, 25)]


def test_years_of_two_digits_stand_where_the_column_shows_them():
    rows, notes = read(["24/03/05", "24/03/25", "24/11/12"])
    assert [value.day for value, _ in rows] == [5, 25, 12]
    assert "两位" in notes[0][0]
    rows, _ = read(["13/03/24", "25/03/24", "30/04/24"])
    assert [value.day for value, _ in rows] == [13, 25, 30]


def test_dates_without_a_year_may_have_the_half_of_the_day():
    rows, _ = read(
        ["3月5日上午9点", "3月6日 下午3:05", "3月7日中午12点", "3.8 下午3点半", "3月9日晚上8点20分"], year="2024"
    )
    at = [(5, 9, 0), (6, 15, 5), (7, 12, 0), (8, 15, 30), (9, 20, 20)]
    assert rows == [(datetime(2024, 3, *when), "minute") for when in at]


def test_dates_without_a_year_take_that_of_the_title_or_stay_empty_with_a_reason():
    rows, notes = read(["3月5日", "3.6 9:30"], year="2023")
    assert [value for value, _ in rows] == [datetime(2023, 3, 5), datetime(2023, 3, 6, 9, 30)]
    assert "2023" in notes[0][0]
    rows, notes = read(["3月5日", "3月6日"])
    assert [value for value, _ in rows] == [None, None]
    assert "period: 2024" in notes[0][0]


def test_one_cell_with_15_in_second_place_shows_that_the_column_is_month_first():
    rows, _ = read(["03/05/2024", "03/15/2024"])
    assert [value for value, _ in rows] == [datetime(2024, 3, 5), datetime(2024, 3, 15)]


def test_an_order_that_nothing_shows_is_said():
    rows, notes = read(["03/05/2024", "04/05/2024"])
    assert rows[0][0] == datetime(2024, 3, 5)
    assert "day_first" in notes[0][0]
    rows, notes = read(["03/05/2024", "04/05/2024"], day_first=True)
    assert rows[0][0] == datetime(2024, 5, 3)
    assert notes == ()


def test_clocks_that_are_all_midnight_are_days():
    rows, _ = read(["04/25/2013 12:00:00 AM", "04/26/2013 12:00:00 AM"])
    assert [precision for _, precision in rows] == ["day", "day"]
    rows, _ = read(["2013-04-25 00:00:00", "2013-04-26 00:00:00"])
    assert [precision for _, precision in rows] == ["day", "day"]


def test_a_hand_made_column_mixes_spellings():
    rows, notes = read(["2024.3.5", "2024/3/6 10:00", "3月7日", "2024年3月8日", "45360"])
    assert [value.day for value, _ in rows] == [5, 6, 7, 8, 9]
    assert "2024" in notes[0][0]


def test_a_date_without_a_year_stays_empty_where_the_column_names_two_years():
    rows, _ = read(["2023.12.5", "2024/3/6", "3月7日"])
    assert rows[2][0] is None


def test_naive_times_of_another_zone_are_moved_and_dates_are_not():
    rows, _ = read(["2024-03-05 07:05:07", "2024-03-05"], zone_from="UTC")
    assert [value for value, _ in rows] == [datetime(2024, 3, 5, 15, 5, 7), datetime(2024, 3, 5)]


@pytest.mark.parametrize("cell", ["2024-06-02T16:01:00-07:00", "2024-06-02 16:01:00 -0700", "2024-06-02 16:01:00-07"])
@pytest.mark.parametrize("other", ["2024-06-02", "2024-06-02 18:30", "06/02/2024"])
def test_offsets_beside_times_without_are_read_as_the_clock_that_they_show(cell, other):
    rows, notes = read_beside([cell], [other])
    assert [moment.date() for moment in rows[0]] == [date(2024, 6, 2)] * 2
    assert rows[0][0] == datetime(2024, 6, 2, 16, 1)
    assert "「受理」" in notes[0][0]


def test_offsets_of_summer_and_winter_are_of_one_place():
    rows, _ = read_beside(["2024-01-05T23:00:00+00:00", "2024-06-05T23:00:00+01:00"], ["2024-01-05", "2024-06-06"])
    assert [received for received, _ in rows] == [datetime(2024, 1, 5, 23), datetime(2024, 6, 5, 23)]


@pytest.mark.parametrize(
    ("cells", "others"),
    [
        (["2024-06-02T16:01:00-07:00"], ["2024-06-02T18:30:00-07:00"]),
        (["2024-06-02T23:01:00Z"], ["2024-06-02"]),
        (["2024-06-02T16:01:00-07:00", "2024-06-02T16:01:00+08:00"], ["2024-06-02", "2024-06-02"]),
        (["2024-06-02T16:01:00-07:00"], [None]),
    ],
    ids=["all have offsets", "UTC", "offsets of two places", "nothing beside them"],
)
def test_offsets_that_are_of_no_one_place_are_converted(cells, others):
    rows, notes = read_beside(cells, others)
    assert rows[0][0] == datetime(2024, 6, 3, 7, 1)
    assert notes == ()


def test_offsets_beside_dates_are_converted_to_the_zone_that_a_sidecar_gives():
    rows, notes = read_beside(["2024-06-02T19:01:00-04:00"], ["2024-06-02"], zone_from="America/Vancouver")
    assert rows == [(datetime(2024, 6, 2, 16, 1), datetime(2024, 6, 2))]
    assert "America/Vancouver" in notes[0][0]


def test_offsets_beside_clocks_of_a_given_zone_are_converted_like_these():
    rows, _ = read_beside(["2024-06-02T19:01:00-04:00"], ["2024-06-02 18:01:00"], zone_from="America/Vancouver")
    assert rows == [(datetime(2024, 6, 3, 7, 1), datetime(2024, 6, 3, 9, 1))]


def test_an_empty_column_gives_nothing():
    rows, _ = read([None, None])
    assert [value for value, _ in rows] == [None, None]
