"""Finding known words in short texts, Chinese (no blanks between words) and English (whole words only)."""

from __future__ import annotations

import re
from collections.abc import Iterable


def found_words(text: str, words: Iterable[str]) -> list[str]:
    """Return the words found in ``text``, without those that lie inside a longer one found at the same place.

    Args:
        text: In NFKC; case does not matter.
        words: Chinese words are found anywhere, others only as whole words.
    """
    low = text.casefold()
    places = [(found.start(), found.end(), word) for word in words if word[0] in low for found in _places(word, low)]
    kept = [
        place
        for place in places
        if not any(other[0] <= place[0] and place[1] <= other[1] and len(other[2]) > len(place[2]) for other in places)
    ]
    return [word for _, _, word in sorted(kept)]


def _places(word: str, text: str) -> Iterable[re.Match[str]]:
    pattern = rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)
    return re.finditer(pattern, text)
