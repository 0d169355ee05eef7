"""Workbooks: every sheet as text, hostile ones refused without harm to the build."""

from __future__ import annotations

import io
import subprocess
import sys
import time as time_
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
import xlwt
from openpyxl import Workbook

from pipeline.errors import InputError
from pipeline.ingest import previews, sheets
from pipeline.workbook.child import REPORT_ROWS
from tests.ingest.conftest import Exports
from tests.ingest.workbooks import workbook


def rewritten(data: bytes, member: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with ``old`` replaced by ``new`` in one of its parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if name == member else content)
    return buffer.getvalue()


def test_each_type_of_cell_has_one_text(exports: Exports):
    cells = [
        datetime(2024, 3, 5, 8, 30),
        date(2024, 3, 5),
        time(8, 30),
        timedelta(hours=26, minutes=3),
        True,
        4.0,
        0.1,
        123456789012345,
        "00123",
        None,
        "4.0",
    ]
    _, rows = exports.read("a.xlsx", workbook([[f"h{i}" for i in range(len(cells))], cells]))
    assert rows == [
        (
            2,
            "2024-03-05 08:30:00",
            "2024-03-05",
            "08:30:00",
            "26:03:00",
            "TRUE",
            "4",
            "0.1",
            "123456789012345",
            "00123",
            None,
            "4.0",
        )
    ]


def test_a_long_number_that_excel_has_spoilt_is_counted(exports: Exports):
    table, _ = exports.read(
        "a.xlsx", workbook([["身份", "内容"], [110101199001011234, "x"], ["110101199001011234", "y"]])
    )
    assert table.warnings == (("precision_lost", 1),)


def test_row_numbers_are_those_of_the_sheet(exports: Exports):
    _, rows = exports.read(
        "a.xlsx", workbook([["台账"], [], ["单号", "内容"], ["1", "a"], [], ["2", "b"]]), skip_rows=3
    )
    assert rows == [(4, "1", "a"), (6, "2", "b")]


def test_a_table_that_starts_below_and_right_of_the_corner_keeps_its_row_numbers(exports: Exports):
    def place(book: Workbook) -> None:
        for place_, value in {"C3": "单号", "D3": "内容", "C4": 1, "D4": "a", "C5": 2}.items():
            book.active[place_] = value

    exports.put("a.xlsx", workbook([], place))
    (preview,) = exports.previews()
    _, rows = exports.load(preview, skip_rows=3)
    assert rows == [(4, "1", "a"), (5, "2", None)]


def test_rows_of_a_workbook_are_reported_while_it_is_parsed(exports: Exports):
    exports.put("a.xlsx", workbook([["单号"], *([str(n)] for n in range(REPORT_ROWS))]))
    seen: list[int] = []
    (found,) = exports.found()
    previews(found.source, exports.scratch, seen.append)
    assert seen == [REPORT_ROWS]


def test_cells_merged_downwards_hold_for_all_their_rows(exports: Exports):
    def merge(book: Workbook) -> None:
        book.active.merge_cells("A2:A4")

    _, rows = exports.read(
        "a.xlsx", workbook([["小区", "内容"], ["翠湖苑", "a"], [None, "b"], [None, "c"], [None, "d"]], merge)
    )
    assert [row[1] for row in rows] == ["翠湖苑", "翠湖苑", "翠湖苑", None]


def test_a_header_group_is_given_to_its_columns_and_a_title_is_not(exports: Exports):
    def merge(book: Workbook) -> None:
        for cells in ("A1:D1", "A2:A3", "B2:D2"):
            book.active.merge_cells(cells)

    exports.put(
        "a.xlsx", workbook([["投诉台账"], ["单号", "处理"], [None, "人", "时间", "结果"], [1, "a", "b", "c"]], merge)
    )
    (preview,) = exports.previews()
    assert preview.rows[:3] == (("投诉台账",), ("单号", "处理", "处理", "处理"), ("单号", "人", "时间", "结果"))


def test_every_sheet_is_previewed_and_hidden_ones_are_marked(exports: Exports):
    def add(book: Workbook) -> None:
        book.create_sheet("说明").sheet_state = "hidden"
        book["说明"].append(["x"])
        book.create_chartsheet("图")
        book.create_sheet("空")

    exports.put("a.xlsx", workbook([["单号"], ["1"]], add))
    assert [(p.sheet, p.is_hidden, len(p.rows)) for p in exports.previews()] == [
        ("Sheet", False, 2),
        ("说明", True, 1),
        ("空", False, 0),
    ]


def test_dates_of_a_workbook_with_the_epoch_of_1904_are_the_same_dates(exports: Exports):
    def set_epoch(book: Workbook) -> None:
        book.epoch = datetime(1904, 1, 1)
        book.active.append([date(2024, 3, 5), "x"])

    _, rows = exports.read("a.xlsx", workbook([["日期", "b"]], set_epoch))
    assert rows == [(2, "2024-03-05", "x")]


def test_old_xls_workbooks_are_read(exports: Exports):
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for row, cells in enumerate([["单号", "内容"], ["001", "漏水"], [2, "电梯"]]):
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    table, rows = exports.read("a.xls", buffer.getvalue())
    assert (table.preview.where, rows) == ("a.xls, 台账", [(2, "001", "漏水"), (3, "2", "电梯")])


