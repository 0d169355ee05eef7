"""Resolution, on time: against the limits of resolution, response and call-back, and how long the first response takes."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboards import cards, components, figures, histories, kinds, panels
from dashboards.filters import Choice
from dashboards.text import t

LIMITS = {"resolution": "on_time_rate", "response": "on_time_response_rate", "callback": "on_time_callback_rate"}
CARDS = (
    "on_time_rate",
    "on_time_rate_to_date",
    "on_time_response_rate",
    "response_on_time_rate",
    "on_time_callback_rate",
)
HOURS, DAYS = "time_to_first_response", "days_to_first_response"
GROUPS = ("category", "community_id", "department")


def show(choice: Choice) -> None:
    """Show how many cases keep their limits, over time and by group."""
    response = figures.card(choice, HOURS)
    response = response if response.row is not None and response.row["status"] == "ok" else figures.card(choice, DAYS)
    grid = st.grid(min_column_width=230, border=True, key="figures")
    for card in [*(figures.card(choice, name) for name in CARDS), response]:
        with grid.cell():
            cards.metric_card(card, choice, leads_on=False)
    limit = components.choose("limit", list(LIMITS), "resolution.limit")
    drawn = [partial(_over_time, choice, limit), partial(_first_response, choice, response.result.metric.name)]
    panels.side_by_side([*drawn, *(partial(_by, choice, limit, by) for by in GROUPS)])


def _over_time(choice: Choice, limit: str) -> None:
    line = histories.series(choice, LIMITS[limit])
    title = t(f"resolution.on_time.{limit}")
    histories.panel(title, f"on_time_{limit}", [line], choice, with_target=True, notes=[t("resolution.on_time.note")])


def _first_response(choice: Choice, metric: str) -> None:
    unit = "hours" if metric == HOURS else "days"
    lines = [
        histories.series(choice, metric, t(f"resolution.{name}"), None if name == "median" else f"{name}_{unit}")
        for name in ("median", "p75", "p90")
    ]
    axis, notes = t(f"resolution.axis.response_{unit}"), [t("resolution.quantiles.note")]
    histories.panel(t("resolution.on_time.first"), "first_response", lines, choice, axis=axis, notes=notes)


def _by(choice: Choice, limit: str, by: str) -> None:
    column = kinds.level(choice) if by == "category" else by
    cards.chart(t(f"resolution.on_time.by.{by}"), figures.breakdown(choice, LIMITS[limit], column), choice)
