"""Resolution, the rates: within a limit, to date, and cleared, each under its own name; with and without cases that left."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import cards, charts, data, figures, formats, histories, panels
from dashboards.charts import Marker, Part
from dashboards.figures import Card
from dashboards.filters import Choice
from dashboards.text import t
from pipeline.metrics.result import NO_DATA

BESIDE = ("closure_rate", "confirmed_resolution_rate", "handling_satisfaction_rate")
WITHOUT = "_without_withdrawn"


def show(choice: Choice) -> None:
    """Show the three figures of resolution, what stands beside them, and how they went."""
    limits = data.settings().resolution_days
    figures_of = [figures.card(choice, "resolution_rate", within_days=days) for days in limits]
    figures_of += [figures.card(choice, name) for name in ("resolution_rate_to_date", "clearance_ratio", *BESIDE)]
    grid = st.grid(min_column_width=230, border=True, key="figures")
    for card in figures_of:
        with grid.cell():
            cards.metric_card(card, choice, leads_on=False)
            if share := answer_share(card):
                st.caption(share)
    drawn = (_within, _to_date, _cleared, _beside, partial(_with_and_without, figures_of), _by_community)
    panels.side_by_side([partial(draw, choice) for draw in drawn])


def answer_share(card: Card) -> str | None:
    """Return how many of the cases the answers are of, None for a figure that is not of answers."""
    row, beside = card.row, next(iter(card.result.metric.beside), None)
    if row is None or row["status"] == NO_DATA or beside is None or formats.is_missing(row[beside]):
        return None
    return t(f"resolution.beside.{beside}", share=formats.value(row[beside], "share"))


def _within(choice: Choice) -> None:
    lines = [
        histories.series(choice, "resolution_rate", t("resolution.within", days=days), within_days=days)
        for days in data.settings().resolution_days
    ]
    kind = "closed_within" if lines[-1].result.is_closed_only else "within"
    axis = t(f"resolution.axis.{kind}")
    histories.panel(t("resolution.rates.within"), "rates_within", lines, choice, axis=axis, with_target=True)


def _to_date(choice: Choice) -> None:
    line = histories.series(choice, "resolution_rate_to_date")
    note = [t("resolution.to_date.note")]
    histories.panel(t("resolution.rates.to_date"), "rates_to_date", [line], choice, notes=note)


def _cleared(choice: Choice) -> None:
    line = histories.series(choice, "clearance_ratio")
    even = [Marker(t("resolution.even"), value=1.0)]
    note = [t("resolution.cleared.note")]
    histories.panel(t("resolution.rates.cleared"), "rates_cleared", [line], choice, levels=even, notes=note)


def _beside(choice: Choice) -> None:
    lines = [histories.series(choice, name) for name in BESIDE]
    axis = t("resolution.axis.share")
    histories.panel(t("resolution.rates.beside"), "rates_beside", lines, choice, axis=axis)


def _by_community(choice: Choice) -> None:
    days = data.settings().resolution_days[-1]
    shown = figures.breakdown(choice, "resolution_rate", "community_id", within_days=days)
    cards.chart(t("resolution.rates.by_community", days=days), shown, choice)


def _with_and_without(found: list[Card], choice: Choice) -> None:
    """Show each rate with the cases that left in its denominator, and without them."""
    title, name = t("resolution.rates.without"), "rates_without"
    rows = [
        _both(card) for card in found if card.row is not None and f"{card.result.metric.value}{WITHOUT}" in card.row
    ]
    rows = [row for row in rows if not formats.is_missing(row["with"])]
    result = found[0].result
    if not rows:
        message, advice = figures.why_nothing(result, pd.DataFrame(), choice)
        panels.nothing(title, name, message, advice)
        return
    parts = [
        Part(t(f"resolution.{kind}"), [row[kind] for row in rows], [formats.value(row[kind], "share") for row in rows])
        for kind in ("with", "without")
    ]
    frame = pd.DataFrame(
        {
            t("column.figure"): [row["name"] for row in rows],
            t("resolution.with_pct"): [100 * row["with"] for row in rows],
            t("resolution.without_pct"): [100 * row["without"] for row in rows],
            t("column.withdrawn"): [row["left"] for row in rows],
        }
    ).round(1)
    said = t("resolution.left", label=rows[0]["name"], number=f"{rows[0]['left']:,}")
    panels.show(
        panels.Panel(
            title=title,
            name=name,
            chart=charts.stacks(
                [row["name"] for row in rows], parts, "share", "%", are_ordered=False, is_stacked=False
            ),
            frame=frame,
            about=cards.about(result, choice),
            sentences=[said],
            definition=partial(cards.definition, result, name),
        )
    )


def _both(card: Card) -> dict[str, Any]:
    row, value = card.row, card.result.metric.value
    assert row is not None
    return {
        "name": figures.short_label(card.result)[0],
        "with": row[value],
        "without": row[f"{value}{WITHOUT}"],
        "left": int(row["withdrawn"]),
    }
