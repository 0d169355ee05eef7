"""What the codes and words of an export mean: distinct cell texts → canonical codes, as a small table to join."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import duckdb

from pipeline.layouts.categories import match_category
from pipeline.layouts.fold import fold, plain
from pipeline.layouts.two_languages import SHORTEST_CELL, in_each_language
from pipeline.staging.reading import Reading
from pipeline.staging.scores import verdicts
from pipeline.staging.states import known_words, state_of
from pipeline.staging.survey_labels import STARS as DRAWN
from pipeline.staging.survey_labels import number_of, split_number

MOST_VALUES = 5000
STARS = {"5": "satisfied", "4": "satisfied", "3": "neutral", "2": "dissatisfied", "1": "dissatisfied"}
STARS_OF = ("satisfaction", "second_satisfaction")


def write_value_map(connection: duckdb.DuckDBPyConnection, reading: Reading, fields: Iterable[str]) -> str:
    """Write the meaning of every distinct text of the coded columns and return the relation's name.

    Args:
        fields: Canonical fields with codes. ``subcategory`` maps to one of the five categories.

    Returns:
        Name of a table ``field``, ``raw`` (cell text, trimmed), ``code``.
    """
    name = f"{reading.table.relation}_codes"
    connection.execute(f"create table {name} (field varchar, raw varchar, code varchar)")
    rows = [row for field in fields for row in _meanings(connection, reading, field)]
    if rows:
        fields_, raws, codes = zip(*rows, strict=True)
        connection.execute(
            f"insert into {name} select unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::varchar[])",
            [list(fields_), list(raws), list(codes)],
        )
    return name


def texts_of(connection: duckdb.DuckDBPyConnection, reading: Reading, field: str) -> list[str]:
    """Return the distinct texts of a coded column, the most frequent first; none of a column that is not there."""
    found = connection.execute(
        f"select cell from {reading.cells} where field = ? and cell is not null group by cell order by sum(cases) desc, cell limit {MOST_VALUES}",
        [field],
    ).fetchall()
    return [text for (text,) in found]


def _meanings(connection: duckdb.DuckDBPyConnection, reading: Reading, field: str) -> list[tuple[str, str, str]]:
    texts = texts_of(connection, reading, "category" if field == "subcategory" and not reading.has(field) else field)
    layout = reading.match.layout
    known = known_words(layout, field)
    scored = {}
    if field in STARS_OF:
        scored = verdicts(texts, known)
        known |= _stars(texts, layout.scale)
    found = []
    for text in texts:
        codes = (_code_of(one, field, known) for one in (text, *in_each_language(text, SHORTEST_CELL)))
        code = scored.get(text) or next(filter(None, codes), None)
        if code is None and field == "subcategory" and layout.property_types:
            code = match_category(text)
        if code is not None:
            found.append((field, text, code))
    return found


def _code_of(text: str, field: str, known: Mapping[str, str]) -> str | None:
    code = state_of(text, known) if field == "status" else known.get(fold(text))
    if code is None and field in STARS_OF:  # Very satisfied 5, 5 - Very satisfied
        return known.get(fold(split_number(text)[1]))
    return code


def _stars(texts: Sequence[str], scale: tuple[float, float] | None) -> dict[str, str]:
    """Bare numbers of 1 to 5 with a 5 among them are stars, or a 4 where the layout says so; 1 to 3 could be anything and stay unread.

    Stars themselves (★★★☆☆) always are.
    """
    written = {text: plain(text).removesuffix(".0") for text in texts}
    numbers = {text: number for text, number in written.items() if number.isdecimal() and number != "0"}
    telling = {"4", "5"} if scale == (1, 5) else {"5"}
    if not telling.intersection(numbers.values()) or not STARS.keys() >= set(numbers.values()):
        numbers = {}
    drawn = {text: f"{number_of(text):g}" for text in texts if DRAWN.match(plain(text))}
    return {fold(text): STARS[number] for text, number in (numbers | drawn).items() if number in STARS}
