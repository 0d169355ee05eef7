"""What the first bytes of a file say of its encoding; of CSV files and of pages named .xls alike."""

from __future__ import annotations

import codecs

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def encoding_of_head(head: bytes) -> str | None:
    """Return the codec that a byte order mark, or the NULs of UTF-16, give away; None where neither is there."""
    marked = next((encoding for mark, encoding in MARKS.items() if head.startswith(mark)), None)
    if marked:
        return marked
    even, odd = head[::2].count(0), head[1::2].count(0)
    if (even + odd) * 10 > len(head) and abs(even - odd) * 2 > even + odd:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None
