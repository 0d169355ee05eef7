"""Resolution, how long it takes: the curve of the period, group by group, the shares by certain days, and how it went."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dashboards import cards, charts, components, data, figures, filters, formats, histories, kinds, panels
from dashboards.charts import Curve
from dashboards.filters import Choice
from dashboards.text import language, t
from pipeline.analysis.resolution_curves import ResolutionCurves, resolution_curves
from pipeline.metrics.time_to_resolution import DAYS

METRIC = "time_to_resolution"
GROUPS = ("category", "community_id", "department", "channel")
MOST_CURVES = 6
LAST_DAY = 60.0
PERIODS = 8
QUANTILES = ("median_days", "p75_days", "p90_days")


def show(choice: Choice) -> None:
    """Show how long resolution takes in the chosen period, in which groups, and how it went."""
    by = components.choose("duration_by", GROUPS, "resolution.by")
    drawn = (_all, partial(_grouped, by=by), _by_days, _quantiles, partial(_ranked, by=by))
    panels.side_by_side([partial(draw, choice) for draw in drawn])


def _curves(choice: Choice, by: str | None = None) -> ResolutionCurves:
    start, where = choice.start("complaint"), choice.where("complaint")
    return data.analysis(resolution_curves, start=start, period=choice.grain, by=by, where=where, language=language())


def _all(choice: Choice) -> None:
    found = _curves(choice)
    curve = _curve(t("resolution.all"), found.points)
    _panel(choice, t("resolution.duration.curve"), "curve", found, [curve], [t("resolution.curve.band")])


def _grouped(choice: Choice, by: str) -> None:
    title, by = t(f"resolution.duration.groups.{by}"), _column(choice, by)
    found = _curves(choice, by)
    column = figures.NAMED.get(by, by)
    shown = [row for row in found.groups.to_dict("records") if _is_drawn(found.points, by, row[by])][:MOST_CURVES]
    curves = [
        _curve(_member(column, row[column]), found.points[_is(found.points[by], row[by])], is_bare=True)
        for row in shown
    ]
    notes = [t("resolution.curve.groups")]
    if len(found.groups) > len(shown):
        notes.append(t("resolution.curve.most", shown=len(shown), all=len(found.groups)))
    _panel(choice, title, "curves", found, curves, notes, column)


def _panel(
    choice: Choice,
    title: str,
    name: str,
    found: ResolutionCurves,
    curves: list[Curve],
    notes: list[str],
    column: str | None = None,
) -> None:
    result = figures.card(choice, METRIC).result
    meaning = partial(cards.definition, result, name)
    said = [sentence[language()] for sentence in found.sentences]
    kind = "closed" if result.is_closed_only else "resolved"
    if not any(len(curve.days) for curve in curves):
        message, advice = figures.why_nothing(result, pd.DataFrame(), choice)
        panels.nothing(title, name, message, advice, definition=meaning)
        return
    panels.show(
        panels.Panel(
            title=title,
            name=name,
            chart=charts.steps(
                curves, t("resolution.axis.days"), t(f"resolution.axis.{kind}"), last_day=LAST_DAY, levels=(0.5, 0.9)
            ),
            frame=_table(found, column),
            about=cards.about(result, choice),
            sentences=said,
            notes=notes,
            definition=meaning,
        )
    )


def _curve(name: str, points: pd.DataFrame, *, is_bare: bool = False) -> Curve:
    ends = {} if is_bare else {"low": points["low"].to_list(), "high": points["high"].to_list()}
    return Curve(name, points["day"].to_list(), points["share"].to_list(), **ends)


def _is_drawn(points: pd.DataFrame, by: str, member: Any) -> bool:
    return bool(_is(points[by], member).any())


def _is(column: pd.Series, member: Any) -> pd.Series:
    return column.isna() if formats.is_missing(member) else column == member


def _member(column: str, name: Any) -> str:
    if formats.is_missing(name):
        return t(f"unnamed.{column}")
    return kinds.label(name) if column in kinds.LEVELS else filters.value_name(column, str(name))


def _table(found: ResolutionCurves, column: str | None) -> pd.DataFrame:
    """Return one row per group: how many, by when how many are resolved, and the share by certain days."""
    rows = found.groups
    columns = {t(f"column.{column}"): [_member(column, name) for name in rows[column]]} if column else {}
    columns |= {t(f"column.{name}"): rows[name] for name in ("complaints", "resolved", "competing", "censored")}
    for name in QUANTILES:
        columns |= {t(f"column.{name}"): rows[name]}
    columns |= {t("column.median_low"): rows["median_days_low"], t("column.median_high"): rows["median_days_high"]}
    columns |= {t("resolution.by_day_pct", day=day): rows[f"resolved_by_day_{day}"] * 100 for day in DAYS}
    return pd.DataFrame(columns).round(1)


def _by_days(choice: Choice) -> None:
    """Show the share resolved by certain days, period by period."""
    line = histories.series(choice, METRIC)
    rows = line.rows.tail(PERIODS).to_dict("records")
    title, name, result = t("resolution.duration.by_days"), "by_days", line.result
    meaning = partial(cards.definition, result, name)
    if not any(row["complaints"] for row in rows):
        message, advice = figures.why_nothing(result, pd.DataFrame(rows), choice)
        panels.nothing(title, name, message, advice, definition=meaning)
        return
    periods = [histories.period(row["period_start"], choice) for row in rows]
    values = [[row[f"resolved_by_day_{day}"] for day in DAYS] for row in rows]
    days = [t("resolution.by_day", day=day) for day in DAYS]
    texts = [[formats.value(value, "share") for value in line_values] for line_values in values]
    frame = pd.DataFrame([[100 * value for value in line_values] for line_values in values], columns=days).round(1)
    frame.insert(0, t("column.period"), periods)
    panels.show(
        panels.Panel(
            title=title,
            name=name,
            chart=charts.heat(periods, days, values, texts, "share"),
            frame=frame,
            about=cards.about(result, choice),
            sentences=[t("resolution.by_days.caption")],
            notes=[t("resolution.by_days.note")],
            definition=meaning,
        )
    )


def _quantiles(choice: Choice) -> None:
    lines = [
        histories.series(choice, METRIC, t(f"column.{name}"), None if name == QUANTILES[0] else name)
        for name in QUANTILES
    ]
    axis, notes = t("resolution.axis.days"), [t("resolution.quantiles.note")]
    histories.panel(t("resolution.duration.quantiles"), "quantiles", lines, choice, axis=axis, notes=notes)


def _ranked(choice: Choice, by: str) -> None:
    cards.chart(t(f"resolution.duration.ranked.{by}"), figures.breakdown(choice, METRIC, _column(choice, by)), choice)


def _column(choice: Choice, by: str) -> str:
    """Return the column of a group: of types the level that the exports have."""
    return kinds.level(choice) if by == "category" else by
