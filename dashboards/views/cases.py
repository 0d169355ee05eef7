"""Cases: which complaints are behind this figure, and what became of each?"""

import streamlit as st

from dashboards import access, casework, components, data, filters
from dashboards.sections import case_correction, case_detail, case_list, upload
from dashboards.text import t

access.require("see_cases")
if not data.published() or not data.has_facts()["complaint"]:
    components.page_header(t("cases.question"), "")
    components.empty_state(t("missing.complaint"), t("missing.complaint_advice"))
    st.stop()

choice = filters.sidebar(("complaint",))
casework.start()
is_one = bool(st.session_state["case"])
period = filters.complaints_in_words(choice)
words = ("case.question", "case.subtitle") if is_one else ("cases.question", "cases.subtitle")
components.page_header(t(words[0]), t(words[1], period=period))
components.freshness()
upload.running_build()
case_correction.waiting()
if is_one:
    casework.asked()
    case_detail.show()
else:
    filters.chips(choice, ("complaint",))
    case_list.show(choice)
