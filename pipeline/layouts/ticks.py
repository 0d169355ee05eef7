"""Answers as ticks, each in a column of its own below its question: read as one column per question, with the answer in its cells.

    保洁 | 保洁 | 保洁          保洁
    满意 | 一般 | 不满意   →    满意
    √   |     |              一般
        | √   |

Only where the answers are levels of one scale, hardly any row has two of a question ticked, and each question is named above its answers (one
question alone need not be). The columns stay where they are: the first of a question holds its answers, the others are left empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.ingest.table import Preview
from pipeline.layouts import cells
from pipeline.layouts.fold import plain

MARKS, BLANKS = "√✓✔☑●■vVxXyY1是", "0○□☐nN否"
ROWS_SEARCHED, LEAST_LEVELS, LEAST_ROWS = 10, 2, 3
ONE_TICK = 0.9  # share of the rows with ticks that have just one
ALONE = ("满意度", "Satisfaction")
Ticks = tuple[tuple[int, str], ...]
Rows = Sequence[Sequence[str]]


def with_answers_of_ticks(preview: Preview) -> Preview:
    """Return the preview with one column per question, and ``ticks`` that say how; as it is where it has no such columns."""
    rows = [tuple(map(plain, row)) for row in preview.rows]
    for at in range(min(len(rows), ROWS_SEARCHED)):
        above = rows[at - 1] if at else ()
        questions = _questions(rows[at], above, rows[at + 1 :])
        names = _names(questions, rows[at], above)
        if questions and len(names) == len(questions):
            return replace(preview, rows=_rewritten(preview.rows, at, questions, names), ticks=questions)
    return preview


def _questions(row: Sequence[str], above: Sequence[str], below: Rows) -> tuple[Ticks, ...]:
    """The columns and answers of each question that ``row`` names the answers of."""
    runs: list[list[tuple[int, str]]] = []
    for at, label in enumerate(row):
        if not cells.AGREEMENT.match(label):
            continue
        last = runs[-1] if runs else []
        starts = not last or last[-1][0] != at - 1 or label in {text for _, text in last}
        if starts or (_cell(above, at) and _cell(above, at) != _cell(above, last[0][0])):
            runs.append([])
        runs[-1].append((at, label))
    return tuple(tuple(run) for run in runs if len(run) >= LEAST_LEVELS and _are_ticks(run, below))


def _are_ticks(run: Sequence[tuple[int, str]], below: Rows) -> bool:
    """Whether the cells below are ticks, one a row."""
    found = [_cell(row, at) for row in below for at, _ in run if _cell(row, at)]
    ticked = Counter(sum(_cell(row, at) in MARKS for at, _ in run if _cell(row, at)) for row in below)
    rows = sum(count for ticks, count in ticked.items() if ticks)
    is_of_marks = all(len(cell) == 1 and cell in MARKS + BLANKS for cell in found)
    return is_of_marks and rows >= LEAST_ROWS and ticked[1] >= ONE_TICK * rows


def _names(questions: Sequence[Ticks], row: Sequence[str], above: Sequence[str]) -> list[str]:
    """What stands above the answers of each question; nothing where two have the same, or a title goes over more than one of them."""
    said = [{text for at, _ in ticks if (text := _cell(above, at))} for ticks in questions]
    names = [texts.pop() for texts in said if len(texts) == 1]
    own = {at for ticks in questions for at, _ in ticks}
    is_title = bool(names) and any(text in names for at, text in enumerate(above) if at not in own)
    if len(names) == len(questions) == len(set(names)) and not is_title:
        return names
    alone = ALONE[all(text.isascii() for text in row)]
    return [alone] if len(questions) == 1 and (is_title or not names) else []


def _rewritten(rows: Rows, at: int, questions: Sequence[Ticks], names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The rows, with the header in the row of the answers alone and an answer in the first column of its question."""
    width = max(map(len, rows))
    out = [[*row, *[""] * (width - len(row))] for row in rows]
    is_named_above = at > 0 and any(name in map(plain, rows[at - 1]) for name in names)
    if is_named_above:
        out[at] = [own or over for own, over in zip(out[at], out[at - 1], strict=True)]
        out[at - 1] = [""] * width
    for ticks, name in zip(questions, names, strict=True):
        for row in out[at + 1 :]:
            answers = [label for place, label in ticks if (cell := plain(row[place])) and cell in MARKS]
            _put(row, ticks, answers[0] if len(answers) == 1 else "")
        _put(out[at], ticks, name)
    return tuple(map(tuple, out))


def _put(row: list[str], ticks: Ticks, text: str) -> None:
    for place, _ in ticks:
        row[place] = ""
    row[ticks[0][0]] = text


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""
