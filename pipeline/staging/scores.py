"""Verdicts of a call-back written as scores: of 10 or of 100, where some score is above the five stars."""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb

from pipeline.layouts.fold import fold, plain
from pipeline.staging.reading import Reading

SCORE = re.compile(r"^(\d{1,6}(?:\.\d{1,2})?)\s*(?:分|%)?$")
SATISFIED, NEUTRAL = (
    0.8,
    0.6,
)  # 80 and 60 of 100, as a Chinese school marks good and passed; 8 to 10 of 10 as everywhere in metrics
MOST_TEXTS = 5000


def verdicts(texts: Sequence[str]) -> dict[str, str]:
    """Return folded text → satisfied, neutral or dissatisfied; nothing where the texts are no scores of 10 or of 100."""
    scores, top = _scores(texts)
    return {fold(text): _verdict(score / top) for text, score in scores.items()} if top else {}


def _scores(texts: Sequence[str]) -> tuple[dict[str, float], int | None]:
    scores = {text: float(found.group(1)) for text in texts if (found := SCORE.match(plain(text)))}
    highest = max(scores.values(), default=0)
    if not 5 < highest <= 100 or 2 * len(scores) < len(texts):
        return {}, None
    return scores, 10 if highest <= 10 else 100


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
