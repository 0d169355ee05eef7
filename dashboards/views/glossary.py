"""Glossary: what each figure means and how it is computed; ``?metric=resolution_rate`` opens one entry."""

import streamlit as st

from dashboards import address, components, data, filters
from dashboards.sections import glossary_entries as entries
from dashboards.text import t
from pipeline.metrics.catalogue import catalogue

METRIC, SEARCH, SUBJECT = "metric", "search", "subject"


def back_to_all() -> None:
    st.session_state[METRIC] = ""


choice = filters.sidebar() if data.published() and any(data.has_facts().values()) else None
counts = {"metrics": len(catalogue()), "terms": len(entries.TERMS)}
subtitle = "glossary.subtitle_plain" if choice is None else "glossary.subtitle"
more = {} if choice is None else {"period": filters.periods_in_words(choice)}
components.page_header(t("glossary.question"), t(subtitle, **counts, **more))
if choice is not None:
    filters.chips(choice)

address.start_one(METRIC, ["", *catalogue()], "")
wanted = st.session_state[METRIC]
address.show(METRIC, [wanted] if wanted else [])
if wanted:
    st.subheader(t("glossary.asked"), anchor=False)
    entries.show([catalogue()[wanted]], choice, place="asked")
    st.button(t("glossary.everything"), icon=":material/arrow_back:", on_click=back_to_all, key="everything")
    st.stop()

address.start_text(SEARCH)
text = st.text_input(t("glossary.search"), key=SEARCH, placeholder=t("glossary.search_hint"), type="search").strip()
address.show(SEARCH, [text] if text else [])
components.downloads(entries.table(), "manyidu-glossary", components.about_build() if data.published() else {})
if text:
    metrics, terms = entries.found(text)
    if not metrics and not terms:
        components.empty_state(t("glossary.nothing", text=text), t("glossary.nothing_advice"))
    else:
        st.caption(t("glossary.found", number=len([*metrics, *terms])))
    entries.show_terms(terms)
    entries.show(metrics, choice)
    st.stop()

offered = entries.subjects_shown()
subject = components.choose(SUBJECT, offered, "subject", label="glossary.subject")
if subject == entries.TERMS_SUBJECT:
    entries.show_terms(entries.TERMS)
else:
    entries.show(entries.metrics_of(subject), choice)
