"""The URL as memory: what is chosen on a page stands in it, so that a link shows the same view.

A session starts from its URL; afterwards the session decides and the URL follows. Only short codes stand in the URL, so that
it means the same in both languages.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def start_one(name: str, options: Sequence[str], default: str) -> None:
    """Set ``st.session_state[name]`` for a widget: as chosen before, else from the URL, else ``default``."""
    wanted = st.session_state.get(name, st.query_params.get(name))
    st.session_state[name] = wanted if wanted in options else default


def start_many(name: str, options: Sequence[str]) -> None:
    """Set ``st.session_state[name]`` to the wanted options that exist, as chosen before, else from the URL."""
    wanted = st.session_state.get(name, st.query_params.get_all(name))
    st.session_state[name] = [value for value in wanted if value in options]


def show(name: str, values: Sequence[str]) -> None:
    """Put ``values`` into the URL; none removes the name."""
    if values and st.query_params.get_all(name) != list(values):
        st.query_params[name] = list(values)
    elif not values and name in st.query_params:
        del st.query_params[name]
