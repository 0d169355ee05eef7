"""The text of a page or XML workbook, chunk by chunk: what it says of its own encoding is often wrong.

Order: byte order mark, UTF-16 by its NULs, UTF-8 where all of it is, the declared encoding, GB18030.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.encoding_marks import encoding_of_head

CHUNK = 1 << 20
DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
OTHERS = {"big5", "big5-hkscs", "windows-1252", "iso-8859-1", "shift_jis", "euc-kr", "windows-1251"}


def chunks(path: Path) -> Iterator[str]:
    """Yield the text of the file; bytes that are no text become U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding_of(path))("replace")
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            yield decoder.decode(data)
    yield decoder.decode(b"", final=True)


def encoding_of(path: Path) -> str:
    """Return the name of the codec that reads the file."""
    with path.open("rb") as file:
        head = file.read(4096)
    marked = encoding_of_head(head)
    if marked:
        return marked
    if _is_utf8(path):
        return "utf-8"
    declared = DECLARED.search(head)
    name = declared.group(1).decode("ascii").lower() if declared else ""
    return name if name in OTHERS else "gb18030"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while data := file.read(CHUNK):
                decoder.decode(data)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
