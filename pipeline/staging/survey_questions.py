"""Questions of a survey: from columns to questions, each with an id that is its own.

A *question* has one column, or several where each option of a multiple choice has a column. Its id is the number or code as
the tool wrote it; a row of a matrix adds its words; a column with neither goes by its header.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.layouts.layout import Column
from pipeline.staging.survey_labels import fold, key_of
from pipeline.staging.survey_profile import Profile
from pipeline.staging.survey_scales import AnswerSheet, Scale

Note = tuple[str, str]
RANKING: Note = ("各列是排序的名次，不参与计算", "its columns are places in a ranking and enter no figure")
OF_SEVERAL, OF_MANY = 5, 20
MOST_SHOWN, SHORT, SHORT_LATIN, LONGEST_SHOWN = 6, 8, 24, 60
CODE_STEM = re.compile(r"(?:_\d+|\[[^\]]*\]|/[^/]+|\.\d+)$")
OPTION_IN_TEXT = re.compile(r"\s*(?:[:：]|[—–]+)\s*")
# An option under which people type: 其他：灯不亮; of ``Other, please specify: …`` parted at the comma, the second part.
OTHER_TYPED = r"^\s*((?:其他|其它|(?i:others?\b|please (?:specify|state|describe))|请(?:注明|说明|填写|补充))[^:：]{0,24}?)\s*[:：]\s*(\S.*)$"
NAMING = "-–—:：[(（|.?？"  # between a question and its option
CHOSEN_OR_NOT = {
    "0",
    "1",
    "是",
    "否",
    "yes",
    "no",
    "y",
    "n",
    "oui",
    "non",
    "ja",
    "nein",
    "sí",
    "sim",
    "não",
    "true",
    "false",
    "选中",
    "未选中",
    "checked",
    "unchecked",
    "√",
}


def named_answers(answers: Mapping[str, int]) -> tuple[str, str]:
    """Return answers (with how many gave them) for a note, zh and en: what one or two people typed may name somebody, and is only counted."""
    shown = [text for text, n in sorted(answers.items()) if _may_be_shown(text, n)][:MOST_SHOWN]
    rest = len(answers) - len(shown)
    zh, en = "".join(f"“{text}”" for text in shown), ", ".join(shown)
    if rest:
        zh += f"等 {len(answers)} 种" if shown else f" {rest} 种（不列出）"
        en += f" and {rest} more" if shown else f"{rest} not listed here"
    return zh, en


def _may_be_shown(text: str, respondents: int) -> bool:
    if re.fullmatch(r"\d{1,3}", text):  # a code
        return True
    is_short = len(text) <= (SHORT_LATIN if text.isascii() else SHORT)
    is_offered = respondents >= OF_MANY and len(text) <= LONGEST_SHOWN
    return (is_offered or (respondents >= OF_SEVERAL and is_short)) and not re.search(r"\d", text)


@dataclass(frozen=True)
class Question:
    """One question and how its answers are read.

    Attributes:
        question_id: Unique in the survey.
        text: As shown, the row of a matrix included.
        columns: One; several for split options.
        legend: What stands above the table; it may say which end of its scales is good.
        role: ``rating``, ``outcome``, ``attention_check``, ``attribute``, ``multiple``, ``text``, ``computed``, ``community``
            or ``personal``; the last two are no question of the survey: nothing of ``personal`` is kept.
        sheet: Its values, sorted.
        scale: How ratings are read; None for other roles.
        satisfied: Codes that count as satisfied.
        declared: What sidecar or layout list as satisfied.
        is_reversed: High codes mean a bad opinion.
        separator: Joins the options of a multiple choice.
        whole_options: Options that hold the separator themselves.
        none: Answers that nobody declared and that are taken as none (99, 没有电梯) → how many gave them.
        passing: Code of the answer that passes an attention check, None where it is unknown.
        assumed: What nobody declared, (zh, en).
    """

    question_id: str
    text: str
    columns: tuple[Column, ...]
    legend: str = ""
    role: str = "text"
    sheet: AnswerSheet = field(default_factory=AnswerSheet)
    scale: Scale | None = None
    satisfied: tuple[float, ...] = ()
    declared: tuple[str, ...] = ()
    is_reversed: bool = False
    separator: str | None = None
    whole_options: tuple[str, ...] = ()
    none: Mapping[str, int] = field(default_factory=dict)
    passing: float | None = None
    assumed: tuple[Note, ...] = ()

    @property
    def index(self) -> int:
        """Position of its (first) column."""
        return self.columns[0].index

    @property
    def is_rated(self) -> bool:
        """Whether its answers become ratings."""
        return self.scale is not None and self.role in ("rating", "outcome", "attention_check")

    def without(self, none: Collection[str], counts: Mapping[str, int]) -> Question:
        """Return the question with the answers ``none`` taken as none."""
        taken = {value: counts[value] for value in none}
        return replace(self, sheet=self.sheet.without(none), none={**self.none, **taken}) if none else self

    def is_named(self, name: str) -> bool:
        """Return whether a sidecar means this question by ``name``: number, code, header, id or text."""
        column = self.columns[0]
        own = (column.number, column.code, column.header, self.question_id, self.text, column.text)
        return any(text is not None and key_of(text) == key_of(name) for text in own)


def questions_of(columns: Iterable[Column], profiles: Mapping[int, Profile]) -> list[Question]:
    """Return the questions behind the question columns and unknown columns, in the order of the file; roles still open."""
    asked = [column for column in columns if column.use in ("question", "unknown")]
    named = _named_options(asked, profiles)
    groups: dict[str, list[Column]] = {}
    for column in asked:
        found_option = named.get(column.index)
        key = f"options of {found_option.number} {found_option.text}" if found_option else _group(column)
        groups.setdefault(key, []).append(found_option or column)
    found: list[Question] = []
    for group in groups.values():
        if _is_split_choice(group, profiles):
            options = tuple(replace(column, option=_option(column)) for column in group)
            found.append(Question(_stem(group[0]), _question_text(group[0]), options, role="multiple"))
        else:
            found += [Question(_id(column), _text(column), (column,)) for column in group]
    return _with_unique_ids(sorted(found, key=lambda question: question.index))


def _named_options(columns: Sequence[Column], profiles: Mapping[int, Profile]) -> dict[int, Column]:
    """Columns, of several that begin alike, whose only answer is what their header ends with: the option parted from the text."""
    named = {column.index: found for column in columns if (found := _named_option(column, profiles[column.index]))}
    stems = Counter((column.number, column.text) for column in named.values())
    return {index: column for index, column in named.items() if stems[column.number, column.text] > 1}


def _named_option(column: Column, profile: Profile) -> Column | None:
    """``Which desserts? - Apple pie`` where every answer is ``Apple pie``."""
    if column.option or column.row or profile.distinct != 1:
        return None
    option = next(iter(profile.values)).strip(" :：")
    text = (column.text or column.header).strip()
    text = text if fold(text).endswith(fold(option)) else text.rstrip(" )]）")
    stem = text[: -len(option)].rstrip()
    is_named = bool(option and stem) and fold(text[-len(option) :]) == fold(option) and stem[-1] in NAMING
    return replace(column, text=stem.rstrip("-–—:：[(（| "), option=option) if is_named else None


def _group(column: Column) -> str:
    if column.option or column.row:
        return f"{column.number}|{CODE_STEM.sub('', column.code or '')}|{column.text if not column.number else ''}"
    return f"{column.number}||" if column.number else f"column {column.index}"


def _option(column: Column) -> str:
    """The option that a column stands for; where the layout did not part it from the text, what follows the last colon."""
    return column.option or column.row or OPTION_IN_TEXT.split(column.text or column.header)[-1].strip()


def _question_text(column: Column) -> str:
    text = column.text or column.header
    return text if column.option or column.row else OPTION_IN_TEXT.split(text)[0].strip()


def _is_split_choice(group: list[Column], profiles: Mapping[int, Profile]) -> bool:
    """Each column is one option: chosen or not, or the option's own words."""
    if len(group) < 2:
        return False
    values = [
        {fold(value) for value in profiles[column.index].values} - {"(跳过)", "(空)", "-3", "-2"} for column in group
    ]
    if all(column.option for column in group):
        return not any(_is_graded(v) for v in values)
    names = [fold(_option(column)) for column in group]
    has_own_words = [len(v) == 1 and v <= {name} for v, name in zip(values, names, strict=True) if v]
    return bool(has_own_words) and all(has_own_words)


def _is_graded(values: set[str]) -> bool:
    """More than chosen and not chosen, and few enough to be no typed text."""
    return 3 <= len(values - CHOSEN_OR_NOT) <= 11 and len(values) <= 11


def _id(column: Column) -> str:
    base = column.code or column.number or column.header
    detail = column.row or column.option
    return f"{base}.{detail}" if detail and not column.code else base


def _stem(column: Column) -> str:
    return column.number or (CODE_STEM.sub("", column.code) if column.code else None) or column.text or column.header


def _text(column: Column) -> str:
    text = column.text or column.header
    detail = column.row or column.option
    return f"{text} - {detail}" if detail else text


def _with_unique_ids(questions: list[Question]) -> list[Question]:
    taken: set[str] = set()
    unique = []
    for question in questions:
        name, times = question.question_id, 1
        while name in taken:
            times += 1
            name = f"{question.question_id} ({times})"
        taken.add(name)
        unique.append(replace(question, question_id=name))
    return unique
