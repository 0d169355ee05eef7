"""Verdicts of a call-back written as scores: of 10 or of 100, where half of the scores or more are in the upper half of these.

A single 9 or 55 among 1 to 5 is a code for no answer or a slip, and makes no other star worse.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

import duckdb

from pipeline.layouts.fold import fold, plain
from pipeline.staging.reading import Reading

SCORE = re.compile(r"^(\d{1,6}(?:\.\d{1,2})?)\s*(?:分|%)?$")
STAR = re.compile(r"^[1-5]\s*分$")
# 80 and 60 of 100, as a Chinese school marks good and passed; 8 to 10 of 10, as everywhere in metrics.
SATISFIED, NEUTRAL = 0.8, 0.6
STEPS = 7  # up to here it may be a scale of as many steps
MOST_TEXTS = 5000


def verdicts(texts: Sequence[str], known: Container[str] = ()) -> dict[str, str]:
    """Return text → satisfied, neutral or dissatisfied, as it is written (folded, 9.5 were 95); nothing where the texts are no scores of 10 or of 100.

    Args:
        known: Folded texts that have a meaning already and keep it; 5分 beside 10分 is no star all the same.
    """
    scores, top = _scores([text for text in texts if fold(text) not in known or STAR.match(plain(text))])
    return {text: _verdict(score / top) for text, score in scores.items()} if top else {}


def _scores(texts: Sequence[str]) -> tuple[dict[str, float], int | None]:
    scores = {text: float(found.group(1)) for text in texts if (found := SCORE.match(plain(text)))}
    highest = max(scores.values(), default=0)
    top = 10 if highest <= 10 else 100
    upper = sum(score > top / 2 for score in scores.values())
    is_read = STEPS < highest <= 100 and 2 * len(scores) >= len(texts) and 2 * upper >= len(scores)
    return (scores, top) if is_read else ({}, None)


def _verdict(share: float) -> str:
    return "satisfied" if share >= SATISFIED else "neutral" if share >= NEUTRAL else "dissatisfied"


def note_on_scores(connection: duckdb.DuckDBPyConnection, reading: Reading) -> tuple[str, str] | None:
    """What is said, (zh, en), where the verdicts are scores: from which on a resident counts as satisfied."""
    column = reading.match.column("satisfaction")
    if column is None:
        return None
    found = connection.execute(
        f"select distinct cell from {reading.cells} where field = 'satisfaction' and cell is not null limit {MOST_TEXTS}"
    ).fetchall()
    top = _scores([text for (text,) in found])[1]
    if top is None:
        return None
    good, passed = f"{SATISFIED * top:g}", f"{NEUTRAL * top:g}"
    return (
        f"「{column.header}」按 {top} 分制读取：{good} 分及以上为满意，{passed} 分以下为不满意；如不对，请在 data/layouts/ 的格式文件里写 values。",
        f"'{column.header}' is read as scores of {top}: {good} and more is satisfied, under {passed} dissatisfied; "
        "if that is wrong, write values in a layout of your own.",
    )
