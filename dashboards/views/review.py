"""Review: a quarter in the words of its documents, section by section; the documents themselves; comments on them."""

import streamlit as st

from dashboards import access, address, components, formats, reviews
from dashboards.sections import review_document as document
from dashboards.sections import review_notes as notes
from dashboards.text import t

components.page_header(t("review.question"), t("review.subtitle"))
quarters = reviews.quarters()
if not quarters:
    components.empty_state(t("empty.title"), t("empty.advice"))
    st.stop()
components.freshness()

address.start_one("quarter", quarters, quarters[0])
with st.container(horizontal=True, gap="medium"):
    names = {name: formats.period(name) for name in quarters}
    quarter = st.selectbox(t("review.quarter"), quarters, key="quarter", format_func=names.__getitem__, width=240)
    communities = reviews.choose_communities()
address.show("quarter", [] if quarter == quarters[0] else [quarter])

with st.spinner(t("review.computing"), show_time=True):
    made = reviews.review(quarter, communities)
    shown = reviews.edited(made)
document.documents(shown)
section = components.choose(
    "part", ["findings", *(each.name for each in made.sections)], "review.part", label="review.parts"
)
if section == "findings":
    document.findings(shown)
else:
    document.section(made, shown, section)
    if access.may("write_review_notes"):
        notes.form(made, section)
if access.may("write_review_notes"):
    notes.history(made)
