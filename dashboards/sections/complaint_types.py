"""Complaints by type: how many there are, and which few types make up most of them."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import cards, charts, data, figures, formats, kinds, links, panels, spans
from dashboards.filters import Choice
from dashboards.kinds import Level
from dashboards.text import language, t
from pipeline.analysis.type_ranks import TypeTable, pareto_of_types

FIGURES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("complaint_count", {}),
    ("complaints_per_1000_households", {}),
    ("repeat_rate", {}),
)
MOST_BARS = 12


def how_many(choice: Choice) -> None:
    """Show how many complaints there are, per 1,000 homes, and how many come again."""
    grid = st.grid(min_column_width=300, border=True, key="figures")
    for name, parameters in FIGURES:
        with grid.cell():
            cards.metric_card(figures.card(choice, name, **parameters), choice, leads_on=False)


def pareto(choice: Choice, level: Level) -> None:
    """Show which types make up most of the complaints of the period; a click opens the causes of one."""
    title, name = t("complaints.pareto"), f"pareto_{level}"
    meaning = partial(cards.explanation, name, t("complaints.pareto_definition"), ["ch10.i2"])
    span = spans.of_period(choice)
    if span is None:
        panels.nothing(title, name, t("missing.month_not_over"), t("missing.period_advice"), definition=meaning)
        return
    table: TypeTable = data.analysis(pareto_of_types, by=level, where=choice.where("complaint"), **span)
    if table.frame.empty:
        panels.nothing(title, name, t("missing.period"), t("missing.period_advice"), definition=meaning)
        return
    panels.show(
        panels.Panel(
            title=title,
            name=name,
            chart=_pareto_chart(table.frame.head(MOST_BARS), level),
            frame=_pareto_table(table.frame),
            about=spans.about(span, choice),
            sentences=_vital(table.frame),
            notes=[*(note[language()] for note in table.notes), *_rest(table.frame), t("complaints.pick_type")],
            definition=meaning,
            on_pick=partial(_to_causes, level),
        ),
        is_wide=True,
    )


def _to_causes(level: Level, name: str) -> None:
    links.open_page("causes", **{level: [name]})


def _pareto_chart(rows: pd.DataFrame, level: Level) -> dict[str, Any]:
    return charts.pareto(
        [kinds.label(name) for name in rows["type"]],
        rows["cases"].to_list(),
        rows["cumulative_share"].to_list(),
        [_pareto_text(row) for _, row in rows.iterrows()],
        count_title=t("column.complaints"),
        share_title=t("column.cumulative"),
        keys=[kinds.key_of(level, name) for name in rows["type"]],
    )


def _pareto_text(row: pd.Series) -> str:
    said = t("complaints.bar", cases=f"{row['cases']:,}", share=formats.value(row["share"], "share"))
    if pd.isna(row["rank_before"]):
        return said
    return said + t("complaints.bar_rank", rank=row["rank"], before=row["rank_before"])


def _vital(frame: pd.DataFrame) -> list[str]:
    """Say which few types make up most; nothing where all are needed for that."""
    vital = frame[frame["is_vital"]]
    if vital.empty or len(vital) == len(frame):
        return []
    names = t("joiner").join(kinds.label(name) for name in vital["type"])
    share = formats.value(vital["cumulative_share"].iloc[-1], "share")
    return [t("complaints.vital", number=len(vital), all=len(frame), share=share, names=names)]


def _rest(frame: pd.DataFrame) -> list[str]:
    return [t("chart.most", shown=MOST_BARS, all=len(frame))] if len(frame) > MOST_BARS else []


def _pareto_table(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("column.rank"): frame["rank"],
            t("column.category"): [kinds.label(name) for name in frame["type"]],
            t("column.complaints"): frame["cases"],
            t("column.homes"): frame["homes"],
            t("column.share"): (frame["share"] * 100).round(1),
            t("column.cumulative"): (frame["cumulative_share"] * 100).round(1),
            t("column.cases_before"): frame["cases_before"],
            t("column.rank_before"): frame["rank_before"],
        }
    )
