"""Resolution: how fast and how well are complaints handled?"""

import streamlit as st

from dashboards import components, data, figures, filters
from dashboards.sections import (
    resolution_backlog,
    resolution_callbacks,
    resolution_duration,
    resolution_flow,
    resolution_on_time,
    resolution_rates,
)
from dashboards.text import t

VIEWS = {
    "rates": resolution_rates.show,
    "duration": resolution_duration.show,
    "on_time": resolution_on_time.show,
    "backlog": resolution_backlog.show,
    "flow": resolution_flow.show,
    "callbacks": resolution_callbacks.show,
}

if not data.published() or not data.has_facts()["complaint"]:
    components.page_header(t("resolution.question"), "")
    components.empty_state(t("missing.complaint"), t("missing.complaint_advice"))
    st.stop()

choice = filters.sidebar()
components.page_header(t("resolution.question"), t("complaints.subtitle", period=filters.complaints_in_words(choice)))
components.freshness()
filters.chips(choice)
if figures.card(choice, "resolution_rate_to_date").result.is_closed_only:
    st.info(t("resolution.closed_only"), icon=":material/info:")
view = components.choose("resolution_view", list(VIEWS), "resolution.view")
VIEWS[view](choice)
