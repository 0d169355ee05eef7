"""What the file's name and the title rows above the header say: when it was exported, of which community, its title.

A date alone in the name of a complaint export (``投诉工单_20240630``) is the day up to which it was made; the last one counts
(``20240101-20240331``). In the name of a survey it can mean anything and is left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.layouts.community_names import lone_name, named_community
from pipeline.layouts.fold import plain
from pipeline.layouts.layout import Layout, Match

DATE = r"20\d\d[-./年]?\d{1,2}[-./月]?\d{1,2}日?(?:[\sT_-]*\d{1,2}[:：时.-]?\d{2}(?:[:：分.-]?\d{2})?)?"
EXPORTED = re.compile(
    rf"(?:导出|制表|填报|填表|生成|打印|截至|截止|export(?:ed)?|as[\s_-]?of|generated|created)[^\d]{{0,12}}?({DATE})",
    re.IGNORECASE,
)
COMMUNITY = re.compile(
    r"(?:小区|项目|社区|楼盘|管理处|服务中心|community|project|site)(?:名称|名|\s*name)?\s*[:：]\s*([^\s:：,，;；|]+)",
    re.IGNORECASE,
)
DAY = re.compile(r"(?<!\d)20\d\d([-._]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?:[-_T\s]?\d{4}(?:\d{2})?)?(?!\d)")
YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?=年|[-._/]?(?:0[1-9]|1[0-2])(?!\d{5})|\D|$)")


def file_parts(layout: Layout, name: str, titles: Sequence[str], sheet: str | None = None) -> dict[str, str]:
    """Return what is said outside the table.

    Returns:
        The named groups of ``layout.file_name``; ``exported_at`` (digits only), ``community``, ``title`` and ``year`` where they
        are said; ``above``: all title rows; ``named_after``: the community that sheet, title or file is named after, and ``named_in`` which of these.
    """
    parts: dict[str, str] = {}
    for text in map(plain, titles):
        _add(parts, "exported_at", EXPORTED.search(text))
        _add(parts, "community", COMMUNITY.search(text))
    if titles:
        parts["title"] = max((plain(text) for text in titles), key=len)
        parts["above"] = "\n".join(map(plain, titles))
    text = plain(name)
    _add(parts, "exported_at", EXPORTED.search(text))
    if layout.kind == "complaint" and (days := list(DAY.finditer(text))):
        parts.setdefault("exported_at", days[-1].group(0))
    if layout.file_name and (found := re.search(layout.file_name, name)):
        parts |= {key: value for key, value in found.groupdict().items() if value}
    places = (("sheet", (sheet or "",)), ("title", titles), ("file", (name,)))
    _add_first(parts, "year", ((place, _only_year(texts)) for place, texts in places))
    if layout.kind in ("complaint", "survey"):
        _add_first(parts, "named_after", ((place, _only_name(texts)) for place, texts in places), "named_in")
    return {key: _digits(value) if key == "exported_at" else value for key, value in parts.items()}


def with_names_of_sheets(tables: Sequence[tuple[str | None, Match]]) -> list[Match]:
    """Return the matches of a workbook; where half of the sheets with the same columns are named after communities, the others are too.

    Args:
        tables: Sheet and match of each table.
    """
    sheets = Counter(_table_of(match) for _, match in tables)
    named = Counter(_table_of(match) for _, match in tables if match.file_parts.get("named_in") == "sheet")
    alike = {table for table, count in named.items() if 2 * count >= sheets[table]}
    return [_named_after(sheet, match) if _table_of(match) in alike else match for sheet, match in tables]


def _table_of(match: Match) -> tuple[str, ...]:
    return (match.layout.name, *(column.header for column in match.columns))


def _named_after(sheet: str | None, match: Match) -> Match:
    name = named_community(sheet or "", may_be_person=True) or lone_name(sheet or "")
    if name is None or match.column("community") or match.file_parts.get("community"):
        return match
    return replace(match, file_parts=match.file_parts | {"community": name, "named_after": name, "named_in": "sheet"})


def _add(parts: dict[str, str], key: str, found: re.Match[str] | None) -> None:
    if found:
        parts.setdefault(key, found.group(1))


def _add_first(parts: dict[str, str], key: str, said: Iterable[tuple[str, str | None]], where: str = "") -> None:
    """Add the first thing that is said, and where."""
    found = next(((place, text) for place, text in said if text), None)
    if found:
        parts |= {key: found[1]} | ({where: found[0]} if where else {})


def _only_year(texts: Sequence[str]) -> str | None:
    years = {year for text in texts for year in YEAR.findall(plain(text))}
    return years.pop() if len(years) == 1 else None


def _only_name(texts: Sequence[str]) -> str | None:
    names = {name for text in texts if (name := named_community(text))}
    return names.pop() if len(names) == 1 else None


def _digits(text: str) -> str:
    """``2024年3月5日 8:05`` → ``202403050805``."""
    return "".join(number if len(number) >= 4 else number.zfill(2) for number in re.findall(r"\d+", text))
