"""A metric month by month as a control chart with its forecast: the panel, and its rows in words. No causes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pandas as pd

from dashboards import cards, charts, data, figures, filters, formats, panels, periods
from dashboards.charts import Band, Line
from dashboards.filters import Choice
from dashboards.text import language, t
from pipeline.analysis.trends import Course, trends
from pipeline.metrics.result import Result

SIGNALS = ("improvement", "concern", "high", "low")  # of a point; else it is normal variation


def course(choice: Choice, name: str, **parameters: Any) -> Course:
    """Return a metric of complaints month by month under the present filters, whatever period is chosen."""
    where = choice.where(data.entry(name).table)
    return data.analysis(trends, name=name, where=where, language=language(), **parameters)


def panel(
    title: str,
    name: str,
    found: Course,
    choice: Choice,
    *,
    links: Sequence[Callable[[], None]] = (),
) -> None:
    """Show a metric month by month with limits, signals and forecast; in words where no month is over."""
    result = found.result
    meaning = partial(cards.definition, result, f"course_{name}")
    said = [sentence[language()] for sentence in found.sentences]
    if found.frame.empty:
        panels.nothing(title, name, " ".join(said), t("missing.period_advice"), definition=meaning)
        return
    panels.show(
        panels.Panel(
            title=title,
            name=name,
            chart=_chart(found),
            frame=_table(found),
            about=_about(result, choice),
            sentences=said,
            notes=[t("course.reading"), *result.notes_in(language())],
            definition=meaning,
            links=links,
        ),
        is_wide=True,
    )


def _about(result: Result, choice: Choice) -> dict[str, str]:
    """Return what every downloaded row says; the months do not follow the chosen period."""
    narrowed = filters.conditions_in_words(choice, result.metric.table) or t("filters.all")
    return cards.about(result, choice) | {t("about.filter"): narrowed}


def _chart(found: Course) -> dict[str, Any]:
    result, unit = found.result, found.result.metric.unit
    actual, ahead = (found.frame[found.frame["kind"] == kind] for kind in ("actual", "forecast"))
    bands = [
        Band(t("course.limits"), actual["period_start"], actual["lower"], actual["upper"], actual["centre"].to_list())
    ]
    lines = [
        Line(
            figures.short_label(result)[0],
            actual["period_start"],
            actual["value"],
            [_in_words(row, result) for _, row in actual.iterrows()],
            signals=actual["variation"].to_list(),
        )
    ]
    if len(ahead):
        for share in ("95", "80"):
            name = t("course.expected_within") if share == "80" else ""
            bands.append(Band(name, ahead["period_start"], ahead[f"low{share}"], ahead[f"high{share}"], is_filled=True))
        texts = [_in_words(row, result) for _, row in ahead.iterrows()]
        lines.append(Line(t("course.expected"), ahead["period_start"], ahead["value"], texts, is_dashed=True))
    return charts.over_time(lines, unit, figures.axis_title(result), bands=bands, from_zero=unit in formats.VOLUMES)


def _in_words(row: pd.Series, result: Result) -> str:
    unit = result.metric.unit
    parts = [f"{_month(row)} {formats.value(row['value'], unit)}"]
    if row["kind"] == "forecast":
        parts.append(t("course.interval", interval=formats.interval(row["low80"], row["high80"], unit)))
    elif row["variation"] in SIGNALS:
        parts.append(t(f"course.{row['variation']}"))
    return " · ".join(parts)


def _month(row: pd.Series) -> str:
    return formats.period(periods.name_of(row["period_start"], "1mo"))


def _table(found: Course) -> pd.DataFrame:
    frame, unit = found.frame, found.result.metric.unit
    scale = 100 if unit == "share" else 1
    columns = {
        t("column.month"): [_month(row) for _, row in frame.iterrows()],
        t("column.kind"): [t(f"course.{kind}") for kind in frame["kind"]],
        figures.axis_title(found.result): frame["value"] * scale,
        t("column.signal"): [t(f"course.{kind}") if kind in SIGNALS else "" for kind in frame["variation"]],
    }
    ends = ("lower", "centre", "upper", "low80", "high80", "low95", "high95")
    return pd.DataFrame(columns | {t(f"column.{end}"): frame[end] * scale for end in ends}).round(1)
