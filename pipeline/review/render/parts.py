"""What the documents that are read (HTML, PDF) share: figures within sentences, columns of numbers."""

from __future__ import annotations

import re

from pipeline.metrics.periods import day_in_words
from pipeline.review.model import TEXT, Figure, Review, Sentence, Table
from pipeline.review.words import said

NUMBER = re.compile(r"[<>≤≥±+−-]?\s*\d.*|[–-]|")
DIGITS = "0123456789.,-−–"

Run = tuple[str, Figure | None]


def runs(sentence: Sentence) -> list[Run]:
    """Return a sentence in pieces, those that are one of its figures with the figure; together they are its text."""
    pieces: list[Run] = []
    start = 0
    for figure in sentence.figures:
        at = _place(sentence.text, figure.text, start)
        if at is None:
            continue
        pieces += [(sentence.text[start:at], None), (figure.text, figure)]
        start = at + len(figure.text)
    return [piece for piece in [*pieces, (sentence.text[start:], None)] if piece[0]]


def _place(text: str, figure: str, start: int) -> int | None:
    """Return where a figure stands in a text as a number of its own, not as a part of another or of a date."""
    at = text.find(figure, start) if figure else -1
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(figure) : at + len(figure) + 1]
        if not (before and before in DIGITS) and not (figure[-1].isdigit() and after.isdigit()):
            return at
        at = text.find(figure, at + 1)
    return None


def is_of_numbers(table: Table, column: int) -> bool:
    """Return whether a column is one of numbers, to be set to the right."""
    cells = [row[column] for row in table.rows]
    if table.columns[column].unit != TEXT or any(isinstance(cell, Figure) for cell in cells):
        return True
    return any(cells) and all(isinstance(cell, str) and NUMBER.fullmatch(cell) and len(cell) < 24 for cell in cells)


def is_to_fill_in(table: Table, column: int) -> bool:
    """Return whether a column is left empty, for people to write in."""
    return bool(table.rows) and all(row[column] == "" for row in table.rows)


def source(review: Review) -> str:
    """Return what the figures are of, and what is hidden."""
    as_of = (
        said("as_of.none", review.language)
        if review.last_day is None
        else day_in_words(review.last_day, review.language)
    )
    text = said("render.source", review.language, as_of=as_of, run=review.run)
    if review.hidden:
        joiner = said("subtitle.joiner", review.language)
        space = "" if review.language == "zh" else " "
        text = f"{text}{space}{said('method.hidden', review.language, names=joiner.join(review.hidden))}"
    return text
