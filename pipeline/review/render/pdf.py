"""The review as a PDF, set by Typst: bookmarks, running heads, tagged for screen readers (PDF/UA-1), the manifest attached.

Texts reach the template as JSON and are set as strings, so none of them is read as code. There is no date in it: the same
review is the same file, byte by byte. What is seen is read back by PDFium, line by line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import typst
from pypdfium2 import PdfDocument, PdfPage, raw

from pipeline.review.manifest import NAME
from pipeline.review.model import Review
from pipeline.review.render.fonts import font_for
from pipeline.review.render.pdf_content import content

BREAK = "\u200b"  # where the template lets a long word end its line
ONE_AT_A_TIME = Lock()  # PDFium may not be called from several threads
TEMPLATE = Path(__file__).with_name("review.typ")


def write(review: Review, path: Path, manifest: str) -> None:
    """Write the document.

    Raises:
        UsageError: If it is Chinese and the system has no Chinese font.
        OSError: If it cannot be written.
    """
    font = font_for(json.dumps(content(review, ""), ensure_ascii=False))
    inputs = {"review": json.dumps(content(review, font), ensure_ascii=False), "manifest": manifest}
    template = TEMPLATE.read_bytes()
    try:
        pdf = typst.compile(template, sys_inputs=inputs, pdf_standards="ua-1")
    except typst.TypstError:  # the standard refuses a character that no font has; without it the character is a box
        pdf = typst.compile(template, sys_inputs=inputs)
    path.write_bytes(pdf)


def visible(path: Path) -> Mapping[str, str]:
    """Return page and line → text of what is seen, white space as one space; notes that somebody put on a page are counted."""
    seen: dict[str, str] = {}
    with _opened(path) as document:
        pages = [(page.get_textpage().get_text_bounded(), _notes_on(page)) for page in document]
    for number, (text, notes) in enumerate(pages, start=1):
        lines = [" ".join(line.split()) for line in text.replace(BREAK, "").splitlines()]
        seen |= {f"page {number}/line {place}": line for place, line in enumerate(filter(None, lines), start=1)}
        seen |= {f"page {number}/notes": str(notes)} if notes else {}
    return seen


def manifest_in(path: Path) -> str | None:
    """Return the manifest's JSON text, None where there is none."""
    with _opened(path) as document:
        attached = [document.get_attachment(place) for place in range(document.count_attachments())]
        found = [bytes(each.get_data()) for each in attached if each.get_name() == NAME]
    return found[0].decode("utf-8") if found else None


def _notes_on(page: PdfPage) -> int:
    """Return how many things lie on a page that are no links: text boxes, strokes, stamps, which can cover what was written."""
    found = 0
    for place in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, place)
        found += raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_LINK
        raw.FPDFPage_CloseAnnot(annotation)
    return found


@contextmanager
def _opened(path: Path) -> Iterator[PdfDocument]:
    with ONE_AT_A_TIME:
        document = PdfDocument(path)
        try:
            yield document
        finally:
            document.close()
