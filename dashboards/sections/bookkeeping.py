"""What became of each file, row, cell and check, as the warehouse's own tables say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import books, components, formats
from dashboards.text import counted, language, named, plain, t, words

LOAD_COLUMNS = (
    *("file", "kind", "status", "rows_read", "rows_accepted", "rows_rejected", "rows_duplicate", "rows_superseded"),
    *("sheet", "reason", "records", "layout", "cell_issues", "covers_until"),
    *("exported_at", "encoding", "notes", "sha256"),
)
ONLY_IN_DOWNLOAD = LOAD_COLUMNS[LOAD_COLUMNS.index("records") :]  # so that the rest fits a laptop's screen
ROW_COLUMNS = ("file", "sheet", "row_number", "column_name", "reason")
CHECK_COLUMNS = ("outcome", "description", "is_critical", "failed_rows", "table_name", "column_name", "observed")
MOST_UNREAD, MOST_NOTED = 10, 100
WIDE_PIXELS = {"file": 440, "reason": 440, "description": 520}
CODED = ("status", "kind", "outcome")


def loads() -> None:
    """Every file met in the exports folder and what was read of it."""
    frame = books.loads()
    if frame.empty:
        components.empty_state(t("loads.none"), t("loads.none_advice"))
        return
    statuses = list(frame["status"].unique())
    wanted = st.pills(
        t("column.status"), statuses, selection_mode="multi", format_func=lambda name: t(f"status.{name}"), key="status"
    )
    shown = frame[frame["status"].isin(wanted)] if wanted else frame
    counted_kinds = shown["kind"].isin(["complaint", "survey"])
    files, records = shown["file"].nunique(), formats.value(shown.loc[counted_kinds, "records"].sum(), "count")
    st.caption(counted("loads.sum", files, files=f"{files:,}", records=records))
    unread = shown[shown["reason"].notna()]
    _unread(unread)
    hidden = [*ONLY_IN_DOWNLOAD, *(["reason"] if len(unread) <= MOST_UNREAD else [])]
    if not frame.duplicated(["file"]).any():
        hidden.append("sheet")
    _table(in_words(shown, LOAD_COLUMNS), "loads", hidden)
    st.caption(t("loads.more"))
    _noted(shown[shown["notes"].notna()])


def _noted(files: pd.DataFrame) -> None:
    """Say in full what was assumed of each file: the table ends before its column of notes."""
    if files.empty:
        return
    title = counted("loads.notes", len(files), files=f"{len(files):,}")
    with st.expander(title, icon=":material/edit_note:", key="load_notes"):
        for file, notes in in_words(files.head(MOST_NOTED), ("file", "notes")).itertuples(index=False):
            lines = "\n".join(f"- :small[{plain(line)}]" for line in notes.splitlines())
            st.markdown(f"**{plain(file)}**\n\n{lines}")


def _unread(files: pd.DataFrame) -> None:
    """Say in full which files were not read and why; a cell of the table would cut it."""
    if files.empty:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{counted('loads.unread', len(files), files=f'{len(files):,}')}**")
        for _, row in in_words(files.head(MOST_UNREAD), ("file", "status", "reason")).iterrows():
            file, status, reason = row
            said = reason if PurePosixPath(file).name in reason else named(file, reason)
            st.markdown(f":small[{status} · {plain(said)}]")


def rejected_rows() -> None:
    """Rows that could not become a record, with the reason."""
    _rows_of(books.counts("rejected_row", "file"), books.rejected_rows, ROW_COLUMNS, "rejected")


def cell_issues() -> None:
    """Cells that could not be read and were left empty."""
    _rows_of(books.counts("cell_issue", "file"), books.cell_issues, (*ROW_COLUMNS, "value_shape"), "issues")


def expectations() -> None:
    """Results of the quality gate."""
    frame = books.expectations()
    if frame.empty:
        components.empty_state(t("checks.none"))
        return
    counted = frame["outcome"].value_counts()
    st.caption(t("checks.sum", **{name: counted.get(name, 0) for name in ("passed", "failed", "could_not_run")}))
    _table(in_words(frame, CHECK_COLUMNS), "checks")


def _rows_of(
    files: pd.DataFrame, rows: Callable[[str | None], pd.DataFrame], columns: tuple[str, ...], name: str
) -> None:
    if files.empty:
        components.empty_state(t(f"{name}.none"))
        return
    counted = dict(files.itertuples(index=False))
    everything = sum(counted.values())
    chosen = st.selectbox(
        t("column.file"),
        [None, *counted],
        format_func=lambda file: f"{file or t('filters.all')} ({counted.get(file, everything):,})",
        key=f"{name}_file",
    )
    st.caption(t(f"{name}.explained"))
    _table(in_words(rows(chosen), columns), name)


def in_words(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the columns with headers, codes and sentences in the language of the session."""
    english = {name: f"{name}_en" for name in columns if language() == "en" and f"{name}_en" in frame}
    shown = frame[[english.get(name, name) for name in columns]].set_axis(columns, axis=1)
    for name in set(CODED) & set(columns):
        shown[name] = shown[name].map(lambda code: t(f"status.{code}") if f"status.{code}" in words() else code)
    if "layout" in shown:
        shown["layout"] = shown["layout"].map(_layout_label, na_action="ignore")
    for name in shown.select_dtypes("datetime"):
        shown[name] = shown[name].map(formats.minute_in_table)
    for name in shown.select_dtypes("bool"):
        shown[name] = shown[name].map({True: t("yes"), False: t("no")})
    return shown.rename(columns={name: t(f"column.{name}") for name in columns})


def _layout_label(name: str) -> str:
    """Return what a layout is called; one that is no longer there goes by its code."""
    return books.layout_labels(language()).get(name, name)


def look(frame: pd.DataFrame, hidden: Sequence[str] = ()) -> dict[str, Any]:
    """Return how a table of words is shown: without ``hidden`` columns and those without any cell, wide where words are long."""
    left_out = {t(f"column.{column}") for column in hidden}
    shown = [column for column in frame if column not in left_out and frame[column].notna().any()]
    columns = components.number_columns(frame)
    columns |= {t(f"column.{column}"): st.column_config.Column(width=pixels) for column, pixels in WIDE_PIXELS.items()}
    return {"height": components.fitting_height(len(frame)), "column_config": columns, "column_order": shown}


def _table(frame: pd.DataFrame, name: str, hidden: Sequence[str] = ()) -> None:
    about, alt = components.about_build(), t(f"section.{name}")
    components.table(frame, f"manyidu-{name}", about, alt=alt, **look(frame, hidden))
