"""What to do next: driver × gap × complaint evidence, and problems that recur without a measure, for the meeting to decide on.

Owner, target, date and how it will last are left for the meeting to fill in, in the form of clause ch10.m1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.analysis.priorities import Priorities
from pipeline.metrics.members import in_words
from pipeline.review.answers import Answers
from pipeline.review.model import Block, Column, Paragraph, Question, Section, Sentence, Table
from pipeline.review.sections.complaints import problem_in_words
from pipeline.review.words import said
from pipeline.statistics.quadrants import CONCENTRATE

MOST_DRIVERS, MOST_PROBLEMS = 3, 3
EMPTY = 4  # owner, target, date, how it lasts


def section(answers: Answers, found: Priorities, question: Question, problems: pd.DataFrame) -> Section:
    """Return the section.

    Args:
        found: The priorities of the quarter.
        question, problems: Recurring problems, and the question that they answer.
    """
    language = answers.language
    title = said("section.proposals", language)
    rows = [*_of_drivers(found, language), *_of_problems(answers, question, problems)]
    if not rows:
        return Section("proposals", title, (Paragraph((Sentence(said("proposals.none", language)),)),))
    keys = ("subject", "why", "owner", "target", "due", "lasting")
    columns = tuple(Column(said(f"proposals.column.{key}", language)) for key in keys)
    cells = tuple((*row, *[""] * EMPTY) for row in rows)
    blocks: tuple[Block, ...] = (
        Table("proposals", said("proposals.table", language), columns, cells),
        Paragraph((Sentence(said("proposals.note", language)),)),
    )
    return Section("proposals", title, blocks)


def _of_drivers(found: Priorities, language: str) -> list[tuple[str, str]]:
    """Return the drivers to concentrate on, with their evidence; what is to be kept up is no measure."""
    if found.drivers.refusal:
        return []
    rows = zip(found.frame.to_dict("records"), found.sentences, strict=True)
    acted = [
        (str(row["indicator"]), _evidence(said_of[language])) for row, said_of in rows if row["quadrant"] == CONCENTRATE
    ]
    return acted[:MOST_DRIVERS]


def _evidence(sentence: str) -> str:
    """Return a sentence on a driver without its name, which stands beside."""
    for mark in ("：", ": "):
        if mark in sentence:
            return sentence.split(mark, 1)[1]
    return sentence


def _of_problems(answers: Answers, question: Question, problems: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the open problems that no measure is aimed at, those of most homes first."""
    if problems.empty:
        return []
    without = problems[(problems["state"] == "open") & (problems["measure_ids"].map(len) == 0)]
    rows = without.head(MOST_PROBLEMS).to_dict("records")
    return [(_subject(row, answers.language), problem_in_words(answers, question, row).text) for row in rows]


def _subject(row: Mapping[str, Any], language: str) -> str:
    kind = row["category"] if pd.isna(row["subcategory"]) else row["subcategory"]
    name = in_words("category", None if pd.isna(kind) else str(kind), language)
    return f"{row['community']}：{name}" if language == "zh" else f"{row['community']}: {name}"
