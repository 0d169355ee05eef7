"""The dashboard as it is served: ``app.py`` behind the guard, the login page, the language that is remembered, the script of Back. ``manyidu dashboard`` starts it."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from dashboards import login, remembered, steps, warming
from dashboards.guard import Guard

warming.begin()

app = st.App(
    "app.py",
    routes=[
        Route("/login", login.page, methods=["GET", "POST"]),
        Route(remembered.PATH, remembered.language),
        Route(steps.PATH, steps.script),
    ],
    middleware=[Middleware(Guard)],
)
