"""What goes with overall satisfaction, and the priority matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.analysis.driver_words import QUADRANTS
from pipeline.analysis.priorities import Priorities, priorities
from pipeline.metrics.explain import in_unit
from pipeline.review.answers import Answers
from pipeline.review.model import (
    Block,
    Bullets,
    Chart,
    Column,
    Figure,
    Paragraph,
    Question,
    Section,
    Sentence,
    Series,
    Table,
)
from pipeline.review.questions import figure
from pipeline.review.words import said
from pipeline.statistics.quadrants import CONCENTRATE, KEEP_UP, LOW_PRIORITY, OVERKILL

CORNERS = (CONCENTRATE, KEEP_UP, LOW_PRIORITY, OVERKILL)  # upper left, upper right, lower left, lower right


def asked(answers: Answers) -> tuple[Question, Priorities]:
    """Return the priorities of the quarter, and the question that they answer."""
    where, during = answers.where, answers.quarter
    found = priorities(answers.connection, where=where, during=during, language=answers.language, k=answers.k)
    return Question("priorities", {"where": where, "during": during}), found


def section(answers: Answers, question: Question, found: Priorities) -> Section:
    """Return the section: matrix, table and a sentence per driver; where it is refused, why."""
    language, drivers = answers.language, found.drivers
    title = said("section.drivers", language)
    if drivers.refusal:
        return Section("drivers", title, (Paragraph((Sentence(drivers.refusal[language]),)),))
    rows = found.frame.to_dict("records")
    blocks: list[Block] = []
    if rows:
        blocks += [_matrix(question, found, rows, language), _table(question, rows, language)]
    blocks.append(
        Bullets(
            tuple(_sentence(question, row, each[language]) for row, each in zip(rows, found.sentences, strict=True))
        )
    )
    notes = [*(note[language] for note in drivers.notes), said("drivers.not_a_cause", language)]
    blocks.append(Paragraph(tuple(Sentence(note) for note in notes)))
    return Section("drivers", title, tuple(blocks))


def weight(question: Question, row: Mapping[str, Any]) -> Figure:
    """Return the weight of a driver as a figure."""
    text = f"{row['weight']:.1%}"
    return figure(question, row, "weight", "share", text, low=float(row["low"]), high=float(row["high"]))


def performance(question: Question, row: Mapping[str, Any]) -> Figure:
    """Return the satisfaction index of a driver as a figure."""
    known = not pd.isna(row["performance"])
    return figure(question, row, "performance", "index", in_unit(row["performance"], "index", "zh") if known else "–")


def _sentence(question: Question, row: Mapping[str, Any], text: str) -> Sentence:
    figures = [weight(question, row), performance(question, row)]
    return Sentence(text, tuple(each for each in figures if each.value is not None and each.text in text))


def _matrix(question: Question, found: Priorities, rows: list[dict[str, Any]], language: str) -> Chart:
    first = [str(row["indicator"]) for row in rows if row["quadrant"] == CONCENTRATE]
    joiner, title = ("、" if language == "zh" else ", "), said("drivers.matrix", language)
    crossing, level = found.drivers.crosshair
    return Chart(
        name="drivers_matrix",
        kind="quadrants",
        title=title,
        alt=said("drivers.alt", language, first=joiner.join(first) or said("drivers.none_first", language)),
        categories=tuple(str(row["indicator"]) for row in rows),
        series=(
            Series(said("drivers.column.performance", language), tuple(performance(question, row) for row in rows)),
            Series(said("drivers.column.weight", language), tuple(weight(question, row) for row in rows)),
        ),
        unit="share",
        axis=(said("drivers.across", language), said("drivers.up", language)),
        line=(level, crossing),
        highlighted=tuple(first),
        corners=tuple(QUADRANTS[name][0 if language == "zh" else 1] for name in CORNERS),
    )


def _table(question: Question, rows: list[dict[str, Any]], language: str) -> Table:
    titles = [("column.member", "text"), ("drivers.column.weight", "share"), ("column.interval", "text")]
    titles += [("drivers.column.performance", "index"), ("drivers.column.quadrant", "text")]
    cells = []
    for row in rows:
        interval = f"{row['low'] * 100:.1f}–{row['high']:.1%}"
        known = row["quadrant"] if isinstance(row["quadrant"], str) else None
        advice = QUADRANTS[known][0 if language == "zh" else 1] if known else "–"
        cells.append((str(row["indicator"]), weight(question, row), interval, performance(question, row), advice))
    columns = tuple(Column(said(key, language), unit) for key, unit in titles)
    return Table("drivers_weights", said("drivers.table", language), columns, tuple(cells))
