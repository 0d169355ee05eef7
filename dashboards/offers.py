"""Uploads that are offered: a file is taken only for a session whose page shows the upload to somebody who may use it."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboards import access

UPLOADS: set[str] = set()


def uploader(label: str, **options: Any) -> Any:
    """Show ``st.file_uploader`` and let files come for this session.

    Raises:
        AccessError: If the present user may not upload.
    """
    access.require("upload")
    if run := get_script_run_ctx():
        UPLOADS.add(run.session_id)
    return st.file_uploader(label, **options)
