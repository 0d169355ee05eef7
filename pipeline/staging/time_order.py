"""What only the whole column can tell: the order of day, month and a year of two digits, and the year of dates that name none."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

PARTS = r"'^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{1,2})(?:[^0-9]|$)'"
EVIDENCE = """
    with cells as ({cells}),
    parts as (
        select try_cast(regexp_extract(v, {parts}, 1) as integer) as a, try_cast(regexp_extract(v, {parts}, 2) as integer) as b,
            try_cast(regexp_extract(v, {parts}, 3) as integer) as c, length(regexp_extract(v, {parts}, 3)) as digits
        from cells
        where regexp_matches(v, {parts})
    )
    select
        count(*) filter (where a > 12 and b <= 12),
        count(*) filter (where b > 12 and a <= 12),
        coalesce(max(digits) < 4 and max(b) <= 12 and max(c) <= 31 and min(a) > 12, false) and (
            min(digits) = 1 or count(distinct a) < count(distinct c)
            or (count(distinct a) = count(distinct c) and max(a) between 15 and 40 and min(c) not between 15 and 40)
        )
    from parts
"""


@dataclass(frozen=True)
class Order:
    """How ``9/9/9999`` and ``99/9/9`` are read: day before month, and year first where it has two digits."""

    day_first: bool = False
    short_year_first: bool = False


def order_of(
    connection: duckdb.DuckDBPyConnection,
    cells: str,
    header: str,
    given: bool | None,
    usual: bool | None,
) -> tuple[Order, tuple[tuple[str, str], ...]]:
    """Return the order of a column, and what to say about it.

    Args:
        cells: Query that gives the cells as ``v``.
        header: The column as users know it.
        given: Day first, as the user said.
        usual: Day first, as the layout's tool writes where the column does not show another order.
    """
    days, months, short_year_first = connection.execute(EVIDENCE.format(cells=cells, parts=PARTS)).fetchall()[0]
    if short_year_first and given is None:
        return Order(False, True), (_short_year(header),)
    if given is not None:
        return Order(given), ()
    if days and months:
        order = Order(days > months or (days == months and bool(usual)))
        return order, (_contradiction(header, order, months if order.day_first else days),)
    if days or months:
        return Order(days > 0), ()
    return (Order(usual), ()) if usual is not None else (Order(), (_unknown(header),))


def _short_year(header: str) -> tuple[str, str]:
    return (
        f"「{header}」的年份只有两位，按“年-月-日”读取（24-3-5 是 2024 年 3 月 5 日）。",
        f"Years in '{header}' have two digits; read as year-month-day (24-3-5 is 5 March 2024).",
    )


def _contradiction(header: str, order: Order, against: int) -> tuple[str, str]:
    taken, other = ("日/月", "月/日") if order.day_first else ("月/日", "日/月")
    taken_en, other_en = ("day/month", "month/day") if order.day_first else ("month/day", "day/month")
    return (
        f"「{header}」里日、月的先后自相矛盾：按多数读作“{taken}”，另有 {against} 个单元格只能读作“{other}”，因此读不出。"
        "其余日期也可能有颠倒的，请向导出方核实。",
        f"The dates in '{header}' contradict each other: read as {taken_en} like most; {against} cells can only be {other_en} and are not read. "
        "Other dates may be swapped too: ask whoever made the export.",
    )


def _unknown(header: str) -> tuple[str, str]:
    return (
        f"「{header}」的日期看不出日、月先后，按“月/日”读取；如不对，请在说明文件里写 day_first: true。",
        f"The order of day and month in '{header}' cannot be told; read as month/day. If that is wrong, write day_first: true in a sidecar.",
    )


def only_year(connection: duckdb.DuckDBPyConnection, cells: str) -> str | None:
    """Return the only year that cells of the column name, None where there are several or none."""
    years = connection.execute(
        "select distinct y from (select regexp_extract(v, '(?:^|[^0-9])((?:19|20)[0-9][0-9])[年./-]', 1) as y "
        f"from ({cells})) where y <> ''"
    ).fetchall()
    return years[0][0] if len(years) == 1 else None


def names_a_year(connection: duckdb.DuckDBPyConnection, cells: str) -> bool:
    """Whether some cell names a year."""
    (found,) = connection.execute(
        f"select coalesce(bool_or(regexp_matches(v, '(?:^|[^0-9])(?:19|20)[0-9][0-9][年./-]')), false) from ({cells})"
    ).fetchall()[0]
    return bool(found)
