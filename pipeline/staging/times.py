"""Time columns: text in whatever form a tool or a person writes it → TIMESTAMP in the configured zone, with its precision.

A column is looked at whole before a cell is read. Cells are grouped by *shape* (digits as 9); each shape gets one way
of reading it. Where only day and month are in doubt (3/5/2024), the whole column decides: a first part over 12 means day
first, a second part over 12 month first. Cells that no shape explains stay null and become cell issues.

Unit: TIMESTAMP without zone. Precision: ``second``, ``minute`` or ``day`` (no clock, or every clock at midnight).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from pipeline.ingest.table import RawTable
from pipeline.layouts.layout import Column
from pipeline.staging.sql import literal

MOST_SHAPES = 400
EARLIEST, LATEST = "1990-01-01", "2100-01-01"
NINES = "translate({}, '0123456789', '9999999999')"
# Full-width digits and signs, and Chinese words for the half of the day, as strptime understands them.
CLEANED = (
    "replace(replace(replace(replace(replace(replace(translate(trim({}), '０１２３４５６７８９：／－．　', '0123456789:/-. '),"
    " '上午', 'AM '), '早上', 'AM '), '凌晨', 'AM '), '下午', 'PM '), '晚上', 'PM '), '中午', 'PM ')"
)
MONTHS = r"(?i)\b(?:january|february|march|april|june|july|august|september|october|november|december)\b"
SHORT_MONTHS = r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)\b"
WEEKDAYS = (
    r"(?i)\b(?:mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?\b,?\s*|(?:星期|周)[一二三四五六日天]\s*"
)


@dataclass(frozen=True)
class TimeColumn:
    """How one column is read.

    Attributes:
        value: SQL expression over the raw table, TIMESTAMP in the target zone, null where unreadable.
        precision: SQL expression, ``second``, ``minute`` or ``day``.
        notes: (zh, en) sentences on what was assumed.
    """

    value: str
    precision: str
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Profile:
    filled: int
    cast: int
    longest: int
    clocks: int
    with_seconds: int
    midnights: int


def time_columns(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    columns: Iterable[Column],
    *,
    zone_from: str | None,
    zone_to: str,
    day_first: bool | None = None,
) -> dict[int, TimeColumn]:
    """Return for each column (by its index) how its cells are read.

    Args:
        table: The raw table; the columns are looked at whole.
        zone_from: IANA zone of naive times, None for ``zone_to``.
        day_first: Order of day and month where it is known; None: decided from the column.
    """
    columns = list(columns)
    profiles = _profiles(connection, table.relation, columns)
    return {
        column.index: _plain(column, profile, zone_from, zone_to)
        if profile.cast == profile.filled and profile.longest <= 19
        else _by_shape(connection, table.relation, column, zone_from, zone_to, day_first)
        for column, profile in zip(columns, profiles, strict=True)
    }


def _profiles(connection: duckdb.DuckDBPyConnection, relation: str, columns: list[Column]) -> list[_Profile]:
    if not columns:
        return []
    measures = ", ".join(
        f"count({c}), count(try_cast({c} as timestamp)), coalesce(max(strlen({c})), 0), "
        f"count(*) filter (where contains({c}, ':')), count(*) filter (where {c} like '%:%:%'), "
        f"count(*) filter (where try_cast({c} as timestamp)::time = time '00:00:00')"
        for c in (f"c{column.index}" for column in columns)
    )
    row = connection.execute(f"select {measures} from {relation}").fetchall()[0]
    return [_Profile(*row[start : start + 6]) for start in range(0, len(row), 6)]


def _plain(column: Column, profile: _Profile, zone_from: str | None, zone_to: str) -> TimeColumn:
    """A column of ISO-like cells (year first), the fast path."""
    cell = f"c{column.index}"
    if profile.clocks == 0 or profile.midnights == profile.filled:
        return TimeColumn(_bounded(f"try_cast({cell} as timestamp)"), "'day'")
    value = _in_zone(f"try_cast({cell} as timestamp)", zone_from, zone_to)
    if profile.clocks == profile.filled and profile.with_seconds in (0, profile.filled):
        return TimeColumn(_bounded(value), "'second'" if profile.with_seconds else "'minute'")
    day = f"not contains({cell}, ':')"
    value = f"case when {day} then try_cast({cell} as timestamp) else {value} end"
    return TimeColumn(
        _bounded(value), f"case when {day} then 'day' when {cell} like '%:%:%' then 'second' else 'minute' end"
    )


def _by_shape(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    column: Column,
    zone_from: str | None,
    zone_to: str,
    day_first: bool | None,
) -> TimeColumn:
    cell = CLEANED.format(f"c{column.index}")
    shapes = [
        shape
        for (shape,) in connection.execute(
            f"select {NINES.format(cell)} from {relation} where c{column.index} is not null "
            f"group by 1 order by count(*) desc, 1 limit {MOST_SHAPES}"
        ).fetchall()
    ]
    notes: list[tuple[str, str]] = []
    if any(_order_in_doubt(shape) for shape in shapes) and day_first is None:
        day_first, note = _day_first(connection, relation, column, cell)
        notes += [note] if note else []
    year = _common_year(connection, relation, cell) if any(_lacks_year(shape) for shape in shapes) else None
    if year:
        notes.append(
            (
                f"「{column.header}」有日期没有年份，按 {year} 年读取。",
                f"Dates without a year in '{column.header}' are taken as {year}.",
            )
        )
    readers: dict[str, list[str]] = {}
    for shape in shapes:
        reader = _reader(shape, bool(day_first), year)
        if reader:
            readers.setdefault(reader, []).append(shape)
    return _cases(connection, relation, cell, readers, zone_from, zone_to, tuple(notes))


def _cases(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    cell: str,
    readers: dict[str, list[str]],
    zone_from: str | None,
    zone_to: str,
    notes: tuple[tuple[str, str], ...],
) -> TimeColumn:
    if not readers:
        return TimeColumn("null::timestamp", "'day'", notes)
    values, precisions = [], []
    for reader, shapes in readers.items():
        precision, is_zoned, expression = reader.split("|", 2)
        among = f"{NINES.format(cell)} in ({', '.join(literal(shape) for shape in shapes)})"
        value = expression.replace("{cell}", cell)
        if is_zoned == "zoned":
            value = f"({value}) at time zone {literal(zone_to)}"
        elif precision != "day":
            value = _in_zone(value, zone_from, zone_to)
        values.append(f"when {among} then {value}")
        precisions.append(f"when {among} then '{precision}'")
    value = _bounded(f"case {' '.join(values)} end")
    (filled, midnights) = connection.execute(
        f"select count(v), count(*) filter (where v::time = time '00:00:00') from (select {value} as v from {relation})"
    ).fetchall()[0]
    precision = "'day'" if filled == midnights else f"case {' '.join(precisions)} end"
    return TimeColumn(value, precision, notes)


def _bounded(value: str) -> str:
    """Years far off are slips. A long expression stands here once only: the planner's time grows with every copy."""
    if len(value) < 200:
        return f"case when ({value}) >= timestamp '{EARLIEST}' and ({value}) < timestamp '{LATEST}' then ({value}) end"
    return (
        f"list_filter([{value}], lambda moment: moment >= timestamp '{EARLIEST}' and moment < timestamp '{LATEST}')[1]"
    )


