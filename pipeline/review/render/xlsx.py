"""The review as a workbook: findings, a sheet per section with its tables and native charts, the data of the charts.

Figures are numbers with the format of their text, intervals two columns, texts never formulas. The header of a sheet's table
stays in sight. The manifest lies on a sheet that no menu shows, cut into cells.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import openpyxl

from pipeline.review.model import MARKS, Bullets, Chart, Paragraph, Review, Section, Sentence, Table
from pipeline.review.render import office
from pipeline.review.render.look import ACCENT, SECOND, SOFT
from pipeline.review.render.native import figures_of
from pipeline.review.render.native_xml import only_end_filled
from pipeline.review.render.numbers import Number
from pipeline.review.render.parts import source
from pipeline.review.render.sheet_charts import MARKED, put_chart
from pipeline.review.render.sheet_data import Place, data_of, place_of
from pipeline.review.render.workbook import TOP, Book, Grid, Sheet, Value, ends_of, grid_of, value_of, widths_of

HIDDEN = "manyidu-review"
MOST = 30_000  # characters of a cell; a spreadsheet takes 32,767
CHART_PART = re.compile(r"xl/charts/chart\d+\.xml")


def write(review: Review, path: Path, manifest: str) -> None:
    """Write the workbook."""
    book = Book(review)
    book.file.set_properties(
        {
            "title": office.plain(review.title),
            "subject": office.plain(review.subtitle),
            "author": "Manyidu",
            "keywords": review.quarter,
            "created": office.moment_of(review),
        }
    )
    data = book.name(book.said("document.chart_data"))
    charts = [chart for chart in _charts(review) if figures_of(chart)]
    words = [book.said(f"document.{key}") for key in ("low", "high", "arm_low", "arm_high")]
    grids = {chart.name: data_of(chart, words) for chart in charts}
    places = _placed(data, charts, grids)
    _summary(book, places)
    for section in review.sections:
        if section.blocks or section.comment:
            _section(book, section, places)
    if charts:
        _data(book, data, charts, grids)
    _hide(book, manifest)
    book.file.close()
    path.write_bytes(office.same_bytes(_with_marks(book.target.getvalue()), office.moment_of(review)))


def visible(path: Path) -> Mapping[str, str]:
    """Return what the cells of the sheets hold: texts, and numbers in ten digits."""
    found: dict[str, str] = {}
    file = openpyxl.load_workbook(path, read_only=False, data_only=False, keep_links=False)
    for sheet in file.worksheets:
        if sheet.sheet_state != "visible":
            continue
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and str(cell.value).strip():
                    value = cell.value
                    is_number = isinstance(value, int | float) and not isinstance(value, bool)
                    found[f"{sheet.title}!{cell.coordinate}"] = f"{value:.10g}" if is_number else str(value)
    file.close()
    return found


def manifest_in(path: Path) -> str | None:
    """Return the manifest's JSON text."""
    file = openpyxl.load_workbook(path, read_only=True, keep_links=False)
    if HIDDEN not in file.sheetnames:
        return None
    parts = [str(cell) for (cell,) in file[HIDDEN].iter_rows(max_col=1, values_only=True) if cell is not None]
    file.close()
    return "".join(part.removeprefix("|") for part in parts) or None


def _summary(book: Book, places: Mapping[str, Place]) -> None:
    """Add the sheet of the findings, a row each and one for each comparison that supports it, and how to read them."""
    review = book.review
    grid = _findings(book)
    sheet = book.sheet(book.said("document.summary"), widths_of([grid]))
    if review.is_sample:
        sheet.text(book.said("document.sample"), bold=True, font_color="#FFFFFF", bg_color=f"#{SECOND}")
    for sentence in review.summary:
        sheet.text(sentence.text)
    sheet.row += 1
    if review.findings:
        sheet.freeze(sheet.row + 1, repeats_header=False)
        sheet.grid(grid)
        sheet.row += 1
    else:
        sheet.freeze(TOP - 1)
    for words in (
        book.said("method.family", size=f"{review.family_size:,}"),
        book.said("document.intervals"),
        source(review),
    ):
        sheet.text(words, font_color=f"#{SOFT}")
    for finding in review.findings:
        if finding.chart and finding.chart.name in places:
            sheet.row += 1
            put_chart(sheet, finding.chart, places[finding.chart.name])


def _findings(book: Book) -> Grid:
    keys = ("number", "tone", "headline", "value", "low", "high", "n", "change", "sentence", "section")
    titles = [book.said(f"document.column.{key}") for key in keys]
    rows: list[list[Value]] = []
    names = {section.name: section.title for section in book.review.sections}
    for number, finding in enumerate(book.review.findings, start=1):
        tone = f"{MARKS[finding.tone]} {book.said(f'render.{finding.tone}')}"
        head: list[Value] = [Number(number, "0"), tone, finding.headline]
        rows.append([*head, *_of_sentence(finding.sentence), names.get(finding.section, finding.section)])
        rows += [["", "", book.said("render.also"), *_of_sentence(one), ""] for one in finding.supports]
    return Grid(titles, rows, [False, False, False, True, True, True, True, True, False, False])


