"""Data: what became of each file, row and check, the versions, and the upload of new exports."""

import streamlit as st

from dashboards import access, address, components, data
from dashboards.sections import bookkeeping, confirmations, freshness, sidecars, upload, versions
from dashboards.text import t

SECTIONS = {
    "loads": bookkeeping.loads,
    "freshness": freshness.freshness,
    "rejected": bookkeeping.rejected_rows,
    "issues": bookkeeping.cell_issues,
    "checks": bookkeeping.expectations,
    "communities": confirmations.communities,
    "indicators": confirmations.questions,
    "sidecars": sidecars.sidecars,
    "versions": versions.versions,
    "upload": upload.upload,
}

components.page_header(t("data.question"), t("data.subtitle"))
upload.running_build()
offered = list(SECTIONS) if data.published() else ["upload"]
if data.published() and not access.may("upload"):
    offered.remove("upload")
address.start_one("section", offered, offered[0])
if len(offered) > 1:
    st.segmented_control(
        t("data.section"),
        offered,
        required=True,
        format_func=lambda name: t(f"section.{name}"),
        label_visibility="collapsed",
        key="section",
        on_change=upload.forget,
    )
section = st.session_state["section"]
address.show("section", [section] if section != "loads" else [])
SECTIONS[section]()
