"""From headers to columns: which canonical field, question, option or personal column each one is."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipeline.layouts import cells
from pipeline.layouts.fold import clean, fold, without_brackets
from pipeline.layouts.header import Header
from pipeline.layouts.layout import Column, Layout, Questions
from pipeline.privacy.patterns import load_patterns

ASKED_AGAIN, CONFIRMS = re.compile("回访|满意|评价"), re.compile("确认|回访")
OF_SEVERAL = (
    "subcategory",
    "complaint_id",
)  # tables have several such columns: the better one goes before the one named alone
# In lower case, of numbers that identify, locate or date instead of measuring.
NAMES_A_NUMBER = re.compile(
    r"电话|手机|座机|固话|分机|联系|微信|号码?$|编号|编码|代码|邮编|热线|证|\d{5}|\d\s*[-栋幢号]\s*\d|(?:卡|房间|室|楼栋|单元|楼层|排名|名次)$|经度|纬度|^(?:年龄|年[度份]?|月份?|季度?|周)$"
    r"|phone|mobile|contact|(?<![a-z])(?:tel|id|code|no(?!\.? of)|qq|ext|zip|post ?code|badge|passport|lat(?:itude)?|lo?ng?|longitude|rank)(?![a-z])"
    r"|^(?:age|year|month|quarter|week)$"
)
NAMES_PEOPLE = re.compile(
    r"姓名|名字|^(?:员工|人员|业主|住户|客户|学生)$|(?:^|employee |staff |resident |tenant |customer |student |full |first |last )name$"
    r"|^(?:employee|resident|tenant|customer|student|staff member)$"
)
MARKS = re.compile(r"^[*＊\s]+|[\s*＊:：]+$")


def map_columns(layout: Layout, header: Header, forced: Mapping[str, str]) -> tuple[Column, ...]:
    """Return one column per header cell.

    Args:
        forced: Canonical field → header, what the sidecar says.
    """
    fields = assign_fields(layout, header, forced)
    personal, ignored = ({fold(alias) for alias in aliases} for aliases in (layout.personal, layout.ignored))
    has_indicators = any(field.startswith("indicator:") for field in fields.values())
    own = _own_indicators(header, fields) if has_indicators else frozenset()
    columns = []
    for position, name in enumerate(header.shown(layout.questions.code_row if layout.questions else None)):
        spellings = header.spellings[position]
        if position in fields:
            columns.append(Column(position, name, "field", field=fields[position]))
        elif personal.intersection(spellings):
            columns.append(Column(position, name, "personal"))
        elif ignored.intersection(spellings) or is_row_name(header, position):
            columns.append(Column(position, name, "ignored"))
        elif position in own:  # one more indicator, by its own name
            columns.append(Column(position, name, "field", field=f"indicator:{name}"))
        else:
            columns.append(_question(layout, header, position, name) or Column(position, name, "unknown"))
    return drop_lone_rows(columns)


def assign_fields(layout: Layout, header: Header, forced: Mapping[str, str]) -> dict[int, str]:
    """Return column → canonical field; each column has one field and each field one column.

    What the sidecar forces comes first, then required fields, then the others in the layout's order; a field takes the
    column of its first alias that is there, the type that of the first alias that tells rows apart. A column that cannot hold
    times is never a time.
    """
    whole, bare = header.positions, _without_qualifiers(layout, header)
    taken = {whole[fold(text)][0]: field for field, text in forced.items() if fold(text) in whole}
    for named in (whole, bare):
        for field in _in_order(layout):
            if field in taken.values():
                continue
            known = (whole, bare) if field in OF_SEVERAL else (named,)
            places = dict.fromkeys(
                at for alias in layout.fields[field] for by in known for at in by.get(fold(alias), [])
            )
            free = [at for at in places if at not in taken and _can_hold(header, at, field)]
            if free:
                taken[_chosen(layout, header, field, free)] = field
    return taken if "status" in taken.values() else _with_states(layout, header, taken)


def _with_states(layout: Layout, header: Header, taken: dict[int, str]) -> dict[int, str]:
    """The fields, where what was done says nothing but states (处理结果：已处理、处理中) with these as the state, which no other column names."""
    states = frozenset(fold(word) for words in layout.values.get("status", {}).values() for word in words)
    return {
        at: "status" if field == "result" and header.judged(cells.are_all_of, at, states) else field
        for at, field in taken.items()
    }


def _without_qualifiers(layout: Layout, header: Header) -> dict[str, list[int]]:
    """Folded text → columns known under it but for words that say no more than of what it is: 办理时限 of 部门办理时限."""
    found: dict[str, list[int]] = {}
    for position, spellings in enumerate(header.spellings if layout.qualifiers else ()):
        for text in dict.fromkeys([*spellings, *map(_in_words, header.parts[position])]):
            once = [re.sub(words, "", text).strip() for words in layout.qualifiers]
            twice = [re.sub(words, "", bare) for bare in once for words in layout.qualifiers if bare != text]
            for bare in dict.fromkeys(fold(bare) for bare in (*once, *twice) if bare and bare != text):
                if position not in found.get(bare, []):
                    found.setdefault(bare, []).append(position)
    return found


def _in_words(text: str) -> str:
    """The words of a header in lower case: ``WO_Status`` and ``woStatus`` are wo status."""
    return " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])|[\W_]", " ", without_brackets(text)).casefold().split())


def _chosen(layout: Layout, header: Header, field: str, places: Sequence[int]) -> int:
    """Which of the columns that may be a field is it: of ids the first that does not only count rows, unless the tool issues it.

    An id that comes again stays one: a case in several steps or sent twice is one case.
    """
    if field == "subcategory":
        return _most_telling(header, places)
    if field == "complaint_id" and not layout.record.get("is_stable"):
        return next((at for at in places if header.judged(cells.are_ids, at)), places[0])
    return places[0]


def _most_telling(header: Header, places: Sequence[int]) -> int:
    """The first of the columns in which most rows name a type and not all the same one, else the first: Jira calls every row a Service Request.

    That one is a complaint and another a question is no type where another column says what it is about.
    """
    telling = [at for at in places if header.judged(cells.tell_apart, at)]
    return next((at for at in telling if not header.judged(cells.are_kinds_of_message, at)), [*telling, *places][0])


def _in_order(layout: Layout) -> Iterable[str]:
    required = [field for entry in layout.required for field in entry.split("|")]
    return dict.fromkeys([*(field for field in required if field in layout.fields), *layout.fields])


def _can_hold(header: Header, position: int, field: str) -> bool:
    """A time takes a column of times; under a header of dates, ``3.5`` is the fifth of March too.

    That a resident confirms a case is known only where somebody asked: 是否解决 in a table without call-backs is what staff say.
    """
    if field == "status" and header.judged(cells.are_times, position):  # when it was Resolved
        return False
    if field == "status" and fold(header.names[position]) == "state":  # CA and NY are no states of a case
        return not header.judged(cells.are_initials, position)
    if field == "result" and header.judged(cells.are_numbers, position):  # the costs below 处理过程
        return False
    if field == "took":
        return bool(header.judged(cells.are_lengths, position))
    if field == "received_clock":
        return bool(header.judged(cells.are_clocks, position))
    if field == "confirmed" and not any(map(ASKED_AGAIN.search, header.names)):
        return CONFIRMS.search(header.names[position]) is not None
    if not field.endswith(("_at", "_on")) or header.judged(cells.are_times, position):
        return True
    return any("日期" in part for part in header.parts[position]) and header.judged(cells.are_days, position)


def is_row_name(header: Header, position: int) -> bool:
    """Whether a column without header counts the rows, or is empty altogether."""
    if header.parts[position]:
        return False
    is_empty = not any(cell.strip() for cell in header.columns[position])
    return is_empty or header.judged(cells.is_running_number, position)


def _own_indicators(header: Header, fields: Mapping[int, str]) -> frozenset[int]:
    """The other columns of amounts in a wide table of indicators; none where rows or columns are of single people."""
    if any(
        NAMES_PEOPLE.search(_in_words(name)) and not header.judged(cells.are_amounts, position)
        for position, name in enumerate(header.names)
    ):
        return frozenset()
    own = [position for position in range(header.width) if position not in fields and _is_amount(header, position)]
    name = re.compile(load_patterns().surname + "[\u4e00-\u9fff]{1,2}")
    people = sum(name.fullmatch(clean(header.names[position])) is not None for position in own)
    return frozenset() if people > 1 and 2 * people >= len(own) else frozenset(own)


def _is_amount(header: Header, position: int) -> bool:
    """Whether a column holds numbers that count or measure: no phones and no codes."""
    is_named = bool(header.parts[position]) and not NAMES_A_NUMBER.search(header.names[position].casefold())
    is_named = is_named and not NAMES_A_NUMBER.search(_in_words(header.names[position]))
    return is_named and bool(header.judged(cells.are_amounts, position))


def _question(layout: Layout, header: Header, position: int, name: str) -> Column | None:
    questions = layout.questions
    if questions is None or not header.parts[position]:
        return None
    text, code = question_text(questions, header, position)
    found = re.match(questions.header, text, re.DOTALL) if questions.header and text != code else None
    column = Column(position, name, "question", code=code, text=text.replace("\n", " "))
    if found:
        column = _parsed(column, found.groupdict())
    option = _option(questions, header, position)
    if option:
        column = _parsed(replace(column, row=None), option)
    texts = questions.texts
    if header.judged(cells.go_beyond_five, position):
        texts = texts | questions.texts_to_ten
    said = next((text for title, text in texts.items() if fold(title) == fold(name)), None)
    return replace(column, text=said or column.text) if found or option or said else None


def question_text(questions: Questions, header: Header, position: int) -> tuple[str, str | None]:
    """Return text and code of a question column as the header rows give them; one line per header row without codes."""
    rows = [clean(row[position]) if position < len(row) else "" for row in header.own_rows]
    if questions.code_row is not None and header.height > max(questions.code_row, questions.text_row):
        return rows[questions.text_row] or rows[questions.code_row], rows[questions.code_row] or None
    return "\n".join(header.parts[position]), None


def _option(questions: Questions, header: Header, position: int) -> dict[str, str] | None:
    """Return number, stem and option where the column is one option of a multiple choice; its cells decide."""
    if not questions.multiple_header:
        return None
    text, _ = question_text(questions, header, position)
    found = re.match(questions.multiple_header, text, re.DOTALL)
    if found and cells.are_selections(header.columns[position], found["option"], questions.multiple_selected):
        return found.groupdict()
    return None


def _parsed(column: Column, groups: Mapping[str, str | None]) -> Column:
    """Return the column with the parts of its header; ``row2`` is another way to write ``row``."""
    parts: dict[str, Any] = {name.rstrip("0123456789"): MARKS.sub("", value) for name, value in groups.items() if value}
    parts = {name: value for name, value in parts.items() if value}
    if "number" in parts:
        parts["number"] = unicodedata.normalize("NFKC", parts["number"])
    if member := parts.get("row") or parts.get("option"):
        parts.setdefault("text", MARKS.sub("", column.header.partition(member)[0].rstrip("(（[、")))
    return replace(column, **parts)


def drop_lone_rows(columns: list[Column]) -> tuple[Column, ...]:
    """A matrix has two rows or more: what looks like the only row of one belongs to the question's text."""
    stems = Counter((column.number, column.text) for column in columns if column.row)
    return tuple(
        replace(column, row=None, text=f"{column.text} - {column.row}")
        if column.row and stems[column.number, column.text] == 1
        else column
        for column in columns
    )
