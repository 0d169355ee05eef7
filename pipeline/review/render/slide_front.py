"""The first slides: cover, summary with every finding, contents; the numbers of slides lead to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Pt

from pipeline.review.model import Finding
from pipeline.review.render import slide_tables
from pipeline.review.render.deck import Deck, Text, chip, high, put_title, text_box, write
from pipeline.review.render.fit import size_for
from pipeline.review.render.look import ACCENT, SECOND, SOFT, TONES
from pipeline.review.render.slide_master import BODY, COVER_SUBTITLE, COVER_TITLE, INNER, POINT, Box, layouts
from pipeline.review.render.slide_sections import add_texts, continued

COVER_SIZES = (36, 32, 28, 24, 20, 16)
ROW = ((15, 12), (14, 11), (13, 10))  # sizes of a finding's headline and sentence in the summary
TONE_WIDTH, NUMBER_WIDTH = 110.0, 46.0


def add_cover(deck: Deck) -> None:
    """Add the cover: what it is, of whom, until when, and whether it is real."""
    review = deck.review
    slide = deck.file.slides.add_slide(layouts(deck.file)["title"])
    title = slide.shapes.title
    put_title(title, review.title, COVER_TITLE)
    size = size_for([review.title], COVER_TITLE.width, COVER_TITLE.height, (36, 32, 28, 24, 20, 16)) or 14
    for run in title.text_frame.paragraphs[0].runs:
        run.font.size = Pt(size)
    subtitle = slide.placeholders[1]
    subtitle.name = "subtitle"
    write(
        subtitle.text_frame,
        [Text(review.subtitle, size_for([review.subtitle], 760, 50, (18, 16, 14, 12, 10)) or 9, colour=SOFT)],
    )
    facts = [sentence.text for sentence in review.summary[:1]]
    text_box(
        slide,
        "as of",
        Box(COVER_SUBTITLE.left, 366, COVER_SUBTITLE.width, 60),
        [Text(fact, 14, colour=SOFT) for fact in facts],
    )
    if review.is_sample:
        chip(slide, "sample", Box(88, 440, 760, 32), deck.said("document.sample"), SECOND, 14)


def add_summary(deck: Deck) -> list[Any]:
    """Add the summary: what it rests on, then the findings with tone, headline and sentence; return its tables."""
    review = deck.review
    title = deck.said("document.summary")
    lead = [
        Text(sentence.text, 12, colour=SOFT, before=2) for sentence in review.summary[1:]
    ]  # the first is on the cover
    if not review.findings:
        add_texts(deck, title, "", [Text(sentence.text, 18, before=8) for sentence in review.summary])
        return []
    above = high(lead, INNER) + 10
    room = Box(BODY.left, BODY.top + above - 8, BODY.width, BODY.height - above + 8)
    widths = (110.0, INNER - 110.0 - 46.0, 46.0)
    sizes, rows = _rows_that_fit(deck, room, widths[1])
    parts = _cut(rows, room.height)
    tables, done = [], 0
    for at, part in enumerate(parts, start=1):
        slide = deck.slide("blank", continued(title, at, len(parts)))
        text_box(slide, "summary", Box(BODY.left, BODY.top - 8, BODY.width, above), lead)
        frame = slide.shapes.add_table(len(part), 3, *room.emu)
        frame.name = "findings"
        frame._element.find(".//{*}tableStyleId").text = slide_tables.NO_STYLE
        frame._element.nvGraphicFramePr.cNvPr.set("descr", deck.said("render.findings"))
        frame.table.horz_banding = frame.table.first_row = False
        for column, wide in enumerate(widths):
            frame.table.columns[column].width = round(wide * POINT)
        for row, (finding, tall) in enumerate(part):
            frame.table.rows[row].height = round(tall * POINT)
            _summary_row(deck, frame.table, row, finding, sizes)
        tables.append((frame.table, range(done, done + len(part))))
        done += len(part)
    return tables


def _summary_row(deck: Deck, table: Any, row: int, finding: Finding, sizes: tuple[float, float]) -> None:
    tone = Text(deck.tone(finding.tone), sizes[0], bold=True, colour=TONES[finding.tone])
    texts = [Text(finding.headline, sizes[0], bold=True), Text(finding.sentence.text, sizes[1], colour=SOFT, before=2)]
    slide_tables.fill(table.cell(row, 0), [tone], "left")
    slide_tables.fill(table.cell(row, 1), texts, "left")


def _rows_that_fit(deck: Deck, room: Box, wide: float) -> tuple[tuple[float, float], list[tuple[Finding, float]]]:
    """Return the largest sizes in which all findings fit one slide, else the smallest, and the height of each row."""
    for sizes in ROW:
        rows = []
        for finding in deck.review.findings:
            texts = [Text(finding.headline, sizes[0], bold=True), Text(finding.sentence.text, sizes[1], before=2)]
            rows.append((finding, high(texts, wide - slide_tables.PADDING) + 2 * slide_tables.ABOVE + 4))
        if sum(tall for _, tall in rows) <= room.height:
            break
    return sizes, rows


def _cut(rows: Sequence[tuple[Finding, float]], room: float) -> list[list[tuple[Finding, float]]]:
    parts: list[list[tuple[Finding, float]]] = [[]]
    for row in rows:
        if parts[-1] and sum(tall for _, tall in parts[-1]) + row[1] > room:
            parts.append([])
        parts[-1].append(row)
    return parts


def lead_on(deck: Deck, tables: Sequence[Any], places: Sequence[int]) -> None:
    """Write behind each finding of the summary on which slide it is, as a link."""
    for table, numbers in tables:
        for row, number in enumerate(numbers):
            slide_tables.fill(table.cell(row, 2), [Text(str(places[number]), 12, bold=True, colour=ACCENT)], "right")
            _link(deck, table._graphic_frame.part, table.cell(row, 2).text_frame, places[number])


def _link(deck: Deck, part: Any, frame: Any, place: int) -> None:
    """Make a click on a text lead to a slide."""
    target = deck.file.slides[place - 1].part
    relation = part.relate_to(target, RELATIONSHIP_TYPE.SLIDE)
    run = frame.paragraphs[0].runs[0]
    link = run._r.get_or_add_rPr().add_hlinkClick(relation)
    link.set("action", "ppaction://hlinksldjump")


def fill_contents(deck: Deck, slide: Any, starts: Sequence[tuple[str, int]], places: Sequence[int]) -> None:
    """Write the contents, when it is known on which slides the findings and sections are."""
    entries = [(deck.said("render.findings"), places[0])] if places else []
    entries += starts
    tall = min(BODY.height / len(entries), 34)
    frame = slide.shapes.add_table(len(entries), 2, *Box(BODY.left, BODY.top, INNER, tall * len(entries)).emu)
    frame.name = "contents"
    frame._element.find(".//{*}tableStyleId").text = slide_tables.NO_STYLE
    frame.table.horz_banding = frame.table.first_row = False
    frame.table.columns[0].width, frame.table.columns[1].width = round((INNER - 80) * POINT), 80 * POINT
    for row, (title, place) in enumerate(entries):
        frame.table.rows[row].height = round(tall * POINT)
        size = 16 if tall > 28 else 13
        slide_tables.fill(frame.table.cell(row, 0), [Text(title, size)], "left")
        slide_tables.fill(frame.table.cell(row, 1), [Text(str(place), size, bold=True, colour=ACCENT)], "right")
        _link(deck, slide.part, frame.table.cell(row, 1).text_frame, place)
