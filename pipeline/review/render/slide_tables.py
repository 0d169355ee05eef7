"""Tables on slides: as many rows as fit, the header again on each slide that goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml import parse_xml
from pptx.util import Pt

from pipeline.review.model import Figure, Table
from pipeline.review.render.deck import Text, high
from pipeline.review.render.fit import LINE, columns, least_columns
from pipeline.review.render.look import BORDER, SOFT, SURFACE, TEXT
from pipeline.review.render.office import plain
from pipeline.review.render.parts import is_of_numbers, is_to_fill_in
from pipeline.review.render.slide_master import POINT, Box

NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's "no style, no grid"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
ROOM_TO_WRITE = "文" * 7
SIDES = {"left": "l", "right": "r"}
PADDING, ABOVE = 12, 3.5  # points beside and above a cell's text
SIZES = (14, 13, 12, 11, 10)
ON_SEVERAL = 11  # size where a table goes on


@dataclass(frozen=True)
class Page:
    """Rows of a table that stand on one slide."""

    size: float
    widths: Sequence[float]
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    aligned: Sequence[str]

    @property
    def is_whole_words(self) -> bool:
        """Whether no word is broken."""
        least = least_columns([self.header, *self.rows], self.size, PADDING)
        return all(wide >= word for wide, word in zip(self.widths, least, strict=True))


def pages(table: Table, box: Box) -> list[Page]:
    """Return a table cut into what fits ``box``: on one slide in small letters, else on several in ones that are easy to read."""
    header = [plain(column.title) for column in table.columns]
    rows = [[written(cell) for cell in row] for row in table.rows]
    aligned = ["right" if is_of_numbers(table, at) else "left" for at in range(len(table.columns))]
    needed = [*rows, [ROOM_TO_WRITE if is_to_fill_in(table, at) else "" for at in range(len(header))]]
    for size in SIZES:
        cut = list(_cut(header, rows, aligned, size, box, needed))
        if len(cut) == 1:
            return cut
    return list(_cut(header, rows, aligned, ON_SEVERAL, box, needed))


def put(slide: Any, name: str, box: Box, page: Page) -> Any:
    """Put a page of a table on a slide as a native table."""
    frame = slide.shapes.add_table(len(page.rows) + 1, len(page.header), *box.emu)
    frame.name = name
    table = frame.table
    style = frame._element.find(f".//{{{A}}}tableStyleId")
    style.text = NO_STYLE
    table.horz_banding = False
    for at, wide in enumerate(page.widths):
        table.columns[at].width = round(wide * POINT)
    for at, row in enumerate([page.header, *page.rows]):
        table.rows[at].height = round(_height(row, page.widths, page.size) * POINT)
        for column, words in enumerate(row):
            is_header = at == 0
            text = Text(words, page.size, bold=is_header, colour=SOFT if is_header else TEXT)
            fill(table.cell(at, column), [text], page.aligned[column], is_header=is_header)
    return frame


def fill(cell: Any, paragraphs: Sequence[Text], align: str, *, is_header: bool = False) -> None:
    """Write into a cell, with a line below it; the cell is a new element then, for python-pptx takes ten steps for each."""
    sides = f'marL="{PADDING / 2 * POINT:.0f}" marR="{PADDING / 2 * POINT:.0f}"'
    ends = f'marT="{ABOVE * POINT:.0f}" marB="{ABOVE * POINT:.0f}" anchor="ctr"'
    line = f'<a:solidFill><a:srgbClr val="{SOFT if is_header else BORDER}"/></a:solidFill>'
    ground = f'<a:solidFill><a:srgbClr val="{SURFACE}"/></a:solidFill>' if is_header else "<a:noFill/>"
    element = parse_xml(
        f'<a:tc xmlns:a="{A}"><a:txBody><a:bodyPr/><a:lstStyle/>{"".join(_paragraph(text, align) for text in paragraphs)}'
        f'</a:txBody><a:tcPr {sides} {ends}><a:lnB w="{Pt(1.25) if is_header else Pt(0.75)}">{line}</a:lnB>{ground}</a:tcPr></a:tc>'
    )
    for place, text in zip(element.iter(f"{{{A}}}t"), paragraphs, strict=True):
        place.text = plain(text.words)
    cell._tc.getparent().replace(cell._tc, element)


def _paragraph(text: Text, align: str) -> str:
    """Return a paragraph with room for its words."""
    height = f'<a:lnSpc><a:spcPts val="{text.size * LINE * 100:.0f}"/></a:lnSpc>'
    before = f'<a:spcBef><a:spcPts val="{text.before * 100:.0f}"/></a:spcBef>'
    colour = f'<a:solidFill><a:srgbClr val="{text.colour}"/></a:solidFill>'
    letters = f'<a:rPr sz="{text.size * 100:.0f}" b="{int(text.bold)}">{colour}</a:rPr>'
    return f'<a:p><a:pPr algn="{SIDES[align]}">{height}{before}</a:pPr><a:r>{letters}<a:t/></a:r></a:p>'


def written(cell: str | Figure) -> str:
    """Return a cell as it is read."""
    return plain(cell if isinstance(cell, str) else cell.text)


def _cut(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    aligned: Sequence[str],
    size: float,
    box: Box,
    needed: Sequence[Sequence[str]],
) -> Iterator[Page]:
    widths = columns([header, *needed], box.width, size, PADDING)
    top = _height(header, widths, size)
    tall = [_height(row, widths, size) for row in rows]
    count = _pages_needed(tall, box.height - top)
    start, fair = 0, sum(tall) / count
    while start < len(rows):
        end, used = start, 0.0
        while end < len(rows) and (end == start or used + tall[end] <= box.height - top):
            if count > 1 and end > start and used >= fair and used + tall[end] > fair * 1.05:
                break
            used += tall[end]
            end += 1
        yield Page(size, widths, header, rows[start:end], aligned)
        start = end
    if not rows:
        yield Page(size, widths, header, [], aligned)


def _pages_needed(tall: Sequence[float], room: float) -> int:
    count, used = 1, 0.0
    for each in tall:
        if used and used + each > room:
            count, used = count + 1, 0.0
        used += each
    return count


def _height(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    cells = (high([Text(words, size)], wide - PADDING) for words, wide in zip(row, widths, strict=True))
    return max(cells) * 1.02 + 2 * ABOVE + 1
