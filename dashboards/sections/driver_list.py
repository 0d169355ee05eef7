"""Where to improve first: each driver with its weight, its gap to the target, and the complaints about the same subject."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import components, filters, formats, links
from dashboards.filters import Choice
from dashboards.sections.driver_matrix import about, quadrant_name
from dashboards.text import language, plain, t
from pipeline.analysis.priorities import Priorities


def show(choice: Choice, found: Priorities) -> None:
    """Show the list as sentences and as a table."""
    if found.drivers.refusal:
        return
    with st.container(border=True, key="priority_list"):
        st.subheader(t("drivers.list.title"), anchor=False)
        if found.frame.empty:
            st.markdown(plain(t("drivers.list.none")))
            return
        for at, said in enumerate(found.sentences, start=1):
            st.markdown(f"{at}. {plain(said[language()])}")
        for note in found.notes:
            st.caption(plain(note[language()]))
        links.to_page(t("drivers.to_complaints"), "complaints", key="drivers_to_complaints", **filters.as_state(choice))
        components.table(_table(found.frame), "priorities", about(choice))


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("column.indicator"): rows["indicator"],
            t("drivers.column.quadrant"): [quadrant_name(name) for name in rows["quadrant"]],
            t("drivers.column.weight"): (rows["weight"] * 100).round(1),
            t("column.low"): (rows["low"] * 100).round(1),
            t("column.high"): (rows["high"] * 100).round(1),
            t("drivers.performance"): rows["performance"].astype(float).round(1),
            t("column.target"): rows["target"],
            t("column.gap"): rows["gap"].round(1),
            t("drivers.column.complaints"): rows["complaints"],
            t("drivers.column.types"): [t("list.joiner").join(map(_type_name, names)) for names in rows["types"]],
        }
    )


def _type_name(name: str) -> str:
    return filters.category_name(name) if name else formats.MISSING
