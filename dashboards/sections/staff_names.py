"""Staff names: what the people behind handler codes are called, shown to those who may see it, never in the warehouse.

Names are typed as the exports write them; the key of the pseudonyms tells which code is whose, so that nobody has to know codes.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, data, decided, formats, forms, registers
from dashboards.sections import ledger
from dashboards.text import t
from pipeline.agreed import STAFF
from pipeline.agreed.lines import CellError
from pipeline.agreed.sheet import Entry
from pipeline.agreed.staff import StaffName, codes_of
from pipeline.privacy import load_keys
from pipeline.privacy.keys import KEY_FILE

FORM = "staff"
MOST_NAMES = 500


def staff_names() -> None:
    """Show the handlers with their names, a form for names, and its history."""
    entries = decided.entries(STAFF)
    names = {entry.item.handler_id: entry.item.name for entry in entries if entry.state == "in_force"}
    st.caption(t("staff.explained"))
    _handlers(names)
    st.subheader(t("staff.new"), anchor=False)
    with st.container(border=True):
        forms.outcome(FORM)
        with st.form(f"{FORM}_form", border=False):
            st.caption(t("staff.how"))
            forms.field(FORM, "names", st.text_area, placeholder=t("staff.example"), is_needed=True, height=150)
            forms.submit(FORM, t("form.keep"), _keep)
    ledger.history(LEDGER, entries)


def _handlers(names: dict[str, str]) -> None:
    known = registers.handlers() if data.published() else pd.DataFrame()
    if known.empty:
        components.empty_state(t("staff.none"), t("staff.none_advice"))
        return
    named = known["handler_id"].map(names)
    st.caption(t("staff.count", named=int(named.notna().sum()), all=len(known)))
    frame = pd.DataFrame(
        {
            t("field.name"): named.astype(object),
            t("field.handler_id"): known["handler_id"],
            t("field.department"): known["department"],
            t("column.complaints"): known["cases"],
            t("field.last_on"): known["last_on"].map(formats.day_in_table),
        }
    )
    height = components.fitting_height(len(frame))
    st.dataframe(frame, hide_index=True, placeholder=formats.MISSING, height=height, alt=t("staff.alt"))


def _keep(cells: forms.Cells) -> str:
    forms.require(cells, "names")
    shown = _written(cells["names"])
    codes = codes_of(list(shown), load_keys(data.settings().settings / KEY_FILE))
    present = set(registers.handlers()["handler_id"])
    found = {name: code for name, code in codes.items() if code and code in present}
    unknown = [name for name in shown if name not in found]
    if not found:
        raise CellError(STAFF.file, 0, "names", zh="导出的处理人里没有这些姓名", en="the exports name no handler so")
    decided.add(STAFF, [{"handler_id": code, "name": shown[name]} for name, code in found.items()])
    said = t("staff.kept", count=len(found))
    return f"{said} {t('staff.unknown', names=t('joiner').join(unknown))}" if unknown else said


def _written(text: str) -> dict[str, str]:
    """Return name as in the exports → name to show, of lines ``name`` or ``name=shown``."""
    lines = [line.replace("＝", "=").partition("=") for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_NAMES:
        raise CellError(
            STAFF.file, 0, "names", zh=f"一次最多 {MOST_NAMES} 个姓名", en=f"at most {MOST_NAMES} names at a time"
        )
    return {name.strip(): shown.strip() or name.strip() for name, _, shown in lines}


def _cells(entry: Entry[StaffName]) -> dict[str, Any]:
    return {"name": entry.item.name, "handler_id": entry.item.handler_id}


def _title(entry: Entry[StaffName]) -> str:
    return f"{entry.item.name} {entry.item.handler_id}"


LEDGER = ledger.Ledger(STAFF, "staff", _cells, _title)
