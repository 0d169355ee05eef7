"""The versions that are kept, and going back to the one before."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from dashboards import access, components, data, formats
from dashboards.text import t
from pipeline.warehouse import rollback


def versions() -> None:
    """Show the kept versions and offer the one before the published one."""
    kept = data.kept_versions()
    frame = pd.DataFrame(
        {
            t("column.run"): [version.run for version in kept],
            t("column.state"): [t("versions.served" if version.is_current else "versions.kept") for version in kept],
            t("column.built_at"): [
                formats.minute_in_table(datetime.fromisoformat(version.built_at)) for version in kept
            ],
            t("column.complaints"): [version.rows["fct_complaint"] for version in kept],
            t("column.responses"): [version.rows["fct_response"] for version in kept],
        }
    )
    st.caption(t("versions.explained"))
    st.dataframe(frame, hide_index=True, column_config=components.number_columns(frame))
    at = next(at for at, version in enumerate(kept) if version.is_current)
    if at + 1 == len(kept):
        st.caption(t("versions.no_earlier"))
        return
    if not access.may("upload"):
        return
    with st.popover(t("versions.back"), icon=":material/undo:"):
        earlier = kept[at + 1]
        st.text(t("versions.confirm", built_at=formats.minute(datetime.fromisoformat(earlier.built_at))))
        st.button(t("versions.do"), type="primary", key="rollback", on_click=_back, args=(earlier.run,))


def _back(run: str) -> None:
    with components.problems_in_words():
        access.require("upload")
        access.noted("went_back", version=run)
        rollback(data.settings(), run)
