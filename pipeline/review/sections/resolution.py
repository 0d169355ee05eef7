"""How fast and how well complaints are handled: rates over time and by community, the four standards, the steps of the flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.metrics.members import in_words
from pipeline.metrics.result import OK
from pipeline.metrics.scorecard import ANSWERS, STANDARDS
from pipeline.review.answers import Answer, Answers
from pipeline.review.drawn import Change, bars, change, interval, lines, notes_on, table
from pipeline.review.family import Family
from pipeline.review.model import Block, Cell, Column, Figure, Paragraph, Section, Sentence, Table
from pipeline.review.words import said

ON_TIME = "on_time_rate"
STEPS = "step_rate"


def section(answers: Answers, found: Family, within_days: int) -> Section:
    """Return the section; one sentence where the quarter has no complaints. ``found``: by which changes are marked."""
    language = answers.language
    title = said("section.resolution", language)
    resolved = answers.metric("resolution_rate", within_days=within_days)
    if resolved.rows.empty:
        return Section("resolution", title, (Paragraph((Sentence(said("complaints.none", language)),)),))
    on_time = answers.metric(ON_TIME)
    drawn: list[tuple[str, Answer, Mapping[str, Any]]] = [
        (answer.result.label(language), answer, {}) for answer in (resolved, on_time)
    ]
    sentences = [
        answer.sentence(row) for answer in (resolved, on_time) if (row := answer.row()) and row["status"] == OK
    ]
    communities = answers.metric(ON_TIME, ("community_id",))
    by_community, caption = (said(f"resolution.{key}", language) for key in ("by_community", "community_table"))
    year = answers.metric(ON_TIME, ("community_id",), against="year")
    blocks: list[Block | None] = [
        Paragraph(tuple(sentences)) if sentences else None,
        lines(drawn, name="resolution_course", title=said("resolution.over_time", language)),
        bars(communities, "community_id", name="resolution_communities", title=by_community),
        table(communities, "community_id", name="resolution_by_community", caption=caption, found=found, year=year)
        if len(communities.rows)
        else None,
        _scorecard(answers, found),
        _steps(answers),
    ]
    return Section("resolution", title, tuple(block for block in blocks if block))


def _scorecard(answers: Answers, found: Family) -> Table:
    """Return the metrics of the four standards in the quarter."""
    language = answers.language
    keys = (
        "resolution.column.standard",
        "resolution.column.metric",
        "column.value",
        "column.n",
        "column.interval",
        "column.change",
    )
    rows: list[tuple[Cell, ...]] = []
    changes: list[Change] = []
    for standard in STANDARDS:
        name = standard.zh if language == "zh" else standard.en
        asked = [(metric, {"indicator_id": standard.indicator}) for metric in ANSWERS]
        asked += [(metric, {}) for metric in standard.complaints]
        for metric, members in asked:
            answer = answers.metric(metric)
            row = answer.row(**members)
            label = answer.result.label(language, row)
            if row is None:
                rows.append((name, label, explain_nothing(language), "", "", "–"))
                continue
            figure = answer.figure(row)
            rows.append((name, label, figure, figure.n, interval(figure, language), change(answer, row, found)))
            changes.append((answer, row))
    columns = tuple(Column(said(key, language)) for key in keys)
    caption, notes = said("resolution.scorecard", language), notes_on(changes, found)
    return Table("resolution_standards", caption, columns, tuple(rows), notes)


def explain_nothing(language: str) -> str:
    """Return that there are no data."""
    return "没有数据" if language == "zh" else "no data"


def _steps(answers: Answers) -> Table | None:
    """Return the share of cases that reach each step, None where the exports tell of none."""
    language = answers.language
    answer = answers.metric(STEPS)
    known = answer.rows[answer.rows["status"] == OK]
    if known.empty:
        return None
    rows: list[tuple[str | Figure, ...]] = []
    for row in known.to_dict("records"):
        figure = answer.figure(row)
        rows.append((in_words("step", row["step"], language), figure, figure.n, interval(figure, language)))
    titles = ("column.member", "column.value", "column.n", "column.interval")
    columns = tuple(Column(said(key, language), "share" if at == 1 else "text") for at, key in enumerate(titles))
    return Table("resolution_steps", said("resolution.steps", language), columns, tuple(rows))
