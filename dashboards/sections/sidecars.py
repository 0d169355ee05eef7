"""Sidecar editor: what an export cannot say itself, looked at before it is written beside it."""

from __future__ import annotations

import streamlit as st

from dashboards import access, components, filters
from dashboards import sidecars as beside
from dashboards.sections import building, upload
from dashboards.text import plain, t
from pipeline.ingest.sidecar_values import WORDS

EXAMPLES = {
    "invited": "800",
    "scale": "1-5",
    "rating_labels": "A = 5; B = 4",
    "not_applicable": "0, 9",
    "zone": "Asia/Shanghai",
    "period": "2024Q1",
}


def sidecars() -> None:
    """Choose an export, say what it cannot say, see how it would be read, write it down."""
    if not access.may("upload"):
        components.empty_state(t("upload.refused"), t("upload.refused_advice"))
        return
    files = beside.files()
    if not files:
        components.empty_state(t("loads.none"), t("loads.none_advice"))
        return
    st.caption(t("sidecar.explained"))
    name = st.selectbox(t("column.file"), files, key="sidecar_of", on_change=_forget)
    if message := st.session_state.get("sidecar_written"):
        st.success(plain(message), icon=":material/check:")
        building.waiting(t("confirm.waiting"), "upload")
    _form(name)
    values = st.session_state.get("sidecar_values")
    if values is not None:
        _preview(name, values)


def _form(name: str) -> None:
    held = beside.said(name)
    with st.form("sidecar"):
        with st.container(horizontal=True, gap="small"):
            for field in beside.FIELDS:
                _field(field, held[field], name)
        st.form_submit_button(t("sidecar.look"), on_click=_look, args=(name,))


def _field(field: str, held: str, name: str) -> None:
    key, label = f"sidecar_{field}_{name}", t(f"sidecar.{field}")
    with st.container(width=300):
        if field == "method":
            methods = ["", *WORDS["method"]]
            at = methods.index(held) if held in methods else 0
            st.selectbox(
                label,
                methods,
                index=at,
                format_func=lambda each: filters.value_name("method", each) if each else t("sidecar.unsaid"),
                key=key,
            )
        else:
            st.text_input(label, held, key=key, placeholder=EXAMPLES.get(field), help=t(f"sidecar.{field}.help"))


def _forget() -> None:
    st.session_state.pop("sidecar_values", None)
    st.session_state.pop("sidecar_written", None)


def _look(name: str) -> None:
    _forget()
    filled = {field: st.session_state[f"sidecar_{field}_{name}"] for field in beside.FIELDS}
    with components.problems_in_words():
        st.session_state["sidecar_values"] = beside.changed(name, filled)


def _preview(name: str, values: dict) -> None:
    with st.container(border=True):
        with st.spinner(t("upload.reading")):
            readings = beside.preview(name, values)
        for found in readings:
            upload.show_reading(found)
        st.button(t("sidecar.save"), type="primary", key="sidecar_save", on_click=_save, args=(name, values))


def _save(name: str, values: dict) -> None:
    with components.problems_in_words():
        written = beside.save(name, values)
        _forget()
        st.session_state["sidecar_written"] = t("sidecar.written", file=written)