def _in_zone(value: str, zone_from: str | None, zone_to: str) -> str:
    if zone_from is None or zone_from == zone_to:
        return value
    return f"(({value}) at time zone {literal(zone_from)}) at time zone {literal(zone_to)}"


def _order_in_doubt(shape: str) -> bool:
    return re.match(r"9{1,2}([/.\-])9{1,2}\1(9{4}|9{2})(?!9)", shape) is not None


def _lacks_year(shape: str) -> bool:
    return re.fullmatch(r"9{1,2}(月9{1,2}[日号]?|[./-]9{1,2})( 9{1,2}:99)?", shape) is not None


def _day_first(
    connection: duckdb.DuckDBPyConnection, relation: str, column: Column, cell: str
) -> tuple[bool, tuple[str, str] | None]:
    pattern = r"'^(\d{1,2})[/.\-](\d{1,2})[/.\-]\d'"
    first, second = connection.execute(
        f"select max(try_cast(regexp_extract(v, {pattern}, 1) as integer)), max(try_cast(regexp_extract(v, {pattern}, 2) as integer)) "
        f"from (select {cell} as v from {relation})"
    ).fetchall()[0]
    if (first or 0) > 12 >= (second or 0):
        return True, None
    if (second or 0) > 12 >= (first or 0):
        return False, None
    note = (
        f"「{column.header}」的日期看不出日、月先后，按“月/日”读取；如不对，请在说明文件里写 day_first: true。",
        f"The order of day and month in '{column.header}' cannot be told; read as month/day. If that is wrong, write day_first: true in a sidecar.",
    )
    return False, note


