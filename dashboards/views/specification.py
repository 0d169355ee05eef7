"""Specification: each clause, what answers it, and whether the exports at hand can."""

import streamlit as st

from dashboards import address, components, data
from dashboards.sections import specification_clauses as clauses
from dashboards.text import t
from pipeline.spec import STATES, coverage

STATE = "state"

if not data.published():
    components.page_header(t("specification.question"), "")
    components.empty_state(t("empty.title"), t("empty.advice"))
    st.stop()

covered = data.analysis(coverage)
counts = clauses.counts(covered)
components.page_header(t("specification.question"), t("specification.subtitle", number=len(covered)))
components.freshness()
st.markdown(f"**{t('specification.sum', **counts)}**")
if counts["answered"] < len(covered):
    st.caption(t("specification.advice"))

address.start_many(STATE, STATES)
st.pills(
    t("specification.states"),
    STATES,
    selection_mode="multi",
    format_func=lambda name: f"{t(f'state.{name}')} ({counts[name]})",
    label_visibility="collapsed",
    key=STATE,
)
wanted = st.session_state[STATE]
address.show(STATE, wanted)
shown = [clause for clause in covered if not wanted or clause.state in wanted]
components.downloads(clauses.table(shown), "manyidu-specification", components.about_build())
if not shown:
    components.empty_state(t("specification.nothing"))
clauses.show(shown)
