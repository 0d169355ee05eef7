"""The review as slides: cover, summary, one finding a slide, a chart or a table of a section a slide, about the review.

Charts and tables are PowerPoint's own and can be edited. The notes of a slide have the evidence: full sentences, what they
rest on, intervals, the questions asked, the rule of the family. What does not fit goes on to the next slide.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI

from pipeline.review.model import Review
from pipeline.review.render import office
from pipeline.review.render.chart_reading import chart_texts
from pipeline.review.render.deck import Deck
from pipeline.review.render.slide_findings import add_about, add_finding
from pipeline.review.render.slide_front import add_cover, add_summary, fill_contents, lead_on
from pipeline.review.render.slide_sections import add_brief, add_section, is_brief


def write(review: Review, path: Path, manifest: str) -> None:
    """Write the deck."""
    file = _deck(review)
    office.describe(file.core_properties, review)
    office.attach(file.part, manifest, _part, PackURI)
    made = BytesIO()
    file.save(made)
    path.write_bytes(office.same_bytes(made.getvalue(), office.moment_of(review)))


def exchange_manifest(path: Path, manifest: str) -> None:
    """Put another manifest into the document."""
    office.exchange(path, manifest)


def visible(path: Path) -> Mapping[str, str]:
    """Return what is seen: texts, cells of tables, names and values of charts, notes."""
    found: dict[str, str] = {}
    for number, slide in enumerate(Presentation(str(path)).slides, start=1):
        for shape in slide.shapes:
            for place, text in _seen(shape):
                _keep(found, f"slide {number}/{place}", text)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            _keep(found, f"slide {number}/notes", slide.notes_slide.notes_text_frame.text)
    return found


def manifest_in(path: Path) -> str | None:
    """Return the manifest's JSON text."""
    return office.attached(path)


def _part(name: Any, kind: str, package: Any, blob: bytes) -> Part:
    return Part(name, kind, package, blob)


def _seen(shape: Any) -> list[tuple[str, str]]:
    if shape.shape_type == 6:
        return [each for inside in shape.shapes for each in _seen(inside)]
    if getattr(shape, "has_chart", False) and shape.has_chart:
        return [(f"{shape.name}/{place}", text) for place, text in chart_texts(shape.chart.part.blob).items()]
    if getattr(shape, "has_table", False) and shape.has_table:
        return [
            (f"{shape.name}/row {row}/column {column}", cell.text)
            for row, cells in enumerate(shape.table.rows, start=1)
            for column, cell in enumerate(cells.cells, start=1)
        ]
    is_number = shape.is_placeholder and shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER
    return [(shape.name, shape.text_frame.text)] if shape.has_text_frame and not is_number else []


def _keep(found: dict[str, str], place: str, text: str) -> None:
    if not text.strip():
        return
    name, count = place, 2
    while name in found:
        name, count = f"{place} #{count}", count + 1
    found[name] = text


def _deck(review: Review) -> Any:
    """Return the deck; where slides are is written on the first ones at last."""
    deck = Deck(review)
    add_cover(deck)
    summary = add_summary(deck)
    contents = deck.slide("blank", deck.said("render.contents"))
    places = []
    for number, finding in enumerate(review.findings, start=1):
        places.append(deck.count + 1)
        add_finding(deck, finding, number)
    starts = []
    brief = [section for section in review.sections if is_brief(section)]
    for section in review.sections:
        first = deck.count + 1
        if section not in brief or len(brief) == 1:
            add_section(deck, section)
        if deck.count >= first:
            starts.append((section.title, first))
    if len(brief) > 1:
        starts.append((deck.said("document.brief"), deck.count + 1))
        add_brief(deck, brief)
    starts.append((deck.said("document.about"), deck.count + 1))
    add_about(deck)
    lead_on(deck, summary, places)
    fill_contents(deck, contents, starts, places)
    return deck.file
