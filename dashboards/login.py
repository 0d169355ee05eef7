"""The login page of local accounts: plain HTML, a form and no script, so that keyboard, screen reader and any browser will do."""

from __future__ import annotations

import base64
import os
import re
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, quote, urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboards import accounts, audit, sessions
from dashboards.guard import is_https, is_own_host
from dashboards.text import COOKIE, LANGUAGES, words
from dashboards.tries import SignInError
from dashboards.ways import LOCAL, LOGIN
from pipeline.config import load_settings

HERE = Path(__file__).parent
MOST_BYTES = 8192
CHECKED_AT_ONCE = CapacityLimiter(2)  # a password costs 64 MB and a core for a moment, on purpose
OWN_PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]*")
CONTENT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
SIGNED_IN, REFUSED = 303, 401


async def page(request: Request) -> Response:
    """Answer ``/login``: the form, or what became of it."""
    wanted = _own_path(request.query_params.get("next", ""))
    if os.environ.get(LOGIN) != LOCAL:
        return RedirectResponse("/", SIGNED_IN)
    if request.method == "POST":
        return await _signed_in(request, wanted)
    if sessions.account_of(load_settings().settings, request.cookies.get(sessions.COOKIE)):
        return RedirectResponse(wanted, SIGNED_IN)
    if request.headers.get("sec-fetch-site") == "cross-site":
        return _once_more(request)
    return _form(request, wanted)


async def _signed_in(request: Request, wanted: str) -> Response:
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site") == "cross-site" or (origin and not is_own_host(urlsplit(origin).netloc)):
        return _form(request, wanted, "login.foreign", 403)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return _form(request, wanted, "login.wrong", 413)
    typed = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
    name, password = typed.get("name", ""), typed.get("password", "")
    try:
        token = await to_thread.run_sync(_token, name, password, limiter=CHECKED_AT_ONCE)
    except SignInError as error:
        return _form(request, wanted, error, REFUSED)
    answer = RedirectResponse(wanted, SIGNED_IN)
    is_secure = is_https(request.scope, dict(request.headers))
    answer.set_cookie(
        sessions.COOKIE, token, max_age=sessions.SECONDS, httponly=True, samesite="strict", secure=is_secure
    )
    return answer


def _token(name: str, password: str) -> str:
    """Check name and password, write down what came of it, and return the token of a new session."""
    settings = load_settings()
    folder = settings.settings
    try:
        account = accounts.check(folder, name, password)
    except SignInError as error:
        known = accounts.read(folder)
        who = (
            accounts.cleaned(name) if accounts.cleaned(name) in known else "?"
        )  # perhaps a password in the wrong field
        if error.code == "wrong":
            audit.record(settings, who, "locked_out" if who in accounts.locked(folder) else "sign_in_failed")
        raise
    audit.record(settings, account.name, "signed_in")
    return sessions.issue(folder, account)


def _form(request: Request, wanted: str, problem: str | SignInError = "", status: int = 200) -> HTMLResponse:
    language = _language(request)
    said = {key.removeprefix("login."): text[language] for key, text in words().items() if key.startswith("login.")}
    message = (
        problem.say(language) if isinstance(problem, SignInError) else words()[problem][language] if problem else ""
    )
    other = next(name for name in LANGUAGES if name != language)
    values = said | {
        "language": "zh-CN" if language == "zh" else "en",
        "product": words()["product"][language],
        "message": message,
        "is_invalid": "true" if message else "false",
        "action": f"/login?lang={language}&next={quote(wanted)}",
        "other_language": f"/login?lang={other}&next={quote(wanted)}",
        "other": {"zh": "中文", "en": "English"}[other],
        "other_code": {"zh": "zh-CN", "en": "en"}[other],
        "icon": base64.b64encode((HERE / "icon.png").read_bytes()).decode(),
    }
    page = Template((HERE / "login.html").read_text(encoding="utf-8"))
    filled = page.substitute({name: escape(value) for name, value in values.items()})
    return HTMLResponse(filled, status, {"content-security-policy": CONTENT})


def _once_more(request: Request) -> HTMLResponse:
    """Let the browser ask again by itself: it keeps a strict cookie back from what a link in a mail or a chat opens."""
    again = escape(f"/login?{request.url.query}")
    return HTMLResponse(
        f'<!doctype html><meta http-equiv="refresh" content="0;url={again}"><a href="{again}">…</a>',
        headers={"content-security-policy": "default-src 'none'"},
    )


def _language(request: Request) -> str:
    """Return the language of the page: in its address, in that of the page wanted, else as remembered, else the browser's first."""
    wanted = parse_qs(urlsplit(request.query_params.get("next", "")).query).get("lang", [""])[0]
    for code in (request.query_params.get("lang"), wanted, request.cookies.get(COOKIE)):
        if code in LANGUAGES:
            return code
    return "zh" if request.headers.get("accept-language", "zh").lower().startswith("zh") else "en"


def _own_path(wanted: str) -> str:
    """Return where to go after the login: a page of ours, never another site."""
    return wanted if OWN_PATH.fullmatch(wanted) and not wanted.startswith("/login") else "/"
