"""Upload: files → how they would be read → *Load* starts a build in a process of its own → result, and undo.

Only for who may: each step asks anew, also those that a button of an older page starts.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import access, books, components, data, formats, jobs, offers, reading, staging
from dashboards.sections.bookkeeping import LOAD_COLUMNS, in_words, look
from dashboards.text import language, plain, t
from pipeline.layouts.layout import Match

LOOK_AGAIN_SECONDS = 1.0
SAID_BELOW = ("missing", "fields")  # in a notice and in the table of columns


def upload() -> None:
    """Take files, show how each would be read, load them on demand."""
    if not access.may("upload"):
        components.empty_state(t("upload.refused"), t("upload.refused_advice"))
        return
    st.caption(t("upload.explained"))
    # Another key is another, empty widget: what was loaded is not offered again.
    sent = offers.uploader(
        t("upload.label"), accept_multiple_files=True, key=f"uploads_{st.session_state.get('uploads_done', 0)}"
    )
    usable = []
    for file in sent:
        staged = staging.stage(data.settings(), file.name, file.getvalue())
        if _preview(staged):
            usable.append(staged)
    if sent and not usable:
        st.caption(t("upload.nothing_usable"))
    if usable:
        running = jobs.is_running(data.settings())
        st.button(t("upload.load"), type="primary", on_click=_load, args=(usable,), disabled=running, key="load")


def running_build() -> None:
    """Show the build that was started last: its progress while it runs, then its result and undo; what was undone."""
    if folder := st.session_state.pop("undone", None):
        st.info(plain(t("upload.undone", folder=folder)), icon=":material/undo:")
    job = jobs.latest(data.settings())
    if job is None:
        return
    if jobs.is_running(data.settings()):
        _progress()
    else:
        _result(job)


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _progress() -> None:
    if not jobs.is_running(data.settings()):
        st.rerun()
    state = jobs.progress(data.settings())
    st.info(t("upload.running"), icon=":material/sync:")
    st.progress(_share(state), text=_progress_text(state))


def _share(state: dict) -> float:
    return min(state["done"] / state["total"], 1.0) if state.get("total") else 0.0


def _progress_text(state: dict) -> str:
    if not state:
        return t("upload.starting")
    left = state["seconds_left"]
    left_text = t("upload.left_unknown") if left is None else t("upload.left", seconds=f"{left:.0f}")
    message = plain(state[f"message_{language()}"])
    return t("upload.progress", message=message, rows=f"{state['rows']:,}", left=left_text)


def _result(job: jobs.Job) -> None:
    state = jobs.progress(data.settings())
    with st.container(border=True):
        if state.get("ok"):
            st.success(t("upload.done"), icon=":material/check_circle:")
        else:
            message = state[f"message_{language()}"] if state.get("finished") else t("upload.stopped")
            st.error(plain(t("upload.failed", message=message)), icon=":material/error:")
        if state.get("ok") and job.files:
            frame = books.loads()
            mine = frame[frame["file"].str.startswith(job.files)]
            shown = in_words(mine, LOAD_COLUMNS)
            st.dataframe(shown, hide_index=True, placeholder=formats.MISSING, **look(shown), alt=t("upload.result"))
        may = access.may("upload")
        can_undo = may and jobs.can_undo(data.settings(), job)
        with st.container(horizontal=True):
            if may:
                st.button(t("upload.keep"), on_click=_keep, key="keep")
            if job.files and can_undo:
                st.button(t("upload.undo"), on_click=_undo, args=(job,), key="undo")
        if job.files and may:
            st.caption(t("upload.undo_explained" if can_undo else "upload.no_undo"))


def _load(usable: list[staging.Upload]) -> None:
    with components.problems_in_words():
        access.require("upload")
        jobs.start(data.settings(), staging.add_to_exports(data.settings(), usable))
        access.noted("uploaded", files=len(usable))
        forget()


def _keep() -> None:
    with components.problems_in_words():
        access.require("upload")
        jobs.dismiss(data.settings())


def _undo(job: jobs.Job) -> None:
    with components.problems_in_words():
        access.require("upload")
        access.noted("undid_upload", files=len(job.files))
        st.session_state["undone"] = jobs.undo(data.settings(), job)


def forget() -> None:
    """Offer an empty widget: when its section is left, Streamlit keeps the files but no longer lists them."""
    st.session_state["uploads_done"] = st.session_state.get("uploads_done", 0) + 1


def _preview(staged: staging.Upload) -> bool:
    """Show how one file would be read; return whether something of it can be loaded."""
    with st.container(border=True):
        st.text(staged.name)
        if data.published() and (known := books.loaded_as(staged.fingerprint)):
            st.info(plain(t("upload.known", file=known)), icon=":material/file_copy:")
            return False
        with st.spinner(t("upload.reading")):
            readings = reading.read(data.settings(), staged)
        for found in readings:
            show_reading(found)
    return any(found.is_usable for found in readings)


def show_reading(found: reading.Reading) -> None:
    """Show how one table would be read, or why it cannot be."""
    if found.refused:
        st.error(plain(found.refused.say(language())), icon=":material/block:")
        return
    word, icon = ("upload.usable", "check_circle") if found.is_usable else ("upload.unusable", "error")
    st.markdown(f":material/{icon}: **{t(word)}** · {plain(found.where)}")
    if found.match is None:
        st.caption(t("upload.no_layout"))
        return
    nearest = "upload.layout" if found.is_usable else "upload.nearest_layout"
    st.text(t(nearest, label=found.match.layout.label[language()]))
    for sentence in found.match.why:
        if sentence.get("about") not in SAID_BELOW:
            st.caption(plain(sentence[language()]))
    if found.match.missing:
        st.warning(plain(t("upload.missing", fields=t("filters.joiner").join(found.match.missing))))
        st.caption(t("upload.missing_advice"))
    with st.expander(t("upload.columns")):
        st.dataframe(_columns(found.match), hide_index=True)
    with st.expander(t("upload.rows")):
        st.dataframe(found.rows, hide_index=True)


def _columns(match: Match) -> pd.DataFrame:
    columns = match.columns
    return pd.DataFrame(
        {
            t("upload.column"): [column.header for column in columns],
            t("upload.use"): [t(f"use.{column.use}") for column in columns],
            t("upload.field"): [_read_as(column.field) if column.field else column.text or "" for column in columns],
        }
    )


def _read_as(field: str) -> str:
    """Return the name of a canonical field; of the many of operational indicators what they share."""
    return t("read_as.indicator_value" if field.startswith("indicator:") else f"read_as.{field}")
