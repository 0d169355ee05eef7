"""Types that come up more often at a place, time or handler than elsewhere, and types that come from the same homes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import cards, components, data, filters, formats, kinds, links, spans
from dashboards.filters import Choice
from dashboards.kinds import Level
from dashboards.text import plain, t
from pipeline.analysis.combinations import DIMENSIONS, SEPARATOR, over_represented
from pipeline.analysis.type_pairs import types_together

DISCOVERIES = 0.05


def combinations(choice: Choice, level: Level, dimensions: Sequence[str] = tuple(DIMENSIONS)) -> pd.DataFrame:
    """Return the over-represented combinations of the year up to the end of the period, of the chosen types."""
    span = spans.until_its_end(choice)
    if span is None:
        return pd.DataFrame()
    asked = {"by": level, "where": kinds.elsewhere(choice), "dimensions": tuple(dimensions)}
    found = data.analysis(over_represented, **asked, **span)
    wanted = kinds.chosen(choice)
    return found[found["type"].isin(wanted)] if wanted else found


def over(choice: Choice, level: Level) -> None:
    """List what comes up more often than elsewhere; a picked row opens its causes."""
    st.subheader(t("complaints.over"), anchor=False)
    with st.spinner(t("spinner")):
        found = combinations(choice, level)
    _said(choice, "combination_says")
    cards.explanation("combinations", t("complaints.over_definition"), ["ch10.i2"])
    if found.empty:
        components.empty_state(t("complaints.over_none"), t("complaints.over_none_advice"))
        return
    table_of_combinations(choice, found, "combinations", level)
    st.caption(t("complaints.pick_row"))


def table_of_combinations(choice: Choice, found: pd.DataFrame, name: str, level: Level) -> None:
    """Show combinations as a table, the largest residual of a dimension first; a picked row opens its causes."""
    span = spans.until_its_end(choice)
    assert span is not None  # there are combinations
    key = f"rows_{name}"
    components.table(
        in_table(found),
        name,
        spans.about(span, choice),
        key=key,
        on_select=partial(_picked, key, found, level),
        selection_mode="single-row",
        column_config={t("column.times"): st.column_config.NumberColumn(format="%.1f")},
    )


def in_table(found: pd.DataFrame) -> pd.DataFrame:
    """Return combinations with headers, members and types in words."""
    rows = found.to_dict("records")
    return pd.DataFrame(
        {
            t("column.dimension"): [t(f"dimension.{row['dimension']}") for row in rows],
            t("column.member"): [member(row) for row in rows],
            t("column.category"): [kinds.label(row["type"]) for row in rows],
            t("column.cases"): [row["cases"] for row in rows],
            t("column.homes"): [row["homes"] for row in rows],
            t("column.expected"): [round(row["expected"], 1) for row in rows],
            t("column.times"): [round(row["location_quotient"], 1) for row in rows],
            t("column.q"): [q_text(row["q"]) for row in rows],
        }
    )


def member(row: dict[str, Any]) -> str:
    """Return a member of a dimension in words, with what it was compared in: ``锦湖雅居 7栋``, ``12月``."""
    dimension, name = row["dimension"], str(row["member"])
    if dimension in ("month", "weekday", "hour"):
        return t(f"{dimension}.of", number=int(name)) if dimension != "weekday" else t(f"weekday.{name}")
    if dimension == "channel":
        return filters.value_name("channel", name)
    place = row["within"].replace(SEPARATOR, " · ")
    return {"building": t("building.of", community=place, building=name), "handler": f"{place} · {name}"}.get(
        dimension, name
    )


def q_text(q: float) -> str:
    """Return q as it is written: three digits, or that it is smaller."""
    return "<0.001" if q < 0.001 else f"{q:.3f}"


def _picked(key: str, found: pd.DataFrame, level: Level) -> None:
    chosen = st.session_state[key]["selection"]["rows"]
    if chosen:
        row = found.iloc[chosen[0]]
        place = row["within"].partition(SEPARATOR)[0] if row["within"] else row["member"]
        ids = {name: id for id, name in data.communities().itertuples(index=False)}
        community = {"community": [ids[place]]} if place in ids else {}
        links.open_page("causes", **{level: [row["type"]]}, **community)


def together(choice: Choice, level: Level) -> None:
    """List the types that come from the same homes more often than by chance."""
    st.subheader(t("complaints.together"), anchor=False)
    found = pairs(choice, level)
    _said(choice, "together_says")
    cards.explanation("pairs", t("complaints.together_definition"), ["ch10.i2"])
    if found.empty:
        components.empty_state(t("complaints.together_none"), t("complaints.together_none_advice"))
        return
    span = spans.until_its_end(choice)
    assert span is not None  # there are pairs
    components.table(_pair_table(found), "pairs", spans.about(span, choice))


def pairs(choice: Choice, level: Level) -> pd.DataFrame:
    """Return the pairs of types of the same homes that are no chance, each once, of the chosen types."""
    span = spans.until_its_end(choice)
    if span is None:
        return pd.DataFrame()
    found = data.analysis(types_together, by=level, where=kinds.elsewhere(choice), **span)
    found = found[(found["q"] <= DISCOVERIES) & (found["lift"] > 1)]
    wanted = kinds.chosen(choice)
    return found[found["left"].isin(wanted)] if wanted else found[found["left"] < found["right"]]


def _pair_table(found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("column.left"): [kinds.label(name) for name in found["left"]],
            t("column.right"): [kinds.label(name) for name in found["right"]],
            t("column.homes"): found["homes"],
            t("column.confidence"): [formats.value(share, "share") for share in found["confidence"]],
            t("column.lift"): found["lift"].round(1),
            t("column.q"): found["q"].map(q_text),
        }
    )


def _said(choice: Choice, key: str) -> None:
    span = spans.until_its_end(choice)
    days = [] if span is None else [t("sentence", text=spans.in_words(span))]
    st.caption(plain(t("space").join([*days, t(f"complaints.{key}")])))
