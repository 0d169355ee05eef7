"""Scales that a sidecar declares answer by answer: ``rating_labels``, for labels of any language, letters and codes.

Nothing is inferred here, so they come before everything that questions and answers say themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.ingest.table import Sidecar
from pipeline.staging.survey_labels import key_of, split_number
from pipeline.staging.survey_profile import Profile
from pipeline.staging.survey_questions import Question
from pipeline.staging.survey_scales import SHARE_READ, Scale

EVERY_QUESTION = "*"


def declared(question: Question, profile: Profile, sidecar: Sidecar) -> Question:
    """Return the question rated by what the sidecar says of its answers; as it is where that does not fit them.

    What is said of the question itself holds where any answer has a code, what is said of all questions where most have.
    """
    for name, labels in sidecar.rating_labels.items():
        is_own = name != EVERY_QUESTION
        if not profile.is_whole or (is_own and not question.is_named(name)):
            continue
        scale = _scale(question, labels, sidecar)
        answered = sum(profile.values[value] for value in question.sheet.answers)
        read = sum(profile.values[value] for value in scale.codes)
        if read and (is_own or read >= SHARE_READ * answered):
            return replace(question, role="rating", scale=scale)
    return question


def _scale(question: Question, labels: Mapping[str, float], sidecar: Sidecar) -> Scale:
    levels = {key_of(label): code for label, code in labels.items()}
    codes = {}
    for value in question.sheet.answers:
        code = levels.get(key_of(value), levels.get(split_number(value)[1]))
        if code is not None:
            codes[value] = code
    ends = min(levels.values()), max(levels.values())
    said = sidecar.scale  # of the questions in numbers, where it has no room for these codes
    low, high = said if said and said[0] <= ends[0] and ends[1] <= said[1] else ends
    return Scale(codes, low, high, "declared", levels=levels)
