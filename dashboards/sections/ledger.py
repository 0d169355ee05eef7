"""A settings file on a page: what is in force, what comes later, and every line that was ever written, with undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, components, data, decided, formats
from dashboards.text import t
from pipeline.agreed.sheet import Entry, Sheet

STATES = ("in_force", "later")


@dataclass(frozen=True)
class Ledger:
    """How a sheet is shown.

    Attributes:
        name: Of its texts (``NAME.none``), keys and downloads.
        cells: An entry as column (text ``field.COLUMN``) → what stands in it.
        title: An entry in a few words, where one is chosen.
    """

    sheet: Sheet[Any]
    name: str
    cells: Callable[[Entry[Any]], Mapping[str, Any]]
    title: Callable[[Entry[Any]], str]


def now(ledger: Ledger) -> list[Entry[Any]]:
    """Show what is in force and what comes later; return all entries."""
    entries = decided.entries(ledger.sheet)
    for state in STATES:
        found = [entry for entry in entries if entry.state == state]
        if found:
            st.subheader(t(f"ledger.{state}"), anchor=False)
            frame = _frame(ledger, found, with_state=False)
            st.dataframe(frame, hide_index=True, placeholder=formats.MISSING, **_look(frame), alt=t(f"ledger.{state}"))
        elif state == "in_force":
            components.empty_state(t(f"{ledger.name}.none"), t(f"{ledger.name}.none_advice"))
    return entries


def history(ledger: Ledger, entries: Sequence[Entry[Any]], *, can_undo: bool = True) -> None:
    """Show every line, newest first, with downloads; offer to withdraw one or to let it hold again."""
    if not entries:
        return
    newest = list(reversed(entries))
    with st.expander(t("ledger.history", count=len(newest)), icon=":material/history:", key=f"{ledger.name}_history"):
        st.caption(t("ledger.explained"))
        frame = _frame(ledger, newest, with_state=True)
        about = components.about_build() if data.published() else {}
        components.table(frame, f"manyidu-{ledger.name}", about, **_look(frame), alt=t("ledger.history_alt"))
        if can_undo:
            _undo(ledger, [entry for entry in newest if entry.state != "withdrawal"])


def _undo(ledger: Ledger, entries: Sequence[Entry[Any]]) -> None:
    if message := st.session_state.pop(f"{ledger.name}_undone", None):
        st.success(t(message), icon=":material/undo:")
    known = {entry.line.number: entry for entry in entries}
    number = st.selectbox(
        t("ledger.choose"),
        list(known),
        index=None,
        format_func=lambda number: _title(ledger, known[number]),
        placeholder=t("ledger.none_chosen"),
        key=f"{ledger.name}_chosen",
    )
    if number is None:
        return
    chosen = known[number]
    holds = _stands(ledger, chosen)
    st.caption(t("ledger.withdraw_explained" if holds else "ledger.restore_explained"))
    st.button(
        t("ledger.withdraw" if holds else "ledger.restore"),
        icon=":material/undo:",
        on_click=_do,
        args=(ledger, chosen, holds),
        key=f"{ledger.name}_undo",
    )


def _title(ledger: Ledger, entry: Entry[Any]) -> str:
    return t("ledger.entry", title=ledger.title(entry), state=t(f"ledger.state.{entry.state}"))


def _stands(ledger: Ledger, entry: Entry[Any]) -> bool:
    """Say whether a line can be taken back: where dates count, one that has ended stands too."""
    return entry.state in STATES or (entry.state == "ended" and ledger.sheet.start is not None)


def _do(ledger: Ledger, entry: Entry[Any], holds: bool) -> None:
    with components.problems_in_words():
        (decided.take_back if holds else decided.bring_back)(ledger.sheet, entry.line)
        st.session_state[f"{ledger.name}_undone"] = "ledger.withdrawn" if holds else "ledger.restored"
        st.session_state[f"{ledger.name}_chosen"] = None


def _frame(ledger: Ledger, entries: Sequence[Entry[Any]], *, with_state: bool) -> pd.DataFrame:
    rows = [_row(ledger, entry, with_state=with_state) for entry in entries]
    return pd.DataFrame([{t(f"field.{name}"): value for name, value in row.items()} for row in rows])


def _row(ledger: Ledger, entry: Entry[Any], *, with_state: bool) -> dict[str, Any]:
    line, state = entry.line, {"state": t(f"ledger.state.{entry.state}")} if with_state else {}
    until = {} if ledger.sheet.start is None else {"until": formats.day_in_table(entry.ended_on)}
    record = {"entered_by": access.name_of(line.text("entered_by")), "entered_at": line.text("entered_at")}
    return state | dict(ledger.cells(entry)) | until | record


def _look(frame: pd.DataFrame) -> dict[str, Any]:
    shown = [name for name in frame if frame[name].notna().any()]
    return {"height": components.fitting_height(len(frame)), "column_order": shown}
