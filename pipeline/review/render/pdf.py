"""The review as a PDF, set by Typst: bookmarks, running heads, tagged for screen readers (PDF/UA-1), the manifest attached.

Texts reach the template as JSON and are set as strings, so none of them is read as code. There is no date in it: the same
review is the same file, byte by byte. What is seen is read back by pypdf, line by line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import typst
from pypdf import PdfReader

from pipeline.review.manifest import NAME
from pipeline.review.model import Review
from pipeline.review.render.fonts import font_for
from pipeline.review.render.pdf_content import content

BREAK = "\u200b"  # where the template lets a long word end its line
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
    """Return page and line → text of what is seen, white space as one space."""
    seen: dict[str, str] = {}
    for number, page in enumerate(PdfReader(path).pages, start=1):
        lines = [" ".join(line.split()) for line in page.extract_text().replace(BREAK, "").splitlines()]
        seen |= {f"page {number}/line {place}": line for place, line in enumerate(filter(None, lines), start=1)}
    return seen


def manifest_in(path: Path) -> str | None:
    """Return the manifest's JSON text, None where there is none."""
    found = PdfReader(path).attachments.get(NAME)
    return found[0].decode("utf-8") if found else None
