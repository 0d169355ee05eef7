"""What the text of a question asks, told by its words (``survey_words.yml``)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.shipped import read_shipped

SHORT = 12
CHINESE = re.compile("^(?!.*[\u3040-\u30ff]).*[\u4e00-\u9fff]")
BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]")
NUMBERED = re.compile(
    r"^\s*(?:q\d{1,3}[a-z]?(?:[.:、)]\s*|\s+)|\d{1,3}[a-z]?[.:、)]\s*)(?=\D)", re.IGNORECASE
)  # Q3 Name, 1. Name
RECOMMENDS = re.compile(
    r"推荐|recomm?[ie]nd|recommand|raccomand|empfehl|(?:^|[^a-z])nps(?:[^a-z]|$)|net promoter", re.IGNORECASE
)
CAMEL = re.compile("(?<=[a-z])(?=[A-Z][a-z])")


@cache
def _raw() -> dict[str, Any]:
    return read_shipped(Path(__file__).with_suffix(".yml"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    entry = _raw()[name]
    return re.compile("|".join(f"(?:{part})" for part in entry) if isinstance(entry, list) else entry, re.IGNORECASE)


def bare(text: str) -> str:
    """Return ``text`` narrow, without its number, what stands in brackets and signs at its ends; ``_`` stands for a blank, and MaritalStatus is two words."""
    apart = CAMEL.sub(" ", unicodedata.normalize("NFKC", text))
    narrow = re.sub(r"[\s_]+", " ", apart)
    return NUMBERED.sub("", BRACKETS.sub("", narrow)).strip(" :?.。*-_,、!")


def is_statement(text: str) -> bool:
    """Return whether ``text`` is a first-person sentence to agree with."""
    return _has("statement", bare(text)) or ("我" in text and not is_question(text))


def asks_rating(text: str) -> bool:
    """Return whether the words ask for a judgement on a scale, and for nothing else."""
    words = bare(text)
    return is_statement(text) or _has("order_to_rate", words) or (_has("rating", words) and not asks_choice(text))


def names_scores(text: str) -> bool:
    """Return whether the words say that the numbers below are scores (保洁得分, Cleaning score), be it the mean of several raters'."""
    return _has("scores", bare(text))


def asks_recommendation(text: str) -> bool:
    """Return whether the words ask if one would recommend something, which is usually asked on 0 to 10."""
    return RECOMMENDS.search(text) is not None


def asks_choice(text: str) -> bool:
    """Return whether the words ask which, what, how many, or yes or no: answers that are no rating."""
    words = bare(text)
    if is_statement(text) or _has("order_to_rate", words):
        return False
    asks = is_question(text) or len(words) <= SHORT
    is_choice = _has("yes_no", words) or _has("order", words) or (asks and _has("kind", words))
    counts = _has("count", words) and not _has("how_content", words)
    return _has("nominal", words) or counts or (is_choice and not _has("judgement", words))


def asks_yes_or_no(text: str) -> bool:
    """Return whether it is only for words such as 是否 that a question asks for a choice; answers on more levels are ratings all the same."""
    words = bare(text)
    return _has("yes_no", words) and not any(_has(name, words) for name in ("nominal", "count", "order"))


def is_question(text: str) -> bool:
    """Return whether the words are a whole question that is put to the respondent."""
    return re.search(r"[?？]\s*$|您", text) is not None


def asks_demographic(text: str) -> bool:
    """Return whether the words ask for a property of the respondent (gender, age, tenure …)."""
    words = bare(text)
    return not is_statement(text) and not _has("judgement", words) and _has("demographic", words)


def asks_personal(text: str) -> bool:
    """Return whether the words ask for a name, a number, an address or another thing that identifies somebody."""
    words = bare(text)
    found = _pattern("personal").search(words)
    if not found or is_statement(text) or _has("judgement", words):
        return False
    before = words[: found.start()]
    is_asked = re.search(f"(?:{_raw()['personal_request']})$", before) is not None
    return len(words) <= SHORT or is_asked or CHINESE.search(words) is None


def names_staff(text: str) -> bool:
    """Return whether the words name who asked, or whom the respondent dealt with."""
    return _has("staff", bare(text))


def numbers_records(text: str) -> bool:
    """Return whether the words head numbers of records or people: ``patient_id``, 会员号."""
    return _has("record_number", bare(text))


def asks_consent(text: str, labels: Collection[str]) -> bool:
    """Return whether words and answers (folded) are those of consent to the survey itself: a bare yes or no that is no judgement."""
    words, answers = bare(text), set(labels)
    is_bare = 0 < len(answers) <= 2 and answers <= set(_raw()["consent_answers"])
    return is_bare and _has("consent", words) and not _has("verdict", words)


def asks_community(text: str) -> bool:
    """Return whether the words ask in which community the respondent lives."""
    return _has("community", bare(text))


def asks_for_words(text: str) -> bool:
    """Return whether the question invites the respondent to write."""
    return _has("open", bare(text))


def asks_importance(text: str) -> bool:
    """Return whether the words ask how much something matters, and not how satisfied one is with it."""
    narrow = unicodedata.normalize("NFKC", text)
    found = list(_pattern("importance").finditer(narrow))
    return bool(found) and not re.search(r"满意|satisf", narrow[found[-1].end() :], re.IGNORECASE)


def asks_how_bad(text: str) -> bool:
    """Return whether the words ask how much there is of a bad thing: how noisy, 困扰程度."""
    return _has("worse", bare(text))


def finds_fault(text: str) -> bool:
    """Return whether who agrees with the words finds fault: I am not satisfied with …, 电梯太慢."""
    return _has("complaint", bare(text))


def is_total(text: str, numbers: Iterable[float] = ()) -> bool:
    """Return whether the tool computed or measured the column: a score, clicks; LimeSurvey heads one with its formula: ``{sum(Q1, Q2)}``.

    Args:
        numbers: Its answers; broken ones under a header that says so are means of other answers, and half stars where a question is asked.
    """
    is_asked = text.rstrip().endswith(("?", "？"))
    return (
        _has("total", bare(text))
        or (_has("mean", bare(text)) and not is_asked and any(number % 1 for number in numbers))
        or _has("measured", bare(text))
        or re.fullmatch(r"\{[^{}]+\}", text.strip()) is not None
    )


def is_attention_check(text: str) -> bool:
    """Return whether the question only tests whether it was read."""
    return _has("attention", unicodedata.normalize("NFKC", text))


def attention_answer(text: str) -> str | None:
    """Return the answer that an attention check asks for, as its text says it."""
    found = _pattern("attention_answer").search(unicodedata.normalize("NFKC", text))
    return found["answer"].strip() if found else None


def total_row_labels() -> tuple[str, ...]:
    """Return the texts in the first cells of a row that sums up others."""
    return tuple(_raw()["total_row"])


def _has(name: str, text: str) -> bool:
    return _pattern(name).search(text) is not None
