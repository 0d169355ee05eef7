"""Sections as slides: a chart or a table a slide, what is said before a chart above it, other texts on slides of their own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from pptx.dml.color import RGBColor

from pipeline.review.model import Block, Bullets, Chart, Figure, Paragraph, Section, Sentence, Table
from pipeline.review.render import slide_tables
from pipeline.review.render.deck import Deck, Text, high, text_box, write
from pipeline.review.render.evidence import questions_of
from pipeline.review.render.look import ACCENT, SOFT, SURFACE
from pipeline.review.render.native import add_chart, figures_of
from pipeline.review.render.office import plain
from pipeline.review.render.slide_master import BODY, Box

LEAD = 14  # size of what is said above a chart
MOST_LEAD, MOST_BELOW = 80, 40  # points; what is longer has a slide of its own
SIZES = (16, 15, 14, 13, 12)
NOTE = 10
SPARE = 10  # points that a table is left, for programs that set letters higher
TABLE_BESIDE = Box(BODY.left + 410, BODY.top + 20, BODY.width - 410, BODY.height - 60)
MOST_ROWS_BESIDE, LEAST_BESIDE = 8, 11


def add_section(deck: Deck, section: Section) -> None:
    """Add the slides of a section; a section without blocks and comment has none."""
    if section.comment:
        _comment(deck, section)
    pending: list[Text] = []
    beside: Table | None = None  # a table that stands on the slide of its chart
    count, last = _last_words(section)
    blocks = section.blocks[: len(section.blocks) - count]
    for block, following in zip_longest(blocks, blocks[1:]):
        if block is beside:
            continue
        below = last if following is None else ()
        match block:
            case Paragraph(sentences, is_heading=True):
                pending.append(Text(_joined(sentences, deck.language), LEAD, bold=True, colour=ACCENT, before=8))
            case Paragraph(sentences):
                pending.append(Text(_joined(sentences, deck.language), LEAD, before=6))
            case Bullets(items):
                pending += [Text(plain(item.text), LEAD, is_item=True, before=5) for item in items]
            case Chart():
                lead = _lead(deck, section, pending)
                beside = _beside(block, following)
                _chart(deck, section, block, lead, beside)
                pending = []
            case Table():
                lead = _lead(deck, section, pending)
                _table(deck, section, block, lead, below)
                pending = []
    _texts(deck, section, pending)


def is_brief(section: Section) -> bool:
    """Say whether a section has nothing but a sentence or two to say, as where there is no data."""
    sentences = [one for block in section.blocks if isinstance(block, Paragraph) for one in block.sentences]
    only_text = all(isinstance(block, Paragraph) for block in section.blocks)
    return only_text and 0 < len(sentences) <= 2 and not section.comment


def add_brief(deck: Deck, sections: Sequence[Section]) -> None:
    """Add one slide for the sections that have next to nothing to say."""
    texts = []
    for section in sections:
        texts.append(Text(section.title, LEAD, bold=True, colour=ACCENT, before=8))
        texts += [
            Text(_joined(block.sentences, deck.language), LEAD)
            for block in section.blocks
            if isinstance(block, Paragraph)
        ]
    add_texts(deck, deck.said("document.brief"), "", texts)


def add_texts(deck: Deck, title: str, kicker: str, texts: Sequence[Text]) -> None:
    """Add slides of text: in one size that fits one slide if there is one, else as many slides as it takes."""
    for size in SIZES:
        sized = [_sized(text, size) for text in texts]
        if high(sized, BODY.width) <= BODY.height:
            break
    parts = _split([_sized(text, 13 if high(sized, BODY.width) > BODY.height else size) for text in texts])
    for at, part in enumerate(parts, start=1):
        slide = deck.slide("text", continued(title, at, len(parts)), kicker)
        _body(slide, part)


def continued(title: str, at: int, of: int) -> str:
    """Return a title with which slide of how many it is: ``… (2/3)``."""
    return f"{title} ({at}/{of})" if of > 1 else title


def _sized(text: Text, size: float) -> Text:
    return Text(text.words, size, text.bold, text.colour, text.is_item, text.before)


def _split(texts: Sequence[Text]) -> list[list[Text]]:
    """Return texts in slides of about the same height; a heading is never the last on one."""
    room = BODY.height
    count = -(-high(texts, BODY.width) // room)
    fair = high(texts, BODY.width) / max(count, 1) * 1.06
    parts: list[list[Text]] = [[]]
    for at, text in enumerate(texts):
        used, own = high(parts[-1], BODY.width), high([text], BODY.width)
        following = high(texts[at + 1 : at + 2], BODY.width) if text.bold else 0
        if parts[-1] and (used + own + following > room or used + own / 2 > fair):
            heads = [parts[-1].pop()] if parts[-1][-1].bold and len(parts[-1]) > 1 else []
            parts.append(heads)
        parts[-1].append(text)
    return parts


def _body(slide: Any, texts: Sequence[Text]) -> None:
    for shape in slide.placeholders:
        if shape.placeholder_format.idx == 1:
            shape.name = "text"
            write(shape.text_frame, texts)


def _texts(deck: Deck, section: Section, texts: Sequence[Text]) -> None:
    """Add what is said without a chart; a heading that stands alone at the top becomes the title."""
    if not texts:
        return
    title = section.title
    if texts[0].bold and not any(text.bold for text in texts[1:]):
        title, texts = texts[0].words, texts[1:]
    if texts:
        add_texts(deck, title, section.title, texts)


def _lead(deck: Deck, section: Section, pending: Sequence[Text]) -> list[Text]:
    """Return what stands above a chart; longer texts get slides of their own before it."""
    lead = list(pending)
    if high(lead, BODY.width) <= MOST_LEAD and not any(text.is_item for text in lead):
        return lead
    _texts(deck, section, lead)
    return []


def _last_words(section: Section) -> tuple[int, tuple[str, ...]]:
    """Return a short text that ends a section, to stand below the table before it, and of how many blocks it is."""
    for count in (1, 2):
        before, tail = section.blocks[-count - 1 : -count], section.blocks[-count:]
        if not isinstance(next(iter(before), None), Table) or not all(isinstance(one, Paragraph) for one in tail):
            continue
        words = tuple(plain(sentence.text) for one in tail if isinstance(one, Paragraph) for sentence in one.sentences)
        if high([Text(each, NOTE) for each in words], BODY.width) <= MOST_BELOW:
            return count, words
    return 0, ()


def _beside(chart: Chart, block: Block | None) -> Table | None:
    """Return a table of the same answer that is small enough to stand beside its chart."""
    if not isinstance(block, Table) or len(block.rows) > MOST_ROWS_BESIDE:
        return None
    asked = {repr(figure.question) for figure in _figures(block)}
    (page, *more) = slide_tables.pages(block, TABLE_BESIDE)
    fits = not more and page.size >= LEAST_BESIDE and page.is_whole_words
    return block if fits and asked & {repr(figure.question) for figure in figures_of(chart)} else None


def _chart(deck: Deck, section: Section, chart: Chart, lead: Sequence[Text], table: Table | None) -> None:
    if not figures_of(chart):
        if table:
            _table(deck, section, table, lead, ())
        return
    slide = deck.slide("blank", chart.title, section.title)
    box = _below(slide, lead)
    notes = [Text(plain(note), NOTE, colour=SOFT) for note in (*chart.notes, *(table.notes if table else ()))]
    tall = high(notes, box.width) + (4 if notes else 0)
    if notes:
        text_box(slide, "notes below", Box(box.left, box.top + box.height - tall + 4, box.width, tall), notes)
    wide = box.width - (TABLE_BESIDE.width + 24 if table else 0)
    add_chart(slide.shapes, chart, Box(box.left, box.top, wide, box.height - tall), 12)
    figures = figures_of(chart)
    said = [chart.alt]
    if table:
        room = Box(TABLE_BESIDE.left, box.top, TABLE_BESIDE.width, box.height - tall)
        heading = Text(plain(table.caption), 13, bold=True)
        text_box(slide, "caption", Box(room.left, room.top, room.width, high([heading], room.width)), [heading])
        under = high([heading], room.width) + 6
        (page, *_) = slide_tables.pages(table, room)
        _put_table(slide, table, Box(room.left, room.top + under, room.width, room.height - under), page)
        figures += _figures(table)
        said.append(table.caption)
    slide.notes_slide.notes_text_frame.text = plain("\n".join([*said, *questions_of(figures, deck.language)]))


def _table(deck: Deck, section: Section, table: Table, lead: Sequence[Text], below: Sequence[str]) -> None:
    notes = [Text(plain(note), NOTE, colour=SOFT) for note in (*table.notes, *below)]
    tall = high(notes, BODY.width) + (6 if notes else 0)
    above = high(lead, BODY.width) + (10 if lead else 0)
    room = Box(BODY.left, BODY.top + above, BODY.width, BODY.height - above - tall - SPARE)
    parts = slide_tables.pages(table, room)
    figures = _figures(table)
    for at, page in enumerate(parts, start=1):
        slide = deck.slide("blank", continued(table.caption, at, len(parts)), section.title)
        if lead:
            text_box(slide, "lead", Box(BODY.left, BODY.top, BODY.width, above), lead)
        _put_table(slide, table, room, page)
        if notes:
            text_box(slide, "notes below", Box(BODY.left, BODY.top + BODY.height - tall + 6, BODY.width, tall), notes)
        slide.notes_slide.notes_text_frame.text = plain(
            "\n".join([table.caption, *questions_of(figures, deck.language)])
        )


def _put_table(slide: Any, table: Table, box: Box, page: slide_tables.Page) -> None:
    frame = slide_tables.put(slide, table.name, box, page)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(table.caption))


def _figures(table: Table) -> list[Figure]:
    return [cell for row in table.rows for cell in row if isinstance(cell, Figure)]


def _below(slide: Any, lead: Sequence[Text]) -> Box:
    """Put what is said at the top of a slide, and return the room below it."""
    if not lead:
        return BODY
    tall = high(lead, BODY.width)
    text_box(slide, "lead", Box(BODY.left, BODY.top - 4, BODY.width, tall), lead)
    return Box(BODY.left, BODY.top + tall + 8, BODY.width, BODY.height - tall - 8)


def _comment(deck: Deck, section: Section) -> None:
    """Add what the user says of a section, set apart from what was computed."""
    label = deck.said("render.comment")
    texts = [Text(paragraph, 16, before=6) for paragraph in plain(section.comment).split("\n") if paragraph.strip()]
    inset = Box(BODY.left + 28, BODY.top + 20, BODY.width - 56, BODY.height - 40)
    sized = next(
        (part for size in SIZES if high(part := [_sized(one, size) for one in texts], inset.width) <= inset.height),
        None,
    )
    if sized is None:
        add_texts(deck, label, section.title, texts)
        return
    slide = deck.slide("blank", label, section.title)
    tall = min(high(sized, inset.width) + 44, BODY.height)
    ground = slide.shapes.add_shape(1, *Box(BODY.left, BODY.top, BODY.width, tall).emu)
    edge = slide.shapes.add_shape(1, *Box(BODY.left, BODY.top, 6, tall).emu)
    for shape, colour, name in ((ground, SURFACE, "ground"), (edge, ACCENT, "edge")):
        shape.name = name
        shape.shadow.inherit = False
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(colour)
        shape.line.fill.background()
    text_box(slide, "comment", Box(inset.left, inset.top, inset.width, tall - 40), sized)


def _joined(sentences: Sequence[Sentence], language: str) -> str:
    return plain(("" if language == "zh" else " ").join(sentence.text for sentence in sentences))
