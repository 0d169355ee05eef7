"""What is to be said of a complaint export: what was not understood, assumed, or cannot be computed from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import duckdb

from pipeline.staging.codes import texts_of
from pipeline.staging.reading import Reading
from pipeline.staging.scores import NEUTRAL, SATISFIED, top_of
from pipeline.staging.states import known_words

Note = tuple[str, str]
RESOLUTION = ("resolved_at", "closed_at", "status_at")
LEAST_OPEN, SHARE_OPEN = 5, 0.05
ZH, EN = (
    "(?:表扬|表揚|赞扬|点赞|好评|感谢|致谢|锦旗)",
    "(?:compliments?|praise|commendations?|kudos|thanks|thank you|positive feedback)",
)
PRAISE = f"^(?:业主|住户|客户|居民)?{ZH}(?:[/、与和及]?{ZH})*(?:信|类|件|单)?$|^{EN}(?: ?(?:[/&]|and) ?{EN})*(?: ?[-–:(] ?(?:staff|team|employees?|service)\\)?)?$"


def complaint_notes(
    connection: duckdb.DuckDBPyConnection,
    reading: Reading,
    value_map: str,
    accepted: str,
    said: Sequence[Note | None],
) -> tuple[Note, ...]:
    """Return the notes, (zh, en).

    Args:
        value_map: As ``write_value_map`` returns it.
        accepted: The staged rows less the rejected ones.
        said: What is said of ids and homes.
    """
    notes = [
        *(note for time in reading.times.values() for note in time.notes),
        *said,
        *_unknown_words(connection, reading, value_map),
        *_unused_types(connection, reading, value_map),
        *_praise(connection, reading),
        *_scores(connection, reading),
        *_open_ones(connection, reading, accepted),
        *_not_there(reading),
    ]
    return tuple(note for note in notes if note)


def _unknown_words(connection: duckdb.DuckDBPyConnection, reading: Reading, value_map: str) -> Iterable[Note]:
    """States and verdicts that no layout knows.

    Shows words that come more than once and are short, scrubbed; anything else may be free text.
    """
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
        yield (
            f"「{header}」有 {cells} 个单元格的写法不认识{shown[0]}，按没有填写处理；可在 data/layouts/ 的格式文件里写 values。",
            f"{cells} cells of '{header}' say what is not known{shown[1]} and count as empty; say what they mean under values in a layout of your own.",
        )


def _unused_types(connection: duckdb.DuckDBPyConnection, reading: Reading, value_map: str) -> Iterable[Note]:
    """A column of types beside the one that is used, of which no word is one of the five types."""
    taken, left = (reading.match.column(field) for field in ("subcategory", "category"))
    if taken is None or left is None or taken.index == left.index:
        return
    if not connection.execute(f"select 1 from {value_map} where field = 'category' limit 1").fetchall():
        line = f"columns: {{subcategory: {json.dumps(left.header, ensure_ascii=False)}}}"
        yield (
            f"投诉类型取自「{taken.header}」，「{left.header}」里没有五大类的名称，没有使用；如应当用它，请在说明文件里写 {line}。",
            f"The type is taken from '{taken.header}'; '{left.header}' names none of the five types and is not used. If it is meant, write {line} in a sidecar.",
        )


def _praise(connection: duckdb.DuckDBPyConnection, reading: Reading) -> Iterable[Note]:
    """Residents who were content are among the complaints: only the reader knows whether they are to count."""
    found = connection.execute(
        f"""
        select field, cell, sum(cases)::bigint from {reading.cells}
        where field in ('category', 'subcategory') and regexp_matches(cell, ?, 'i') group by all order by 3 desc, 2
        """,
        [PRAISE],
    ).fetchall()
    if found:
        field, word, _ = found[0]
        cases = sum(number for at, _, number in found if at == field)
        written = ", ".join(
            f"{json.dumps(text, ensure_ascii=False)}: not_a_complaint" for at, text, _ in found if at == field
        )
        line = f"drop: {{{field}: {{{written}}}}}"
        yield (
            f"有 {cases:,} 条是“{word}”之类，不是投诉，目前按该类型一并计数；如不应计入，请在 data/layouts/ 的格式文件里写 {line}。",
            f"{cases:,} cases are praise ('{word}') and count as complaints of that type; if they should not, write {line} in a layout of your own.",
        )


def _scores(connection: duckdb.DuckDBPyConnection, reading: Reading) -> Iterable[Note]:
    """Where the verdicts are scores: from which on a resident counts as satisfied."""
    column = reading.match.column("satisfaction")
    top = top_of(texts_of(connection, reading, "satisfaction"), known_words(reading.match.layout, "satisfaction"))
    if column and top:
        good, passed = f"{SATISFIED * top:g}", f"{NEUTRAL * top:g}"
        yield (
            f"「{column.header}」按 {top} 分制读取：{good} 分及以上为满意，{passed} 分以下为不满意；如不对，请在 data/layouts/ 的格式文件里写 values。",
            f"'{column.header}' is read as scores of {top}: {good} and more is satisfied, under {passed} dissatisfied; "
            "if that is wrong, write values in a layout of your own.",
        )


def _open_ones(connection: duckdb.DuckDBPyConnection, reading: Reading, accepted: str) -> Iterable[Note]:
    """Where the status calls many cases open that have a time of resolution: the time counts."""
    says_both = reading.has("status") and reading.has("resolved_at", "closed_at")
    if not says_both or reading.has("reopened_at", "reopenings"):
        return
    ended, still_open = connection.execute(
        f"select count(*), count(*) filter (where status = 'open') from {accepted} where resolved_at is not null"
    ).fetchall()[0]
    if still_open >= max(LEAST_OPEN, SHARE_OPEN * ended):
        yield (
            f"有 {still_open:,} 条的状态是未办结，却有完成或办结时间：按该时间算作已解决；如果那不是实际完成的时间，请改列名后重新导出。",
            f"{still_open:,} cases are open by their status and have a time of resolution or closing: they count as resolved at that time. "
            "If it is not when they were resolved, rename its header and export again.",
        )


def _not_there(reading: Reading) -> Iterable[Note]:
    if not reading.has(*RESOLUTION):
        yield (
            "导出中没有完成或办结时间，解决率等指标无法计算。",
            "The export has no time of resolution or closing: resolution figures cannot be computed.",
        )
    if not reading.has("due_at"):
        yield ("导出中没有时限，及时率无法计算。", "The export has no due dates: the on-time rate cannot be computed.")
