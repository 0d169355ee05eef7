"""Satisfaction by indicator and community, and the course of overall satisfaction."""

from __future__ import annotations

from pipeline.analysis.answers import OUTCOME
from pipeline.metrics.result import OK
from pipeline.review.answers import Answers
from pipeline.review.drawn import bars, lines, table
from pipeline.review.family import Family
from pipeline.review.model import Block, Paragraph, Section, Sentence
from pipeline.review.words import said

METRIC, WEIGHTED = "top_two_box", "top_two_box_weighted"


def section(answers: Answers, found: Family) -> Section:
    """Return the section; one sentence where the quarter has no survey. ``found``: by which changes are marked."""
    language = answers.language
    title = said("section.satisfaction", language)
    quarter = answers.metric(METRIC)
    if quarter.rows.empty:
        return Section("satisfaction", title, (Paragraph((Sentence(said("satisfaction.none", language)),)),))
    overall = quarter.row(indicator_id=OUTCOME)
    blocks: list[Block | None] = []
    if overall:
        blocks.append(Paragraph((quarter.sentence(overall, with_change=False), *_weighted(answers))))
        line = (str(overall["indicator"]), quarter, {"indicator_id": OUTCOME})
        blocks.append(lines([line], name="satisfaction_course", title=said("satisfaction.over_time", language)))
    rows = quarter.rows[~quarter.rows["indicator_id"].isin(answers.recommendations)]  # how likely is not how satisfied
    title_of_bars = said("satisfaction.by_indicator", language)
    blocks.append(bars(quarter, "indicator_id", name="satisfaction_indicators", title=title_of_bars, rows=rows))
    year = answers.metric(METRIC, against="year")
    caption = said("satisfaction.indicator_table", language)
    blocks.append(
        table(
            quarter,
            "indicator_id",
            name="satisfaction_by_indicator",
            caption=caption,
            found=found,
            year=year,
            rows=rows,
        )
    )
    blocks += _by_community(answers, found)
    return Section("satisfaction", title, tuple(block for block in blocks if block))


def _weighted(answers: Answers) -> list[Sentence]:
    """Return overall satisfaction weighted by the households of the communities, where these are known, and that no other figure is."""
    weighted = answers.metric(WEIGHTED)
    row = weighted.row(indicator_id=OUTCOME)
    is_said = row is not None and row["status"] == OK and bool(row["is_weighted"]) and len(answers.communities) != 1
    if not row or not is_said:
        return []
    return [weighted.sentence(row), Sentence(said("satisfaction.pooled", answers.language))]


def _by_community(answers: Answers, found: Family) -> list[Block | None]:
    """Return overall satisfaction of the communities, nothing where no community is known."""
    language = answers.language
    communities = answers.metric(METRIC, ("community_id",))
    rows = communities.rows[communities.rows["indicator_id"] == OUTCOME] if len(communities.rows) else communities.rows
    if rows.empty:
        return []
    year = answers.metric(METRIC, ("community_id",), against="year")
    title, caption = (said(f"satisfaction.{key}", language) for key in ("by_community", "community_table"))
    return [
        bars(communities, "community_id", name="satisfaction_communities", title=title, rows=rows),
        table(
            communities,
            "community_id",
            name="satisfaction_by_community",
            caption=caption,
            found=found,
            year=year,
            rows=rows,
        ),
    ]
