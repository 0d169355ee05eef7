"""The dashboard as it is served: ``app.py`` behind the guard, the login page, and the language that is remembered. ``manyidu dashboard`` starts it."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from dashboards import login, remembered, warming
from dashboards.guard import Guard

warming.begin()

app = st.App(
    "app.py",
    routes=[Route("/login", login.page, methods=["GET", "POST"]), Route(remembered.PATH, remembered.language)],
    middleware=[Middleware(Guard)],
)
