"""From headers to columns: which canonical field, question, option or personal column each one is."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pipeline.layouts import cells
from pipeline.layouts.fold import clean, fold, words_of
from pipeline.layouts.header import Header
from pipeline.layouts.layout import Column, Layout, Questions
from pipeline.layouts.own_indicators import own_indicators

ASKED_AGAIN, CONFIRMS = re.compile("回访|满意|评价"), re.compile("确认|回访")
# Tables have several such columns: the better one goes before the one that an alias names whole.
OF_SEVERAL = ("subcategory", "complaint_id")
MARKS = re.compile(r"^[*＊\s]+|[\s*＊:：]+$")


def map_columns(layout: Layout, header: Header, forced: Mapping[str, str]) -> tuple[Column, ...]:
    """Return one column per header cell.

    Args:
        forced: Canonical field → header, what the sidecar says.
    """
    fields = assign_fields(layout, header, forced)
    personal, ignored = ({fold(alias) for alias in aliases} for aliases in (layout.personal, layout.ignored))
    own = own_indicators(header, fields)
    columns = []
    for position, name in enumerate(header.shown(layout.questions.code_row if layout.questions else None)):
        spellings = header.spellings[position]
        if position in fields:
            columns.append(Column(position, name, "field", field=fields[position]))
        elif personal.intersection(spellings):
            columns.append(Column(position, name, "personal"))
        elif ignored.intersection(spellings) or is_row_name(header, position) or _is_of_tool(layout, header, position):
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
        texts = (*spellings, *map(words_of, header.parts[position]))
        for bare in dict.fromkeys(bare for text in texts for bare in _bare_forms(text, layout.qualifiers)):
            found.setdefault(bare, []).append(position)
    return found


@lru_cache(maxsize=100_000)
def _bare_forms(text: str, qualifiers: tuple[str, ...]) -> tuple[str, ...]:
    """What is left of a header without the words around it, taken away once or twice, folded. All readings of a table ask the same."""
    once = [re.sub(words, "", text).strip() for words in qualifiers]
    twice = [re.sub(words, "", bare) for bare in once if bare != text for words in qualifiers]
    return tuple(dict.fromkeys(fold(bare) for bare in (*once, *twice) if bare and bare != text))


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


def _is_of_tool(layout: Layout, header: Header, position: int) -> bool:
    questions = layout.questions
    if questions is None or questions.not_asked is None:
        return False
    return re.search(questions.not_asked, question_text(questions, header, position)[0]) is not None


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
