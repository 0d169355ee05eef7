"""The five types of complaints and the finer types that belong to them (``categories.yml``).

A type that no word decides, or for which two types have equal claims, has none: it stays 未归类 and is never called "other".
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.layouts.fold import fold, plain
from pipeline.layouts.words import found_words
from pipeline.shipped import read_shipped

CATEGORIES = ("service", "facility", "safety", "management", "other")


def match_category(text: str) -> str | None:
    """Return the type to which a finer type belongs: one of ``CATEGORIES``, or None.

    Args:
        text: A type as an export writes it (``电梯故障``, ``乱收费``, ``设施类``), not the text of a complaint.
    """
    names, words, weak = _known()
    if exact := names.get(fold(text)):
        return exact
    claims: dict[str, int] = {}
    for word in found_words(plain(text), words):
        category = words[word]
        claims[category] = claims.get(category, 0) + (1 if word in weak else len(word))
    claims.pop("neither", None)
    best = sorted(claims.items(), key=lambda claim: -claim[1])
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return best[0][0]


@cache
def _known() -> tuple[dict[str, str], dict[str, str], set[str]]:
    """Folded name → type, word → type or ``neither``, and the words that count for little."""
    content = read_shipped(Path(__file__).with_name("categories.yml"))
    names = {fold(name): category for category in CATEGORIES for name in content[category]["names"]}
    lists = {category: content[category]["words"] for category in CATEGORIES} | {"neither": content["neither"]}
    words = {
        word: category for category, by_language in lists.items() for some in by_language.values() for word in some
    }
    return names, words, set(content["weak"])
