"""Resolution, afterwards: call-backs and what customers say, the unsatisfied contacted again, reopened and repeated cases."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboards import cards, charts, figures, formats, histories, panels
from dashboards.charts import Part
from dashboards.filters import Choice
from dashboards.sections.resolution_rates import answer_share
from dashboards.text import t

CARDS = (
    "callback_rate", "on_time_callback_rate", "handling_satisfaction_rate", "confirmed_resolution_rate", "recontact_rate",
    "reopen_rate", "repeat_rate",
)  # fmt: skip
ENDS = ("satisfied_in_the_end", "still_unsatisfied", "dropped")
PERIODS = 8


def show(choice: Choice) -> None:
    """Show what happens after a case is closed, over time and by community."""
    grid = st.grid(min_column_width=230, border=True, key="figures")
    for name in CARDS:
        card = figures.card(choice, name)
        with grid.cell():
            cards.metric_card(card, choice, leads_on=False)
            if share := answer_share(card):
                st.caption(share)
    drawn = (_called, _said, _answered, _contacted_again, _came_back, _by_community)
    panels.side_by_side([partial(draw, choice) for draw in drawn])


def _called(choice: Choice) -> None:
    lines = [histories.series(choice, name) for name in ("callback_rate", "on_time_callback_rate")]
    axis = t("resolution.axis.share")
    histories.panel(t("resolution.callbacks.called"), "called", lines, choice, axis=axis, with_target=True)


def _said(choice: Choice) -> None:
    lines = [histories.series(choice, name) for name in ("handling_satisfaction_rate", "confirmed_resolution_rate")]
    note = [t("resolution.callbacks.said.note")]
    histories.panel(t("resolution.callbacks.said"), "said", lines, choice, axis=t("resolution.axis.share"), notes=note)


def _answered(choice: Choice) -> None:
    lines = [
        histories.series(choice, "handling_satisfaction_rate", t("resolution.rated"), "answer_rate"),
        histories.series(choice, "confirmed_resolution_rate", t("resolution.asked"), "asked_share"),
    ]
    axis = t("resolution.axis.share")
    histories.panel(t("resolution.callbacks.answered"), "answered", lines, choice, axis=axis)


def _came_back(choice: Choice) -> None:
    lines = [histories.series(choice, name) for name in ("reopen_rate", "repeat_rate")]
    axis = t("resolution.axis.share")
    histories.panel(t("resolution.callbacks.came_back"), "came_back", lines, choice, axis=axis)


def _by_community(choice: Choice) -> None:
    shown = figures.breakdown(choice, "handling_satisfaction_rate", "community_id")
    cards.chart(t("resolution.callbacks.by_community"), shown, choice)


def _contacted_again(choice: Choice) -> None:
    """Show how it ended with the customers who said that they are unsatisfied."""
    line = histories.series(choice, "recontact_rate")
    rows, title, name = line.rows.tail(PERIODS), t("resolution.callbacks.again"), "contacted_again"
    meaning = partial(cards.definition, line.result, name)
    rows = rows[rows["status"] == "ok"] if len(rows) else rows
    if not len(rows):
        message, advice = figures.why_nothing(line.result, line.rows.tail(1), choice)
        panels.nothing(title, name, message, advice, definition=meaning)
        return
    rows = rows.sort_values("period_start", ascending=False)
    names = [histories.period(start, choice) for start in rows["period_start"]]
    counts = {t(f"resolution.again.{end}"): [int(number) for number in rows[end]] for end in ENDS}
    parts = [Part(label, numbers, [f"{number:,}" for number in numbers]) for label, numbers in counts.items()]
    newest = rows.iloc[0]
    panels.show(
        panels.Panel(
            title=title,
            name=name,
            chart=charts.stacks(names, parts, "count", t("resolution.axis.unsatisfied"), are_ordered=False),
            frame=pd.DataFrame({t("column.period"): names, **counts}),
            about=cards.about(line.result, choice),
            sentences=[
                t(
                    "resolution.again.said",
                    period=names[0],
                    unsatisfied=f"{newest['unsatisfied']:,.0f}",
                    again=f"{newest['contacted_again']:,.0f}",
                    satisfied=f"{newest['satisfied_in_the_end']:,.0f}",
                )
            ],
            notes=[t("resolution.again.rounds", rounds=formats.value(newest["mean_rounds"], "ratio"))],
            definition=meaning,
        )
    )
