"""How the figures came about: surveys, the account of every row, what is withheld, and how changes are judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.analysis.method_statement import Survey, method_statements
from pipeline.metrics.result import JOINED, SUPPRESSED
from pipeline.review.answers import Answer, Answers
from pipeline.review.family import Family
from pipeline.review.model import Block, Bullets, Cell, Column, Paragraph, Question, Section, Sentence, Table
from pipeline.review.questions import LOADS, figure
from pipeline.review.sections.complaints import not_listed
from pipeline.review.words import said

MOST_NOTES, MOST_NAMED = 20, 3
COUNTS = ("rows_read", "rows_accepted", "rows_rejected", "rows_duplicate", "rows_superseded")


def asked(answers: Answers) -> list[Survey]:
    """Return how each survey of the quarter was taken."""
    return method_statements(
        answers.connection, where=answers.where, during=answers.quarter, language=answers.language, k=answers.k
    )


def section(answers: Answers, found: Family, surveys: Sequence[Survey]) -> Section:
    """Return the section; it is built last, for it counts what the others withhold."""
    language = answers.language
    notes = [Sentence(said("method.family", language, size=f"{found.size:,}"))]
    if answers.communities:
        notes.append(Sentence(said("method.scope", language)))
    withheld = _withheld(answers.asked)
    if withheld:
        notes.append(Sentence(said("method.suppressed", language, k=answers.k, count=f"{withheld:,}")))
    blocks: list[Block] = [Paragraph(tuple(notes))]
    if surveys:
        blocks.append(Paragraph((Sentence(said("method.surveys", language)),), is_heading=True))
        blocks.append(Bullets(tuple(Sentence(survey.text[language]) for survey in surveys)))
    blocks += notes_on(answers.asked, language)
    if not answers.communities:  # files hold rows of all communities, which are no matter of one of them
        blocks.append(_loads(answers))
    return Section("method", said("section.method", language), tuple(blocks))


def notes_on(asked: Iterable[Answer], language: str) -> list[Block]:
    """Return what the catalogue notes on the figures, each note once, those on the most figures first.

    A note on a few figures names them; one on more speaks of the review.
    """
    about: dict[str, dict[str, None]] = {}
    for answer in asked:
        for note in answer.result.notes_in(language):
            about.setdefault(note, {})[answer.result.label(language)] = None
    notes = sorted(about.items(), key=lambda one: -len(one[1]))
    if not notes:
        return []
    joiner = said("subtitle.joiner", language)
    items = [
        said("method.note", language, metrics=joiner.join(labels), note=note) if len(labels) <= MOST_NAMED else note
        for note, labels in notes[:MOST_NOTES]
    ]
    heading = Paragraph((Sentence(said("method.notes", language)),), is_heading=True)
    return [heading, Bullets(tuple(map(Sentence, items))), *not_listed(len(notes) - len(items), language)]


def _withheld(asked: Iterable[Answer]) -> int:
    """Return how many figures of the quarter are withheld to protect respondents."""
    rows = (answer.rows for answer in asked)
    return sum(int(each["status"].isin([SUPPRESSED, JOINED]).sum()) for each in rows if len(each))


def _loads(answers: Answers) -> Table:
    """Return the rows read, accepted and left out, by kind of export, of the whole warehouse."""
    language, question = answers.language, Question("loads", {})
    rows: list[tuple[Cell, ...]] = []
    for row in answers.connection.execute(LOADS).df().to_dict("records"):
        counts = [figure(question, row, name, "stock", f"{int(row[name]):,}") for name in COUNTS]
        rows.append((said(f"kind.{row['kind'] or 'unknown'}", language), *counts))
    titles = ("kind", "rows", "accepted", "rejected", "duplicate", "superseded")
    columns = tuple(
        Column(said(f"method.column.{key}", language), "stock" if at else "text") for at, key in enumerate(titles)
    )
    return Table("method_loads", said("method.loads", language), columns, tuple(rows))