def test_line_breaks_quotes_and_tabs_inside_cells_survive(exports: Exports):
    odd = 'a\r\nb\nc\t"d", e'
    _, rows = exports.read("a.xlsx", workbook([["单号", "内容"], ["1", odd], ["2", "\n\t前后空白 "]]))
    assert [row[2] for row in rows] in (
        [odd, "\n\t前后空白 "],
        [odd.replace("\r\n", "\n"), "\n\t前后空白 "],
    )


def test_one_stray_cell_at_the_far_corner_does_not_cost_the_table(exports: Exports):
    def stray(book: Workbook) -> None:
        book.active["XFD1048576"] = "x"

    exports.put("a.xlsx", workbook([["单号", "内容"], ["1", "a"]], stray))
    (preview,) = exports.previews()
    table, rows = exports.load(preview)
    assert rows[0] == (2, "1", "a")
    assert table.warnings == (("far_cells", 1),)


def test_a_sheet_of_thousands_of_columns_is_refused(exports: Exports):
    exports.put("a.xlsx", workbook([list(range(3000))] * 2))
    with pytest.raises(InputError) as caught:
        exports.previews()
    assert caught.value.code == "too_large"


def test_rows_beyond_what_a_sheet_can_hold_are_not_dropped_in_silence(exports: Exports):
    far = b'<row r="99999999"><c r="A99999999"><v>1</v></c></row></sheetData>'
    exports.put("a.xlsx", rewritten(workbook([["a"], ["b"]]), "xl/worksheets/sheet1.xml", b"</sheetData>", far))
    with pytest.raises(InputError) as caught:
        exports.previews()
    assert caught.value.code in ("too_large", "too_hard")


@pytest.mark.parametrize("old", [b"<sheetData>", b"</worksheet>"])
def test_a_damaged_workbook_is_refused(exports: Exports, old: bytes):
    exports.put("a.xlsx", rewritten(workbook([["a"], ["b"]]), "xl/worksheets/sheet1.xml", old, b"<oops"))
    with pytest.raises(InputError) as caught:
        exports.previews()
    assert caught.value.code == "damaged_file"
    assert "Traceback" not in caught.value.en


def test_entities_are_not_expanded(exports: Exports):
    declaration = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet'
    data = rewritten(
        workbook([["单号", "内容"], ["1", "text"]]), "xl/worksheets/sheet1.xml", b"<worksheet", declaration
    )
    exports.put("a.xlsx", rewritten(data, "xl/worksheets/sheet1.xml", b">text<", b">&e;<"))
    try:
        shown = [row for preview in exports.previews() for row in preview.rows]
    except InputError as error:
        shown = [(error.zh,), (error.en,)]
    assert not any("root:" in cell for row in shown for cell in row)


def test_an_error_instead_of_a_value_is_counted_with_its_place(exports: Exports):
    table, rows = exports.read("a.xlsx", workbook([["单号", "备注"], ["1", "#REF!"], ["2", "#未读"]]))
    assert rows == [(2, "1", None), (3, "2", "#未读")]
    assert (table.error_cells, table.warnings) == (((2, 1),), (("error_cells", 1),))


def test_formulas_that_nobody_computed_are_counted(exports: Exports):
    table, rows = exports.read("a.xlsx", workbook([["单号", "内容"], ["=1+1", "漏水"], ['="W"&2', "电梯"]]))
    assert rows == [(2, None, "漏水"), (3, None, "电梯")]
    assert table.warnings == (("empty_formulas", 2),)


def test_a_formula_whose_result_is_a_blank_text_is_a_blank_cell(exports: Exports):
    old, new = b'<c r="A2"><f>1+1</f><v></v></c>', b'<c r="A2" t="str"><f>1+1</f><v></v></c>'
    data = workbook([["单号", "内容"], ["=1+1", "漏水"]])
    table, _ = exports.read("a.xlsx", rewritten(data, "xl/worksheets/sheet1.xml", old, new))
    assert table.warnings == ()


def test_what_stands_right_of_the_header_is_said(exports: Exports):
    table, rows = exports.read("a.xlsx", workbook([["单号", "内容"], ["1", "漏水", "已催"], ["2", "电梯", None, "x"]]))
    assert rows == [(2, "1", "漏水"), (3, "2", "电梯")]
    assert table.warnings == (("beyond_header", 2),)


def test_a_parser_that_dies_is_a_refusal_that_says_so(exports: Exports, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pipeline.ingest.sheets.ADDRESS_SPACE_MB", 1)
    exports.put("a.xlsx", workbook([["单号"], ["1"]]))
    (found,) = exports.found()
    with pytest.raises(InputError) as caught:
        previews(found.source, exports.scratch)
    assert caught.value.code == "too_hard"


def test_a_parser_that_takes_too_much_memory_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheets, "RESIDENT_MB", 1)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, text=True) as endless:
        assert not sheets._watch(endless, until=time_.monotonic() + 600)
    assert endless.returncode != 0
