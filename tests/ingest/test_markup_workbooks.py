"""Pages and XML that call themselves ``.xls``: what many property systems export."""

from __future__ import annotations

import pytest

from pipeline.errors import InputError
from tests.ingest.conftest import Exports

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type content="text/html; charset={charset}">
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>投诉台账</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]-->
<style>td {{mso-number-format:"@"}}</style></head><body>
<table border=1><tr><th>单号</th><th>投诉&amp;报修
   内容</th><th>金额</th></tr>
<tr><td>001</td><td>漏水<br>严重&nbsp;</td><td x:num="12345678901">1.23E+10</td></tr>
<tr><td>002<td>电梯<td>
</table></body></html>"""
XML = """<?xml version="1.0" encoding="{encoding}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">
<Worksheet ss:Name="投诉台账"><Table>
<Row><Cell><Data ss:Type="String">单号</Data></Cell><Cell><Data ss:Type="String">受理时间</Data></Cell><Cell><Data ss:Type="String">内容</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="Number">12345678901234567890</Data></Cell><Cell><Data ss:Type="DateTime">2024-03-05T09:30:00.000</Data></Cell><Cell><Data ss:Type="String">漏水</Data></Cell></Row>
<Row><Cell><Data ss:Type="Number">1.5</Data></Cell><Cell ss:Index="3"><Data ss:Type="Error">#REF!</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="说明"><Table/><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_page_named_xls_is_read_in_whatever_encoding_it_is(exports: Exports, encoding: str):
    table, rows = exports.read("a.xls", PAGE.format(charset="utf-8").encode(encoding))
    assert table.preview.where == "a.xls, 投诉台账"
    assert table.preview.rows[0] == ("单号", "投诉&报修 内容", "金额")
    assert rows == [(2, "001", "漏水\n严重", "12345678901"), (3, "002", "电梯", None)]


def test_cells_over_several_rows_of_a_page_hold_for_all_of_them(exports: Exports):
    page = (
        "<table><tr><th rowspan=2>小区</th><th colspan=2>处理</th><th rowspan=2>备注</th></tr><tr><th>人</th><th>时间</th></tr>"
        "<tr><td rowspan=2>翠湖苑</td><td>甲</td><td>1日</td><td>x</td></tr><tr><td>乙</td><td>2日</td><td>y</td></tr></table>"
    )
    table, rows = exports.read("a.xls", page, skip_rows=2)
    assert table.preview.rows[:2] == (("小区", "处理", "处理", "备注"), ("小区", "人", "时间", "备注"))
    assert rows == [(3, "翠湖苑", "甲", "1日", "x"), (4, "翠湖苑", "乙", "2日", "y")]


def test_a_table_inside_the_frame_of_a_page_is_the_table(exports: Exports):
    exports.put("a.xls", "<table><tr><td>公司<table><tr><td>单号<td>内容<tr><td>1<td>漏水</table></td></tr></table>")
    assert [preview.rows for preview in exports.previews()] == [(("单号", "内容"), ("1", "漏水"))]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<html><body>请先登录</body></html>", "not_a_table"),
        ("<table><tr><td>用户名<td><input></tr><tr><td>密码<td><input></tr></table>", "not_a_table"),
        ("<table><tr><td colspan=999999>x</td></tr></table>", "too_large"),
        ("<table>" + "<tr><td rowspan=9999999>x</td></tr>" * 3000 + "</table>", "too_large"),
        (XML.format(encoding="UTF-8")[:-80], "damaged_file"),
    ],
)
def test_a_page_that_holds_no_table_or_an_absurd_one_is_refused(exports: Exports, content: str, code: str):
    exports.put("a.xls", content)
    with pytest.raises(InputError) as caught:
        exports.previews()
    assert caught.value.code == code


@pytest.mark.parametrize(("encoding", "named"), [("utf-8", "UTF-8"), ("gbk", "GB2312"), ("utf-16", "UTF-16")])
def test_xml_of_excel_2003_is_read(exports: Exports, encoding: str, named: str):
    exports.put("a.xls", XML.format(encoding=named).encode(encoding))
    first, hidden = exports.previews()
    table, rows = exports.load(first)
    assert (first.sheet, hidden.sheet, hidden.is_hidden) == ("投诉台账", "说明", True)
    assert rows == [(3, "12345678901234567890", "2024-03-05 09:30:00", "漏水"), (4, "1.5", None, None)]
    assert table.error_cells == ((4, 2),)


def test_xml_that_declares_entities_is_refused(exports: Exports):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    exports.put(
        "a.xls", XML.format(encoding="UTF-8").replace("<Workbook", bomb + "<Workbook", 1).replace("漏水", "&b;")
    )
    with pytest.raises(InputError) as caught:
        exports.previews()
    assert caught.value.code == "damaged_file"


@pytest.mark.parametrize("name", ["a.xls", "a.csv"])
def test_text_with_tabs_in_utf_16_is_read_under_any_name(exports: Exports, name: str):
    _, rows = exports.read(name, "单号\t内容\r\n1\t漏水\r\n".encode("utf-16"))
    assert rows == [(2, "1", "漏水")]


def test_a_page_saved_with_its_pictures_is_refused_as_what_it_is(exports: Exports):
    exports.put("a.xls", "MIME-Version: 1.0\nContent-Type: multipart/related\n\n--x")
    (found,) = exports.found()
    assert found.error.code == "not_a_table"
    assert "MHTML" in found.error.zh
