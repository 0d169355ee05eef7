"""What was decided since the published version was built, and the offer to build now."""

from __future__ import annotations

import streamlit as st

from dashboards import access, components, data, decided, jobs
from dashboards.sections import upload
from dashboards.text import t


def waiting() -> None:
    """Show the running build, or that a change shows only after the next one, with a button that starts it."""
    _last_build()
    if jobs.is_running(data.settings()) or not decided.is_waiting():
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="waiting"):
        st.markdown(f":material/schedule: {t('rebuild.waiting')}")
        st.button(t("rebuild.now"), on_click=_build, icon=":material/play_arrow:", key="build_now")


def _last_build() -> None:
    """Show the build while it runs, then its result; whoever may not upload hears of a failure only, not which files there were."""
    job, settings = jobs.latest(data.settings()), data.settings()
    if access.may("upload") or jobs.is_running(settings):
        upload.running_build()
    elif job and not jobs.progress(settings).get("ok"):
        st.error(t("rebuild.failed"), icon=":material/error:")


def _build() -> None:
    with components.problems_in_words():
        decided.build()
