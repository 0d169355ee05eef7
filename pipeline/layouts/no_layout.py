"""What a table is that no layout fits, where its cells give it away: sums and figures instead of records, or rows without a header."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.ingest.table import Preview
from pipeline.layouts import cells
from pipeline.layouts.fold import plain
from pipeline.layouts.header import DATA_CELL, could_be_header
from pipeline.layouts.layout import Match

ROWS_SEARCHED, LEAST_LABELS = 10, 2
MOSTLY = 0.8
SUMS = {
    "zh": "这是汇总表（每个答案有多少人选），不是一份份答卷，不能用来计算。请导出每份答卷一行的明细。",
    "en": "It holds how many chose each answer, not the answers, so nothing can be computed from it. Export one row per response.",
}
NO_HEADER = {
    "zh": "没有找到表头：第一行就是数据。请在第一行写上每列的名称，如“投诉编号、投诉时间、投诉内容”。",
    "en": "It has no header: its first row is data. Put the name of each column into the first row, such as Complaint ID, Date Received, Description.",
}
LEAST_FIGURES, SHARE_OF_FIGURES = 2, 1 / 3
FIGURE = re.compile(
    r"(?:总数|数量|件数|宗数|次数|人数|户数|份数|样本[数量]|[率比]|占比|比例|百分比|均值|均分|平均分?|累计|合计|小计|得分|满意度)\s*(?:[(（].{0,6}[)）])?$"
    r"|%|\b(?:count|counts|number of|no\. of|total|sum|percent|percentage|pct|rate|ratio|share|avg|average|mean|median)\b",
    re.IGNORECASE,
)
FIGURES = {
    "zh": "这像是已经汇总好的统计表。请导出明细：每行一条投诉，或每行一份答卷。",
    "en": "This looks like a table of totals. Export the records themselves: a row per complaint or per response.",
}


def said_of(preview: Preview) -> dict[str, str] | None:
    """Return a sentence on what the table is, zh and en; None where its cells do not tell."""
    rows = [tuple(map(plain, row)) for row in preview.rows if any(row)]
    if any(_names_answers(row, rows[at + 1 :]) for at, row in enumerate(rows[:ROWS_SEARCHED])):
        return SUMS
    is_headless = len(rows) > 1 and not any(map(could_be_header, rows[:ROWS_SEARCHED]))
    return NO_HEADER if is_headless and len(rows[0]) > 1 and cells.share(_filled(rows[0]), DATA_CELL) > 0 else None


def summed(preview: Preview, match: Match) -> dict[str, str] | None:
    """Return, zh and en, that a refused table holds figures already; None where it does not look so.

    It does where a third of its columns or more are called like figures and hold numbers, two of them at least.
    """
    figures = [
        column.index
        for column in match.columns
        if FIGURE.search(column.header) and _is_numeric(preview, match, column.index)
    ]
    return FIGURES if len(figures) >= max(LEAST_FIGURES, SHARE_OF_FIGURES * len(match.columns)) else None


def _names_answers(row: tuple[str, ...], below: list[tuple[str, ...]]) -> bool:
    """Whether a row names answers (满意, Agree), with numbers below them."""
    places = [at for at, cell in enumerate(row) if cells.AGREEMENT.match(cell)]
    if len({row[at] for at in places}) < LEAST_LABELS:
        return False
    counts = _filled(other[at] for other in below for at in places if at < len(other))
    return bool(counts) and cells.share(counts, cells.NUMBER) >= MOSTLY


def _filled(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if text]


def _is_numeric(preview: Preview, match: Match, index: int) -> bool:
    rows = preview.rows[match.first_record_index :]
    found = cells.answered([row[index] for row in rows if index < len(row)])
    return bool(found) and cells.share(found, cells.NUMBER) >= MOSTLY
