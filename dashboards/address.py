"""The URL as memory: what is chosen on a page stands in it, so that a link shows the same view.

A session starts from its URL; afterwards the session decides and the URL follows, until somebody goes back or forward in the
browser: then the URL decides again. Only short codes stand in the URL, so that it means the same in both languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def has_moved() -> bool:
    """Say whether the browser's Back or Forward asked for this run."""
    run = get_script_run_ctx(suppress_warning=True)
    return run is not None and run.is_history_navigation


def start_one(name: str, options: Sequence[str], default: str) -> None:
    """Set ``st.session_state[name]`` for a widget: as chosen before, else from the URL, else ``default``."""
    wanted = _wanted(name, st.query_params.get(name))
    st.session_state[name] = wanted if wanted in options else default


def start_many(name: str, options: Sequence[str]) -> None:
    """Set ``st.session_state[name]`` to the wanted options that exist, as chosen before, else from the URL."""
    wanted = _wanted(name, st.query_params.get_all(name))
    st.session_state[name] = [value for value in wanted if value in options]


def start_text(name: str, default: str = "") -> None:
    """Set ``st.session_state[name]`` to a text: as entered before, else from the URL, else ``default``."""
    st.session_state[name] = _wanted(name, st.query_params.get(name, default))


def _wanted(name: str, in_url: Any) -> Any:
    return in_url if has_moved() else st.session_state.get(name, in_url)


def show(name: str, values: Sequence[str]) -> None:
    """Put ``values`` into the URL; none removes the name."""
    if values and st.query_params.get_all(name) != list(values):
        st.query_params[name] = list(values)
    elif not values and name in st.query_params:
        del st.query_params[name]
