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
from dashboards.sections import cause_times
from dashboards.text import plain, t
from pipeline.analysis.combinations import COLUMNS, DIMENSIONS, SEPARATOR, over_represented
from pipeline.analysis.type_pairs import types_together

DISCOVERIES = 0.05
OF_PLACES = ("community", "building", "handler")


def combinations(choice: Choice, level: Level, dimensions: Sequence[str] = tuple(DIMENSIONS)) -> pd.DataFrame:
    """Return the over-represented combinations of the year up to the end of the period, of the chosen types."""
    span = spans.until_its_end(choice)
    if span is None:
        return pd.DataFrame(columns=COLUMNS)
    where = kinds.elsewhere(choice)
    everywhere = {column: wanted for column, wanted in where.items() if column != "community_id"}
    parts = [pd.DataFrame(columns=COLUMNS)]
    if places := tuple(name for name in dimensions if name in OF_PLACES):
        found = data.analysis(over_represented, by=level, where=everywhere, dimensions=places, **span)
        parts.append(_of_chosen_communities(choice, found))
    if others := tuple(name for name in dimensions if name not in OF_PLACES):
        parts.append(data.analysis(over_represented, by=level, where=where, dimensions=others, **span))
    found = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    wanted = kinds.chosen(choice)
    return found[found["type"].isin(wanted)].reset_index(drop=True) if wanted else found


def _of_chosen_communities(choice: Choice, found: pd.DataFrame) -> pd.DataFrame:
    """Return the combinations at the chosen communities, which are compared with the others that are not shown."""
    names = {name for id, name in data.communities().itertuples(index=False) if id in choice.communities}
    if found.empty or not names:
        return found
    places = found["within"].str.partition(SEPARATOR)[0].where(found["within"] != "", found["member"])
    return found[places.isin(names)]


def over(choice: Choice, level: Level) -> None:
    """List what comes up more often than elsewhere; a picked row opens its causes."""
    clusters(choice, level, "combinations", t("complaints.over"), t("complaints.over_none"))


def clusters(
    choice: Choice, level: Level, name: str, title: str, nothing: str, dimensions: Sequence[str] = tuple(DIMENSIONS)
) -> None:
    """Draw the panel of over-represented combinations of ``dimensions``; ``nothing`` is said where there are none."""
    with st.container(border=True, key=f"wide_of_{name}"):
        st.subheader(title, anchor=False)
        with st.spinner(t("spinner")):
            found = combinations(choice, level, dimensions)
        st.caption(plain(said(choice, "complaints.combination_says")))
        cards.explanation(name, t("complaints.over_definition"), ["ch10.i2"])
        if found.empty:
            components.empty_state(nothing, t("complaints.over_none_advice"))
            return
        table_of_combinations(choice, found, name, level)
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
    """Return a member of a dimension in words, with what it was compared in: ``锦湖雅居 7栋``, ``12 月``."""
    dimension, name = row["dimension"], str(row["member"])
    if dimension in ("month", "weekday", "hour"):
        return cause_times.member({"unit": dimension, "member": name})
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
    with st.container(border=True, key="wide_of_pairs"):
        st.subheader(t("complaints.together"), anchor=False)
        found = pairs(choice, level)
        st.caption(plain(said(choice, "complaints.together_says")))
        cards.explanation("pairs", t("complaints.together_definition"), ["ch10.i2"])
        span = spans.until_its_end(choice)
        if span is None or found.empty:
            components.empty_state(t("complaints.together_none"), t("complaints.together_none_advice"))
            return
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


def said(choice: Choice, key: str) -> str:
    """Return of which days an analysis is, and what it says and does not."""
    span = spans.until_its_end(choice)
    days = [] if span is None else [t("sentence", text=spans.in_words(span))]
    return t("space").join([*days, t(key)])
