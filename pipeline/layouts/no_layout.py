"""What a table is that no layout fits, or only seems to fit, where its cells give it away: sums and figures instead of records,
ticks below each answer, questions in rows, rows without a header, a single column, or the design of a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.ingest.table import Preview
from pipeline.layouts import cells
from pipeline.layouts.fold import plain
from pipeline.layouts.layout import Match
from pipeline.layouts.places import DATA_CELL, could_be_header

ROWS_SEARCHED, LEAST_LABELS = 10, 2
MOSTLY = 0.8
SUMS = {
    "zh": "这是汇总表（每个答案有多少人选），不是一份份答卷，不能用来计算。请导出每份答卷一行的明细。",
    "en": "It holds how many chose each answer, not the answers, so nothing can be computed from it. Export one row per response.",
}
TICKS = {
    "zh": "这张表每个答案占一列、用“√”表示，读不了。请把每道题合成一列，在格子里写答案（如“满意”）。",
    "en": "Each answer has a column of its own with ticks in it, which cannot be read. Put each question into one column, with its answer (such as Satisfied) in the cell.",
}
TURNED = {
    "zh": "题目在行里，答卷在列里。请在 Excel 里复制整张表，用“选择性粘贴 → 转置”贴成每份答卷一行，再放进来。",
    "en": "Questions stand in its rows and responses in its columns. Copy the table in Excel and paste it with Paste Special, Transpose, so that each response is a row.",
}
NO_HEADER = {
    "zh": "没有找到表头：第一行就是数据。请在第一行写上每列的名称，如“投诉编号、投诉时间、投诉内容”。",
    "en": "It has no header: its first row is data. Put the name of each column into the first row, such as Complaint ID, Date Received, Description.",
}
ONE_COLUMN = {
    "zh": "表里只有一列。投诉至少要有受理时间和内容两列，问卷每道题一列；如果各列之间另有分隔符，请另存为 xlsx 再放进来。",
    "en": "It has one column only. A complaint needs its time of receipt beside its text, and each question a column; if something else parts the columns, save the table as xlsx.",
}
DESIGN = {
    "zh": "这是问卷的设计（题目和选项），不是答卷。请导出答卷。",
    "en": "It is the design of a form (its questions or their options), not the answers to it. Export the responses.",
}
TABLES_ABOVE = {
    "zh": "表头上方还有别的数字表。请把每份答卷一行的明细单独放在一个工作表里。",
    "en": "Other tables of numbers stand above its header. Put the table with a row per response on a sheet of its own.",
}
LEAST_ABOVE = 3
SAYS_RESPONSE = ("submitted_at", "response_id")
# Headers that stand together in the designs of KoboToolbox, ODK and SurveyCTO (XLSForm) and in REDCap's data dictionary.
DESIGNS = (
    re.compile(r"^(?:type|name|label(?:::?.+)?)$", re.IGNORECASE),
    re.compile(r"^(?:list[_ ]name|name|value|label(?:::?.+)?)$", re.IGNORECASE),
    re.compile(r"^(?:form_title|form_id|version|default_language)$", re.IGNORECASE),
    re.compile(r"^(?:variable / field name|form name|field type|field label)$", re.IGNORECASE),
)
TELLING = re.compile(r"^(?:type|list[_ ]name|form_id|field type)$", re.IGNORECASE)
PARTS_OF_DESIGN = 3
TICK = re.compile(r"^[√✓✔☑]$")
TALLY = re.compile(r"^[^\d:：][^:：]{0,30}[:：]\s*\d{1,6}\s*(?:人|票|份|次|%)?$")
QUESTIONS = re.compile(r"^(?:题目|题项|问题|调查问题|调查题目|questions?|items?|statements?)$", re.IGNORECASE)
RESPONDENTS = re.compile(r"^(?!q|题|第|问|item|var|x\d)(?P<stem>\D{0,12}?)[\s_.-]*\d{1,5}$", re.IGNORECASE)
LEAST_TURNED = 3
LEAST_FIGURES, SHARE_OF_FIGURES = 2, 1 / 3
FIGURE = re.compile(
    r"(?:总数|数量|件数|宗数|次数|人数|户数|份数|样本[数量]|[率比]|占比|比例|百分比|均值|均分|平均分?|累计|合计|小计|得分|满意度)\s*(?:[(（].{0,6}[)）])?$"
    r"|%|\b(?:count|counts|number of|no\. of|total|sum|percent|percentage|pct|rate|ratio|share|avg|average|mean|median)\b",
    re.IGNORECASE,
)
OPTION = re.compile(r"^(?:options?|answers?|answer choices?|选项|答案|答案选项)$", re.IGNORECASE)
FIGURES = {
    "zh": "这像是已经汇总好的统计表。请导出明细：每行一条投诉，或每行一份答卷。",
    "en": "This looks like a table of totals. Export the records themselves: a row per complaint or per response.",
}


def said_of(preview: Preview) -> dict[str, str] | None:
    """Return a sentence on what the table is, zh and en; None where its cells do not tell."""
    rows = _rows(preview)
    for at, row in enumerate(rows[:ROWS_SEARCHED]):
        if below := _below_answers(row, rows[at + 1 :]):
            if cells.share(below, cells.NUMBER) >= MOSTLY:
                return SUMS
            if cells.share(below, TICK) >= MOSTLY:
                return TICKS
    if _is_design(rows):
        return DESIGN
    if len(rows) > ROWS_SEARCHED and all(len(_filled(row)) <= 1 for row in rows):
        return ONE_COLUMN
    is_headless = len(rows) > 1 and (not any(map(could_be_header, rows[:ROWS_SEARCHED])) or _is_record(rows))
    return NO_HEADER if is_headless and len(rows[0]) > 1 and cells.share(_filled(rows[0]), DATA_CELL) > 0 else None


def summed(preview: Preview, match: Match) -> dict[str, str] | None:
    """Return, zh and en, that a refused table holds figures already; None where it does not look so.

    It does where a third of its columns or more are called like figures and hold numbers, two of them at least.
    """
    named = [plain(column.header) for column in match.columns]
    if any(map(OPTION.match, named)) and any(map(FIGURE.search, named)):
        return SUMS
    figures = [
        column.index
        for column in match.columns
        if FIGURE.search(column.header) and _is_numeric(preview, match, column.index)
    ]
    return FIGURES if len(figures) >= max(LEAST_FIGURES, SHARE_OF_FIGURES * len(match.columns)) else None


def no_responses(preview: Preview, match: Match) -> dict[str, str] | None:
    """Return what a table is that only looks like a survey, zh and en: ``满意：20`` in its cells, a row per question, or one table of several."""
    if match.layout.kind != "survey":
        return None
    if _is_one_of_several(preview, match):
        return TABLES_ABOVE
    if _is_design(_rows(preview)):
        return DESIGN
    rows = [tuple(map(plain, row)) for row in preview.rows[match.first_record_index :] if any(row)]
    asked = [column.index for column in match.columns if column.use in ("question", "unknown")]
    answers = [_filled(row[index] for row in rows if index < len(row)) for index in asked]
    filled = [texts for texts in answers if texts]
    if filled and sum(cells.share(texts, TALLY) >= MOSTLY for texts in filled) >= MOSTLY * len(filled):
        return SUMS
    return TURNED if _is_turned(match, rows) else None


def _is_one_of_several(preview: Preview, match: Match) -> bool:
    """Whether tables of numbers stand above its header and nothing in it says when or by whom a row was answered; means and counts of the
    answers may stand above these."""
    above = [tuple(map(plain, row)) for row in preview.rows[: match.header_index]]
    of_numbers = sum(1 for row in above if sum(map(bool, map(cells.NUMBER.match, row))) >= LEAST_FIGURES)
    return of_numbers >= LEAST_ABOVE and not any(map(match.column, SAYS_RESPONSE))


def _rows(preview: Preview) -> list[tuple[str, ...]]:
    """Return the rows in which something stands, their cells as they are compared."""
    return [tuple(map(plain, row)) for row in preview.rows if any(row)]


def _is_design(rows: list[tuple[str, ...]]) -> bool:
    """Whether the first row heads the questions of a form, or their options; a column of types alone heads anything."""
    first = _filled(rows[0]) if rows else []
    named = [sum(1 for text in first if design.match(text)) for design in DESIGNS]
    return max(named) >= PARTS_OF_DESIGN and any(map(TELLING.match, first))


def _is_record(rows: list[tuple[str, ...]]) -> bool:
    """Whether the first row has a time where those below have theirs."""
    for at, cell in enumerate(rows[0]):
        below = _filled(row[at] for row in rows[1:] if at < len(row))
        if cells.TIME.search(cell) and below and cells.share(below, cells.TIME) == 1:
            return True
    return False


def _is_turned(match: Match, rows: list[tuple[str, ...]]) -> bool:
    """Whether the first or second column holds questions, under a header that says so, and the others are headed by numbered respondents."""
    names = [plain(column.header) for column in match.columns]
    at = next((at for at, name in enumerate(names[:2]) if QUESTIONS.match(name)), None)
    if at is None:
        return False
    others = names[at + 1 :]
    stems = [found["stem"] for name in others if (found := RESPONDENTS.match(name))]
    texts = _filled(row[at] for row in rows if at < len(row))
    is_headed = len(others) >= LEAST_TURNED and len(stems) == len(others) and len(set(stems)) == 1
    return is_headed and len(set(texts)) == len(texts)


def _below_answers(row: tuple[str, ...], below: list[tuple[str, ...]]) -> list[str]:
    """The filled cells below the answers (满意, Agree) that a row names, if it names some."""
    places = [at for at, cell in enumerate(row) if cells.AGREEMENT.match(cell)]
    if len({row[at] for at in places}) < LEAST_LABELS:
        return []
    return _filled(other[at] for other in below for at in places if at < len(other))


def _filled(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if text]


def _is_numeric(preview: Preview, match: Match, index: int) -> bool:
    rows = preview.rows[match.first_record_index :]
    found = cells.answered([row[index] for row in rows if index < len(row)])
    return bool(found) and cells.share(found, cells.NUMBER) >= MOSTLY
