"""What only the whole column can tell: the order of day, month and a year of two digits, and the year of dates that name none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

SIGNS = "'^[0-9]+([/.-])[0-9]+([/.-])'"
PARTS = r"'^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{1,2})(?:[^0-9]|$)'"
EVIDENCE = """
    with cells as ({cells}),
    parts as (
        select try_cast(regexp_extract(v, {parts}, 1) as integer) as a, try_cast(regexp_extract(v, {parts}, 2) as integer) as b,
            try_cast(regexp_extract(v, {parts}, 3) as integer) as c, length(regexp_extract(v, {parts}, 3)) as digits, v
        from cells
        where regexp_matches(v, {parts})
    )
    select
        count(*) filter (where a > 12 and b <= 12),
        count(*) filter (where b > 12 and a <= 12),
        coalesce(max(digits) < 4 and max(b) <= 12 and max(c) <= 31 and min(a) > 12, false) and (
            min(digits) = 1 or count(distinct a) < count(distinct c)
            or (count(distinct a) = count(distinct c) and max(a) between 15 and 40 and min(c) not between 15 and 40)
        ),
        case when count(distinct signs) = 1 then min(signs) else '' end
    from (select *, regexp_extract(v, {signs}, 1) || regexp_extract(v, {signs}, 2) as signs from parts)
"""


@dataclass(frozen=True)
class Evidence:
    """What the cells of a column show.

    Attributes:
        days: Cells that can only have the day first.
        months: Cells that can only have the month first.
        short_year_first: Years of two digits stand first.
        signs: What parts the numbers of all of them (``//``, ``..``), nothing where that differs.
    """

    days: int
    months: int
    short_year_first: bool
    signs: str

    @property
    def has_points(self) -> bool:
        """Whether all are written with points (5.3.2024), which are hardly ever month first."""
        return self.signs == ".."

    @property
    def day_first(self) -> bool | None:
        """The order that all cells agree on, None where none shows one."""
        return None if self.short_year_first or bool(self.days) == bool(self.months) else self.days > 0


def evidence_of(connection: duckdb.DuckDBPyConnection, cells: str) -> Evidence:
    """Return what the cells of a column show; ``cells`` is a query that gives them as ``v``."""
    return Evidence(*connection.execute(EVIDENCE.format(cells=cells, parts=PARTS, signs=SIGNS)).fetchall()[0])


@dataclass(frozen=True)
class Order:
    """How ``9/9/9999`` and ``99/9/9`` are read: day before month, and year first where it has two digits."""

    day_first: bool = False
    short_year_first: bool = False


def order_of(
    found: Evidence, header: str, given: bool | None, others: Iterable[Evidence], usual: bool | None
) -> tuple[Order, tuple[tuple[str, str], ...]]:
    """Return the order of a column, and what to say about it.

    Args:
        header: The column as users know it.
        given: Day first, as the user said.
        others: What the other columns of the table show; one person or program wrote those that have the same signs.
        usual: Day first, as the layout's tool writes where no column shows another order.
    """
    if found.short_year_first and given is None:
        return Order(False, True), (_short_year(header),)
    if given is not None:
        return Order(given), ()
    if found.days and found.months:
        order = Order(found.days > found.months or (found.days == found.months and bool(usual)))
        return order, (_contradiction(header, order, found.months if order.day_first else found.days),)
    if found.day_first is not None:
        return Order(found.day_first), ()
    beside = {one.day_first for one in others if one.signs == found.signs} - {None}
    if len(beside) == 1:
        return Order(bool(beside.pop())), ()
    if usual is not None:
        return Order(usual), ()
    return Order(found.has_points), (_unknown(header, found.has_points),)


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


def _unknown(header: str, day_first: bool) -> tuple[str, str]:
    if day_first:
        return (
            f"「{header}」的日期看不出日、月先后，用点分隔，按“日.月”读取；如不对，请在说明文件里写 day_first: false。",
            f"The order of day and month in '{header}' cannot be told; written with points, read as day.month. If that is wrong, write day_first: false in a sidecar.",
        )
    return (
        f"「{header}」的日期看不出日、月先后，按“月/日”读取；如不对，请在说明文件里写 day_first: true。",
        f"The order of day and month in '{header}' cannot be told; read as month/day. If that is wrong, write day_first: true in a sidecar.",
    )


def year_of(
    connection: duckdb.DuckDBPyConnection, cells: str, header: str, said: str | None
) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """Return the year of the dates without one: of the column's other cells, else of the title or file name; and a note."""
    if year := only_year(connection, cells):
        return year, (
            (
                f"「{header}」有日期没有年份，按 {year} 年读取。",
                f"Dates without a year in '{header}' are taken as {year}.",
            ),
        )
    if said and not names_a_year(connection, cells):
        return said, (
            (
                f"「{header}」的日期没有年份，按标题或文件名里的 {said} 年读取。",
                f"Dates without a year in '{header}' are taken as {said}, the year in the title or file name.",
            ),
        )
    return None, (
        (
            f"「{header}」有日期没有年份，也看不出是哪一年，因此读不出；请在说明文件里写 period，例如 period: 2024。",
            f"'{header}' has dates without a year, and nothing says which; they are not read. Write period: 2024 or the like in a sidecar.",
        ),
    )


def republic(header: str) -> tuple[str, str]:
    """What is said of years that count from 1911, (zh, en)."""
    return (
        f"「{header}」有三位数或民国的年份，按民国纪年读取（113 年是 2024 年）。",
        f"Years in '{header}' with three digits are taken as years of the Republic of China (113 is 2024).",
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
