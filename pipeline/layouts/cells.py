"""What the cells below a header look like: times, ratings, codes, chosen options. Looks at the preview only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from pipeline.layouts.answer_languages import LONGEST, in_english
from pipeline.layouts.fold import fold, plain

MONTHS = (
    r"\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr|avr|juin|juil|août|déc)[a-zé]*"
    r"|enero|ene|gennaio|janeiro|février|fév|fevereiro|fev|märz|mrz|março|abril|abr|mai|maio|mei|maggio|luglio|giugno|agosto|ago"
    r"|setembro|settembre|okt(?:ober)?|outubro|ottobre|dez(?:ember|embro)?|diciembre|dicembre|dic)\b"
)
TIME = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}"  # 2024-03-05, 2024年3月
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"  # 3/5/2024
    r"|^\d{2,3}(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日?)(?!\d)"  # 24-3-5, 113/3/5
    r"|^1[01]\d[01]\d[0-3]\d$"  # 1130305
    r"|\d{1,2}\s*月\s*\d{1,2}"  # 3月5日
    r"|^(?:19|20)\d{6}(?:[\sT]?\d{4,6})?$"  # 20240305
    r"|^[2-6]\d{4}(?:\.\d+)?$"  # Excel serial
    r"|^1\d{9}(?:\d{3})?$"  # Unix time
    rf"|\d[.\s/-]*(?:de )?{MONTHS}|{MONTHS}[\s/-]*\d",
    re.IGNORECASE,
)
DAY = re.compile(r"^(?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01])$")
INITIALS = re.compile(r"^[A-Z]{2}$")
CLOCK = re.compile(
    r"^(?:[上下]午|早上|晚上|凌晨|中午)?\s*\d{1,2}[:时点](?:\d{1,2})?(?:[:分](?:\d{1,2})?秒?)?\s*(?:[ap]\.?m\.?)?$",
    re.IGNORECASE,
)
NUMBER = re.compile(r"^[-+]?\d[\d,\s]*(?:\.\d+)?%?$")
AMOUNT = re.compile(r"^[-+]?(?:\d{1,7}|\d{1,3}(?:,\d{3})+)(?:\.\d+)?%?$")
YES_OR_NO = re.compile(r"^(?:是的?|否|不是|yes|no|y|n)$", re.IGNORECASE)
# Yes is a good answer to these and to no others.
ASKS_IF_SATISFIED = re.compile(
    r"^(?!.*(?:不满|哪|询问|是否有|有没有|dissatisf|unsatisf|\bnot\b|n['’]t\b|\bnever\b))"
    r"(?!.*\b(?:if|when|whether|what|whom?|ask\w*|check\w*)\b.*\bsatisfied\b)"
    r".*(?:是否(?:对.{1,20})?(?:感到|觉得)?满意|满意(?:吗|么|否)|\b(?:are|were) (?:you|they) (?:\w+ )?satisfied\b|\bsatisfied\s*\?)",
    re.IGNORECASE,
)
UNITS_OF_TIME = {
    "days": "天|日|d|days?",
    "hours": "个?小?时|h|hrs?|hours?",
    "minutes": "分钟?|m|mins?|minutes?",
    "seconds": "秒钟?|s|secs?|seconds?",
}
LENGTH = re.compile(
    rf"^(?:(?:\d+(?:\.\d+)?\s*(?:{'|'.join(UNITS_OF_TIME.values())})\s*(?:[,，]|and\b)?\s*)+|\d+:\d\d:\d\d)$",
    re.IGNORECASE,
)
KIND_OF_MESSAGE = re.compile(
    r"^(?:咨询|投诉|求助|求决|建议|意见|意见建议|建议意见|投诉举报|举报|检举|表扬|感谢|申诉|诉求|信访|反映|其他|其它)(?:类|件|单)?$"
)
SHORT_NUMBER = re.compile(r"^\d{1,2}(?:\.\d+)?$")
REMARK = re.compile(r"\s+[-–—]\s.+$|\s*[:;(].+$")  # behind a state
WHOLE_NUMBER = re.compile(r"^-?\d{1,4}(?:\.0+)?$")
NO_ANSWER = {"", "-2", "-3", "(跳过)", "(空)", "n/a", "na", "nan", "null", "\\n", "#n/a", "<na>", "-", "--", "/"}
SELECTION = {"0", "n", "no", "non", "nein", "não", "否", "未选", "false", "unchecked", "not selected"}
AGREEMENT = re.compile(
    r"^(?:[a-g1-9][.、:\s-]*)?(?:\d+\s*-\s*)?(?:"
    r"(?:非常|很|十分|比较|较|较为|基本|完全|有点|有些|不太|不怎么|极|极其|极为|特别|大部分)?(?:不|没有)?"
    r"(?:满意|同意|赞同|符合|认可|好|差|重要|清楚|了解|及时|方便|合理|愿意|可能|推荐)"
    r"|一般(?:般)?|中立|普通|尚可|不确定|说不清|优秀|优|良|良好|中|合格|不合格|从不|很少|偶尔|有时|经常|总是"
    r"|(?:(?:very|somewhat|strongly|completely|totally|extremely|slightly|partly|mostly|neither|fairly|quite|rather|a bit|not at all|not very|not|un|in|highly)[\s-]*)*"
    r"(?:dis)?(?:satisfied|agree|agree nor disagree|satisfied nor dissatisfied|likely|important|good|poor|happy|safe|adequate|easy|difficult|clean|dirty|helpful|reliable|comfortable|convenient|effective)"
    r"|(?:not applicable|n/?a)\s*/\s*(?:do not|don['’]?t) know|(?:do not|don['’]?t) know|not applicable|neither|definitely (?:yes|no|not)|probably (?:yes|no|not)"
    r"|neutral|excellent|fair|average|bad|undecided|never|rarely|sometimes|usually|often|always|okay|ok)$",
    re.IGNORECASE,
)
MOST_LABELS = 60  # of the answers to one question, with all their spellings
SCORE = re.compile(r"^(?:100|\d{1,2})(?:\.\d{1,2})?$")
RATING = re.compile(r"^(?:(?:10|\d)(?:\.0+)?(?:\s*/\s*(?:5|10))?(?:\s*(?:分|星))?|(?:[★⭐]\ufe0f?){1,10}[☆✩✰]{0,9})$")


def answered(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the cells that hold an answer, in NFKC and without blanks around."""
    return _answered(tuple(cells))


