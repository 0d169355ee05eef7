"""Findings as the board hears them: a headline, the sentence with its comparison, what supports it, a chart, where to read on."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from pipeline.analysis.answers import OUTCOME
from pipeline.metrics.members import in_words
from pipeline.metrics.names import community_names
from pipeline.review.answers import Answers
from pipeline.review.drawn import bars, lines, name_of
from pipeline.review.family import Comparison
from pipeline.review.model import Chart, Finding, Sentence
from pipeline.review.themes import Theme
from pipeline.review.words import said

BRACKETS = re.compile(r"\s*[（(].*?[）)]")  # what a label explains, which a headline need not
SECTIONS = {"satisfaction": "satisfaction", "volume": "complaints"}
PAGES = {"satisfaction": "satisfaction", "volume": "complaints"}


def finding(theme: Theme, answers: Answers, place: int) -> Finding:
    """Return a theme as a finding; ``place``: its number in the review, for the name of its chart."""
    lead = theme.lead
    subject = lead.answer.result.metric.subject
    return Finding(
        headline=headline(lead),
        sentence=sentence(lead),
        tone=lead.tone,
        supports=tuple(sentence(support) for support in theme.supports),
        chart=_chart(lead, answers, place),
        section=SECTIONS.get(subject, "resolution"),
        page=_page(lead, answers),
    )


def sentence(comparison: Comparison) -> Sentence:
    """Return the sentence of a comparison, judged in the family and not in its own table."""
    row = {**comparison.row, "is_signal": comparison.is_signal}
    answer = comparison.answer
    if answer.against != comparison.against:
        raise ValueError("a comparison is said with the answer that it is of")
    return answer.sentence(row, with_change=True)


def headline(comparison: Comparison) -> str:
    """Return what changed in some words, without figures."""
    result, row = comparison.answer.result, comparison.row
    language = result.language
    community = row.get("community") if "community_id" in result.by else None
    place = said("headline.place", language, name=community) if community else ""
    subject = _subject(comparison)
    if place and language == "zh":
        place = f"{place}："
    if comparison.against == "rest":
        key = f"gap.{comparison.tone}"
    elif result.metric.unit == "count":
        key = "more" if row["change"] > 0 else "fewer"
    else:
        key = f"change.{comparison.tone}"
    return said(f"headline.{key}", language, place=place, subject=subject)


def _subject(comparison: Comparison) -> str:
    """Return what the comparison is about: the indicator, the type, else the metric."""
    result, row = comparison.answer.result, comparison.row
    language, label = result.language, BRACKETS.sub("", result.label(result.language))
    if "indicator_id" in result.metric.split:
        if row["indicator_id"] == OUTCOME:
            return said("subject.overall", language)
        return said("subject.indicator", language, name=row["indicator"])
    if "category" in result.by:
        category = in_words("category", comparison.members["category"], language)
        return f"{category}投诉" if language == "zh" else f"Complaints ({category.lower()})"
    return label


def _chart(lead: Comparison, answers: Answers, place: int) -> Chart | None:
    """Return the course of the figure over the quarters, beside the company's where it is of a community; gaps as bars."""
    result, name = lead.answer.result, f"finding_{place}"
    title = headline(lead)
    members = {column: member for column, member in lead.members.items() if member is not None}
    if lead.against == "rest":
        rows = lead.answer.rows
        for column in result.metric.split:
            rows = rows[rows[column] == lead.row[column]]
        chart = bars(lead.answer, "community_id", name=name, title=title, rows=rows, about=lead.members["community_id"])
        highlighted = (name_of(lead.row, "community_id", result.language),)
        return _marked(chart, highlighted)
    drawn = [(_line_name(lead, answers), lead.answer, members)]
    if "community_id" in result.by and result.metric.unit != "count":
        company = answers.metric(result.metric.name, **result.parameters)
        split = {column: members[column] for column in result.metric.split}
        drawn.append((_all_name(answers), company, split))
    return lines(drawn, name=name, title=title)


def _marked(chart: Chart | None, highlighted: tuple[str, ...]) -> Chart | None:
    return None if chart is None else replace(chart, highlighted=highlighted)


def _line_name(lead: Comparison, answers: Answers) -> str:
    row, language = lead.row, lead.answer.result.language
    parts = [name_of(row, column, language) for column in lead.members]
    return "，".join(parts) if language == "zh" and parts else ", ".join(parts) or _all_name(answers)


def _all_name(answers: Answers) -> str:
    """Return what all communities of the review are called together."""
    if len(answers.communities) == 1:
        return community_names(answers.connection).get(answers.communities[0], answers.communities[0])
    return said("line.chosen" if answers.communities else "line.company", answers.language)


def _page(lead: Comparison, answers: Answers) -> str:
    """Return the dashboard's page with the evidence, with its filters."""
    metric = lead.answer.result.metric
    page = PAGES.get(metric.subject, "resolution")
    quarter = f"{answers.start.year}Q{(answers.start.month + 2) // 3}"
    query: list[tuple[str, Any]] = [("period", quarter)]
    community = lead.members.get("community_id")
    query += [("community", community)] if community else [("community", one) for one in answers.communities]
    if "category" in lead.members:
        query.append(("category", lead.members["category"] or "unmapped"))
    if "indicator_id" in lead.members:
        query.append(("indicator", lead.members["indicator_id"]))
    return f"{page}?{urlencode(query)}"
