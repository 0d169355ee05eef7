"""Tables that hold sums instead of records: counts and rates of a month or a community, which no layout can take apart again."""

from __future__ import annotations

import re

from pipeline.ingest.table import Preview
from pipeline.layouts import cells
from pipeline.layouts.layout import Match

LEAST, SHARE, MOSTLY = 2, 1 / 3, 0.8
FIGURE = re.compile(
    r"(?:总数|数量|件数|宗数|次数|人数|户数|份数|样本[数量]|[率比]|占比|比例|百分比|均值|均分|平均分?|累计|合计|小计|得分|满意度)\s*(?:[(（].{0,6}[)）])?$"
    r"|%|\b(?:count|counts|number of|no\. of|total|sum|percent|percentage|pct|rate|ratio|share|avg|average|mean|median)\b",
    re.IGNORECASE,
)
SAID = {
    "zh": "这像是已经汇总好的统计表。请导出明细：每行一条投诉，或每行一份答卷。",
    "en": "This looks like a table of totals. Export the records themselves: a row per complaint or per response.",
}


def summed(preview: Preview, match: Match) -> dict[str, str] | None:
    """Return, zh and en, that a refused table holds figures already; None where it does not look so.

    It does where a third of its columns or more are called like figures and hold numbers, two of them at least.
    """
    figures = [
        column.index
        for column in match.columns
        if FIGURE.search(column.header) and _is_numeric(preview, match, column.index)
    ]
    return SAID if len(figures) >= max(LEAST, SHARE * len(match.columns)) else None


def _is_numeric(preview: Preview, match: Match, index: int) -> bool:
    rows = preview.rows[match.first_record_index :]
    found = cells.answered([row[index] for row in rows if index < len(row)])
    return bool(found) and cells.share(found, cells.NUMBER) >= MOSTLY