def _common_year(connection: duckdb.DuckDBPyConnection, relation: str, cell: str) -> str | None:
    """The only year that other cells of the column name, None where there are several or none."""
    years = connection.execute(
        f"select distinct y from (select regexp_extract({cell}, '(?:^|[^0-9])((?:19|20)[0-9][0-9])[年./-]', 1) as y from {relation}) where y <> ''"
    ).fetchall()
    return years[0][0] if len(years) == 1 else None


def _reader(shape: str, day_first: bool, year: str | None) -> str | None:
    """Return ``precision|zone|expression`` for cells of this shape, None where no reading is known."""
    if re.fullmatch(r"9{5}(\.9+)?", shape):
        days = "case when {number} between 20000 and 80000 then timestamp '1899-12-30' + to_seconds(round({number} * 86400)::bigint) end"
        return (
            ("second" if "." in shape else "day") + "|naive|" + days.replace("{number}", "try_cast({cell} as double)")
        )
    stripped = re.sub(r"\s+", " ", shape)
    if re.fullmatch(r"9{4}[-/]9{1,2}[-/]9{1,2}([T ]9{1,2}:99(:99(\.9+)?)?)?( ?(Z|UTC|[+-]99:?99|[+-]99))", stripped):
        return f"{_precision(stripped)}|zoned|try_cast(regexp_replace(regexp_replace({{cell}}, ' *UTC$', '+00'), ' +([Z+-][0-9:]*)$', '\\1') as timestamptz)"
    if re.fullmatch(r"9{4}[-/]9{1,2}[-/]9{1,2}([T ]+9{1,2}:99(:99(\.9+)?)?)?", stripped):
        return f"{_precision(stripped)}|naive|try_cast({{cell}} as timestamp)"
    return _strptime_reader(shape, day_first, year)


def _precision(shape: str) -> str:
    if re.search(r"[:时点]\s?99?([:分])99?", shape) or re.fullmatch("9{14}", shape):
        return "second"
    return "minute" if re.search(r":|[时点]", shape) else "day"


def _strptime_reader(shape: str, day_first: bool, year: str | None) -> str | None:
    cell, work = "{cell}", shape
    zoned = re.search(r" ?(?:GMT|UTC)([+-])9(?::?99)?$", work)
    offset = ""
    if zoned:
        work = work[: zoned.start()]
        offset = "regexp_extract({cell}, '(?:GMT|UTC)([+-][0-9]+)', 1)"
        cell = "regexp_replace({cell}, ' ?(?:GMT|UTC)[+-][0-9:]+$', '')"
    if re.search(WEEKDAYS, work):
        cell, work = f"trim(regexp_replace({cell}, {literal(WEEKDAYS)}, ''))", re.sub(WEEKDAYS, "", work).strip()
    cell, work = _squeezed(cell, work)
    if year and _lacks_year(work):
        cell, work = (
            f"'{year}年' || replace(replace({cell}, '.', '月'), '/', '月')",
            "9999年" + re.sub("[./]", "月", work),
        )
    form = strptime_format(work, day_first)
    if form is None:
        return None
    value = f"try_strptime({cell}, {literal(form)})"
    if offset:
        value = f"({value} - to_hours(try_cast({offset} as integer))) at time zone 'UTC'"
    return f"{_precision(work)}|{'zoned' if offset else 'naive'}|{value}"


