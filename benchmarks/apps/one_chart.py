"""Baseline: a page with one choice and one chart of it."""

import streamlit as st

st.title("one chart")
chosen = int(st.selectbox("Period", [str(number) for number in range(60)], key="period"))
bars = {"type": "bar", "x": list(range(12)), "y": [(number * chosen) % 17 for number in range(12)]}
st.plotly_chart({"data": [bars], "layout": {"height": 320}}, key="chart")
