"""How far the exports of each community reach, and which are behind the newest."""

from __future__ import annotations

import streamlit as st

from dashboards import components, data
from dashboards.sections.bookkeeping import in_words, look
from dashboards.text import t
from pipeline.analysis.upkeep import freshness as reach

COLUMNS = ("community", "covered_on", "days_behind", "last_received_on", "last_answered_on")


def freshness() -> None:
    """Show per community until when complaints are covered and when the last survey answer came."""
    components.freshness()
    frame = data.analysis(reach)
    if frame.empty:
        components.empty_state(t("freshness.none"))
        return
    st.caption(t("freshness.explained"))
    shown = frame.assign(days_behind=frame["days_behind"].astype("Int64"))
    for name in ("covered_on", "last_received_on", "last_answered_on"):
        shown[name] = shown[name].dt.strftime("%Y-%m-%d")
    words = in_words(shown, COLUMNS)
    components.table(words, "manyidu-freshness", components.about_build(), alt=t("section.freshness"), **look(words))
