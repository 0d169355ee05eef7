"""Which rows are the same complaint, which export is the later one, and that every row is accounted for."""

import csv
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.real_exports import build, published

HEADER = ["工单编号", "小区名称", "房号", "投诉时间", "投诉类别", "投诉内容", "完成时间", "状态", "要求完成时间"]
OPEN = ["W001", "翠湖苑", "3-2-501", "2024-01-05 10:00:00", "电梯故障", "电梯坏了", "", "处理中", "2024-01-10"]
CLOSED = [
    "W001",
    "翠湖苑",
    "3-2-501",
    "2024-01-05 10:00:00",
    "电梯故障",
    "电梯坏了",
    "2024-02-03 09:00:00",
    "已完成",
    "2024-01-10",
]
OTHER = [
    "W002",
    "翠湖苑",
    "3-2-502",
    "2024-01-20 10:00:00",
    "环境卫生",
    "楼道脏",
    "2024-01-21 10:00:00",
    "已完成",
    "2024-01-25",
]
AGAIN = ["W001", "金桂园", "1-1-101", "2024-03-09 10:00:00", "噪音扰民", "半夜装修", "", "处理中", ""]
TOTAL = ["合计", "", "", "", "", "", "", "", ""]


def write(path: Path, *rows):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cumulative")
    raw = folder / "raw"
    raw.mkdir()
    write(raw / "b_投诉工单_20240131.csv", OPEN, OTHER, TOTAL)
    write(raw / "a_投诉工单_20240229.csv", CLOSED, OTHER)
    write(raw / "新系统_20240331.csv", AGAIN, AGAIN)
    shutil.copyfile(raw / "a_投诉工单_20240229.csv", raw / "副本.csv")
    (raw / "坏文件.xlsx").write_bytes(b"PK\x03\x04 broken")
    (folder / "data").mkdir()
    lines = [
        "record,field,old,new,who,when,why",
        "W002,category,environment,service,王主管,2024-03-01,分类错了",
        "W002,department,,保洁部,王主管,2024-03-01,补录",
        "W999,category,,service,王主管,2024-03-01,没有这条",
    ]
    (folder / "data" / "corrections.csv").write_text("\n".join(lines), encoding="utf-8")
    done = build(folder)
    assert done.code == 0, done.err
    return folder


@pytest.fixture
def ask(folder):
    with published(folder) as connection:
        yield lambda statement: connection.execute(statement).fetchall()


def test_an_open_complaint_that_comes_again_closed_is_one_complaint(ask):
    assert ask("select resolved_at::varchar, status from fct_complaint where subcategory = '电梯故障'") == [
        ("2024-02-03 09:00:00", "resolved")
    ]


def test_each_row_is_accepted_rejected_duplicate_or_superseded(ask):
    rows = ask(
        "select file, status, rows_read, rows_accepted, rows_rejected, rows_duplicate, rows_superseded, records from load where layout is not null order by file"
    )
    assert rows == [
        ("a_投诉工单_20240229.csv", "loaded", 2, 1, 0, 1, 0, 1),
        ("b_投诉工单_20240131.csv", "loaded", 3, 1, 1, 0, 1, 1),
        ("副本.csv", "duplicate", 2, 0, 0, 2, 0, 0),
        ("新系统_20240331.csv", "loaded", 2, 1, 0, 1, 0, 1),
    ]


def test_the_later_export_is_told_by_its_date_and_not_by_its_name(ask):
    assert ask("select l.file from fct_complaint f join load l using (load_id) where subcategory = '电梯故障'") == [
        ("a_投诉工单_20240229.csv",)
    ]


def test_a_number_that_starts_anew_is_another_complaint(ask):
    assert ask("select count(*) from fct_complaint") == [(3,)]
    assert ask("select count(distinct complaint_id) from fct_complaint where complaint_id like '%W001%'") == [(2,)]


def test_a_total_row_is_rejected_with_its_place(ask):
    assert ask("select file, row_number, reason_code from rejected_row") == [
        ("b_投诉工单_20240131.csv", 4, "total_row")
    ]


def test_one_bad_file_does_not_stop_the_others(ask):
    assert ask("select status, reason is not null and reason_en is not null from load where file = '坏文件.xlsx'") == [
        ("refused", True)
    ]


def test_corrections_apply_where_the_old_value_still_stands(ask):
    statuses = dict(ask("select line, status from correction"))
    assert statuses == {2: "old_value_differs", 3: "applied", 4: "unknown_record"}
    assert ask("select department from fct_complaint where complaint_id = 'W002'") == [("保洁部",)]


def test_a_due_date_without_a_clock_ends_with_its_day(ask):
    assert ask("select due_at::varchar, is_due_met from fct_complaint where complaint_id = 'W002'") == [
        ("2024-01-25 23:59:59", True)
    ]


