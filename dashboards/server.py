"""The dashboard as it is served: ``app.py`` behind the guard, and the login page. ``manyidu dashboard`` starts it."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from dashboards import login
from dashboards.guard import Guard

app = st.App("app.py", routes=[Route("/login", login.page, methods=["GET", "POST"])], middleware=[Middleware(Guard)])
