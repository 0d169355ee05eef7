"""A review as the data that ``review.typ`` sets: texts, never code, with the widths of the columns of its tables.

Widths are in points. Numbers get what they need, short words too; what is left goes to long texts, as fractions.
"""

from __future__ import annotations

from typing import Any

from pipeline.review.model import (
    MARKS,
    Block,
    Bullets,
    Chart,
    Figure,
    Finding,
    Paragraph,
    Review,
    Section,
    Sentence,
    Table,
)
from pipeline.review.render.charts.canvas import tokens_of, width
from pipeline.review.render.parts import is_of_numbers, is_to_fill_in, runs, source
from pipeline.review.render.svg import LIGHT, standalone
from pipeline.review.words import said

FULL, CARD = 680, 456  # widths of charts, pixels: of the page, in a finding
PAGE, TABLE_SIZE, PAD = 482.0, 8.5, 9.0  # points
LEAST, LEAST_LEFT, MOST_LEFT, AIR = 60.0, 95.0, 90.0, 40.0
# a column of words that is not broken, a title that is not, or where there is little room, a column to write in
SHORT, TITLE, NARROW_TITLE, BLANK = 115.0, 80.0, 62.0, 54.0

Data = dict[str, Any]


def content(review: Review, font: str) -> Data:
    """Return the review as data for the template."""
    language = review.language
    words = {name: said(f"render.{name}", language) for name in ("contents", "findings", "comment", "also", "empty")}
    titles = {section.name: section.title for section in review.sections}
    findings = [_finding(one, place, titles, font, language) for place, one in enumerate(review.findings, start=1)]
    return {
        "title": review.title,
        "subtitle": review.subtitle,
        "language": language,
        "font": font,
        "colours": LIGHT,
        "words": words,
        "sample": said("sample", language) if review.is_sample else "",
        "summary": [_runs(sentence) for sentence in review.summary],
        "findings": findings,
        "sections": [_section(section, language, font) for section in review.sections],
        "source": source(review),
    }


def _runs(sentence: Sentence) -> list[list[Any]]:
    """Return the pieces of a sentence, each with whether it is a figure."""
    return [[text, figure is not None] for text, figure in runs(sentence)]


def _finding(found: Finding, place: int, titles: dict[str, str], font: str, language: str) -> Data:
    page = said("render.page", language, page="{page}").split("{page}")
    return {
        "place": f"{place}",
        "tone": found.tone,
        "mark": f"{MARKS[found.tone]} {said(f'render.{found.tone}', language)}",
        "sign": MARKS[found.tone],
        "headline": found.headline,
        "sentence": _runs(found.sentence),
        "supports": [_runs(one) for one in found.supports],
        "chart": _chart(found.chart, language, font, CARD, found.headline) if found.chart else None,
        "section": found.section if found.section in titles else "",
        "evidence": said("render.evidence", language, section=titles.get(found.section, "")),
        "page": page,
    }


def _section(section: Section, language: str, font: str) -> Data:
    comment = [line for line in section.comment.splitlines() if line.strip()]
    blocks = [_block(block, section.title, language, font) for block in section.blocks]
    return {"name": section.name, "title": section.title, "comment": comment, "blocks": blocks}


def _block(block: Block, above: str, language: str, font: str) -> Data:
    """Return a block; ``above``: the title of the section, which a caption need not say again."""
    match block:
        case Paragraph(sentences, is_heading):
            pieces = [piece for sentence in sentences for piece in [*_runs(sentence), [" ", False]]]
            return {"kind": "heading" if is_heading else "paragraph", "runs": pieces[:-1]}
        case Bullets(items):
            return {"kind": "bullets", "items": [_runs(one) for one in items]}
        case Table():
            return _table(block, above)
        case Chart():
            return {"kind": "chart", "chart": _chart(block, language, font, FULL)}


def _chart(chart: Chart, language: str, font: str, wide: int, above: str = "") -> Data:
    """Return a chart; ``above``: what stands above it already, so that it is not written twice."""
    title = "" if chart.title == above else chart.title
    return {
        "title": title,
        "alt": chart.alt or chart.title,
        "svg": standalone(chart, wide, language, [font]),
        "notes": list(chart.notes),
    }


def _table(table: Table, above: str) -> Data:
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    numbers = [is_of_numbers(table, column) for column in range(len(table.columns))]
    return {
        "kind": "table",
        "caption": "" if table.caption == above else table.caption,
        "titles": [column.title for column in table.columns],
        "numbers": numbers,
        "blanks": [is_to_fill_in(table, column) for column in range(len(table.columns))],
        "widths": _widths(table, numbers),
        "rows": rows,
        "notes": list(table.notes),
    }


def _cell(cell: str | Figure) -> Data:
    if isinstance(cell, Figure):
        return {"text": cell.text, "quiet": cell.value is None}
    return {"text": cell, "quiet": False}


def _widths(table: Table, numbers: list[bool]) -> list[list[Any]]:
    """Return the width of each column: ``["pt", 56]`` or a part of what is left, ``["fr", 1.5]``."""
    columns = range(len(table.columns))
    for most in (TITLE, NARROW_TITLE):
        widths = [_width(table, place, numbers[place], most) for place in columns]
        fixed = [size for kind, size in widths[1:] if kind == "pt"]
        if PAGE - sum(fixed) >= LEAST_LEFT:
            break
    else:
        if PAGE - sum(fixed) < LEAST:  # more columns than there is room for: each is broken in proportion
            return [["fr", size if kind == "pt" else SHORT] for kind, size in widths]
    if all(kind == "pt" for kind, _ in widths):  # a table of few columns is no wider than it needs to be
        has_room = PAGE - sum(fixed) - widths[0][1] >= MOST_LEFT
        widths[0] = ["pt", widths[0][1] + AIR] if has_room else ["fr", 1.0]
    return widths


def _width(table: Table, place: int, is_number: bool, most: float) -> list[Any]:
    """Return the width of a column; its title is broken into lines where it is wider than ``most``."""
    title, column = table.columns[place].title, [row[place] for row in table.rows]
    cells = [cell if isinstance(cell, str) else cell.text for cell in column if _shown(cell)]
    natural = max((width(cell, TABLE_SIZE) for cell in cells), default=0.0)
    longest = max((width(token, TABLE_SIZE) for token in tokens_of(title)), default=0.0)
    least = max(longest, min(width(title, TABLE_SIZE), most))
    if is_to_fill_in(table, place):
        return ["pt", max(BLANK, least + PAD)]
    if is_number or natural <= SHORT:
        return ["pt", max(natural, least) + PAD]
    return ["fr", min(natural, 900.0) ** 0.5]


def _shown(cell: str | Figure) -> bool:
    """Return whether a cell counts for the width of its column: why a figure is withheld is broken into lines."""
    return isinstance(cell, str) or cell.value is not None
