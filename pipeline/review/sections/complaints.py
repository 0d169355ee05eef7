"""Complaints: which types, where, when more often than elsewhere, and what keeps coming back."""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.analysis.combinations import over_represented
from pipeline.analysis.problem_words import sentence as problem_sentence
from pipeline.analysis.problems import recurring_problems
from pipeline.analysis.type_ranks import pareto_of_types
from pipeline.metrics.members import in_words
from pipeline.metrics.periods import day_in_words, first_uncovered_day, last_covered_day, midnight, period_start
from pipeline.review.answers import Answers
from pipeline.review.drawn import bars, lines
from pipeline.review.family import Family
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
from pipeline.review.sections.changes import not_compared
from pipeline.review.words import said

MONTHS_OF_QUARTER = 3
TYPE_COLUMNS = {
    "cases": "cases",
    "share": "share",
    "cumulative_share": "cumulative",
    "homes": "homes",
    "cases_before": "before",
}
MOST_TYPES, MOST_COMBINATIONS, MOST_PROBLEMS = 10, 10, 8
WHERE_AND_WHEN = ("community", "building", "channel", "month")  # who handles what is no matter for a board


def section(answers: Answers, found: Family, question: Question, problems: pd.DataFrame) -> Section:
    """Return the section; one sentence where the quarter has no complaints."""
    language = answers.language
    title = said("section.complaints", language)
    count = answers.metric("complaint_count", against="year")
    row = count.row()
    if row is None or not row["complaints"]:
        return Section("complaints", title, (Paragraph((Sentence(said("complaints.none", language)),)),))
    rate = answers.metric("complaints_per_1000_households", ("community_id",))
    per_homes = said("complaints.by_community", language)
    blocks: list[Block | None] = [
        Paragraph((count.sentence(row), *_so_far(answers, row), *not_compared(found, language))),
        lines(
            [(count.result.label(language), count, {})],
            name="complaints_course",
            title=said("complaints.over_time", language),
        ),
        *_types(answers),
        bars(rate, "community_id", name="complaints_communities", title=per_homes),
        *_combinations(answers),
        *_problems(answers, question, problems),
    ]
    return Section("complaints", title, tuple(block for block in blocks if block))


def asked_problems(answers: Answers) -> tuple[Question, pd.DataFrame]:
    """Return the recurring problems at the end of the quarter, and the question that they answer."""
    arguments = {"where": answers.where, "as_of": answers.until.isoformat()}
    found = recurring_problems(
        answers.records, where=answers.where, as_of=answers.until, language=answers.language, with_cases=False
    )
    return Question("problems", arguments), found


def problem_in_words(answers: Answers, question: Question, row: Mapping[str, Any]) -> Sentence:
    """Return the sentence of a recurring problem."""
    row = {**row, "category": in_words("category", row["category"], answers.language)}
    text = problem_sentence(row, answers.measure_titles)[answers.language]
    return Sentence(
        text, tuple(figure(question, row, name, "stock", f"{int(row[name])}") for name in ("cases", "homes"))
    )


def _so_far(answers: Answers, row: Mapping[str, Any]) -> list[Sentence]:
    """Return that complaints are still to come where the exports do not reach the end of the quarter."""
    if row["is_whole"] or answers.until > midnight(answers.end):
        return []
    return [
        Sentence(
            said(
                "complaints.so_far",
                answers.language,
                day=day_in_words(last_covered_day(answers.until), answers.language),
            )
        )
    ]


def _types(answers: Answers) -> list[Block]:
    """Return the types of the quarter as a chart and a table."""
    language, months = answers.language, _whole_months(answers)
    if not months:
        return []
    arguments = {"where": answers.where, "months": months, "as_of": answers.until.isoformat()}
    found = pareto_of_types(answers.records, where=answers.where, months=months, as_of=answers.until)
    question, rows = Question("pareto", arguments), found.frame.to_dict("records")
    names = [_type_name(row["type"], language) for row in rows]
    left_out = set() if found.frame["homes"].sum() > 0 else {"homes"}
    left_out |= set() if months == MONTHS_OF_QUARTER else {"cases_before"}
    shown = [name for name in TYPE_COLUMNS if name not in left_out]
    columns = [Column(said("column.member", language))]
    columns += [Column(said(f"complaints.column.{TYPE_COLUMNS[name]}", language), _unit(name)) for name in shown]
    cells = tuple((name, *_type_cells(question, row, shown)) for name, row in zip(names, rows, strict=True))
    table = Table(
        "complaint_types",
        said("complaints.type_table", language),
        tuple(columns),
        cells,
        tuple(n[language] for n in found.notes),
    )
    if len(rows) < 2:
        return [table]
    title, rows = said("complaints.by_type", language), rows[:MOST_TYPES]
    figures = tuple(figure(question, row, "cases", "stock", f"{int(row['cases']):,}") for row in rows)
    categories = tuple(names[: len(rows)])
    most, least = (f"{categories[at]} {figures[at].text}" for at in (0, -1))
    alt = said("alt.bars", language, count=len(rows), most=most, least=least)
    label = said("complaints.column.cases", language)
    return [
        Chart("complaint_types_chart", "bars", title, alt, categories, (Series(label, figures),), "stock", (label,)),
        table,
    ]


