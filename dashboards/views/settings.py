"""Settings: what was agreed, and from when; each with its history."""

import streamlit as st

from dashboards import access, address, components
from dashboards.sections import agreed_limits, agreed_targets, own_days, rebuild, staff_names
from dashboards.text import t

SECTIONS = {
    "targets": agreed_targets.targets,
    "limits": agreed_limits.limits,
    "calendar": own_days.own_days,
    "staff": staff_names.staff_names,
}

components.page_header(t("settings.question"), t("settings.subtitle"))
access.require("change_settings")
rebuild.waiting()
address.start_one("part", list(SECTIONS), "targets")
st.segmented_control(
    t("settings.section"),
    list(SECTIONS),
    required=True,
    format_func=lambda name: t(f"settings.{name}"),
    label_visibility="collapsed",
    key="part",
)
part = st.session_state["part"]
address.show("part", [part] if part != "targets" else [])
SECTIONS[part]()
