"""What the improvement measures achieved: those due for evaluation in the quarter first, each with its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from pipeline.analysis.measure_table import COLUMNS, measure_rows
from pipeline.analysis.measure_words import sentence
from pipeline.analysis.measures import Evaluation, evaluate_measures
from pipeline.metrics.catalogue import find
from pipeline.review.answers import Answers
from pipeline.review.model import Block, Bullets, Figure, Paragraph, Question, Section, Sentence
from pipeline.review.questions import figure
from pipeline.review.sections.complaints import not_listed
from pipeline.review.words import said
from pipeline.statistics.improvement import Effect

MOST_OTHERS = 12
VERDICTS = ("worse", "improved", "not_shown")


def asked(answers: Answers) -> tuple[Question, list[Evaluation]]:
    """Return the evaluations at the end of the quarter of the measures wholly inside the scope, and their question."""
    found = evaluate_measures(answers.records, as_of=answers.until, k=answers.k)
    scope = set(answers.communities)
    own = [
        one
        for one in found
        if not scope or (one.measure["community_ids"] and scope.issuperset(one.measure["community_ids"]))
    ]
    return Question("measures", {"as_of": answers.until.isoformat()}), own


def section(answers: Answers, question: Question, found: Sequence[Evaluation]) -> Section:
    """Return the section: the measures due in the quarter, then the others."""
    language = answers.language
    title = said("section.measures", language)
    if not found:
        key = "measures.none_of_these" if answers.communities else "measures.none"
        return Section("measures", title, (Paragraph((Sentence(said(key, language)),)),))
    due = ranked(one for one in found if is_due(one, answers))
    others = ranked(one for one in found if not is_due(one, answers))
    blocks: list[Block] = []
    for key, evaluations in (("measures.evaluated", due), ("measures.others", others[:MOST_OTHERS])):
        if evaluations:
            blocks.append(Paragraph((Sentence(said(key, language)),), is_heading=True))
            blocks.append(
                Bullets(tuple(in_words(question, one, language, is_own=answers.own is not None) for one in evaluations))
            )
    blocks += not_listed(len(others[MOST_OTHERS:]), language)
    return Section("measures", title, tuple(blocks))


def ranked(evaluations: Iterable[Evaluation]) -> list[Evaluation]:
    """Return what made something worse, then what worked, then what is not certain, then what has no verdict yet.

    Of one verdict the newest stand first, and of one day what is surer: effects on rates and on shares have no common size.
    """
    return sorted(evaluations, key=_rank)


def _rank(evaluation: Evaluation) -> tuple[int, int, float]:
    verdict, newest = evaluation.verdict, -evaluation.evaluate_on.toordinal()
    return (len(VERDICTS), newest, 1.0) if verdict is None else (VERDICTS.index(verdict.verdict), newest, verdict.q)


def is_due(evaluation: Evaluation, answers: Answers) -> bool:
    """Say whether a measure was to be evaluated in the quarter, and has a verdict."""
    return evaluation.verdict is not None and answers.start <= evaluation.evaluate_on <= answers.end


def in_words(question: Question, evaluation: Evaluation, language: str, *, is_own: bool = False) -> Sentence:
    """Return the sentence of an evaluation with its figures.

    Args:
        is_own: For a reader of some communities. The effect then has no comparison communities, and who checks the document
            sees them all: it would be another figure, so it is no figure of the manifest.
    """
    text = sentence(evaluation)[language]
    row = dict(zip(COLUMNS, measure_rows([evaluation], language)[0], strict=True))
    figures = [each for each in _figures(question, evaluation, row) if not (is_own and each.column == "effect")]
    return Sentence(text, tuple(each for each in figures if each.text in text))


def _figures(question: Question, evaluation: Evaluation, row: dict[str, object]) -> list[Figure]:
    metric, found = find(evaluation.aspect.metric), evaluation.found
    unit = "rate" if evaluation.aspect.kind == "rate" else metric.unit
    levels = [
        (name, float(value))
        for name, value in (("before", found.before), ("after", found.after))
        if not np.isnan(value)
    ]
    figures = [figure(question, row, name, unit, _level(value, unit)) for name, value in levels]
    if isinstance(found, Effect) and unit == "rate":
        ratio = found.ratio
        text = f"{ratio[0]:.0%}"
        figures.append(figure(question, row, "effect", "ratio", text, low=float(ratio[1]), high=float(ratio[2])))
    return figures


def _level(value: float, unit: str) -> str:
    return f"{value:.2f}" if unit == "rate" else f"{value:.1%}" if unit == "share" else f"{value:.1f}"
