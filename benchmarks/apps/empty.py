"""Baseline: a page with one choice and nothing else."""

import streamlit as st

st.title("empty")
st.selectbox("Period", [str(number) for number in range(60)], key="period")
