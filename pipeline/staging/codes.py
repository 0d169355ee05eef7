"""What the codes and words of an export mean: distinct cell texts → canonical codes, as a small table to join."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import duckdb

from pipeline.layouts.categories import match_category
from pipeline.layouts.fold import fold, plain
from pipeline.layouts.two_languages import in_each_language
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


def _meanings(connection: duckdb.DuckDBPyConnection, reading: Reading, field: str) -> list[tuple[str, str, str]]:
    column = "category" if field == "subcategory" and not reading.has(field) else field
    texts = connection.execute(
        f"select cell from {reading.cells} where field = ? and cell is not null group by cell order by sum(cases) desc, cell limit {MOST_VALUES}",
        [column],
    ).fetchall()
    layout = reading.match.layout
    known = known_words(layout, field)
    scored = {}
    if field in STARS_OF:
        written = [text for (text,) in texts]
        scored = verdicts(written, known)
        known |= _stars(written, layout.scale)
    found = []
    for (text,) in texts:
        codes = (_code_of(one, field, known) for one in (text, *in_each_language(text)))
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


def unknown_words(connection: duckdb.DuckDBPyConnection, reading: Reading, value_map: str) -> list[tuple[str, str]]:
    """Return what is to be said, (zh, en), of states and verdicts that no layout knows.

    Shows words that come more than once and are short, scrubbed; anything else may be free text.
    """
    notes = []
    unknown = f"from {reading.cells} where field = ? and cell is not null and cell not in (select raw from {value_map} where field = ?)"
    for field in ("status", "satisfaction"):
        if not connection.execute(f"select 1 {unknown} limit 1", [field, field]).fetchall():
            continue  # scrubbing nothing takes as long to plan as scrubbing much
        rows = connection.execute(
            f"select scrub_text(cell, null), sum(cases) {unknown} group by cell order by 2 desc, 1", [field, field]
        ).fetchall()
        cells, words = sum(cases for _, cases in rows), [text for text, cases in rows if cases > 1 and len(text) <= 12]
        shown = f"（{'、'.join(words[:5])}）" if words else "", f" ({', '.join(words[:5])})" if words else ""
        header = next(column.header for column in reading.match.columns if column.index == reading.columns[field])
        notes.append(
            (
                f"「{header}」有 {cells} 个单元格的写法不认识{shown[0]}，按没有填写处理；可在 data/layouts/ 的格式文件里写 values。",
                f"{cells} cells of '{header}' say what is not known{shown[1]} and count as empty; say what they mean under values in a layout of your own.",
            )
        )
    return notes


def unused_types(connection: duckdb.DuckDBPyConnection, reading: Reading, value_map: str) -> Iterable[tuple[str, str]]:
    """What is to be said, (zh, en), of a column of types beside the one that is used, of which no word is one of the five types."""
    taken, left = (reading.match.column(field) for field in ("subcategory", "category"))
    if taken is None or left is None or taken.index == left.index:
        return
    if not connection.execute(f"select 1 from {value_map} where field = 'category' limit 1").fetchall():
        line = f"columns: {{subcategory: {json.dumps(left.header, ensure_ascii=False)}}}"
        yield (
            f"投诉类型取自「{taken.header}」，「{left.header}」里没有五大类的名称，没有使用；如应当用它，请在说明文件里写 {line}。",
            f"The type is taken from '{taken.header}'; '{left.header}' names none of the five types and is not used. If it is meant, write {line} in a sidecar.",
        )
