"""What the figures of a document rest on, for notes: full sentences, what each is based on, its interval, what was asked."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.review.drawn import interval
from pipeline.review.model import Figure, Finding, Question, Review
from pipeline.review.words import said


def evidence_of(finding: Finding, review: Review) -> list[str]:
    """Return the evidence of a finding, a line each."""
    language = review.language
    sentences = [finding.sentence, *finding.supports]
    figures = [figure for sentence in sentences for figure in sentence.figures]
    titles = {section.name: section.title for section in review.sections}
    lines = [sentence.text for sentence in sentences]
    lines += [in_words(figure, language) for figure in figures]
    lines += questions_of(figures, language)
    lines.append(said("method.family", language, size=f"{review.family_size:,}"))
    if finding.section in titles:
        lines.append(said("document.section", language, section=titles[finding.section]))
    lines.append(said("document.dashboard", language, page=finding.page))
    return lines


def in_words(figure: Figure, language: str) -> str:
    """Return a figure with its interval and what it is based on."""
    between = interval(figure, language)
    text = said("document.figure_of", language, text=figure.text, interval=between) if between else figure.text
    based = said("document.rests_on", language, n=figure.n) if figure.n else ""
    cell = ", ".join(f"{name} = {member}" for name, member in figure.cell.items())
    separator = "；" if language == "zh" else "; "
    return separator.join(part for part in (f"{figure.column}: {text}", based, cell) if part)


def questions_of(figures: Iterable[Figure], language: str) -> list[str]:
    """Return what was asked for the figures, each question once."""
    asked = dict.fromkeys(_question(figure.question) for figure in figures)
    return [said("document.asked", language, question=question) for question in asked]


def _question(question: Question) -> str:
    """Return a question as it is written in commands: ``metric name=on_time_rate by=community_id period=1q``."""
    return " ".join(
        [question.analysis, *(f"{name}={_value(value)}" for name, value in question.arguments.items() if value)]
    )


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{name}:{_value(each)}" for name, each in value.items()) + "}"
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
