"""``margins.csv``: how the households (residents) divide by an attribute that surveys ask for, to which answers are weighted.

Columns: attribute (the question as in the export), value (the answer), share (0.25 or 25%) or households, from, agreed_by.
Several spellings of a question or an answer are separated by ``|``: ``60岁及以上|5``, where some exports give codes.

All values of an attribute that hold from one day stand together: from a later day on another full set takes their place.
Shares of a set add up to 1, within 1 % for rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NoReturn

from pipeline.agreed.lines import CellError, Line
from pipeline.agreed.sheet import Sheet

SEPARATORS = str.maketrans("｜", "|")
ROUNDING = 0.0101  # of 33 % three times


@dataclass(frozen=True)
class Margin:
    """One line. ``attribute`` and ``value`` are the first spellings of ``questions`` and ``answers``; ``share`` is 0 to 1."""

    line: int
    attribute: str
    questions: tuple[str, ...]
    value: str
    answers: tuple[str, ...]
    share: float
    valid_from: date
    agreed_by: str


def read_margins(path: Path) -> list[Margin]:
    """Return the lines of ``margins.csv`` with the shares of each set; none where there is no file.

    Raises:
        UsageError: If a cell cannot be read, or the values of an attribute do not make up a whole.
    """
    lines = sorted(MARGINS.read(path), key=lambda line: (line.margin.attribute, line.margin.valid_from))
    sets = groupby(lines, key=lambda line: (line.margin.attribute, line.margin.valid_from))
    return [margin for _, together in sets for margin in _whole(path.name, list(together))]


@dataclass(frozen=True)
class _Given:
    margin: Margin
    column: str


def _given(line: Line) -> _Given:
    column = "households" if line.text("households") else "share"
    if line.text("households") and line.text("share"):
        line.refuse("share", "share 和 households 只写一个", "give either share or households")
    size = line.number_of(column, is_percent_known=column == "share")
    if size <= 0 or (column == "share" and size > 1):
        line.refuse(column, "应大于 0；比例不超过 1，或写成 25%", "it is over 0; a share at most 1, or written 25%")
    questions, answers = (_spellings(line, name) for name in ("attribute", "value"))
    margin = Margin(
        line=line.number,
        attribute=questions[0],
        questions=questions,
        value=answers[0],
        answers=answers,
        share=size,
        valid_from=line.day("from"),
        agreed_by=line.required("agreed_by"),
    )
    return _Given(margin, column)


def _spellings(line: Line, column: str) -> tuple[str, ...]:
    written = [part.strip() for part in line.required(column).translate(SEPARATORS).split("|")]
    if not all(written):
        line.refuse(column, "| 前后都要有内容", "there is nothing before or after a |")
    return tuple(dict.fromkeys(written))


def _whole(file: str, lines: Sequence[_Given]) -> list[Margin]:
    """Return the values of one attribute from one day on, with shares that add up to 1."""
    first, last = lines[0], lines[-1]
    attribute, start = last.margin.attribute, last.margin.valid_from

    def refuse(given: _Given, column: str, zh: str, en: str) -> NoReturn:
        """Stop at a cell of a line."""
        raise CellError(file, given.margin.line, column, zh=zh, en=en)

    met: dict[str, int] = {}
    for given in lines:
        if given.column != first.column:
            zh = f"{attribute} 从 {start} 起的各行应都写 {first.column}"
            refuse(given, given.column, zh, f"all values of {attribute} from {start} give {first.column}")
        for answer in given.margin.answers:
            if answer in met:
                refuse(
                    given,
                    "value",
                    f"{answer!r} 在第 {met[answer]} 行已有",
                    f"{answer!r} is in row {met[answer]} already",
                )
            met[answer] = given.margin.line
    total = sum(given.margin.share for given in lines)
    if first.column == "share" and abs(total - 1) > ROUNDING:
        zh = f"{attribute} 从 {start} 起各项合计 {total:.1%}，应为 100%"
        refuse(last, "share", zh, f"the values of {attribute} from {start} add up to {total:.1%}, not 100%")
    if len(lines) == 1:
        refuse(last, "value", f"{attribute} 从 {start} 起只有一项", f"{attribute} has this one value only from {start}")
    questions = tuple(dict.fromkeys(name for given in lines for name in given.margin.questions))
    return [replace(given.margin, questions=questions, share=given.margin.share / total) for given in lines]


MARGINS = Sheet(
    file="margins.csv",
    required=("attribute", "value", "from", "agreed_by"),
    optional=("share", "households"),
    parse=_given,
    about=lambda each: (each.margin.attribute, each.margin.value),
    start=lambda each: each.margin.valid_from,
)
