"""Overview: how are we doing, and what changed that is not noise?"""

import streamlit as st

from dashboards import cards, components, data, figures, filters, formats, signals
from dashboards.text import plain, t

FIGURES = (
    ("top_two_box", {}),
    ("satisfaction_index", {}),
    *(("resolution_rate", {"within_days": days}) for days in data.settings().resolution_days),
    ("on_time_rate", {}),
    ("time_to_resolution", {}),
    ("complaint_count", {}),
)
COMPARED_DAYS = data.settings().resolution_days[-1]

if not data.published() or not any(data.has_facts().values()):
    components.page_header(t("overview.question"), "")
    components.empty_state(t("empty.title"), t("empty.advice"))
    st.stop()

choice = filters.sidebar()
components.page_header(t("overview.question"), t("overview.subtitle", period=formats.period(choice.period)))
components.freshness()
filters.chips(choice)

shown = [figures.card(choice, name, **parameters) for name, parameters in FIGURES]
by_indicator = figures.breakdown(choice, "top_two_box", "indicator_id")
by_category = figures.breakdown(choice, "complaint_count", "category")
by_community = figures.breakdown(choice, "resolution_rate", "community_id", within_days=COMPARED_DAYS)

grid = st.grid(min_column_width=230, border=True)
for card in shown:
    with grid.cell():
        cards.metric_card(card, choice)

st.subheader(t("overview.changed"), anchor=False)
changes = signals.signals(shown, [by_indicator, by_category, by_community], choice)
for change in changes:
    st.markdown(f"{t('signal.mark.' + str(change.is_better))} {plain(change.sentence)}")
if not changes:
    compared = signals.is_anything_compared(shown, [by_indicator, by_community])
    st.markdown(t("overview.unchanged" if compared else "overview.incomparable"))

left, right = st.columns(2)
with left:
    cards.chart(t("overview.by_indicator"), by_indicator, choice)
with right:
    cards.chart(t("overview.by_category"), by_category, choice, pick=lambda name: filters.add("category", name))
with right:
    title = t("overview.by_community", days=COMPARED_DAYS)
    cards.chart(title, by_community, choice, pick=lambda name: filters.add("community", name))
