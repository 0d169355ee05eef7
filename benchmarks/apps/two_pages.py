"""Baseline: an empty page, and one with a choice and a chart of it, between which one can switch."""

import streamlit as st


def empty() -> None:
    """Show nothing."""
    st.title("empty")


def one_chart() -> None:
    """Show a choice and a chart."""
    st.title("one chart")
    st.session_state.setdefault(
        "period", st.session_state.get("chosen", "0")
    )  # a choice is kept while another page is open
    chosen = int(st.selectbox("Period", [str(number) for number in range(60)], key="period"))
    st.session_state["chosen"] = str(chosen)
    bars = {"type": "bar", "x": list(range(12)), "y": [(number * chosen) % 17 for number in range(12)]}
    st.plotly_chart({"data": [bars], "layout": {"height": 320}}, key="chart")


st.navigation([st.Page(empty, url_path="empty", default=True), st.Page(one_chart, url_path="one_chart")]).run()
