"""The language that somebody switched to, remembered in a cookie of a year; a link in another language changes nothing for later.

A script of Streamlit cannot set a cookie. So after a switch the page asks for one address of ours, by an image that nobody sees.
"""

from __future__ import annotations

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from dashboards.guard import is_https
from dashboards.text import COOKIE, LANGUAGES

PATH = "/language"
A_YEAR_SECONDS = 365 * 24 * 3600
SWITCHED = "language_switched"


async def language(request: Request) -> Response:
    """Answer with nothing but the cookie."""
    answer, wanted = Response(status_code=204), request.query_params.get("to")
    if wanted in LANGUAGES:
        secure = is_https(request.scope, dict(request.headers))
        answer.set_cookie(COOKIE, wanted, max_age=A_YEAR_SECONDS, secure=secure, httponly=True, samesite="strict")
    return answer


def switched() -> None:
    """In a callback: the language was switched by hand."""
    st.session_state[SWITCHED] = True


def remember(language: str) -> None:
    """Let the browser keep the language, once after a switch."""
    if st.session_state.pop(SWITCHED, False):
        st.html(f'<img src="{PATH}?to={language}" alt="" width="0" height="0">')
