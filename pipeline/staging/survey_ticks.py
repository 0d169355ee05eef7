"""Options in columns of their own, under their own names, with 0 and 1 below: they say what was chosen and are no ratings, also where
one is called Quality of supervision.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.staging.survey_questions import Question
from pipeline.staging.survey_words import asks_rating, asks_yes_or_no, is_question

LEAST_OPTIONS = 4
CHOSEN = {0.0, 1.0}


def options_side_by_side(questions: Sequence[Question]) -> frozenset[str]:
    """Return the ids of the questions that stand among columns of 0 and 1, four or more side by side, most of which ask for no rating.

    A whole question (Are you an owner?) is no option and ends such a row of columns.
    """
    found: set[str] = set()
    run: list[Question] = []
    for question in sorted(questions, key=lambda question: question.index):
        if not _may_be_option(question):
            continue
        if run and question.index != run[-1].index + 1:
            found |= _options(run)
            run = []
        run.append(question)
    return frozenset(found | _options(run))


def _may_be_option(question: Question) -> bool:
    is_of_two = set(question.sheet.numbers.values()) == CHOSEN
    return question.role == "text" and is_of_two and not question.columns[0].row and not _is_whole(question.text)


def _is_whole(text: str) -> bool:
    return is_question(text) or asks_yes_or_no(text)


def _options(run: Sequence[Question]) -> set[str]:
    rated = sum(1 for question in run if asks_rating(question.text))
    is_choice = len(run) >= LEAST_OPTIONS and 2 * rated < len(run)
    return {question.question_id for question in run} if is_choice else set()