def _squeezed(cell: str, work: str) -> tuple[str, str]:
    """Blanks are folded and set between clock and AM or PM, as strptime wants them."""
    if re.search(r"\s{2,}|9[AP]\.?M|[AP]M 9", work, re.IGNORECASE):
        cell = (
            rf"trim(regexp_replace(regexp_replace({cell}, '(?i)\s*([AP])\.?M\.?\s*', ' \1M ', 'g'), '\s+', ' ', 'g'))"
        )
        work = re.sub(r"(?i)\s*([AP])\.?M\.?\s*", r" \1M ", work)
        work = re.sub(r"\s+", " ", work).strip()
    return cell, work


def strptime_format(shape: str, day_first: bool) -> str | None:
    """Return the strptime format of a shape (digits as 9), None where it is no date.

    Args:
        shape: ``9999年9月9日 PM 9:99``, ``99/99/9999 99:99:99 AM``, ``99-Mar-9999`` …
        day_first: How ``9/9/9999`` is read.
    """
    fixed = {
        "99999999": "%Y%m%d",
        "99999999999999": "%Y%m%d%H%M%S",
        "99999999 99:99:99": "%Y%m%d %H:%M:%S",
        "999999999999": "%Y%m%d%H%M",
    }
    if shape in fixed:
        return fixed[shape]
    work = re.sub(MONTHS, "%B", shape)
    work = re.sub(SHORT_MONTHS, "%b", work)
    work, clock = _split_clock(work)
    day = _day_format(work.strip(" ,T"), day_first)
    if day is None or clock is None:
        return None
    gap = work[len(work.rstrip(" ,T")) :]
    return day + gap + clock


def _split_clock(work: str) -> tuple[str, str | None]:
    """Return (date part with what separates it, format of the clock part); the format is None where it cannot be read."""
    found = re.search(r"(?i)([AP]M )?9{1,2}([:时点])(99?)(?:([:分])(?:99?(?:\.9+)?秒?)?)?( [AP]M)?$", work)
    if not found:
        return (work, "") if not re.search(r"[:时点]", work) else (work, None)
    text = found.group(0)
    has_half = bool(found.group(1) or found.group(5))
    form = re.sub(r"(?i)[AP]M", "%p", text)
    form = re.sub(r"\.9+", lambda m: ".%f" if len(m.group(0)) <= 7 else ".%n", form)
    for code in ("%I" if has_half else "%H", "%M", "%S"):
        form = re.sub(r"(?<![%\w])9{1,2}|(?<=[时点分])9{1,2}", code, form, count=1)
    return work[: found.start()], form


def _day_format(work: str, day_first: bool) -> str | None:
    month_day = "%d{0}%m" if day_first else "%m{0}%d"
    if found := re.fullmatch(r"9{4}([./年 -])9{1,2}([./月 -])9{1,2}([日号]?)", work):
        return f"%Y{found[1]}%m{found[2]}%d{found[3]}"
    if found := re.fullmatch(r"9{1,2}([/.\-])9{1,2}\1(9{4}|9{2})", work):
        return month_day.format(found[1]) + found[1] + ("%Y" if len(found[2]) == 4 else "%y")
    if found := re.fullmatch(r"9{1,2}([ -])(%[bB])\1(9{4}|9{2})", work):
        return f"%d{found[1]}{found[2]}{found[1]}" + ("%Y" if len(found[3]) == 4 else "%y")
    if found := re.fullmatch(r"(%[bB])(\.?) 9{1,2}(,?) 9{4}", work):
        return f"{found[1]}{found[2]} %d{found[3]} %Y"
    if found := re.fullmatch(r"9{4}-(%[bB])-9{1,2}", work):
        return f"%Y-{found[1]}-%d"
    return None
