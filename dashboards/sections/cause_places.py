"""Where a type comes up and who handles it: buildings of a community, departments, handlers, and where it clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboards import cards, components, figures, kinds
from dashboards.filters import Choice
from dashboards.sections import complaint_patterns, complaint_places, complaint_types
from dashboards.text import t

PLACES = ("community", "building")
HANDLERS = ("handler",)


def where(choice: Choice) -> None:
    """Show all communities per 1,000 homes, the buildings of the one that is chosen, and where types cluster."""
    level = kinds.level(choice)
    grid = st.grid(min_column_width=420, key="where")
    with grid.cell():
        complaint_places.rates(replace(choice, communities=()))
    with grid.cell():
        _buildings(choice)
    if not kinds.chosen(choice):
        complaint_types.pareto(choice, level)
    _clusters(choice, PLACES, "clusters_where")


def _buildings(choice: Choice) -> None:
    title = t("causes.buildings")
    if len(choice.communities) != 1:
        with st.container(border=True):
            st.subheader(title, anchor=False)
            components.empty_state(t("causes.one_community"), t("causes.one_community_advice"))
        return
    shown = figures.breakdown(choice, "complaint_count", "building")
    cards.chart(title, shown, choice, notes=[t("causes.buildings_note")])


def who(choice: Choice) -> None:
    """Show the departments and handlers of the cases, and whose cases are of a type more often than their colleagues'."""
    grid = st.grid(min_column_width=420, key="who")
    for by, title in (("department", "causes.departments"), ("handler_id", "causes.handlers")):
        with grid.cell():
            cards.chart(
                t(title),
                _with_cases(choice, by),
                choice,
                notes=[t("causes.handlers_note")] if by == "handler_id" else [],
            )
    _clusters(choice, HANDLERS, "clusters_who")


def _with_cases(choice: Choice, by: str) -> figures.Breakdown:
    """Return the members of ``by`` that took some of the cases; of those who took none there is nothing to see."""
    shown = figures.breakdown(choice, "complaint_count", by)
    return replace(shown, rows=shown.rows[shown.rows[shown.result.metric.value] != 0])


def _clusters(choice: Choice, dimensions: Sequence[str], name: str) -> None:
    title, nothing = t(f"causes.{name}"), t(f"causes.{name}_none")
    complaint_patterns.clusters(choice, kinds.level(choice), name, title, nothing, dimensions)
