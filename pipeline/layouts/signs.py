"""What of a layout a table lacks: required fields, signs among its headers, columns of questions and ratings; and what rules it out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.layouts import cells
from pipeline.layouts.fold import plain
from pipeline.layouts.header import SHOWN, Header
from pipeline.layouts.layout import Column, Layout

HIGHEST_RATING, LEAST_RATINGS, LEAST_ANSWERS = 10, 3, 20
FEW, SHARE_ASKED = 3, 0.25  # of a table that only its questions tell, they are a good part
# ticket_id and TicketID begin with a word, which a word boundary alone does not see
WITHIN_WORDS = re.compile("_|(?<=[a-z])(?=[A-Z])")
ASKS = re.compile(
    r"[?？吗]|您|请|是否|如何|满意|评价|评分|\b(?:you|your|how|please|rate|rating|satisf\w*|agree|likely)\b",
    re.IGNORECASE,
)


def missing_fields(layout: Layout, columns: Sequence[Column]) -> list[str]:
    """Return the required fields that no column has, by their main aliases."""
    found = {column.field for column in columns}
    wanted = (entry.split("|") for entry in layout.required)
    missing = [names for names in wanted if not found.intersection(names)]
    return [" / ".join(next(iter(layout.fields[name]), name) for name in names[:6]) for names in missing]


def missing_signs(layout: Layout, header: Header, columns: Sequence[Column]) -> list[str]:
    """Return the signs of the layout that headers and columns lack, in words."""
    names = {plain(part).removesuffix(SHOWN) for parts in header.parts for part in parts}
    names |= {WITHIN_WORDS.sub(" ", name) for name in names}
    absent = [sign for sign in layout.evidence if not any(re.search(sign, name, re.IGNORECASE) for name in names)]
    missing = [readable(sign) for sign in absent]
    known = [column for column in columns if column.use == "field"]
    is_known = header.is_repeated and (len(known) >= FEW or bool(_times_of(known)))
    if layout.kind == "survey" and header.is_of_answers and not is_known:
        missing.append("表头，第一行像是一份答卷 (a header: the first row looks like a response)")
    if layout.questions and layout.questions.code_row is not None and not header.ends_above_times(_times_of(columns)):
        missing.append(f"{layout.header_rows} 行表头，其下是答卷 (as many header rows, and responses below them)")
    asked = sum(1 for column in columns if column.use == "question")
    least = layout.least_questions
    if (
        asked < least
        or (least >= FEW and asked < SHARE_ASKED * sum(map(bool, header.parts)))
        or (least and not layout.required and not _has_repeated_answers(header, columns))
    ):
        missing.append(f"{layout.least_questions} 个题目列 (question columns)")
    if layout.least_ratings and not _has_ratings(layout, header, columns):
        missing.append(f"{layout.least_ratings} 个 0–{layout.highest_rating} 的评分列 (columns of ratings)")
    return missing


def _has_repeated_answers(header: Header, columns: Sequence[Column]) -> bool:
    """Whether some question is answered alike by many, as no list of questions and options is."""
    asked = [column.index for column in columns if column.use in ("question", "unknown")]
    found = [texts for index in asked if (texts := header.judged(cells.answered, index))]
    return (
        not found or max(map(len, found)) < LEAST_ANSWERS or any(2 * len(set(texts)) <= len(texts) for texts in found)
    )


def _times_of(columns: Sequence[Column]) -> list[int]:
    return [column.index for column in columns if column.field in ("submitted_at", "started_at")]


def readable(sign: str) -> str:
    """Return the first words that a regular expression on headers looks for, without its signs."""
    words = re.sub(r"\\[a-zA-Z]|\(\?[:!=<]*|\[[^\]]*\]|\{[^}]*\}|[\^$\\()?*+]", " ", sign).split("|")
    texts = list(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))
    return " / ".join(texts[:4]) + (" …" if len(texts) > 4 else "")


def ruled_out(layout: Layout, header: Header) -> list[str]:
    """Return the headers that a table of this layout never has; a question, or what is answered by words of agreement, is none in a survey.

    Residents are asked about complaints and repairs; 投诉编号 is of a register, 您对投诉处理是否满意 of a survey.
    """
    met = [
        (position, name)
        for position, name in enumerate(header.names)
        if any(re.search(sign, plain(name), re.IGNORECASE) for sign in layout.forbidden)
    ]
    if layout.kind != "survey":
        return [name for _, name in met]
    options = [name for name in header.names if cells.AGREEMENT.match(plain(name))]
    if len(options) > 1:
        return options  # a table of how many chose each answer
    named = {position for position, _ in met}
    rated = {position for position in range(header.width) if header.judged(cells.are_ratings, position, HIGHEST_RATING)}
    is_among_ratings = len(rated - named) >= max(LEAST_RATINGS, len(rated & named))  # and not one count among others
    if layout.least_ratings and 2 * len(rated - named) >= header.width:  # a price or a count beside them
        met = [(position, name) for position, name in met if position in rated]
    return [
        name
        for position, name in met
        if not ASKS.search(name)
        and not header.judged(cells.are_words_of_agreement, position)
        and not (is_among_ratings and position in rated)
    ]


def _has_ratings(layout: Layout, header: Header, columns: Sequence[Column]) -> bool:
    """Whether enough columns hold ratings, and they are a good part of the table."""
    open_columns = [
        column
        for column in columns
        if column.use in ("question", "unknown") and header.judged(cells.answered, column.index)
    ]
    ratings = sum(1 for column in open_columns if header.judged(cells.are_ratings, column.index, layout.highest_rating))
    if layout.highest_rating == HIGHEST_RATING:
        asked = [column for column in open_columns if cells.ASKS_IF_SATISFIED.search(column.header)]
        ratings += sum(1 for column in asked if header.judged(cells.are_yes_or_no, column.index))
    return ratings >= layout.least_ratings and ratings >= 0.4 * len(open_columns)
