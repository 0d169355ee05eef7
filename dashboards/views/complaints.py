"""Complaints: how many, of which types, where?"""

import streamlit as st

from dashboards import components, courses, data, filters, kinds
from dashboards.sections import complaint_heat, complaint_patterns, complaint_places, complaint_types
from dashboards.text import t

VIEWS = ("types", "places", "course", "patterns")
BY_TYPE = ("types", "patterns")

if not data.published() or not data.has_facts()["complaint"]:
    components.page_header(t("complaints.question"), "")
    components.empty_state(t("missing.complaint"), t("missing.complaint_advice"))
    st.stop()

choice = filters.sidebar(("complaint",))
components.page_header(t("complaints.question"), t("complaints.subtitle", period=filters.complaints_in_words(choice)))
components.freshness()
filters.chips(choice, ("complaint",))
complaint_types.how_many(choice)

view = components.choose("complaints_view", VIEWS, "complaints.view")
levels, level = kinds.offered(), kinds.level(choice)
if view in BY_TYPE and len(levels) > 1:
    level = components.choose("level", levels, "level", level)

if view == "types":
    complaint_types.pareto(choice, level)
    complaint_heat.by_type(choice, level)
elif view == "places":
    grid = st.grid(min_column_width=420, key="charts")
    with grid.cell():
        complaint_places.rates(choice, opens_causes=True)
    with grid.cell():
        complaint_places.funnel(choice)
    complaint_heat.by_month(choice)
elif view == "course":
    courses.panel(t("complaints.course"), "course", courses.course(choice, "complaint_count"), choice)
else:
    complaint_patterns.over(choice, level)
    complaint_patterns.together(choice, level)
