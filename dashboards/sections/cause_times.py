"""When a type, or a place, is complained of: by month of the year, weekday and hour, against all other complaints."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import cards, charts, data, formats, panels, spans
from dashboards.filters import Choice
from dashboards.text import t
from pipeline.analysis.type_times import received_when

UNITS = {"month": spans.SEASONS, "weekday": spans.YEAR, "hour": spans.YEAR}
OF = ("community_id", "category", "subcategory")


def profiles(choice: Choice) -> None:
    """Show in which months, on which weekdays and at which hours they come in, where the exports tell."""
    grid = st.grid(min_column_width=420, key="profiles")
    for unit, months in UNITS.items():
        with grid.cell():
            _profile(choice, unit, months)


def _profile(choice: Choice, unit: str, months: int) -> None:
    title, name = t(f"causes.by_{unit}"), f"profile_{unit}"
    meaning = partial(cards.explanation, name, t("causes.times_definition"), ["ch10.i2"])
    span = spans.until_its_end(choice, months)
    if unit == "month" and span is not None:
        span["months"] -= span["months"] % spans.YEAR  # each month of the year counts as often as the others
        if not span["months"]:
            panels.nothing(title, name, t("causes.under_a_year"), t("causes.under_a_year_advice"), definition=meaning)
            return
    frame = pd.DataFrame() if span is None else _received(choice, unit, span)
    if span is None or frame.empty:
        panels.nothing(title, name, t(f"causes.no_{unit}"), t(f"causes.no_{unit}_advice"), definition=meaning)
        return
    rows = frame.to_dict("records")
    panels.show(
        panels.Panel(
            title=title,
            name=name,
            chart=charts.profile(
                [member(row) for row in rows],
                frame["share"].to_list(),
                frame["share_elsewhere"].to_list(),
                [_text(row) for row in rows],
                frame["is_over"].to_list(),
                axis_title=t("causes.share_of_homes"),
                names=(t("causes.looked_at"), t("causes.all_others")),
            ),
            frame=_table(rows),
            about=spans.about(span, choice),
            sentences=[t("sentence", text=spans.in_words(span)), *_findings(rows)],
            definition=meaning,
        )
    )


def _received(choice: Choice, unit: str, span: dict[str, Any]) -> pd.DataFrame:
    where = choice.where("complaint")
    of = {column: wanted for column, wanted in where.items() if column in OF}
    rest = {column: wanted for column, wanted in where.items() if column not in OF}
    return data.analysis(received_when, of=of, where=rest, units=(unit,), **span)


def member(row: dict[str, Any]) -> str:
    """Return a month, weekday or hour in words."""
    unit, number = row["unit"], int(row["member"])
    return t("hour.of", number=number) if unit == "hour" else t(f"{unit}.{number}")


def _text(row: dict[str, Any]) -> str:
    said = t("causes.bar_homes", homes=f"{row['homes']:,}", share=formats.value(row["share"], "share"))
    if formats.is_missing(row["share_elsewhere"]):
        return said
    return said + t("causes.bar_elsewhere", share=formats.value(row["share_elsewhere"], "share"))


def _findings(rows: list[dict[str, Any]]) -> list[str]:
    """Say what stands out; nothing, where there is nothing to compare with."""
    if all(formats.is_missing(row["share_elsewhere"]) for row in rows):
        return [t("causes.nothing_to_compare")]
    found = [row for row in rows if row["is_over"]]
    said = [
        t(
            "causes.stands_out",
            member=member(row),
            homes=f"{row['homes']:,}",
            expected=f"{row['expected']:,.0f}",
        )
        for row in found
    ]
    return [t("space").join(said)] if said else [t("causes.no_time_stands_out")]


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("column.when"): [member(row) for row in rows],
            t("column.cases"): [row["cases"] for row in rows],
            t("column.homes"): [row["homes"] for row in rows],
            t("column.expected"): [round(row["expected"], 1) for row in rows],
            t("column.share"): [round(row["share"] * 100, 1) for row in rows],
            t("column.share_elsewhere"): [round(row["share_elsewhere"] * 100, 1) for row in rows],
            t("column.stands_out"): [t("yes" if row["is_over"] else "no") for row in rows],
        }
    )
