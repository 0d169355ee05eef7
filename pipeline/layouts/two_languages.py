"""Headers that say the same in two languages: ``投诉时间 Complaint Date``, ``Complaint No. / 投诉编号``. Each half can be known.

Halves that only stand beside each other (客户ID) are one name, and so are those of which the Latin one is as short as ID or No.
"""

from __future__ import annotations

import re

from pipeline.layouts.fold import plain

HAN, LATIN = r"[\u4e00-\u9fff][^A-Za-z]*?", r"[A-Za-z][A-Za-z'’ ./&_-]*"
HAN_FIRST = re.compile(rf"^(?P<han>{HAN})(?:\s*[(/|·-]\s*|\s+)(?P<latin>{LATIN})\)?$")
LATIN_FIRST = re.compile(rf"^(?P<latin>{LATIN}?)(?:\s*[(/|·-]\s*|\s+)(?P<han>{HAN})\)?$")
SHORTEST = 5


def in_each_language(text: str) -> tuple[str, ...]:
    """Return the Chinese and the Latin half of a header, where it has both."""
    narrow = plain(text)
    found = HAN_FIRST.match(narrow) or LATIN_FIRST.match(narrow)
    if found is None:
        return ()
    latin = found["latin"].strip(" ./&_-")
    return (found["han"].strip(), latin) if len(latin) >= SHORTEST else ()
