"""Root cause: where does a problem come from?"""

import streamlit as st

from dashboards import components, courses, data, filters
from dashboards.sections import complaint_places, complaint_types
from dashboards.text import t

if not data.published() or not data.has_facts()["complaint"]:
    components.page_header(t("causes.question"), "")
    components.empty_state(t("missing.complaint"), t("missing.complaint_advice"))
    st.stop()

choice = filters.sidebar()
what = filters.conditions_in_words(choice, "complaint") or t("causes.everything")
period = filters.complaints_in_words(choice)
components.page_header(t("causes.question"), t("causes.subtitle", what=what, period=period))
components.freshness()
filters.chips(choice)
complaint_types.how_many(choice)
view = components.choose("causes_view", ("when", "where"), "causes.view")
if view == "when":
    courses.panel(t("causes.course"), "course", courses.course(choice, "complaint_count"), choice)
else:
    complaint_places.rates(choice)
