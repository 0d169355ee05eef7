"""Verdicts of a call-back written as scores: of 10 or of 100, where half of the scores or more are in the upper half of these.

A single 9 or 55 among 1 to 5 is a code for no answer or a slip, and makes no other star worse.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from pipeline.layouts.fold import fold, plain

SCORE = re.compile(r"^(\d{1,6}(?:\.\d{1,2})?)\s*(?:分|%)?$")
STAR = re.compile(r"^[1-5]\s*分$")
# 80 and 60 of 100, as a Chinese school marks good and passed; 8 to 10 of 10, as everywhere in metrics.
SATISFIED, NEUTRAL = 0.8, 0.6
STEPS = 7  # up to here it may be a scale of as many steps


def verdicts(texts: Sequence[str], known: Container[str] = ()) -> dict[str, str]:
    """Return text → satisfied, neutral or dissatisfied, as it is written (folded, 9.5 were 95); nothing where the texts are no scores of 10 or of 100.

    Args:
        known: Folded texts that have a meaning already and keep it; 5分 beside 10分 is no star all the same.
    """
    scores, top = _scores(texts, known)
    return {text: _verdict(score / top) for text, score in scores.items()} if top else {}


def top_of(texts: Sequence[str], known: Container[str] = ()) -> int | None:
    """Return of how much the scores are, 10 or 100; None where the texts are no scores."""
    return _scores(texts, known)[1]


def _scores(texts: Sequence[str], known: Container[str]) -> tuple[dict[str, float], int | None]:
    open_ = [text for text in texts if fold(text) not in known or STAR.match(plain(text))]
    scores = {text: float(found.group(1)) for text in open_ if (found := SCORE.match(plain(text)))}
    highest = max(scores.values(), default=0)
    top = 10 if highest <= 10 else 100
    upper = sum(score > top / 2 for score in scores.values())
    is_read = STEPS < highest <= 100 and 2 * len(scores) >= len(open_) and 2 * upper >= len(scores)
    return (scores, top) if is_read else ({}, None)


def _verdict(share: float) -> str:
    return "satisfied" if share >= SATISFIED else "neutral" if share >= NEUTRAL else "dissatisfied"
