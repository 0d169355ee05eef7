"""Limits: how soon a complaint must be answered, resolved and called back, by which clock, from a day on."""

from __future__ import annotations

from datetime import time
from typing import Any

import streamlit as st

from dashboards import data, decided, filters, formats, forms
from dashboards.sections import ledger
from dashboards.text import t
from pipeline.agreed import LIMITS, Limit
from pipeline.agreed.limits import CLOSES, HOURS, MOST_HOURS, OPENS
from pipeline.agreed.sheet import Entry
from pipeline.layouts.categories import CATEGORIES

FORM = "limits"
STEP = 1800  # seconds between the offered times of day
OF_CLOCK = ("opens", "closes")


def limits() -> None:
    """Show the limits, a form for a new one, and their history."""
    entries = ledger.now(LEDGER)
    st.subheader(t("limits.new"), anchor=False)
    st.caption(t("limits.explained"))
    with st.container(border=True):
        _form()
    ledger.history(LEDGER, entries)


def _form() -> None:
    forms.outcome(FORM)
    clock = forms.field(FORM, "hours", st.radio, ("calendar", "working"), format_func=_clock, horizontal=True)
    with st.form(f"{FORM}_form", border=False):
        with st.container(horizontal=True):
            forms.field(FORM, "category", st.selectbox, (None, *CATEGORIES), format_func=_category)
            forms.field(
                FORM, "severity", st.selectbox, [None, *_severities()], format_func=_any, accept_new_options=True
            )
        with st.container(horizontal=True):
            for name in HOURS:
                forms.field(FORM, name, st.number_input, 0.0, float(MOST_HOURS), None, 1.0, format="%g")
        if clock == "working":
            with st.container(horizontal=True):
                for name, usual in zip(OF_CLOCK, (OPENS, CLOSES), strict=True):
                    forms.field(FORM, name, st.time_input, usual, step=STEP)
        with st.container(horizontal=True):
            forms.field(FORM, "from", st.date_input, decided.today(), is_needed=True, format="YYYY-MM-DD")
            forms.field(FORM, "agreed_by", st.text_input, is_needed=True, max_chars=100)
        forms.submit(FORM, t("form.keep"), lambda cells: _keep(cells, clock))


def _keep(cells: forms.Cells, clock: str) -> str:
    forms.require(cells, "from", "agreed_by")
    names = ("category", "severity", *HOURS, "from", "agreed_by", *(OF_CLOCK if clock == "working" else ()))
    decided.add(LIMITS, [{name: cells.get(name, "") for name in names} | {"hours": clock}])
    return t("form.kept")


def _cells(entry: Entry[Limit]) -> dict[str, Any]:
    limit = entry.item
    clock = t("limits.working", opens=_moment(limit.opens), closes=_moment(limit.closes))
    return {
        "category": _category(limit.category),
        "severity": _any(limit.severity),
        **{name: getattr(limit, name) for name in HOURS},
        "hours": clock if limit.is_working_hours else t("limits.calendar"),
        "from": formats.day_in_table(limit.valid_from),
        "agreed_by": limit.agreed_by,
    }


def _title(entry: Entry[Limit]) -> str:
    cells = _cells(entry)
    return t(
        "limits.title", category=cells["category"], severity=cells["severity"], day=formats.day(entry.item.valid_from)
    )


def _severities() -> list[str]:
    return data.values_of("severity") if data.published() else []


def _category(name: str | None) -> str:
    return filters.category_name(name) if name else t("limits.any")


def _any(name: str | None) -> str:
    return name or t("limits.any")


def _clock(name: str) -> str:
    return t(f"limits.clock.{name}")


def _moment(moment: time) -> str:
    return f"{moment:%H:%M}"


LEDGER = ledger.Ledger(LIMITS, "limits", _cells, _title)