def test_building_again_with_nothing_new_changes_nothing(folder):
    before = sorted(path.name for path in (folder / "warehouse").glob("manyidu-*.duckdb"))
    done = build(folder)
    assert "Nothing new" in done.out
    assert sorted(path.name for path in (folder / "warehouse").glob("manyidu-*.duckdb")) == before


def test_a_broken_sidecar_refuses_its_own_file_only(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    write(raw / "一月.csv", OPEN, OTHER)
    write(raw / "二月.csv", AGAIN, OTHER)
    (raw / "一月.csv.yaml").write_text("communty: 翠湖苑\n", encoding="utf-8")
    done = build(tmp_path)
    assert done.code == 0, done.err
    with published(tmp_path) as connection:
        rows = connection.execute("select file, status, reason_en from load order by file").fetchall()
    assert [(file, status) for file, status, _ in rows] == [("一月.csv", "refused"), ("二月.csv", "loaded")]
    assert "Did you mean community" in rows[0][2]


def test_equal_ids_of_two_communities_are_two_complaints(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    write(
        raw / "甲苑.csv",
        *[
            [f"2024{n:03d}", "甲苑", "", "2024-03-01 10:00:00", "电梯故障", f"电梯坏了{n}", "", "处理中", ""]
            for n in range(2, 8)
        ],
    )
    write(
        raw / "乙苑.csv",
        *[
            [f"2024{n:03d}", "乙苑", "", "2024-03-01 11:00:00", "环境卫生", f"楼道脏{n}", "", "处理中", ""]
            for n in range(2, 8)
        ],
    )
    done = build(tmp_path)
    assert done.code == 0, done.err
    with published(tmp_path) as connection:
        assert connection.execute("select count(*), count(distinct complaint_id) from fct_complaint").fetchall() == [
            (12, 12)
        ]
        assert connection.execute("select sum(rows_superseded), sum(rows_duplicate) from load").fetchall() == [(0, 0)]


def test_equal_rows_of_a_list_without_ids_clocks_and_homes_are_cases_of_their_own(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    with (raw / "台账.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [
                ["序号", "小区名称", "投诉日期", "投诉内容", "处理结果"],
                *[[n, "甲苑", "2024-03-01", "电梯故障", ""] for n in range(1, 9)],
            ]
        )
    done = build(tmp_path)
    assert done.code == 0, done.err
    with published(tmp_path) as connection:
        assert connection.execute("select rows_accepted, rows_duplicate from load").fetchall() == [(8, 0)]


def test_a_corrected_day_or_community_leaves_one_complaint(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    rows = [
        [f"W{n:03d}", "翠湖苑", f"3-2-{n}01", f"2024-01-{n:02d} 10:00:00", "环境卫生", f"楼道脏{n}", "", "处理中", ""]
        for n in range(1, 6)
    ]
    corrected = [
        [*rows[0][:3], "2024-01-11 10:00:00", *rows[0][4:]],
        [rows[1][0], "翠湖苑（一期）", *rows[1][2:]],
        *rows[2:],
    ]
    write(raw / "投诉工单_20240131.csv", *rows)
    write(raw / "投诉工单_20240229.csv", *corrected)
    done = build(tmp_path)
    assert done.code == 0, done.err
    with published(tmp_path) as connection:
        assert connection.execute(
            "select rows_accepted, rows_duplicate, rows_superseded from load order by file"
        ).fetchall() == [(3, 0, 2), (2, 3, 0)]
        found = connection.execute(
            "select complaint_id, received_on::varchar, community_id from fct_complaint where complaint_id <= 'W002' order by 1"
        ).fetchall()
    assert found == [("W001", "2024-01-11", "翠湖苑"), ("W002", "2024-01-02", "翠湖苑一期")]


def test_a_room_without_a_building_is_no_home_and_still_tells_rows_apart(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    rows = [["小区名称", "房号", "投诉人", "投诉时间", "投诉内容"]]
    rows += [
        ["翠湖苑", home, "张伟", "2024-03-01 10:00:00", "停水"] for home in ("501", "502", "3-1-501", "北门岗亭旁")
    ]
    with (raw / "台账.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    done = build(tmp_path)
    assert done.code == 0, done.err
    with published(tmp_path) as connection:
        assert connection.execute(
            "select count(*), count(home_id), count(distinct resident_id) from fct_complaint"
        ).fetchall() == [(4, 2, 4)]
        ((zh, en),) = connection.execute("select notes, notes_en from load").fetchall()
    assert "有 2 处地址只有房号、没有楼栋" in zh
    assert "2 addresses give a room and no building" in en
