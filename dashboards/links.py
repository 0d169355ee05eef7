"""Ways from a figure to another page: the filters and choices that the other page is to open with go along.

A callback may not switch pages, so it notes where to go, and the next run of ``app.py`` goes there first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboards import access, filters, formats
from dashboards.filters import Choice
from dashboards.pages import PAGES
from dashboards.text import t
from pipeline.analysis.cases import Side, metrics_of_cases
from pipeline.metrics.catalogue import Metric

WANTED = "page_wanted"
VIEWS = {"resolution": "rates", "on_time": "on_time", "callback": "callbacks", "flow": "flow"}  # of the resolution page


def open_page(name: str, **choices: Any) -> None:
    """In a callback: open page ``name`` with ``choices`` set as in the widgets of those keys (filters are lists)."""
    st.session_state.update(choices)
    st.session_state[WANTED] = name


def follow() -> None:
    """Go to the page that a callback asked for, where the user may open it; called by ``app.py`` before it runs a page."""
    name = st.session_state.pop(WANTED, None)
    if name and access.current().may_open(name):
        st.switch_page(next(page.path for page in PAGES if page.name == name))


def page_of(metric: Metric) -> str:
    """Return the page on which a metric is told in full; operational indicators stand beside their clauses."""
    if metric.table == "operational":
        return "specification"
    if metric.table != "complaint":
        return "satisfaction"
    return "complaints" if metric.unit in ("count", "rate") else "resolution"


def view_of(metric: Metric) -> dict[str, str]:
    """Return what to open the page of a metric with, so that it shows the metric."""
    if page_of(metric) == "satisfaction":
        return _satisfaction_of(metric)
    if page_of(metric) != "resolution" or metric.subject not in VIEWS:
        return {}
    slow = metric.unit in formats.DURATIONS and metric.subject == "resolution"
    view = "duration" if slow else "backlog" if metric.unit == "stock" else VIEWS[metric.subject]
    return {"resolution_view": view}


def _satisfaction_of(metric: Metric) -> dict[str, str]:
    """Return the view of the satisfaction page that shows a metric: of an indicator, overall satisfaction unless another is asked for."""
    if metric.subject == "survey":
        return {"satisfaction": "method"}
    if metric.split != ("indicator_id",):
        return {"satisfaction": "ratings"}
    measure = "satisfaction_index" if metric.unit == "index" else "top_two_box"
    return {"satisfaction": "trend", "indicator": "overall", "measure": measure}


def to_page(label: str, name: str, *, key: str, **choices: Any) -> None:
    """Show a link to page ``name`` that opens it with ``choices``; nothing where the user may not open it."""
    if not access.current().may_open(name):
        return
    st.button(
        label,
        key=key,
        type="tertiary",
        icon=":material/arrow_forward:",
        on_click=open_page,
        args=(name,),
        kwargs=choices,
    )


def to_cases(
    metric: str,
    parameters: Mapping[str, Any],
    choice: Choice,
    *,
    key: str,
    side: Side = "all",
    label: str | None = None,
) -> None:
    """Show a link to the cases behind a figure, to those who may see cases; none where the figure has no such cases.

    Args:
        metric, parameters: The figure, as for ``data.metric``; of a metric by step or field also which one (``step="closed"``).
        choice: What the figure is of; for one bar or point narrowed to it.
        side: ``counted``, ``met``, ``missed``, ``left_out`` or ``all``.
    """
    if metric in metrics_of_cases() and access.may("see_cases"):
        opened: dict[str, Any] = {
            "of": metric,
            "of_with": dict(parameters),
            "side": side,
            "sort": "newest",
            "q": "",
            "case": "",
        }
        opened |= {"cases_page": 1, "cases_lists": st.session_state.get("cases_lists", 0) + 1}
        to_page(label or t("cases.link"), "cases", key=key, **filters.as_state(choice), **opened)