@lru_cache(maxsize=4096)  # whatever is judged of a column, this comes first
def _answered(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in map(plain, cells) if text.casefold() not in NO_ANSWER)


def share(cells: Sequence[str], pattern: re.Pattern[str]) -> float:
    """Return the share of ``cells`` in which ``pattern`` is found, 0 where there are none."""
    return sum(1 for cell in cells if pattern.search(cell)) / len(cells) if cells else 0.0


def are_times(cells: Sequence[str]) -> bool:
    """Whether a column can hold times; an empty one can."""
    found = answered(cells)
    return not found or share(found, TIME) >= 0.3


def are_days(cells: Sequence[str]) -> bool:
    """Whether a column holds months and days without a year: 3.5, 3-5, 12/31."""
    found = answered(cells)
    return bool(found) and share(found, DAY) >= 0.8


def are_initials(cells: Sequence[str]) -> bool:
    """Whether a column holds two capital letters: the state of an address."""
    found = answered(cells)
    return bool(found) and share(found, INITIALS) >= 0.8


def are_numbers(cells: Sequence[str]) -> bool:
    """Whether a column holds numbers."""
    found = answered(cells)
    return bool(found) and share(found, NUMBER) >= 0.8


def are_amounts(cells: Sequence[str]) -> bool:
    """Whether a column holds numbers of up to seven digits before the point, as phones do not."""
    found = answered(cells)
    return bool(found) and share(found, AMOUNT) >= 0.8


def are_clocks(cells: Sequence[str]) -> bool:
    """Whether a column holds times of the day without a date: 10:30, 3:53:50 PM, 下午3点."""
    found = answered(cells)
    return bool(found) and share(found, CLOCK) >= 0.8


def tell_apart(cells: Sequence[str]) -> bool:
    """Whether most cells are filled, and not all with the same."""
    found = answered(cells)
    return 2 * len(found) >= len(cells) and len(set(found)) > 1