def _whole_months(answers: Answers) -> int:
    """Return how many months of the quarter the exports cover whole."""
    end = period_start(first_uncovered_day(answers.until), "1mo")
    return min(max(12 * (end.year - answers.start.year) + end.month - answers.start.month, 0), MONTHS_OF_QUARTER)


def _type_cells(question: Question, row: Mapping[str, Any], columns: Sequence[str]) -> tuple[str | Figure, ...]:
    cells: list[str | Figure] = []
    for column in columns:
        if pd.isna(row[column]):
            cells.append("–")
            continue
        unit = _unit(column)
        text = f"{row[column]:.1%}" if unit == "share" else f"{int(row[column]):,}"
        cells.append(figure(question, row, column, unit, text))
    return tuple(cells)


def _unit(column: str) -> str:
    return "share" if "share" in column else "stock"


def _combinations(answers: Answers) -> list[Block]:
    """Return where and when types come up more often than elsewhere, nothing where nowhere."""
    language = answers.language
    arguments = {"where": answers.where, "dimensions": list(WHERE_AND_WHEN), "as_of": answers.until.isoformat()}
    found = over_represented(answers.records, dimensions=WHERE_AND_WHEN, where=answers.where, as_of=answers.until)
    if found.empty:
        return []
    question, rows = Question("combinations", arguments), []
    for row in found.sort_values("adjusted_residual", ascending=False).head(MOST_COMBINATIONS).to_dict("records"):
        rows.append(
            (
                _place(row, language),
                _type_name(row["type"], language),
                figure(question, row, "homes", "stock", f"{int(row['homes']):,}"),
                figure(question, row, "expected", "reported", f"{row['expected']:,.1f}"),
                figure(question, row, "location_quotient", "ratio", f"{row['location_quotient']:.1f}"),
            )
        )
    keys = (("where", "text"), ("type", "text"), ("homes", "stock"), ("expected", "reported"), ("quotient", "ratio"))
    columns = tuple(Column(said(f"complaints.column.{key}", language), unit) for key, unit in keys)
    notes = [said("complaints.not_a_cause", language)]
    notes += [said("not_listed", language, count=f"{len(found) - len(rows):,}")] if len(found) > len(rows) else []
    return [Table("complaint_combinations", said("complaints.where", language), columns, tuple(rows), tuple(notes))]


def _place(row: Mapping[str, Any], language: str) -> str:
    dimension, member, within = str(row["dimension"]), str(row["member"]), row["within"]
    if dimension == "month":
        member = said("month", language, number=int(member), name=month_abbr[int(member)])
    elif dimension == "building":
        member = said("building", language, name=member)
    known = "" if within is None or pd.isna(within) else str(within)
    return f"{known}{' ' if known else ''}{member}"


def _problems(answers: Answers, question: Question, found: pd.DataFrame) -> list[Block]:
    """Return the recurring problems that are not over."""
    language = answers.language
    every = found[found["state"] != "closed"]
    current = every.head(MOST_PROBLEMS)
    heading = Paragraph((Sentence(said("complaints.problems", language)),), is_heading=True)
    if current.empty:
        return [heading, Paragraph((Sentence(said("complaints.problems_none", language)),))]
    items = (problem_in_words(answers, question, row) for row in current.to_dict("records"))
    return [heading, Bullets(tuple(items)), *not_listed(len(every) - len(current), language)]


def not_listed(count: int, language: str) -> list[Block]:
    """Return the sentence that says how many more there are than are listed, nothing where there are none."""
    return [Paragraph((Sentence(said("not_listed", language, count=f"{count:,}")),))] if count else []


def _type_name(name: Any, language: str) -> str:
    return in_words("category", None if pd.isna(name) else str(name), language)
