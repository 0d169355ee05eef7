"""A build on demand, for what takes effect only with one."""

from __future__ import annotations

import streamlit as st

from dashboards import access, components, data, jobs
from dashboards.text import t


def waiting(message: str, action: str) -> None:
    """Say what waits for the next build, with the button that starts it, to those who may do ``action``."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"waiting_{action}"):
        st.info(message, icon=":material/pending_actions:")
        running = jobs.is_running(data.settings())
        st.button(t("build.now"), on_click=_build, args=(action,), disabled=running, key=f"build_{action}")


def _build(action: str) -> None:
    access.require(action)
    with components.problems_in_words():
        jobs.start(data.settings(), [])