def _of_sentence(sentence: Sentence) -> list[Value]:
    """Return the figure of a sentence, its interval, what it is based on, its change, and the sentence."""
    own = sentence.figures[0] if sentence.figures else None
    change = next((figure for figure in sentence.figures if figure.column == "change"), None)
    if own is None:
        return ["", "", "", "", "", sentence.text]
    return [
        value_of(own),
        *ends_of([own]),
        value_of(own.n, is_count=True),
        value_of(change) if change else "",
        sentence.text,
    ]


def _section(book: Book, section: Section, places: Mapping[str, Place]) -> None:
    """Add the sheet of a section; the header of its table stays in sight where it has only one."""
    tables = [block for block in section.blocks if isinstance(block, Table)]
    grids = {table.name: grid_of(table, book.review.language) for table in tables}
    sheet = book.sheet(section.title, widths_of(list(grids.values())))
    blocks = list(section.blocks)
    if len(tables) == 1 and not section.comment:
        (only,) = tables
        blocks.remove(only)
        _table(sheet, only, grids[only.name], is_first=True, is_alone=not blocks)
    else:
        sheet.freeze(TOP - 1)
    if section.comment:
        sheet.comment(section.comment)
    for block in blocks:
        match block:
            case Paragraph(sentences, is_heading=True):
                sheet.heading(_joined(sentences, book.review.language))
            case Paragraph(sentences):
                sheet.text(_joined(sentences, book.review.language))
            case Bullets(items):
                for item in items:
                    sheet.text(item.text, indent=1)
            case Chart() if block.name in places:
                sheet.row += 1
                put_chart(sheet, block, places[block.name])
                for note in block.notes:
                    sheet.text(note, font_color=f"#{SOFT}", font_size=9)
            case Table():
                _table(sheet, block, grids[block.name])


def _table(sheet: Sheet, table: Table, grid: Grid, *, is_first: bool = False, is_alone: bool = False) -> None:
    sheet.heading(table.caption)
    first, last = sheet.grid(grid)
    if is_first:
        sheet.freeze(first + 1, repeats_header=is_alone)
        if last > first:
            sheet.page.autofilter(first, 0, last, len(grid.titles) - 1)
    for note in table.notes:
        sheet.text(note, font_color=f"#{SOFT}", font_size=9)
    sheet.row += 1


def _charts(review: Review) -> list[Chart]:
    own = [finding.chart for finding in review.findings if finding.chart]
    return own + [block for section in review.sections for block in section.blocks if isinstance(block, Chart)]


def _placed(data: str, charts: Sequence[Chart], grids: Mapping[str, Grid]) -> dict[str, Place]:
    """Return where the data of each chart will stand on the sheet of the charts' data."""
    row, places = TOP, {}
    for chart in charts:
        places[chart.name] = place_of(chart, data, row + 1)
        row += len(grids[chart.name].rows) + 3
    return places


def _data(book: Book, name: str, charts: Sequence[Chart], grids: Mapping[str, Grid]) -> None:
    """Add the sheet with the data of the charts."""
    sheet = book.sheet(book.said("document.chart_data"), widths_of(list(grids.values())), name)
    sheet.freeze(TOP - 1)
    for chart in charts:
        sheet.text(chart.title, bold=True, font_color=f"#{ACCENT}")
        sheet.grid(grids[chart.name])
        sheet.row += 1


def _hide(book: Book, manifest: str) -> None:
    """Add the sheet that no menu shows; every cell begins with a mark, so that none is taken for anything but text."""
    page = book.file.add_worksheet(HIDDEN)
    page.very_hidden()
    text = office.CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", manifest)
    for row, start in enumerate(range(0, len(text), MOST)):
        page.write_string(row, 0, "|" + text[start : start + MOST])


def _with_marks(workbook: bytes) -> bytes:
    """Fill only the ends of the bars of targets, for which xlsxwriter has no words."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as source_file, zipfile.ZipFile(target, "w") as copy:
        for entry in source_file.infolist():
            part = source_file.read(entry)
            if CHART_PART.fullmatch(entry.filename):
                part = part.replace(
                    f'<a:solidFill><a:srgbClr val="{MARKED}"/></a:solidFill>'.encode(), only_end_filled().encode()
                )
            copy.writestr(entry.filename, part)
    return target.getvalue()


def _joined(sentences: Sequence[Sentence], language: str) -> str:
    return ("" if language == "zh" else " ").join(sentence.text for sentence in sentences)
