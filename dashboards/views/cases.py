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

choice = filters.sidebar()
casework.start()
components.page_header(t("cases.question"), t("cases.subtitle", period=filters.complaints_in_words(choice)))
components.freshness()
filters.chips(choice)
upload.running_build()
case_correction.waiting()
if st.session_state["case"]:
    casework.asked()
    case_detail.show()
else:
    case_list.show(choice)
