"""Words of which answers to rating questions are made: ``survey_labels.yml``, and how a label is folded to be compared with them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.layouts.fold import SIMPLIFIED
from pipeline.shipped import read_shipped

LETTER = re.compile(r"^(?:[(（]?[A-Za-z][)）.．、:：]\s*|[①-⑳]\s*)")


@dataclass(frozen=True)
class Words:
    """``survey_labels.yml``, folded."""

    degrees: tuple[tuple[str, float], ...]
    weak: tuple[str, ...]
    full: tuple[str, ...]
    negations: tuple[str, ...]
    opposites: dict[str, str]
    opposite_beginnings: tuple[str, ...]
    not_turned: frozenset[str]
    synonyms: dict[str, str]
    good: frozenset[str]
    not_stems: frozenset[str]
    neutral: frozenset[str]
    sets: tuple[tuple[str, ...], ...]
    told_by_question: tuple[tuple[str, ...], ...]
    ladders: tuple[tuple[tuple[str, ...], tuple[frozenset[str], ...]], ...]
    no_occasion: re.Pattern[str]
    not_applicable: frozenset[str]
    skipped: frozenset[str]
    unanswered: frozenset[str]


@cache
def words() -> Words:
    """Return the words of ``survey_labels.yml``, longest first where one may begin another."""
    raw: dict[str, Any] = read_shipped(Path(__file__).with_name("survey_labels.yml"))
    degrees = [(word, float(rank)) for group in raw["degrees"].values() for rank, ws in group.items() for word in ws]

    def longest_first(key: str) -> tuple[str, ...]:
        """Return the words of a key, the longest first."""
        return tuple(sorted((word for group in raw[key].values() for word in group), key=len, reverse=True))

    return Words(
        degrees=tuple(sorted(degrees, key=lambda pair: len(pair[0]), reverse=True)),
        weak=longest_first("weak_negations"),
        full=longest_first("full_negations"),
        negations=longest_first("negations"),
        opposites={negative: row[0] for row in raw["opposites"] for negative in row[1:]},
        opposite_beginnings=tuple(raw["opposite_beginnings"]),
        not_turned=frozenset(raw["not_turned"]),
        synonyms=raw["synonyms"],
        good=frozenset([*raw["good"], *(row[0] for row in raw["opposites"])]),
        not_stems=frozenset(raw["not_stems"]),
        neutral=frozenset(raw["neutral"]),
        sets=tuple(tuple(fold(label) for label in labels) for labels in sorted(raw["sets"], key=len)),
        told_by_question=tuple(tuple(labels) for labels in raw["told_by_question"]),
        ladders=tuple((tuple(row["degrees"]), tuple(map(frozenset, row["told_by"]))) for row in raw["ladders"]),
        no_occasion=re.compile("|".join(f"(?:{part})" for part in raw["no_occasion"])),
        not_applicable=frozenset(fold(text) for text in raw["not_applicable"]),
        skipped=frozenset(fold(text) for text in raw["skipped"]),
        unanswered=frozenset(fold(text) for text in raw["unanswered"]),
    )


def fold(text: str) -> str:
    """Return ``text`` for comparison: NFKC, simplified characters, one blank (also for ``_``, as in ``very_satisfied``), lower case,
    no option letter, no full stop at the end."""
    narrow = re.sub(r"[\s_]+", " ", unicodedata.normalize("NFKC", text).translate(SIMPLIFIED)).strip()
    return LETTER.sub("", narrow).strip(" 。.!！,，;；").lower()
