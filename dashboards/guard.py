"""Before every request and every websocket: is it meant for us, whose is it, may it have this; and the headers of the answer.

What is refused here never reaches Streamlit. Whom a session belongs to is passed on in one header, which nobody can forge:
the browser's own is taken away, and it holds a signed token that ``access`` reads anew at each step.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards import offers, sessions
from dashboards.ways import LOCAL, LOGIN, NONE, is_forwarded
from pipeline.config import load_settings

HEADER = b"x-manyidu-session"
OPEN = ("/login", "/_stcore/health")
HOST = re.compile(r"(\[(?P<v6>[0-9a-f:]+)\]|(?P<name>[\w.-]+))(:\d{1,5})?")
UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/")
MEDIA = re.compile(r"/media/([\w.-]+)")
MEDIA_IN_MESSAGE = re.compile(rb"/media/([\w.-]+)")
SIGNED_OUT = 4401
CONTENT = (
    "default-src 'self'; script-src 'self' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self' ws://{host} wss://{host}; worker-src 'self' blob:; frame-ancestors 'none'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
FORWARDED_REFUSED = (
    "没有登录的看板只供本机使用，不经代理。\nA dashboard without login is for this machine only, not behind a proxy."
)


class Guard:
    """ASGI middleware around everything that the dashboard serves."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.login = os.environ.get(LOGIN)
        self.folder = load_settings().settings
        self.pages: Counter[str] = Counter()  # session -> number of its open pages
        self.sent: defaultdict[str, set[str]] = defaultdict(set)  # session -> files whose address was sent to its pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        token = _cookie(headers, sessions.COOKIE)
        whose = self._whose(headers, token)
        answer = self._refusal(scope, headers, whose)
        if answer is not None:
            await _answered(scope, receive, _with_headers(send, scope, headers), answer)
            return
        own = [(name, value) for name, value in scope["headers"] if name.lower() != HEADER]
        scope = {**scope, "headers": [*own, (HEADER, token.encode("latin-1"))] if self.login == LOCAL else own}
        if scope["type"] == "http":
            await self.app(scope, receive, _with_headers(send, scope, headers))
            return
        self.pages[whose or ""] += 1
        try:
            await self.app(scope, receive, self._noting_files(send, whose or ""))
        finally:
            self.pages[whose or ""] -= 1
            if not self.pages[whose or ""]:
                del self.pages[whose or ""]
                self.sent.pop(whose or "", None)

    def _whose(self, headers: dict[str, str], token: str) -> str | None:
        """Return a name for the session of a request, None where it must sign in first."""
        if self.login == LOCAL:
            return token if sessions.account_of(self.folder, token) else None
        return _cookie(headers, "_streamlit_user")  # of the provider: Streamlit itself looks into it

    def _refusal(
        self, scope: Scope, headers: dict[str, str], whose: str | None
    ) -> PlainTextResponse | RedirectResponse | None:
        """Return the answer to what is not let through, None for the rest."""
        path = scope["path"]
        if not is_own_host(headers.get("host", "")):
            return PlainTextResponse("Unknown host. manyidu dashboard --allow-host NAME", 421)
        if self.login == NONE and is_forwarded(headers):
            return PlainTextResponse(FORWARDED_REFUSED, 403)
        if path in OPEN:
            return None
        if whose is None:
            is_page = scope["type"] == "http" and scope["method"] == "GET" and "text/html" in headers.get("accept", "")
            wanted = path + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
            return RedirectResponse(f"/login?next={quote(wanted)}", 303) if is_page else PlainTextResponse("", 401)
        if (upload := UPLOAD.match(path)) and upload[1] not in offers.UPLOADS:
            return PlainTextResponse("", 403)
        if (media := MEDIA.match(path)) and media[1] not in self.sent[whose]:
            return PlainTextResponse("", 404)
        return None

    def _noting_files(self, send: Send, whose: str) -> Send:
        """Note which files a page was sent the address of: another session does not get them by that address."""

        async def noting(message: Message) -> None:
            for found in MEDIA_IN_MESSAGE.findall(message.get("bytes") or b""):
                self.sent[whose].add(found.decode())
            await send(message)

        return noting


def is_own_host(host: str) -> bool:
    """Say whether a browser called this dashboard by one of its names; a foreign one is a trick (DNS rebinding)."""
    found = HOST.fullmatch(host.lower())
    return found is not None and (found["v6"] or found["name"]) in st.get_option("server.allowedHosts")


def _cookie(headers: dict[str, str], name: str) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


async def _answered(scope: Scope, receive: Receive, send: Send, answer: PlainTextResponse | RedirectResponse) -> None:
    if scope["type"] == "http":
        await answer(scope, receive, send)
        return
    await receive()
    await send({"type": "websocket.close", "code": SIGNED_OUT})


def _with_headers(send: Send, scope: Scope, headers: dict[str, str]) -> Send:
    """Add the headers that keep a page to itself; one that brings a policy of its own keeps it."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer = MutableHeaders(scope=message)
            answer.update(HEADERS)
            host = headers["host"] if is_own_host(headers.get("host", "")) else ""
            answer.setdefault("content-security-policy", CONTENT.format(host=host))
            if not scope["path"].startswith("/static/"):
                answer["cache-control"] = "no-store"
            if is_https(scope, headers):
                answer["strict-transport-security"] = "max-age=31536000"
        await send(message)

    return sending


def is_https(scope: Scope, headers: dict[str, str]) -> bool:
    """Say whether the browser speaks https, to us or to the proxy before us."""
    return scope["scheme"] in ("https", "wss") or headers.get("x-forwarded-proto", "").startswith("https")
