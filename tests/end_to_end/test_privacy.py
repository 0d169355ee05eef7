"""Nothing personal reaches what a build leaves behind: every column of every table as text, the bytes of the files, what it prints."""

import csv
from contextlib import contextmanager

import duckdb
import pytest

from pipeline.warehouse import Candidate
from tests.end_to_end.real_exports import build, published

NAME, THIRD, PHONE, SPACED, CARD, MAIL, ROOM, PLATE = (
    "欧阳娜娜",
    "慕容雪",
    "13912345678",
    "139 1234 5678",
    "110101199003074514",
    "ouyang@example.com",
    "3-2-501",
    "京A12345",
)
SECRETS = [NAME, PHONE, SPACED, CARD, MAIL, "2单元501", "3-2-501", PLATE, "203.0.113.77", "13800000001"]
# Planted on purpose in a column that is kept: if this is not found, the search proves nothing.
MARKER = "暗号甲乙丙丁"


@pytest.fixture
def exports(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    header = [
        "投诉编号",
        "小区名称",
        "房号",
        "投诉人",
        "联系电话",
        "投诉时间",
        "投诉类别",
        "投诉内容",
        "处理人",
        "完成时间",
        "处理结果",
    ]
    rows = [
        [
            "TS20240001",
            "翠湖苑",
            ROOM,
            NAME,
            PHONE,
            "2024-03-01 10:00:00",
            MARKER,
            f"{NAME}反映：电话{SPACED}，住3栋2单元501室，身份证{CARD}",
            "李维修",
            "2024-03-02 09:00:00",
            f"已联系{PHONE}",
        ],
        [
            "TS20240002",
            "翠湖苑",
            "5-1-302",
            "陈晓",
            "13800000001",
            "2024-03-02 10:00:00",
            "设施类",
            f"车牌{PLATE}被刮，邮箱{MAIL}",
            "李维修",
            "",
            "",
        ],
        ["TS20240003", "翠湖苑", "5-1-303", "陈明", PHONE, f"{PHONE}", "设施类", "灯坏了", "李维修", "", ""],
        [
            "TS20240004",
            "翠湖苑",
            "5-1-304",
            "周舟",
            "13800000001",
            "2024-03-04 10:00:00",
            "设施类",
            "灯坏了",
            "李维修",
            f"明天 {PHONE}",
            "",
        ],
    ]
    with (raw / "投诉台账.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    survey = [
        "序号",
        "提交答卷时间",
        "所用时间",
        "来源",
        "来源详情",
        "来自IP",
        "1、您的姓名",
        "2、您的手机号",
        "3、您对物业服务态度的评价",
        "4、您的建议",
    ]
    answers = [
        [
            str(n),
            f"2024/3/{n} 12:00:00",
            "120秒",
            "微信",
            "N/A",
            "203.0.113.77(北京-北京)",
            NAME if n == 1 else f"陈晓{n}",
            PHONE,
            "满意" if n % 2 else "非常满意",
            f"请联系{PHONE}，我叫{NAME}" if n == 1 else "无",
        ]
        for n in range(1, 13)
    ]
    with (raw / "1234_按文本_满意度_12_12.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([survey, *answers])
    return tmp_path


def texts(connection):
    tables = [
        name
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() union select view_name from duckdb_views() where not internal"
        ).fetchall()
    ]
    return "\n".join(
        str(row)
        for table in tables
        for row in connection.execute(f'select columns(*)::varchar from "{table}"').fetchall()
    )


def test_no_column_of_the_published_file_holds_anything_personal(exports, capfd):
    done = build(exports)
    assert done.code == 0, done.err
    with published(exports) as connection:
        found = texts(connection)
    assert MARKER in found
    assert [secret for secret in SECRETS if secret in found] == []
    said = done.out + done.err + "".join(capfd.readouterr())
    assert [secret for secret in SECRETS if secret in said] == []


def test_the_bytes_of_an_uncompressed_build_and_of_the_cleaned_files_hold_nothing_personal(exports, monkeypatch):
    from pipeline.build import build as build_here
    from pipeline.config import load_settings

    compressed = Candidate.writing

    @contextmanager
    def uncompressed(self):
        with compressed(self) as connection:
            connection.execute("pragma force_compression='uncompressed'")
            yield connection

    monkeypatch.setattr(Candidate, "writing", uncompressed)
    settings = load_settings(exports, raw="raw", warehouse="warehouse", settings="settings")
    build_here(settings)
    files = [path for path in settings.warehouse.rglob("*") if path.is_file()]
    content = b"".join(path.read_bytes() for path in files)
    assert MARKER.encode() in content
    assert [secret for secret in SECRETS if secret.encode() in content] == []


def test_rejected_rows_and_bad_cells_are_listed_by_place_and_shape_only(exports):
    assert build(exports).code == 0
    with published(exports) as connection:
        assert connection.execute("select row_number, column_name, reason_code from rejected_row").fetchall() == [
            (4, "投诉时间", "no_time")
        ]
        assert connection.execute(
            "select row_number, column_name, value_shape from cell_issue where column_name = '完成时间'"
        ).fetchall() == [(5, "完成时间", "字字 99999999999")]


def test_the_same_person_and_home_are_the_same_pseudonym_in_every_row(exports):
    assert build(exports).code == 0
    with published(exports) as connection:
        rows = connection.execute(
            "select resident_id, home_id, handler_id from fct_complaint order by complaint_id"
        ).fetchall()
    assert rows[1][0] == rows[2][0] != rows[0][0]
    assert len({home for _, home, _ in rows}) == 3
    assert len({handler for _, _, handler in rows}) == 1


def test_the_signature_below_a_ledger_stays_out_of_the_cleaned_files(exports):
    for path in (exports / "raw").iterdir():
        path.unlink()
    lines = [
        "投诉编号,小区名称,投诉时间,投诉内容",
        "TS01,阳光花园,2024-01-05,灯坏",
        f"制表人：{NAME} {PHONE},{THIRD},,",
    ]
    (exports / "raw" / "ledger.csv").write_text("\n".join(lines), encoding="utf-8")
    assert build(exports).code == 0
    with duckdb.connect() as connection:
        rows = connection.sql(f"from '{exports}/warehouse/cleaned/*.complaint.parquet' order by row_number").fetchall()
    assert len(rows) == 2
    assert "TS01" in rows[0]
    assert not any(secret in str(rows) for secret in (NAME, PHONE, THIRD))


def test_a_phone_in_the_wording_of_a_question_is_hidden_there_and_in_its_indicator(exports):
    for path in (exports / "raw").iterdir():
        path.unlink()
    header = f"序号,提交答卷时间,所用时间,来源,来源详情,来自IP,1、您对{MARKER}是否满意（有事请拨{PHONE}）"
    answers = [
        f"{n},2024/3/5 10:{n:02d}:00,100秒,微信,,203.0.113.7,{'满意' if n % 2 else '不满意'}" for n in range(1, 13)
    ]
    (exports / "raw" / "survey.csv").write_text("\n".join([header, *answers]), encoding="utf-8")
    assert build(exports).code == 0
    with published(exports) as connection:
        found = texts(connection)
    assert MARKER in found
    assert PHONE not in found
