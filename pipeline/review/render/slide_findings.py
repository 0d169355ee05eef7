"""One finding a slide, and the last slide: how the figures came about and how they can be checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.review.model import Finding
from pipeline.review.render.deck import Deck, Text, chip, high, text_box, write
from pipeline.review.render.evidence import evidence_of
from pipeline.review.render.fit import size_for
from pipeline.review.render.look import SOFT, TONES
from pipeline.review.render.native import add_chart, figures_of
from pipeline.review.render.office import plain
from pipeline.review.render.parts import source
from pipeline.review.render.slide_master import BODY, INNER, LEFT, MARGIN, Box
from pipeline.review.render.slide_sections import add_texts, continued

HERO = (40, 32, 26, 22, 18)
WIDTHS, LEAST_SIZE = (LEFT.width, 400.0, 450.0), 13  # of the text beside a chart: as narrow as large letters allow
SENTENCE = (17, 16, 15, 14, 13, 12, 11)


def add_finding(deck: Deck, finding: Finding, number: int) -> None:
    """Add the slide of a finding: its tone, the figure in large, the sentence, what supports it, the chart, the evidence."""
    slide = deck.slide("finding", finding.headline, deck.said("document.finding", number=number))
    chart = finding.chart if finding.chart and figures_of(finding.chart) else None
    chip(slide, "tone", Box(MARGIN, BODY.top, 200, 26), deck.tone(finding.tone), TONES[finding.tone], 13)
    top = BODY.top + 36 + (_hero(slide, finding, LEFT.width) if finding.sentence.figures else 0)
    room = BODY.top + BODY.height - top
    wide, shown, left_over = _text(deck, finding, room, WIDTHS if chart else (INNER,))
    body = next(shape for shape in slide.placeholders if shape.placeholder_format.idx == 1)
    body.name = "sentence"
    body.left, body.top, body.width, body.height = Box(MARGIN, top, wide, room).emu
    write(body.text_frame, shown)
    if chart:
        add_chart(slide.shapes, chart, Box(MARGIN + wide + 20, BODY.top, INNER - wide - 20, BODY.height), 11)
    slide.notes_slide.notes_text_frame.text = plain("\n".join(evidence_of(finding, deck.review)))
    if left_over:
        add_texts(deck, continued(finding.headline, 2, 2), deck.said("document.finding", number=number), left_over)


def _hero(slide: Any, finding: Finding, wide: float) -> float:
    """Put the figure of a finding on its slide in large letters, and return the room it takes."""
    words = finding.sentence.figures[0].text
    size = size_for([words], wide, 52, HERO) or HERO[-1]
    tall = high([Text(words, size)], wide)
    box = Box(MARGIN, BODY.top + 36, wide, tall)
    text_box(slide, "figure", box, [Text(words, size, bold=True, colour=TONES[finding.tone])])
    return tall + 6


def _text(deck: Deck, finding: Finding, room: float, widths: Sequence[float]) -> tuple[float, list[Text], list[Text]]:
    """Return the sentence with its supports in the narrowest width in which it all fits, and what fits in none."""
    texts = [Text(finding.sentence.text, 0)]
    if finding.supports:
        texts.append(Text(deck.said("render.also"), 0, bold=True, colour=SOFT, before=8))
        texts += [Text(support.text, 0, is_item=True, before=4) for support in finding.supports]
    for wide in widths:
        shown, left_over = _fitting(texts, wide, room)
        if not left_over and shown[0].size >= LEAST_SIZE:
            break
    return wide, shown, left_over


def _fitting(texts: Sequence[Text], wide: float, room: float) -> tuple[list[Text], list[Text]]:
    """Return the texts in the largest size in which they fit, and those that do not fit even in the smallest."""
    for size in SENTENCE:
        sized = [
            Text(one.words, size if at == 0 else max(size - 2, 10), one.bold, one.colour, one.is_item, one.before)
            for at, one in enumerate(texts)
        ]
        if high(sized, wide) <= room:
            return sized, []
    kept = max((count for count in range(1, len(sized) + 1) if high(sized[:count], wide) <= room), default=1)
    kept = 1 if kept == 2 else kept  # no "also" without what follows
    return sized[:kept], sized[kept:]


def add_about(deck: Deck) -> None:
    """Add the last slide: how the figures came about and how they can be checked."""
    review = deck.review
    said = [deck.said("method.family", size=f"{review.family_size:,}")]
    said += [deck.said("document.intervals"), source(review)]
    if review.is_sample:
        said.append(deck.said("document.sample"))
    add_texts(deck, deck.said("document.about"), "", [Text(plain(text), 16, is_item=True, before=8) for text in said])
