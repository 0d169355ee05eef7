"""Attention checks: questions that only test whether the survey was read, and which answer passes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.ingest.table import Sidecar
from pipeline.staging.survey_labels import fold, number_of, rank
from pipeline.staging.survey_questions import Question
from pipeline.staging.survey_scales import Scale, number_scale
from pipeline.staging.survey_words import attention_answer, is_attention_check


def is_check(question: Question, sidecar: Sidecar) -> bool:
    """Return whether a question only tests whether it was read: its words, or a sidecar, say so."""
    if any(question.is_named(name) for name in sidecar.attention_checks):
        return True
    return question.role not in ("multiple", "computed") and is_attention_check(question.text)


def attention_check(question: Question, scales: Sequence[Scale], sidecar: Sidecar) -> Question:
    """Return the question as an attention check, which passes with the answer that a sidecar or its own text names.

    Args:
        scales: Of the ratings of the survey.
    """
    asked = next((answer for name, answer in sidecar.attention_checks.items() if question.is_named(name)), None)
    asked = asked or attention_answer(question.text)
    scale = question.scale or (_borrowed(question, scales) if question.sheet.numbers else None)
    if asked is None:
        note = (
            "看不出应选哪个答案，请在说明文件写 attention_checks",
            "the answer that passes is not known; give attention_checks in a sidecar",
        )
        return replace(question, role="attention_check", scale=scale, assumed=(note,))
    passing = _code_of(asked, question, scale)
    if scale is None or passing is None:
        right = {value for value in question.sheet.answers if _is_answer(value, asked)}
        codes = {value: float(value in right) for value in question.sheet.answers}
        return replace(question, role="attention_check", scale=Scale(codes, 0.0, 1.0, "text"), passing=1.0)
    return replace(question, role="attention_check", scale=scale, passing=passing)


def _borrowed(question: Question, scales: Sequence[Scale]) -> Scale:
    """The scale of the ratings around it that holds its answers, else its own numbers."""
    numbers = question.sheet.numbers.values()
    ends = next(
        ((s.low, s.high) for s in scales if s.low <= min(numbers) and max(numbers) <= s.high),
        (min(numbers), max(numbers)),
    )
    return number_scale(question.sheet, *ends, "neighbours")


def _code_of(asked: str, question: Question, scale: Scale | None) -> float | None:
    if scale is None:
        return None
    number = number_of(asked)
    if number is not None:
        return number
    known = {fold(value): code for value, code in scale.codes.items()}
    if fold(asked) in known:
        return known[fold(asked)]
    found = rank(fold(asked))
    if found is None or question.sheet.labels:
        return None
    place = 0.0 if found[0] == 0 else 1.0 if abs(found[0]) >= 3 else 0.5
    half = (scale.high - scale.low) / 2
    return scale.low + half + half * (place if found[0] > 0 else -place)


def _is_answer(value: str, asked: str) -> bool:
    return fold(value) == fold(asked) or (
        len(asked) == 1 and re.match(rf"(?i){re.escape(asked)}(?:[.．、:：)）\s]|$)", value) is not None
    )
