"""The company's own calendar: days on which it works, or is closed, other than the Chinese calendar says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboards import decided, formats, forms
from dashboards.sections import ledger
from dashboards.text import t
from pipeline.agreed import CALENDAR
from pipeline.agreed.days import KINDS, OwnDay
from pipeline.agreed.lines import CellError
from pipeline.agreed.sheet import Entry

FORM = "calendar"
MOST_DAYS = 31


def own_days() -> None:
    """Show the days, a form for more of them, and their history."""
    entries = ledger.now(LEDGER)
    st.subheader(t("calendar.new"), anchor=False)
    st.caption(t("calendar.explained"))
    with st.container(border=True):
        forms.outcome(FORM)
        with st.form(f"{FORM}_form", border=False):
            forms.field(FORM, "kind", st.radio, KINDS, format_func=_kind, horizontal=True)
            with st.container(horizontal=True):
                forms.field(FORM, "day", st.date_input, None, is_needed=True, format="YYYY-MM-DD")
                forms.field(FORM, "last_day", st.date_input, None, format="YYYY-MM-DD")
            with st.container(horizontal=True):
                forms.field(FORM, "reason", st.text_input, max_chars=100)
                forms.field(FORM, "agreed_by", st.text_input, is_needed=True, max_chars=100)
            forms.submit(FORM, t("form.keep"), _keep)
    ledger.history(LEDGER, entries)


def _keep(cells: forms.Cells) -> str:
    forms.require(cells, "day", "agreed_by")
    days = list(_days(date.fromisoformat(cells["day"]), cells["last_day"]))
    shared = {name: cells[name] for name in ("kind", "reason", "agreed_by")}
    decided.add(CALENDAR, [shared | {"day": day.isoformat()} for day in days])
    return t("calendar.kept", days=len(days))


def _days(first: date, last_day: str) -> Iterator[date]:
    last = date.fromisoformat(last_day) if last_day else first
    if not first <= last < first + timedelta(days=MOST_DAYS):
        raise CellError(CALENDAR.file, 0, "last_day", **WRONG_END)
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


WRONG_END = {
    "zh": f"应在第一天之后，一次最多 {MOST_DAYS} 天",
    "en": f"it comes after the first day, at most {MOST_DAYS} days at a time",
}


def _cells(entry: Entry[OwnDay]) -> dict[str, Any]:
    own = entry.item
    return {
        "day": _named(own.day),
        "kind": _kind("working" if own.is_workday else "free"),
        "reason": own.reason,
        "agreed_by": own.agreed_by,
    }


def _named(day: date) -> str:
    """Return a day with its day of the week, in the order of the days."""
    name = t(f"weekday.{day.isoweekday()}")
    return t("calendar.day", day=formats.day_in_table(day), weekday=name)


def _title(entry: Entry[OwnDay]) -> str:
    cells = _cells(entry)
    return t("calendar.title", day=cells["day"], kind=cells["kind"])


def _kind(name: str) -> str:
    return t(f"calendar.{name}")


LEDGER = ledger.Ledger(CALENDAR, "calendar", _cells, _title)
