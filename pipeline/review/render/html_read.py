"""What is seen in an HTML review, read from the file itself: place → text, and the manifest.

Text stands at the nearest ``data-place`` around it; within a table at its row and column (row 0: titles), within a chart at
the number of its text. What somebody added without a place of its own stands at the place around it, or at ``document``.
"""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser

MANIFEST = "manyidu-review"
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
UNSEEN = ("script", "style")


class Reader(HTMLParser):
    """Collects ``seen`` and ``manifest`` of the document that it is fed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.manifest: str | None = None
        self._open: list[tuple[str, str]] = []
        self._texts: dict[str, list[str]] = {}
        self._rows, self._cells, self._drawn = -1, 0, 0
        self._is_manifest = False

    @property
    def seen(self) -> Mapping[str, str]:
        """Place → text, in reading order, white space as one space."""
        joined = {place: " ".join("".join(texts).split()) for place, texts in self._texts.items()}
        return {place: text for place, text in joined.items() if text}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where the text to come stands."""
        named = dict(attrs)
        if tag in VOID:
            self._add(" ")
            return
        if tag == "script":
            self._is_manifest = named.get("id") == MANIFEST
        self._open.append((tag, named.get("data-place") or self._numbered(tag)))
        self._add(" " if tag in ("p", "li", "div") else "")

    def handle_endtag(self, tag: str) -> None:
        """Return to the place around."""
        while any(tag == name for name, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        """Take the text for the place where it stands."""
        if self._open and self._open[-1][0] in UNSEEN:
            if self._is_manifest:
                self.manifest = (self.manifest or "") + data
            return
        self._add(data)

    def _add(self, text: str) -> None:
        place = self._open[-1][1] if self._open else "document"
        self._texts.setdefault(place, []).append(text)

    def _numbered(self, tag: str) -> str:
        """Return the place of an element that names none: a row, a cell, a text of a chart, or the one around."""
        around = self._open[-1][1] if self._open else "document"
        if tag in ("text", "title") and any(name == "svg" for name, _ in self._open):
            self._drawn += 1
            chart = next(place for name, place in reversed(self._open) if name == "svg")
            return f"{chart}/text {self._drawn}"
        if tag in ("th", "td"):
            self._cells += 1
            table = next((place for name, place in reversed(self._open) if name == "table"), "document")
            return f"{table}/row {self._rows}/column {self._cells}"
        if tag == "tr":
            self._rows, self._cells = self._rows + 1, 0
        elif tag in ("table", "svg"):
            self._rows, self._drawn = -1, 0
        return around


def read(text: str) -> Reader:
    """Return the reader of a document."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader
