"""Headers that say the same in two languages: ``投诉时间 Complaint Date``, ``Complaint No. / 投诉编号``, ``وقت البدء Start Time``. Each half can be known.

Halves that only stand beside each other (客户ID) are one name, and so are those of which the Latin one is as short as ID or No.
"""

from __future__ import annotations

import re

from pipeline.layouts.fold import plain

LATIN = r"[A-Za-z][A-Za-z'’ ./&_-]*"
SCRIPTS = r"\u0370-\u1cff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3"  # from Greek to Thai, kana, Chinese, Korean
OTHER = rf"[{SCRIPTS}][^A-Za-z]*?"
LATIN_LAST = re.compile(rf"^(?P<other>{OTHER})(?:\s*[(/|·-]\s*|\s+)(?P<latin>{LATIN})\)?$")
LATIN_FIRST = re.compile(rf"^(?P<latin>{LATIN}?)(?:\s*[(/|·-]\s*|\s+)(?P<other>{OTHER})\)?$")
SHORTEST, SHORTEST_CELL = 5, 3


def in_each_language(text: str, shortest: int = SHORTEST) -> tuple[str, ...]:
    """Return the Latin and the other half of a header or cell, where it has both; ``shortest``: letters that the Latin one has at least."""
    narrow = plain(text)
    found = LATIN_LAST.match(narrow) or LATIN_FIRST.match(narrow)
    if found is None:
        return ()
    latin = found["latin"].strip(" ./&_-")
    return (found["other"].strip(), latin) if len(latin) >= shortest else ()
