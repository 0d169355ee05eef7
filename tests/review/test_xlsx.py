"""The review as a workbook: numbers as numbers in the format of their text, texts never formulas, the manifest out of sight."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace

import openpyxl
import pytest

from pipeline.review.manifest import from_json, manifest_of
from pipeline.review.model import Chart, Section, Table
from pipeline.review.render import write_document
from pipeline.review.render.xlsx import HIDDEN, manifest_in, visible, write
from tests.review.office_documents import as_shown, charts_of, edited, made, parts_are_xml
from tests.review.reviews import HOSTILE, LONG, small_review


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return made(tmp_path_factory.mktemp("book"), "xlsx")


def cells(path):
    file = openpyxl.load_workbook(path)
    return [cell for sheet in file if sheet.title != HIDDEN for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_of_a_table_or_a_chart_is_a_number_that_is_shown_as_its_text(language, tmp_path):
    review, path = made(tmp_path, "xlsx", language)
    shown = Counter(
        (round(cell.value, 10), as_shown(cell.value, cell.number_format))
        for cell in cells(path)
        if isinstance(cell.value, int | float)
    )
    tables = [block for section in review.sections for block in section.blocks if isinstance(block, Table)]
    figures = [cell for table in tables for row in table.rows for cell in row if not isinstance(cell, str)]
    figures += [figure for chart in charts_of(review) for series in chart.series for figure in series.figures if figure]
    for figure in figures:
        in_points = figure.unit == "share" and "%" not in figure.text
        value = figure.value and figure.value * (100 if in_points else 1)
        assert value is None or shown[(round(value, 10), figure.text)], figure


def test_every_figure_of_a_sentence_is_seen(book):
    review, path = book
    texts = " ".join(visible(path).values())
    sentences = [*review.summary, *(finding.sentence for finding in review.findings)]
    assert all(sentence.text in texts for sentence in sentences)
    assert all(figure.text in texts for sentence in sentences for figure in sentence.figures)


def test_an_interval_is_two_columns_of_numbers_and_what_it_rests_on_one(tmp_path):
    review = small_review("en")
    (table,) = [block for block in review.sections[0].blocks if isinstance(block, Table)]
    columns = (*table.columns[:3], replace(table.columns[3], title="95% interval", unit="text"))
    rows = tuple((row[0], row[1], "500", "77.4–87.4%") for row in table.rows[:1])
    section = replace(review.sections[0], blocks=(replace(table, columns=columns, rows=rows),), comment="")
    write(replace(review, sections=(section,)), tmp_path / "x.xlsx", "{}")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")[section.title]
    header = next(row for row in sheet.iter_rows() if row[1].value == "On-time rate")
    below = list(sheet[header[0].row + 1])[: len(columns) + 1]
    assert [cell.value for cell in header][3:5] == ["95% interval, low", "95% interval, high"]
    assert [round(cell.value, 6) for cell in below[1:5]] == [0.824, 500, 0.774, 0.874]
    assert [as_shown(cell.value, cell.number_format) for cell in below[3:5]] == ["77.4%", "87.4%"]


def test_no_cell_is_a_formula_or_a_link(book):
    _, path = book
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells(path))
    values = {cell.value for cell in cells(path)}
    assert set(HOSTILE) <= values


def test_headers_stay_in_sight_and_pages_fit_the_width(book):
    _, path = book
    file = openpyxl.load_workbook(path)
    own = [sheet for sheet in file if sheet.title != HIDDEN]
    for sheet in own:
        assert sheet.freeze_panes is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows
        assert "2025 年 1 月 31 日" in sheet["A2"].value and "示例数据" in sheet["A2"].value
    summary = own[0]
    header = int(re.sub(r"\D", "", summary.freeze_panes)) - 1
    assert summary.cell(header, 3).value == "要点"


def test_the_header_of_the_only_table_of_a_sheet_is_frozen_with_a_filter(tmp_path):
    review = small_review("zh")
    (table,) = [block for block in review.sections[3].blocks if isinstance(block, Table)]
    section = Section("definitions", "指标怎么算", (table,))
    write(replace(review, sections=(section,)), tmp_path / "x.xlsx", "{}")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["指标怎么算"]
    header = int(sheet.freeze_panes.removeprefix("A")) - 1
    assert sheet.cell(header, 2).value == "按时率"
    assert sheet.auto_filter.ref.startswith(f"A{header}:")
    assert sheet.print_title_rows == f"${header}:${header}"


def test_charts_are_native_and_read_their_sheet_of_data(book):
    review, path = book
    file = openpyxl.load_workbook(path)
    assert sum(len(sheet._charts) for sheet in file) == len(charts_of(review))
    with zipfile.ZipFile(path) as document:
        parts = [document.read(name).decode() for name in document.namelist() if "charts/chart" in name]
        drawings = "".join(document.read(name).decode() for name in document.namelist() if "drawings/drawing" in name)
    assert sum("<c:errBars>" in part for part in parts) >= 4
    assert sum("<a:gradFill>" in part for part in parts) == 1  # the target of the one bar chart that has one
    for chart in charts_of(review):
        assert f'descr="{chart.alt}"' in drawings or chart.alt in HOSTILE
    for reference in re.findall(r"<c:f>'([^']+)'!\$([A-Z]+)\$(\d+)</c:f>", "".join(parts)):
        assert file[reference[0]][f"{reference[1]}{reference[2]}"].value


def test_a_point_without_a_figure_is_an_empty_cell(book):
    review, path = book
    (chart,) = [block for block in review.sections[0].blocks if isinstance(block, Chart) and block.kind == "lines"]
    sheet = openpyxl.load_workbook(path)["图的数据"]
    (row,) = [at for at in range(1, sheet.max_row) if sheet.cell(at, 1).value == chart.title][-1:]
    column = [cell.value for cell in sheet[row + 1]].index("锦湖雅居")
    assert [cell.value is None for cell in next(sheet.iter_cols(column + 1, column + 1, row + 2, row + 6))] == [
        False, False, True, False, False,
    ]  # fmt: skip


def test_names_of_sheets_are_whole_short_and_different(tmp_path):
    review = small_review("zh")
    sections = tuple(replace(review.sections[0], name=f"s{at}", title=f"[{LONG}]: {at}") for at in range(3))
    write(replace(review, sections=sections), tmp_path / "x.xlsx", "{}")
    names = openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 6
    assert all(0 < len(name) <= 31 for name in names)


def test_the_manifest_comes_back_from_a_sheet_that_no_menu_shows(book):
    review, path = book
    found = from_json(manifest_in(path) or "")
    assert found.visible == visible(path)
    assert [figure.value for figure in found.figures] == [figure.value for figure in manifest_of(review, {}).figures]
    sheet = openpyxl.load_workbook(path)[HIDDEN]
    assert sheet.sheet_state == "veryHidden"


def test_a_manifest_longer_than_a_cell_is_cut_and_put_together(tmp_path):
    text = '{"a":"' + "=x\u0007" * 40_000 + '"}'
    write(small_review("zh"), tmp_path / "x.xlsx", text)
    assert manifest_in(tmp_path / "x.xlsx") == text.replace("\u0007", "\\u0007")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")[HIDDEN]
    assert max(len(str(cell.value)) for (cell,) in sheet.iter_rows()) <= 32_000


def test_an_edited_cell_is_seen_as_another(book, tmp_path):
    _, path = book
    before, after = visible(path), visible(edited(path, tmp_path / "edited.xlsx", "<v>0.689</v>", "<v>0.7</v>"))
    assert before == after  # that figure is in a sentence
    after = visible(edited(path, tmp_path / "edited.xlsx", "<v>0.713</v>", "<v>0.9</v>"))
    assert {(before[place], after[place]) for place in before if before[place] != after[place]} == {("0.713", "0.9")}


def test_a_document_made_again_is_the_same_and_whole(book, tmp_path):
    review, path = book
    write_document(review, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()
    assert parts_are_xml(path)
    assert openpyxl.load_workbook(io.BytesIO(path.read_bytes())).properties.created == review.as_of


def test_a_workbook_without_the_sheet_has_no_manifest(tmp_path):
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    assert manifest_in(tmp_path / "other.xlsx") is None
