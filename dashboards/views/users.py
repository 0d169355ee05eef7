"""Users: who may see what, and who did what?"""

import streamlit as st

from dashboards import access, address, components
from dashboards.sections import audit_log, users
from dashboards.text import t

SECTIONS = {"users": users.users, "audit": audit_log.audit_log}

access.require("manage_users")
components.page_header(t("users.question"), t("users.subtitle"))
address.start_one("users_section", list(SECTIONS), "users")
st.segmented_control(
    t("users.section"),
    list(SECTIONS),
    required=True,
    format_func={name: t(f"users.section.{name}") for name in SECTIONS}.__getitem__,
    label_visibility="collapsed",
    key="users_section",
)
section = st.session_state["users_section"]
address.show("users_section", [section] if section != "users" else [])
SECTIONS[section]()
