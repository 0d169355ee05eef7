"""Satisfaction, its headline and how it went: the figures of the period, one indicator over time with limits and target."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import cards, charts, components, data, figures, formats, panels
from dashboards.charts import Band, Line
from dashboards.charts.base import factor
from dashboards.filters import Choice
from dashboards.sections import asked, cells
from dashboards.text import language, t
from pipeline.analysis.trends import Course, trends
from pipeline.metrics.result import Result

PERIODS = 8


def headline(choice: Choice) -> None:
    """Show overall satisfaction weighted by households beside the pooled one, its index, and the net promoter score.

    Where it was not asked, that is said once.
    """
    pooled = figures.card(choice, "top_two_box")
    if pooled.row is None:
        components.empty_state(*figures.why_nothing(pooled.result, pd.DataFrame(), choice))
        return
    grid = st.grid(min_column_width=230, border=True, key="satisfaction_figures")
    for name in ("top_two_box_weighted", *asked.MEASURES):
        card = pooled if name == "top_two_box" else figures.card(choice, name)
        if card.result.metric.weighs and not card.result.is_weighted:
            continue  # without households the weighted figure is the pooled one
        with grid.cell():
            cards.metric_card(card, choice, leads_on=False, title=t(f"satisfaction.card.{name}"))
    recommended = figures.card(choice, "nps")
    questions = recommended.result.frame.get("question", pd.Series(dtype=str))
    if questions.nunique() == 1 and recommended.row is not None:
        with grid.cell():
            cards.metric_card(recommended, choice, leads_on=False, title=t("satisfaction.card.nps"))


def show(choice: Choice) -> None:
    """Show one indicator over time, and by community."""
    indicator, measure = asked.chosen(choice)
    _over_time(choice, indicator, measure)
    _by_community(choice, indicator, measure)


def _over_time(choice: Choice, indicator: str, measure: str) -> None:
    where = choice.where("score") | {"indicator_id": (indicator,)}
    course: Course = data.analysis(trends, name=measure, where=where, period=choice.grain)
    name, title = f"satisfaction_trend_{measure}", t("satisfaction.trend.title", name=asked.names()[indicator])
    meaning = partial(cards.definition, course.result, "trend")
    if course.frame.empty:
        message, advice = figures.why_nothing(course.result, course.result.frame.iloc[:0], choice)
        panels.nothing(title, name, message, advice, definition=meaning)
        return
    panel = panels.Panel(
        title=title,
        name=name,
        chart=_course(course, choice),
        frame=_course_table(course, choice),
        about=asked.about(course.result, choice, indicator, is_of_period=False),
        sentences=[said[language()] for said in course.sentences],
        notes=[t("satisfaction.trend.reading"), *course.result.notes_in(language())],
        definition=meaning,
    )
    panels.show(panel, is_wide=True)


def _course(course: Course, choice: Choice) -> dict[str, Any]:
    result, rows = course.result, _actual(course)
    unit = result.metric.unit
    value = Line(
        figures.label(result), rows["period_start"], rows["value"],
        [_point_text(row, result, choice) for row in rows.to_dict("records")],
        low=rows["low"], high=rows["high"], signals=list(rows["variation"]),
    )  # fmt: skip
    lines = [value]
    if rows["target"].notna().any():
        texts = [t("satisfaction.target_text", value=formats.value(target, unit)) for target in rows["target"]]
        lines.append(Line(t("satisfaction.target"), rows["period_start"], rows["target"], texts, is_dashed=True))
    limits = Band(t("satisfaction.limits"), rows["period_start"], rows["lower"], rows["upper"], centre=rows["centre"])
    return charts.over_time(
        lines,
        unit,
        figures.axis_title(result),
        bands=[limits] if rows["lower"].notna().any() else [],
        grain=choice.grain,
    )


def _actual(course: Course) -> pd.DataFrame:
    """Return the charted periods with interval and target of each."""
    rows = course.frame[course.frame["kind"] == "actual"]
    beside = course.result.frame[["period_start", "low", "high", "target", "n_text"]]
    return rows.merge(beside, on="period_start", how="left")


def _point_text(row: dict[str, Any], result: Result, choice: Choice) -> str:
    if formats.is_missing(row["value"]):
        return formats.MISSING
    unit = result.metric.unit
    return t(
        "satisfaction.point",
        period=asked.period(row["period_start"], choice),
        value=formats.value(row["value"], unit),
        n=formats.grouped(row["n_text"]),
        interval=formats.interval(row["low"], row["high"], unit),
    )


def _course_table(course: Course, choice: Choice) -> pd.DataFrame:
    rows, scale = _actual(course), factor(course.result.metric.unit)
    return pd.DataFrame(
        {
            t("column.period"): [asked.period(start, choice) for start in rows["period_start"]],
            figures.axis_title(course.result): (rows["value"] * scale).round(2),
            t("column.n"): rows["n"].astype("Int64"),
            t("column.low"): (rows["low"] * scale).round(2),
            t("column.high"): (rows["high"] * scale).round(2),
            t("column.centre"): (rows["centre"] * scale).round(2),
            t("column.lower_limit"): (rows["lower"] * scale).round(2),
            t("column.upper_limit"): (rows["upper"] * scale).round(2),
            t("column.target"): (rows["target"] * scale).round(2),
            t("column.signal"): [t(f"variation.{name}") for name in rows["variation"]],
        }
    )


def _by_community(choice: Choice, indicator: str, measure: str) -> None:
    where = choice.where("score") | {"indicator_id": (indicator,)}
    result = data.metric(measure, by=("community_id",), period=choice.grain, where=where, language=language())
    frame = result.frame
    starts = sorted(frame["period_start"].unique())[-PERIODS:] if len(frame) else []
    frame = frame[frame["period_start"].isin(starts)] if starts else frame
    title, name = t("satisfaction.communities.title", name=asked.names()[indicator]), "communities_heat"
    meaning = partial(cards.definition, result, "communities")
    if not cells.has_any(frame):
        panels.nothing(title, name, t("missing.suppressed" if len(frame) else "missing.period"), definition=meaning)
        return
    columns = {start: asked.period(start, choice) for start in starts}
    shown = cells.with_figures(frame, "community_id")
    rows = cells.names(shown, "community_id")
    panel = panels.Panel(
        title=title,
        name=name,
        chart=cells.map_of(shown, "community_id", rows, "period_start", columns, result.metric),
        frame=cells.table(frame.assign(period=frame["period_start"].map(columns)), ["community", "period"], result),
        about=asked.about(result, choice, indicator, is_of_period=False),
        sentences=[t("satisfaction.communities.caption", label=figures.short_label(result)[0])],
        notes=cells.notes(frame, len(cells.names(frame, "community_id")) - len(rows)),
        definition=meaning,
    )
    panels.show(panel, is_wide=True)