def are_kinds_of_message(cells: Sequence[str]) -> bool:
    """Whether the cells say what a resident wanted with a message, not what it is about: 投诉, 咨询, 求助."""
    found = answered(cells)
    return bool(found) and share(found, KIND_OF_MESSAGE) >= 0.9


def are_ids(cells: Sequence[str]) -> bool:
    """Whether the cells tell rows apart and do more than count them."""
    return tell_apart(cells) and not is_running_number(cells)


def is_running_number(cells: Sequence[str]) -> bool:
    """Whether the cells count rows: 0, 1, 2 … or 1, 2, 3 …"""
    texts = [plain(cell) for cell in cells]
    if not texts or not all(re.fullmatch(r"\d+(?:\.0+)?", text) for text in texts):
        return False
    numbers = [int(float(text)) for text in texts]
    return numbers[0] in (0, 1) and all(b - a == 1 for a, b in pairwise(numbers))


def are_words_of_agreement(cells: Sequence[str]) -> bool:
    """Whether a column holds answers such as 满意, agree or muy satisfecho."""
    found = answered(cells)
    if not found or share(found, AGREEMENT) >= 0.9:
        return bool(found)
    labels = [text.casefold() for text in found if len(text) <= LONGEST]
    if len(set(labels)) > MOST_LABELS:
        return False
    english = in_english(set(labels))
    return bool(english) and share([english.get(label, label) for label in labels], AGREEMENT) >= 0.9 * len(
        found
    ) / len(labels)


def are_ratings(cells: Sequence[str], highest: int) -> bool:
    """Whether a column holds ratings: words of agreement, or numbers of 0 to ``highest`` that vary and do not count rows.

    Args:
        highest: 10, or 100 for scores, of which some must be over 10.
    """
    found = answered(cells)
    if not found:
        return False
    if highest <= 10 and are_words_of_agreement(cells):
        return True
    if share(found, RATING if highest <= 10 else SCORE) < 0.9 or is_running_number(cells):
        return False
    if highest > 10 and share(found, RATING) == 1:
        return False
    return len(set(found)) >= (3 if len(found) >= 8 else 1)


def are_lengths(cells: Sequence[str]) -> bool:
    """Whether a column holds lengths of time with their units: 1天3小时, 2h 30m, 26:05:00."""
    found = answered(cells)
    return bool(found) and share(found, LENGTH) >= 0.8


def are_all_of(cells: Sequence[str], words: frozenset[str]) -> bool:
    """Whether a column holds nothing but ``words``, folded, some with a remark that comes again (Closed - No Action)."""
    found = Counter(answered(cells))
    return bool(found) and all(
        fold(cell) in words or (times > 1 and fold(REMARK.sub("", plain(cell))) in words)
        for cell, times in found.items()
    )


def are_yes_or_no(cells: Sequence[str]) -> bool:
    """Whether a column holds yes and no only."""
    found = answered(cells)
    return bool(found) and share(found, YES_OR_NO) == 1


def go_beyond_five(cells: Sequence[str]) -> bool:
    """Whether some number is above 5, or 0."""
    numbers = [text for text in answered(cells) if SHORT_NUMBER.match(text)]
    return any(float(number) > 5 or float(number) == 0 for number in numbers)


def kind_of_answers(cells: Sequence[str]) -> str:
    """Return ``codes`` (whole numbers from 1, or chosen 1 and not chosen 0), ``scores`` (other numbers) or ``text``."""
    found = answered(cells)
    if share(found, NUMBER) < 0.9:
        return "text"
    numbers = {text.removesuffix(".0") for text in found}
    is_code = share(found, WHOLE_NUMBER) >= 0.9 and (numbers <= {"0", "1"} or "0" not in numbers)
    return "codes" if is_code else "scores"


def are_selections(cells: Sequence[str], option: str, selected: Sequence[str]) -> bool:
    """Whether a column only says if one option was chosen.

    Args:
        option: The option, as its header has it.
        selected: Cell values that mean chosen; ``*``: the option's own text, or any one text alone in its column.
    """
    found = {text.casefold() for text in answered(cells)}
    if not found:
        return False
    if "*" in selected:
        return len(found) == 1 and _says(found.pop(), option)
    return found <= {text.casefold() for text in selected} | SELECTION


def _says(cell: str, option: str) -> bool:
    wanted = plain(option).casefold()
    return wanted in cell or cell in wanted
