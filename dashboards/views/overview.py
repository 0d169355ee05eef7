"""Overview: how are we doing, and what changed that is not noise?"""

import streamlit as st

from dashboards import cards, components, data, figures, filters, formats, signals
from dashboards.text import t

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
by_category = figures.breakdown(choice, "complaint_count", "category")
charts = {
    t("overview.by_indicator"): figures.breakdown(choice, "top_two_box", "indicator_id"),
    t("overview.satisfied_communities"): figures.breakdown(choice, "top_two_box", "community_id"),
    t("overview.by_community", days=COMPARED_DAYS): figures.breakdown(
        choice, "resolution_rate", "community_id", within_days=COMPARED_DAYS
    ),
    t("overview.on_time_communities"): figures.breakdown(choice, "on_time_rate", "community_id"),
}

grid = st.grid(min_column_width=230, border=True, key="figures")
for card in shown:
    with grid.cell():
        cards.metric_card(card, choice)

grid = st.grid(min_column_width=480, border=True, key="charts")
with grid.cell():
    st.subheader(t("overview.changed"), anchor=False)
    signals.show(shown, [by_category, *charts.values()], choice)
with grid.cell():
    cards.chart(t("overview.by_category"), by_category, choice)
for title, breakdown in charts.items():
    with grid.cell():
        cards.chart(title, breakdown, choice)
cards.definitions(card.result for card in shown)
