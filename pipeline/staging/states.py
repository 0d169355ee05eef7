"""What the words of a status say of a complaint, also where more is said than its layout lists: Closed - Duplicate, 处理中（待配件）."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.layouts.fold import fold, plain
from pipeline.layouts.layout import Layout

PARTS = re.compile(r"\s+[-–—]\s*|\s*[-–—]\s+|(?<=[\u4e00-\u9fff])[-–—]|[:;(（）)/|]+")
AGAIN = re.compile(r"re-?open|重新|重开|返工", re.IGNORECASE)
ALL_THE_SAME = ("merged", "withdrawn", "out_of_scope")  # whatever the state is called before
NOT_YET = re.compile(r"^(?:否|不是|部分.*|no|partial(?:ly)?|\d{1,2}(?:\.\d+)?\s*%)$", re.IGNORECASE)
WAITS = re.compile(
    r"^(pending|waiting|awaiting|on hold|cancell?ed|withdrawn|assigned|escalated|referred)\b(?P<rest>.+)$"
)


def known_words(layout: Layout, field: str) -> dict[str, str]:
    """Return folded spelling → code of a coded field."""
    return {fold(word): code for code, words in layout.values.get(field, {}).items() for word in words}


def state_of(text: str, known: Mapping[str, str]) -> str | None:
    """Return the code of a status, None where its first words are not known or what follows denies them.

    Args:
        known: Folded spelling → code, of ``known_words``.
    """
    if code := known.get(fold(text)):
        return code
    first, *more = [part for part in PARTS.split(plain(text)) if part.strip()] or [""]
    code, others = known.get(fold(first)), [known.get(fold(part)) for part in more]
    if code and more:
        if ended := next((other for other in others if other in ALL_THE_SAME), None):
            return ended
        if any(map(AGAIN.search, more)):
            return "open"
        return None if _is_denied(code, more, others) else code
    waits = WAITS.match(plain(text).casefold())
    if waits is None or any(known.get(fold(word)) in ("closed", "resolved") for word in waits["rest"].split()):
        return None
    return "withdrawn" if waits[1] in ("cancelled", "canceled", "withdrawn") else "open"


def _is_denied(code: str, more: Sequence[str], others: Sequence[str | None]) -> bool:
    """Whether what follows says that it is not so: 已处理：否, 已完成-未解决. A case may well be closed without being resolved."""
    is_said_done = code in ("resolved", "closed")
    return is_said_done and (
        any(NOT_YET.match(part.strip()) for part in more) or (code == "resolved" and "open" in others)
    )
