"""Ways from a figure to another page: the filters and choices that the other page is to open with go along.

A callback may not switch pages, so it notes where to go, and the next run of ``app.py`` goes there first.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards.pages import PAGES

WANTED = "page_wanted"


def open_page(name: str, **choices: Any) -> None:
    """In a callback: open page ``name`` with ``choices`` set as in the widgets of those keys (filters are lists)."""
    st.session_state.update(choices)
    st.session_state[WANTED] = name


def follow() -> None:
    """Go to the page that a callback asked for; called by ``app.py`` before it runs a page."""
    name = st.session_state.pop(WANTED, None)
    if name:
        st.switch_page(next(page.path for page in PAGES if page.name == name))


def to_page(label: str, name: str, *, key: str, **choices: Any) -> None:
    """Show a link to page ``name`` that opens it with ``choices``."""
    st.button(
        label,
        key=key,
        type="tertiary",
        icon=":material/arrow_forward:",
        on_click=open_page,
        args=(name,),
        kwargs=choices,
    )
