"""Resolution, the backlog: how many complaints wait at the end of each period, how long they have waited, and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import cards, charts, figures, filters, histories, kinds, links, panels
from dashboards.charts import Part
from dashboards.filters import Choice
from dashboards.text import t
from pipeline.metrics.backlog import AGES
from pipeline.metrics.result import Result

METRIC = "backlog"
PERIODS = 8
MOST = 20
GROUPS = ("community_id", "category", "department")


@dataclass(frozen=True)
class Aged:
    """Bars of complaints that wait: ``rows`` of the metric, what each is called, and what a click on it gives."""

    title: str
    name: str
    result: Result
    rows: pd.DataFrame
    names: list[str]
    header: str
    keys: Sequence[Any] = ()

    @property
    def ages(self) -> dict[str, list[int]]:
        """Age in words → how many of each bar have waited so long."""
        return {t(f"resolution.age.{age}"): [int(number) for number in self.rows[age]] for age in AGES}


def show(choice: Choice) -> None:
    """Show the backlog and its ages, over time and by group."""
    grid = st.grid(min_column_width=230, border=True, key="figures")
    for name in (METRIC, "clearance_ratio"):
        with grid.cell():
            cards.metric_card(figures.card(choice, name), choice, leads_on=False)
    panels.side_by_side([partial(_over_time, choice), *(partial(_by, choice, by) for by in GROUPS)])


def _over_time(choice: Choice) -> None:
    line = histories.series(choice, METRIC)
    rows = line.rows.tail(PERIODS)
    rows = rows.sort_values("period_start", ascending=False) if len(rows) else rows
    names = [histories.period(start, choice) for start in rows["period_start"]] if len(rows) else []
    notes = [t("history.open_period")] if len(rows) and not rows["is_ripe"].all() else []
    aged = Aged(t("resolution.backlog.over_time"), "backlog_time", line.result, rows, names, t("column.period"))
    _show(choice, aged, notes)


def _by(choice: Choice, by: str) -> None:
    column = kinds.level(choice) if by == "category" else by
    shown = figures.breakdown(choice, METRIC, column)
    rows, kind = shown.rows, shown.dimension
    waiting = rows[rows[METRIC] > 0].head(MOST) if len(rows) else rows
    keys = replace(shown, rows=waiting).keys
    names = list(waiting["member"]) if len(waiting) else []
    title, header = t(f"resolution.backlog.by.{by}"), t(f"column.{kind}")
    more = [t("chart.most", shown=MOST, all=f"{(rows[METRIC] > 0).sum():,}")] if (len(waiting) == MOST) else []
    aged = Aged(title, f"backlog_{by}", shown.result, waiting, names, header, keys)
    if len(rows) and not len(waiting):
        panels.nothing(title, aged.name, t("resolution.backlog.none"))
        return
    _show(choice, aged, [*more, t("chart.pick")], pick=partial(filters.add, kind))


def _show(choice: Choice, aged: Aged, notes: list[str], pick: Callable[[Any], None] | None = None) -> None:
    """Show bars of complaints that wait, divided by how long they have."""
    result, rows = aged.result, aged.rows
    meaning = partial(cards.definition, result, aged.name)
    if not len(rows):
        message, advice = figures.why_nothing(result, rows, choice)
        panels.nothing(aged.title, aged.name, message, advice, definition=meaning)
        return
    parts = [
        Part(label, numbers, [f"{number:,}" for number in numbers], aged.keys) for label, numbers in aged.ages.items()
    ]
    panels.show(
        panels.Panel(
            title=aged.title,
            name=aged.name,
            chart=charts.stacks(aged.names, parts, "count", t("resolution.axis.waiting"), are_ordered=True),
            frame=pd.DataFrame({aged.header: aged.names, t("column.backlog"): rows[METRIC].to_list(), **aged.ages}),
            about=cards.about(result, choice),
            sentences=[_said(aged.names[0], rows.iloc[0])],
            notes=notes,
            definition=meaning,
            on_pick=pick,
            links=[partial(links.to_cases, METRIC, result.parameters, choice, key=f"cases_{aged.name}")],
        )
    )


def _said(name: str, row: pd.Series) -> str:
    waiting, old = (f"{row[column]:,.0f}" for column in (METRIC, "age_over_90"))
    return t("resolution.backlog.said", name=name, waiting=waiting, old=old)
