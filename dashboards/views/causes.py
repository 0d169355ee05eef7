"""Root cause: one type or place, all the way down."""

import streamlit as st

from dashboards import components, courses, data, filters, kinds
from dashboards.sections import (
    cause_places,
    cause_problems,
    cause_strain,
    cause_times,
    cause_untyped,
    cause_words,
    complaint_patterns,
    complaint_types,
)
from dashboards.text import t

VIEWS = ("when", "where", "who", "again", "words", "goes_with")

if not data.published() or not data.has_facts()["complaint"]:
    components.page_header(t("causes.question"), "")
    components.empty_state(t("missing.complaint"), t("missing.complaint_advice"))
    st.stop()

choice = filters.sidebar(("complaint",))
what = filters.conditions_in_words(choice, "complaint")
period = filters.complaints_in_words(choice)
components.page_header(t("causes.question"), t("causes.subtitle", what=what or t("causes.everything"), period=period))
components.freshness()
filters.chips(choice, ("complaint",))
if not what:
    st.info(t("causes.choose"), icon=":material/arrow_back:")
complaint_types.how_many(choice)
views = (*VIEWS, *(("untyped",) if None in data.categories() else ()))
view = components.choose("causes_view", views, "causes.view")

if view == "when":
    courses.panel(t("causes.course"), "course", courses.course(choice, "complaint_count"), choice)
    cause_times.profiles(choice)
elif view == "where":
    cause_places.where(choice)
elif view == "who":
    cause_places.who(choice)
elif view == "again":
    cause_problems.problems(choice)
elif view == "words":
    cause_words.words(choice)
elif view == "goes_with":
    complaint_patterns.together(choice, kinds.level(choice))
    cause_strain.satisfaction(choice)
else:
    cause_untyped.suggestions(choice)
