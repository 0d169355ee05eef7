"""Drivers: what goes with overall satisfaction, and where to improve first?"""

from collections.abc import Callable

import streamlit as st

from dashboards import components, data, filters, periods
from dashboards.sections import asked, driver_correlations, driver_list, driver_matrix, driver_operations
from dashboards.text import language, t
from pipeline.analysis.priorities import priorities

VIEWS: dict[str, Callable[..., None]] = {
    "matrix": driver_matrix.show,
    "list": driver_list.show,
    "correlations": driver_correlations.show,
    "operations": driver_operations.show,
}
OF_THEIR_OWN = ("correlations", "operations")  # which need no drivers

if not data.published() or not data.has_facts()["score"]:
    components.page_header(t("drivers.question"), "")
    components.empty_state(t("missing.score"), t("missing.score_advice"))
    st.stop()

choice = filters.sidebar(("score",))
components.page_header(t("drivers.question"), t("drivers.subtitle", period=periods.period_name(choice.score_period)))
components.freshness()
filters.chips(choice, ("score",))
view = components.choose("drivers", list(VIEWS), "drivers.view", "matrix")
if view in OF_THEIR_OWN:
    VIEWS[view](choice)
    st.stop()
of = {"where": driver_matrix.where(choice), "during": asked.during(choice)}
with st.spinner(t("drivers.computing")):
    found = data.analysis(priorities, language=language(), **of)
driver_matrix.in_words(found, choice)
VIEWS[view](choice, found)
