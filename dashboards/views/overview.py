"""Overview: how are we doing, and what changed that is not noise?"""

import streamlit as st

from dashboards import cards, components, data, figures, filters, kinds, links, signals
from dashboards.text import t

FIGURES = (
    ("top_two_box", {}),
    ("satisfaction_index", {}),
    *(("resolution_rate", {"within_days": days}) for days in data.settings().resolution_days),
    ("on_time_rate", {}),
    ("time_to_resolution", {}),
    ("complaint_count", {}),
)
CARD_HEIGHT, LINES_HEIGHT = 250, 120
WITHIN = data.settings().resolution_days[-1]
CHARTS = {
    "score": (
        (t("overview.by_indicator"), "top_two_box", "indicator_id", {}),
        (t("overview.satisfied_communities"), "top_two_box", "community_id", {}),
    ),
    "complaint": (
        (t("overview.by_category"), "complaint_count", "category", {}),
        (t("overview.by_community", days=WITHIN), "resolution_rate", "community_id", {"within_days": WITHIN}),
        (t("overview.on_time_communities"), "on_time_rate", "community_id", {}),
    ),
}

tables = [table for table, is_present in data.has_facts().items() if is_present] if data.published() else []
if not tables:
    components.page_header(t("overview.question"), "")
    components.empty_state(t("empty.title"), t("empty.advice"))
    links.to_page(t("empty.upload"), "data", key="upload", section="upload")
    st.stop()

choice = filters.sidebar()
components.page_header(t("overview.question"), t("overview.subtitle", period=filters.periods_in_words(choice)))
components.freshness()
filters.chips(choice)
for table in {"complaint", "score"} - set(tables):
    components.empty_state(t(f"missing.{table}"), t(f"missing.{table}_advice"))

# The places of all figures are seen at once; each is filled as soon as it is computed, what changed, which needs them all, last.
wanted = [(name, parameters) for name, parameters in FIGURES if data.entry(name).table in tables]
grid = st.grid(min_column_width=230, border=True, key="figures")
places = [components.place(grid.cell(), CARD_HEIGHT) for _ in wanted]
changed = st.container(border=True, key="changed", gap="xsmall")
with changed:
    st.subheader(t("overview.changed"), anchor=False)
    lines = components.place(st.container(), LINES_HEIGHT)
shown = []
for (name, parameters), place in zip(wanted, places, strict=True):
    shown.append(figures.card(choice, name, **parameters))
    with place.container(height="stretch"):
        cards.metric_card(shown[-1], choice, also=figures.weighted(shown[-1], choice))

breakdowns = []
grid = st.grid(min_column_width=420, key="charts")
columns = [CHARTS[table] for table in tables]
for column in columns if len(columns) == 2 else (columns[0][::2], columns[0][1::2]):
    with grid.cell():
        for title, name, by, parameters in column:
            member = kinds.level(choice) if by == "category" else by
            breakdowns.append(figures.breakdown(choice, name, member, **parameters))
            if signals.has_parts(breakdowns[-1]):
                cards.chart(title, breakdowns[-1], choice)

with lines.container(gap="xsmall"):
    signals.show(shown, breakdowns, choice)
cards.definitions(card.result for card in shown)
