"""Line breaks inside the cells of a workbook, where a guess at the line ends of a file would go wrong."""

import io

import pytest
from openpyxl import Workbook

from tests.ingest.conftest import Exports


@pytest.mark.parametrize("header", ["您居住的小区\n", "您居住的小区\r\n", "您居住\n的\n小区"])
def test_a_header_that_ends_in_a_line_break_does_not_lose_the_sheet(exports: Exports, header):
    workbook, content = Workbook(), io.BytesIO()
    for row in ([header, "建议"], ["甲小区", "灯坏了\n没人修"], ["乙小区", "好"]):
        workbook.active.append(row)
    workbook.save(content)
    _, rows = exports.read("forms.xlsx", content.getvalue())
    assert rows == [(2, "甲小区", "灯坏了\n没人修"), (3, "乙小区", "好")]
