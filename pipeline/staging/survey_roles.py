"""The role of each question: what its words and its answers say, and what a sidecar declares.

rating           an opinion on a scale
outcome          the overall verdict that a sidecar names
attention_check  only tests whether the question was read
attribute        a property of the respondent, or any single choice
multiple         several options of a list
text             free text
computed         a score made by the tool
community        where the respondent lives
personal         identifies somebody; nothing of it is kept
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pipeline.ingest.table import Sidecar
from pipeline.layouts.layout import Layout
from pipeline.staging.survey_checks import attention_check, is_check
from pipeline.staging.survey_declared import declared
from pipeline.staging.survey_label_scales import label_scale
from pipeline.staging.survey_labels import fold, is_told_by_question, rank, side, split_number
from pipeline.staging.survey_numbers import Differ, rate_numbers
from pipeline.staging.survey_options import whole_options
from pipeline.staging.survey_profile import Profile
from pipeline.staging.survey_questions import OTHER_TYPED, Question
from pipeline.staging.survey_ratings import finish_rating, rate_labels
from pipeline.staging.survey_scales import Scale, natural_ends, number_scale, sort_answers
from pipeline.staging.survey_told import as_told, none_in_text
from pipeline.staging.survey_words import (
    asks_community,
    asks_consent,
    asks_demographic,
    asks_for_words,
    asks_importance,
    asks_personal,
    asks_rating,
    is_total,
    names_staff,
    numbers_records,
)

HARDLY_IN_ANSWERS = (
    "┋",
    ";",
    "；",
)  # so they part options where commas may stand within them, whatever the tool usually writes
SEPARATORS = (", ", "、", ",", "|")
OF_SENTENCES = (", ", ",", "，")  # which stand within answers too
THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")
OFTEN = 3
MOST_OPTIONS = 40
MOST_CATEGORIES = 60
LONGEST_WORD = 4
FEWEST_REPEATS = 5
WITHOUT_NAME = re.compile(r"^(?:\[[A-Z]{1,3}\]$|unnamed\b)", re.IGNORECASE)
CONSENT = (
    "问的是同意参加调查，不算评价，未计分",
    "asks for consent to the survey, which is no judgement, so it is not rated",
)

IMPORTANCE = (
    "问的是重要程度，不是满意程度，未计分",
    "asks how important something is, not how satisfied people are, so it is not rated",
)
IMPORTANT = frozenset({"重要", "important"})


def assign_roles(
    questions: Sequence[Question],
    profiles: Mapping[int, Profile],
    layout: Layout,
    sidecar: Sidecar,
    personal: Callable[[int], str | None],
    differ: Differ,
) -> list[Question]:
    """Return the questions with role, scale, satisfied codes and direction.

    Args:
        personal: Column → kind of personal data that its values look like, None where they look like none.
        differ: Columns → whether no row has the same value in two of them.
    """
    opened = [_opened(question, profiles, layout, sidecar) for question in questions]
    said = [declared(question, profiles[question.index], sidecar) for question in opened]
    only = _only_score(said)
    named = [
        question if question.scale or question is only else _by_words(question, profiles, layout) for question in said
    ]
    checks = [question.question_id for question in named if is_check(question, sidecar)]
    rated = rate_labels(named, profiles, layout, sidecar)
    rated = rate_numbers(rated, profiles, layout, sidecar, differ)
    scales = [question.scale for question in rated if question.scale]
    out = []
    for question in rated:
        if sidecar.outcome and question.is_named(sidecar.outcome):
            question = _outcome(question, profiles[question.index], sidecar)
        elif question.question_id in checks:
            question = attention_check(question, scales, sidecar)
        elif question.role == "text":
            question = replace(question, role=_rest(question, profiles[question.index], personal))
        out.append(finish_rating(question, layout, sidecar, sidecar.outcome is not None))
    return out


def _only_score(questions: Sequence[Question]) -> Question | None:
    """The one question that is answered with numbers where all others invite words: a score of what was asked, and the sum of nothing."""
    numbers = [question for question in questions if question.sheet.numbers]
    others = [question for question in questions if not question.sheet.numbers]
    is_only = len(numbers) == 1 and all(asks_for_words(question.text) for question in others)
    return numbers[0] if is_only and asks_rating(numbers[0].text) else None


def _opened(question: Question, profiles: Mapping[int, Profile], layout: Layout, sidecar: Sidecar) -> Question:
    codes = [
        code
        for name, listed in sidecar.not_applicable.items()
        if name == "*" or question.is_named(name)
        for code in listed
    ]
    codes += none_in_text(question.text) or none_in_text(question.legend)
    sheet = sort_answers(profiles[question.index].values, layout.missing, codes)
    return replace(question, sheet=as_told(sheet, question.text))


def _by_words(question: Question, profiles: Mapping[int, Profile], layout: Layout) -> Question:
    """What the words alone decide, and joined options."""
    profile = profiles[question.index]
    if question.role == "multiple":
        return question
    numbers = question.sheet.numbers.values()
    if is_total(question.text, numbers) or is_total(question.columns[0].header):
        return replace(question, role="computed")
    labels = set(question.sheet.labels.values())
    if not question.sheet.numbers and asks_consent(question.text, labels):
        return replace(question, role="attribute", assumed=(CONSENT,) if any(map(side, labels)) else ())
    if _is_importance(question, profile):
        return replace(question, role="attribute", assumed=(IMPORTANCE,))
    if label_scale(question.sheet, profile.values) or is_told_by_question(labels):
        return question
    if asks_community(question.text) and labels and profile.distinct <= max(MOST_CATEGORIES, profile.filled / 3):
        return replace(question, role="community")
    separator = _separator(question, profile, layout)
    if separator is None:
        return question
    whole = whole_options(profile.values, separator)
    return replace(question, role="multiple", separator=separator, whole_options=whole)


def _is_importance(question: Question, profile: Profile) -> bool:
    """Whether question or answers say how much something matters; of several options, the first are no such scale."""
    if not question.sheet.numbers and label_scale(question.sheet, profile.values) is None:
        return False
    stems = {found[1] for label in question.sheet.labels.values() if (found := rank(label))} - {""}
    return asks_importance(question.text) or bool(stems and stems <= IMPORTANT)


def _separator(question: Question, profile: Profile, layout: Layout) -> str | None:
    declared = layout.questions.multiple_separator if layout.questions else None
    for separator in dict.fromkeys(filter(None, (*HARDLY_IN_ANSWERS, declared, *SEPARATORS))):
        if any(separator in value for value in question.sheet.labels) and _is_joined(
            profile, separator, separator == "┋"
        ):
            return separator
    return None


def _is_joined(profile: Profile, separator: str, is_sure: bool) -> bool:
    """Options joined in one cell: the same few parts come again in several combinations."""
    if is_sure:
        return True
    if separator in OF_SENTENCES and (
        any(THOUSANDS.search(v) for v in profile.values) or _is_whole_answers(profile, separator)
    ):
        return False
    split = {value: {part.strip() for part in value.split(separator)} - {""} for value in profile.values}
    cells: Counter[str] = Counter()
    for value, parts in split.items():
        cells.update(dict.fromkeys(parts, profile.values[value]))
    repeated = {part for part, count in cells.items() if count >= 2}
    covered = sum(profile.values[value] for value, parts in split.items() if parts <= repeated)
    joined = [parts for parts in split.values() if len(parts) >= 2]
    has_combinations = any(one != other and one & other for one in joined[:50] for other in split.values())
    return has_combinations and len(repeated) <= MOST_OPTIONS and covered >= 0.7 * sum(profile.values.values())


def _is_whole_answers(profile: Profile, separator: str) -> bool:
    """Whether few answers come again and again as a whole, with more parts than there are answers, which go on as sentences do: No, not rude at all."""
    repeated = [value for value, cells in profile.values.items() if cells >= OFTEN]
    split = [
        [part for part in map(str.strip, value.split(separator)) if not re.match(OTHER_TYPED, part)]
        for value in repeated
    ]
    parts = {part for found in split for part in found}
    is_assent = any(found[1:] and found[0].casefold() in ("yes", "no", "是", "否") for found in split)
    goes_on = is_assent or "，" in separator or any(part[:1].islower() for found in split for part in found[1:])
    is_repeated = profile.is_whole and profile.filled >= OFTEN * profile.distinct
    return is_repeated and len(repeated) < len(parts) and goes_on


def _outcome(question: Question, profile: Profile, sidecar: Sidecar) -> Question:
    """The overall verdict: on its own scale, or satisfied (1) and not (0) where a sidecar lists the satisfied answers."""
    labels = question.sheet.labels
    if labels and sidecar.satisfied_codes:
        satisfied = {fold(text) for text in sidecar.satisfied_codes}
        codes = {value: float(fold(value) in satisfied or split_number(value)[1] in satisfied) for value in labels}
        return replace(question, role="outcome", scale=Scale(codes, 0.0, 1.0, "sidecar"))
    if question.scale:
        return replace(question, role="outcome")
    ends = _outcome_ends(question, profile, sidecar)
    if ends:
        origin = "sidecar" if ends == sidecar.scale else "values"
        return replace(question, role="outcome", scale=number_scale(question.sheet, *ends, origin))
    note = (
        "总体结论题无法识别，请用 satisfied_codes 写明哪些答案算满意",
        "the outcome cannot be read; list its satisfied answers as satisfied_codes",
    )
    return replace(question, role="attribute", assumed=(note,))


def _outcome_ends(question: Question, profile: Profile, sidecar: Sidecar) -> tuple[float, float] | None:
    """Ends of a verdict in numbers: its own two codes, the declared scale, or the usual scale that holds them."""
    numbers = question.sheet.numbers.values()
    if not numbers:
        return None
    if len(set(numbers)) <= 2:
        return min(numbers), max(numbers)
    return sidecar.scale or natural_ends(question.sheet, profile.values)


def _rest(question: Question, profile: Profile, personal: Callable[[int], str | None]) -> str:
    """What is neither rating nor multiple choice: personal, attribute or text."""
    is_of_staff = names_staff(question.text) and profile.numbers < profile.filled
    is_named = asks_personal(question.text) or is_of_staff or _tells_apart(question, profile)
    if (is_named and not profile.counts_rows) or _may_name_people(question, profile):
        return "personal"
    if profile.counts_rows or (
        profile.identifies and question.columns[0].use == "unknown" and not asks_demographic(question.text)
    ):
        return "personal" if not _is_prose(profile) else "text"
    if profile.filled and _looks_personal(question, profile, personal):
        return "personal"
    if any("→" in value for value in profile.values):
        return "attribute"
    if not profile.filled:
        return "text"
    if asks_for_words(question.text) and profile.mean_length > LONGEST_WORD:
        return "text"
    is_number = profile.numbers >= 0.8 * profile.filled
    repeats = profile.distinct <= MOST_CATEGORIES and profile.filled >= 2 * profile.distinct
    is_category = repeats and (profile.mean_length <= 40 or profile.filled >= FEWEST_REPEATS * profile.distinct)
    is_short = profile.mean_length <= 20
    return (
        "attribute"
        if profile.filled and (is_number or is_category or (asks_demographic(question.text) and is_short))
        else "text"
    )


def _may_name_people(question: Question, profile: Profile) -> bool:
    """Whether a column without a header has texts that hardly repeat: nobody knows that these are no names."""
    is_category = profile.filled >= FEWEST_REPEATS * profile.distinct
    return (
        WITHOUT_NAME.match(question.columns[0].header) is not None
        and profile.numbers < profile.filled
        and not is_category
    )


def _tells_apart(question: Question, profile: Profile) -> bool:
    """Whether a column of numbers of records or people has so many that they name one each, and no department: patient_id."""
    is_of_many = profile.distinct > MOST_CATEGORIES or FEWEST_REPEATS * profile.distinct > profile.filled
    return numbers_records(question.text) and is_of_many


def _looks_personal(question: Question, profile: Profile, personal: Callable[[int], str | None]) -> bool:
    """Ranges such as 2000-5000 look like rooms; a column of few, much repeated values is none of rooms or names."""
    kind = personal(question.index)
    if kind == "number" and asks_demographic(question.text):  # an income
        return False
    return kind is not None and not (kind in ("room", "name") and profile.filled >= FEWEST_REPEATS * profile.distinct)


def _is_prose(profile: Profile) -> bool:
    return (
        profile.mean_length >= 4
        and profile.numbers == 0
        and any(re.search(r"[\u4e00-\u9fff]{4}|\w+ \w+ \w+", v) for v in profile.values)
    )
