"""Satisfaction: how satisfied are residents, with what and where, and how well is it known?"""

import streamlit as st

from dashboards import components, data, filters, periods
from dashboards.sections import satisfaction_method, satisfaction_places, satisfaction_ratings, satisfaction_trend
from dashboards.text import t

VIEWS = {
    "trend": satisfaction_trend.show,
    "places": satisfaction_places.show,
    "ratings": satisfaction_ratings.show,
    "method": satisfaction_method.show,
}

if not data.published() or not data.has_facts()["score"]:
    components.page_header(t("satisfaction.question"), "")
    components.empty_state(t("missing.score"), t("missing.score_advice"))
    st.stop()

choice = filters.sidebar(("score",))
components.page_header(
    t("satisfaction.question"), t("satisfaction.subtitle", period=periods.period_name(choice.score_period))
)
components.freshness()
filters.chips(choice, ("score",))
satisfaction_trend.headline(choice)
VIEWS[components.choose("satisfaction", list(VIEWS), "satisfaction.view", "trend")](choice)
