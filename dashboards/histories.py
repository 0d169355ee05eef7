"""Figures period by period up to the chosen one, as lines: what is not final yet has a hollow point, a target its own line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import pandas as pd

from dashboards import cards, charts, data, figures, formats, links, panels, periods
from dashboards.charts import Line, Marker
from dashboards.charts.base import factor
from dashboards.filters import Choice
from dashboards.text import language, t
from pipeline.metrics.result import OK, Result

PERIODS = 12
NEAR = ("share", "ratio")  # whose axis need not begin at zero to be read


@dataclass(frozen=True)
class Series:
    """One line: its name, the metric it is of, its rows up to the chosen period, and which column it draws.

    Attributes:
        n: Column of what the figure rests on.
    """

    name: str
    result: Result
    rows: pd.DataFrame
    column: str
    n: str

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """The rows, each as column → value."""
        return self.rows.to_dict("records")

    @property
    def has_interval(self) -> bool:
        """Whether ``low`` and ``high`` are those of the column."""
        return self.column == self.result.metric.value and bool(self.rows["low"].notna().any())


def series(
    choice: Choice, metric: str, name: str | None = None, column: str | None = None, **parameters: Any
) -> Series:
    """Return a metric of the last periods up to the chosen one under the present filters.

    Args:
        name: Of the line; default: the label.
        column: Another column than the value, such as a share beside it.
    """
    entry = data.entry(metric)
    where = choice.where(entry.table)
    result = data.metric(metric, period=choice.grain, where=where, language=language(), **parameters)
    rows, start = result.frame, pd.Timestamp(choice.start(entry.table))
    rows = rows[rows["period_start"] <= start].sort_values("period_start").tail(PERIODS) if len(rows) else rows
    drawn = column or entry.value
    if column and len(rows):  # of answers that nobody was asked for there is no share, not one of 0
        rows = rows.assign(**{column: rows[column].where(rows["status"] == OK)})
    return Series(
        name or figures.short_label(result)[0], result, rows, drawn, entry.beside.get(drawn, ["", entry.denominator])[1]
    )


def panel(
    title: str,
    name: str,
    lines: Sequence[Series],
    choice: Choice,
    *,
    axis: str | None = None,
    levels: Sequence[Marker] = (),
    with_target: bool = False,
    notes: Sequence[str] = (),
) -> None:
    """Show lines over time with their data and the cases behind the first; where none has a figure, say why.

    Args:
        axis: Title of the axis; default: that of the first line's metric.
        with_target: Draw the target of the first line beside it.
    """
    first = lines[0]
    meaning = partial(cards.definition, first.result, f"history_{name}")
    shown = [line for line in lines if len(line.rows) and line.rows[line.column].notna().any()]
    if not shown:
        message, advice = figures.why_nothing(first.result, first.rows.tail(1), choice)
        panels.nothing(title, name, message, advice, definition=meaning)
        return
    unit, metric = first.result.metric.unit, first.result.metric.name
    panels.show(
        panels.Panel(
            title=title,
            name=name,
            chart=charts.over_time(
                _drawn(shown, first if with_target and first in shown else None, choice),
                unit,
                axis or figures.axis_title(first.result),
                markers=levels,
                from_zero=unit not in NEAR,
                grain=choice.grain,
            ),
            frame=_table(shown, choice),
            about=cards.about(first.result, choice),
            sentences=_latest(shown, choice),
            notes=[*_notes(shown), *notes],
            definition=meaning,
            links=[partial(links.to_cases, metric, first.result.parameters, choice, key=f"cases_{name}")],
        )
    )


def _drawn(shown: Sequence[Series], with_target: Series | None, choice: Choice) -> list[Line]:
    lines = [_line(line, choice) for line in shown]
    if with_target and with_target.rows["target"].notna().any():
        lines.append(_target(with_target, is_one=len(shown) == 1))
    return lines


def _line(line: Series, choice: Choice) -> Line:
    rows = line.rows
    ends = {"low": rows["low"].to_list(), "high": rows["high"].to_list()} if line.has_interval else {}
    return Line(
        line.name,
        rows["period_start"].to_list(),
        rows[line.column].to_list(),
        [_text(line, row, choice) for row in line.records],
        is_open=[not is_ripe for is_ripe in rows["is_ripe"]],
        **ends,
    )


def _target(line: Series, *, is_one: bool) -> Line:
    unit, rows = line.result.metric.unit, line.rows
    texts = [t("history.target_at", value=formats.value(target, unit)) for target in rows["target"]]
    name = t("history.target") if is_one else t("history.target_of", name=line.name)
    return Line(name, rows["period_start"].to_list(), rows["target"].to_list(), texts, is_dashed=True)


def _text(line: Series, row: dict[str, Any], choice: Choice) -> str:
    """Return a point in words: period, figure, n, interval, and that it is not final."""
    unit = line.result.metric.unit
    parts = [f"{period(row['period_start'], choice)} {formats.value(row[line.column], unit)}"]
    if unit not in formats.VOLUMES and not formats.is_missing(row[line.n]):
        parts.append(f"n={row[line.n]:,.0f}")
    if line.has_interval and not formats.is_missing(row["low"]):
        parts.append(t("card.interval", interval=formats.interval(row["low"], row["high"], unit)))
    return " · ".join([*parts, *([] if row["is_ripe"] else [t("history.open_point")])])


def period(start: Any, choice: Choice) -> str:
    """Return a period of the chosen length in words."""
    return formats.period(periods.name_of(start, choice.grain))


def _latest(shown: Sequence[Series], choice: Choice) -> list[str]:
    """Say the newest figure of each line."""
    said = []
    for line in shown:
        known = [row for row in line.records if not formats.is_missing(row[line.column])][-1]
        figure = formats.value(known[line.column], line.result.metric.unit)
        latest = t("history.latest", name=line.name, period=period(known["period_start"], choice), value=figure)
        said.append(latest[:1].upper() + latest[1:])
    return ["".join(said) if language() == "zh" else " ".join(said)]


def _notes(shown: Sequence[Series]) -> list[str]:
    """Say what a hollow point and a gap mean, where there are some, and what the figures leave out."""
    rows = [row for line in shown for row in line.records]
    notes = {
        "history.hollow": any(not row["is_ripe"] for row in rows),
        "history.gap": any(row["status"] != OK for row in rows),
    }
    return [t(key) for key, holds in notes.items() if holds]


def _table(shown: Sequence[Series], choice: Choice) -> pd.DataFrame:
    scale = factor(shown[0].result.metric.unit)
    parts = []
    for line in shown:
        rows = line.rows
        ends = (
            {t("column.low"): rows["low"] * scale, t("column.high"): rows["high"] * scale} if line.has_interval else {}
        )
        columns = {
            t("column.period"): [period(start, choice) for start in rows["period_start"]],
            t("column.figure"): line.name,
            t("column.value"): rows[line.column] * scale,
            t("column.n"): rows[line.n],
            **ends,
            t("column.is_ripe"): [t("yes" if is_ripe else "no") for is_ripe in rows["is_ripe"]],
        }
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True).round(2)
