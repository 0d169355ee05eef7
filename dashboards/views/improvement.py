"""Improvement: which measures there are, whether they work, and recording them."""

import streamlit as st

from dashboards import access, components, data
from dashboards.sections import measure_effects, measure_form, rebuild
from dashboards.text import t

SECTIONS = {"effects": measure_effects.effects, "record": measure_form.record}

components.page_header(t("improvement.question"), t("improvement.subtitle"))
if not data.published():
    components.empty_state(t("empty.title"), t("empty.advice"))
    st.stop()
components.freshness()
offered = list(SECTIONS) if access.may("record_measures") else ["effects"]
if len(offered) > 1:
    rebuild.waiting()
view = components.choose("view", offered, "improvement", "effects", label="improvement.section")
if access.current().communities is not None:
    st.caption(t("improvement.in_scope"))
SECTIONS[view]()
