"""The indicator tree (``indicators.yml``) and the indicator to which a rating question belongs.

Precise rather than greedy: a question that no word decides is an indicator of its own, not the nearest one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.layouts.fold import fold, plain
from pipeline.layouts.words import found_words
from pipeline.shipped import read_shipped

STRONG, NORMAL = 2, 1
SHORT_HAN, SHORT_WORDS = 9, 3


@dataclass(frozen=True)
class Indicator:
    """One indicator of the tree: id, names, place in the order shown."""

    indicator_id: str
    zh: str
    en: str
    order: int


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return the tree in the order in which it is shown."""
    entries = _content()["indicators"].items()
    tree = [Indicator(name, entry["zh"], entry["en"], entry["order"]) for name, entry in entries]
    return tuple(sorted(tree, key=lambda indicator: indicator.order))


def match_indicator(text: str, kind: str = "survey") -> str | None:
    """Return the id of the indicator that a text names, or None.

    Args:
        text: Text of a question; for other kinds the name of an indicator as a sheet of measures writes it.
        kind: ``survey`` leaves out attention checks, computed columns and open questions.
    """
    question = re.sub(r"^\s*(?:Q|第)?\d{1,3}\s*(?:题|[、．.:：)）])\s*", "", plain(text), flags=re.IGNORECASE)
    if name := _names().get(fold(question)):
        return name
    if kind == "survey" and any(re.search(sign, question, re.IGNORECASE) for sign in _content()["not_rated"]):
        return None
    strength = _strengths(question)
    best = max(strength.values(), default=0)
    if best < STRONG and _is_overall(question):
        return "overall"
    if best == STRONG or (best == NORMAL and _speaks_of_service(question)):
        precedence = _content()["precedence"]
        return min((name for name, reached in strength.items() if reached == best), key=precedence.index)
    return None


def _strengths(question: str) -> dict[str, int]:
    """Indicator → strength of its strongest word in the question; a word inside a longer one does not count."""
    words = _words()
    strengths: dict[str, int] = {}
    for word in found_words(question, words):
        name, strength = words[word]
        strengths[name] = max(strength, strengths.get(name, 0))
    return strengths


def _is_overall(question: str) -> bool:
    signs = _content()["overall"]
    if fold(question) in {fold(whole) for whole in signs["whole"]}:
        return True
    return _has_any(question, signs["words"]) and _has_any(question, signs["judging"])


def _speaks_of_service(question: str) -> bool:
    """Whether a text is short enough to be a label, or mentions what residents rate."""
    han = len(re.findall(r"[\u4e00-\u9fff]", question))
    is_short = han <= SHORT_HAN if han else len(question.split()) <= SHORT_WORDS
    return is_short or _has_any(question, _content()["context"])


def _has_any(text: str, words: Iterable[str]) -> bool:
    low = text.casefold()
    return any(word in low if not word.isascii() else re.search(rf"\b{re.escape(word)}", low) for word in words)


@cache
def _content() -> Mapping[str, Any]:
    return read_shipped(Path(__file__).with_name("indicators.yml"))


@cache
def _names() -> dict[str, str]:
    entries = _content()["indicators"].items()
    return {fold(label): name for name, entry in entries for label in (name, entry["zh"], entry["en"])}


@cache
def _words() -> dict[str, tuple[str, int]]:
    levels = (("normal", NORMAL), ("strong", STRONG))
    entries = _content()["indicators"].items()
    return {
        word: (name, strength) for level, strength in levels for name, entry in entries for word in entry.get(level, ())
    }
