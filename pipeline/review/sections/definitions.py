"""The definitions of every metric that the review shows."""

from __future__ import annotations

from pipeline.review.answers import Answers
from pipeline.review.model import Column, Section, Table
from pipeline.review.words import said


def section(answers: Answers) -> Section:
    """Return the section: one row per metric and parameters, in the order in which they were asked for."""
    language = answers.language
    rows: dict[str, tuple[str, str, str]] = {}
    for answer in answers.asked:
        result = answer.result
        label = result.label(language)
        rows.setdefault(
            label, (label, result.definition(language), result.metric.words("excluded", language, **result.parameters))
        )
    columns = tuple(Column(said(f"definitions.column.{key}", language)) for key in ("metric", "definition", "excluded"))
    title = said("section.definitions", language)
    return Section("definitions", title, (Table("definitions", title, columns, tuple(rows.values())),))
