"""Data of native charts with a workbook in which every text stays a text: a category that begins with ``=`` is no formula."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from xlsxwriter import Workbook

AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Categories(CategoryChartData):
    """Values per category."""

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook behind the chart."""
        return _workbook(self._workbook_writer)


class Points(XyChartData):
    """Pairs of values."""

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook behind the chart."""
        return _workbook(self._workbook_writer)


def _workbook(writer: Any) -> bytes:
    made = BytesIO()
    with Workbook(made, AS_TEXT) as workbook:
        writer._populate_worksheet(workbook, workbook.add_worksheet())
    return made.getvalue()
