"""The served dashboard: nothing without a session, no way round it by headers, hosts or other sites, and what the log says."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from websockets.exceptions import WebSocketException

from dashboards import accounts, audit, sessions
from dashboards.guard import Guard
from dashboards.run import started
from dashboards.ways import Way
from tests.dashboards.served import PASSWORD, ask, cookie_of, page, sign_in
from tests.dashboards.warehouses import publish_warehouse

FOR_ADMINISTRATORS = ":material/group:"  # the page of users in the navigation


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """Settings with an administrator, a manager, and one to lock out."""
    folder = tmp_path_factory.mktemp("guarded")
    kept = replace(publish_warehouse(folder, "no_rows"), settings=folder / "settings")
    accounts.add(kept.settings, "root", "administrator", password=PASSWORD)
    accounts.add(kept.settings, "li.na", "manager", ("c1",), PASSWORD)
    accounts.add(kept.settings, "locked", "manager", None, PASSWORD)
    return kept


@pytest.fixture(scope="module")
def port(settings):
    """The port of a dashboard with login."""
    with started(settings, 8731, Way("local")) as (_, found):
        yield found


def token(settings, name: str) -> str:
    return sessions.issue(settings.settings, accounts.read(settings.settings)[name])


@pytest.mark.parametrize("path", ["/", "/data?section=upload", "/users", "/index.html", "/login/../data"])
def test_a_page_asked_for_without_a_session_leads_to_the_login_and_back_to_it(port, path):
    answer = ask(port, path, accept="text/html")
    assert answer.status == 303
    assert answer.headers["location"].startswith("/login?next=/")


@pytest.mark.parametrize(
    "path",
    [
        "/static/js/index.js",
        "/media/0123456789abcdef.csv",
        "/_stcore/host-config",
        "/_stcore/metrics",
        "/_stcore/script-health-check",
        "/_stcore/upload_file/a/b",
        "/_stcore/agent/v1/run",
        "/component/x/index.html",
        "/app/static/secret.csv",
        "/auth/login",
        "/oauth2callback",
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD"])
def test_nothing_else_is_answered_without_a_session(port, path, method):
    assert ask(port, path, method).status == 401


def test_only_the_health_of_the_server_is_told_to_everybody(port):
    assert ask(port, "/_stcore/health").text == "ok"


@pytest.mark.parametrize("headers", [{}, {"cookie": cookie_of("forged.token")}, {"cookie": "="}])
def test_the_websocket_is_closed_without_a_session(port, headers):
    with pytest.raises(WebSocketException):
        page(port, **headers)


def test_a_header_that_names_somebody_else_changes_nothing(port, settings):
    own, of_another = token(settings, "li.na"), token(settings, "root")
    with pytest.raises(WebSocketException):
        page(port, x_manyidu_session=of_another)
    assert FOR_ADMINISTRATORS in page(port, cookie=cookie_of(of_another))
    assert FOR_ADMINISTRATORS not in page(port, cookie=cookie_of(own), x_manyidu_session=of_another)


def test_the_websocket_is_closed_to_another_site(port, settings):
    with pytest.raises(WebSocketException):
        page(port, cookie=cookie_of(token(settings, "root")), origin="https://evil.example")


def test_signing_in_sets_a_cookie_that_scripts_and_other_sites_do_not_get_and_leads_on(port, settings):
    answer = sign_in(port, " Li.Na ", wanted="/data%3Fsection%3Dloads")
    assert (answer.status, answer.headers["location"]) == (303, "/data?section=loads")
    flags = answer.headers["set-cookie"].lower()
    assert "httponly" in flags
    assert "samesite=strict" in flags
    assert "secure" not in flags
    assert ask(port, "/", cookie=answer.cookie, accept="text/html").status == 200
    assert ask(port, "/login?next=/data", cookie=answer.cookie).headers["location"] == "/data"


def test_behind_https_the_cookie_is_for_https_only(port):
    answer = sign_in(port, "li.na", x_forwarded_proto="https")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers


def test_a_session_that_was_signed_out_is_over_on_the_server(port, settings):
    own = token(settings, "li.na")
    assert ask(port, "/", cookie=cookie_of(own)).status == 200
    sessions.end(settings.settings, own)
    assert ask(port, "/", cookie=cookie_of(own)).status == 401


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(port):
    wrong, unknown = sign_in(port, "li.na", "not this one"), sign_in(port, "nobody", "not this one")
    assert wrong.status == unknown.status == 401
    assert "Name or password is wrong" in wrong.text
    assert wrong.text == unknown.text
    assert "set-cookie" not in wrong.headers


def test_a_name_is_locked_after_five_wrong_passwords_and_the_log_says_so(port, settings):
    for _ in range(5):
        assert "wrong" in sign_in(port, "locked", "not this one").text
    answer = sign_in(port, "locked")
    assert answer.status == 401
    assert "Too many wrong passwords" in answer.text
    written = [line["action"] for line in audit.entries(settings) if line["who"] == "locked"]
    assert written == ["locked_out", *["sign_in_failed"] * 4]
    accounts.unlock(settings.settings, "locked")
    assert sign_in(port, "locked").status == 303


def test_what_was_typed_as_an_unknown_name_is_not_in_the_log(port, settings):
    sign_in(port, "my secret password", "x")
    assert all("secret" not in str(line) for line in audit.entries(settings))


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}]
)
def test_a_login_form_sent_from_another_site_is_not_looked_at(port, headers):
    answer = sign_in(port, "li.na", **headers)
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/%5Cevil.example", "https://evil.example", "javascript:1", "/%0d%0aset-cookie:a=b", ""],
)
def test_a_login_leads_to_a_page_of_ours_only(port, wanted):
    assert sign_in(port, "li.na", wanted=wanted).headers["location"] == "/"


def test_a_link_from_another_site_asks_once_more_by_itself_so_that_the_cookie_comes_along(port):
    answer = ask(port, "/login?next=/data", sec_fetch_site="cross-site")
    assert 'http-equiv="refresh"' in answer.text
    assert "<form" not in answer.text


def test_the_login_page_is_a_labelled_form_without_script_in_the_language_of_the_browser(port):
    chinese, english = (ask(port, "/login", accept_language=code).text for code in ("zh-CN,zh;q=0.9", "en-GB"))
    assert '<html lang="zh-CN">' in chinese
    assert '<label for="password">密码</label>' in chinese
    assert '<label for="password">Password</label>' in english
    assert "<script" not in chinese
    assert '<html lang="en">' in ask(port, "/login?next=/data%3Flang%3Den", accept_language="zh-CN").text


def test_what_comes_in_the_address_of_the_login_is_shown_as_text(port):
    assert "<b>" not in ask(port, "/login?next=/%22%3E%3Cb%3E&lang=%22%3E%3Cb%3E").text


def test_a_form_that_is_too_large_is_refused(port):
    assert sign_in(port, "li.na", "x" * 20_000).status == 413


@pytest.mark.parametrize("path", ["/login", "/", "/_stcore/health", "/static/x.js", "/media/x.csv"])
def test_every_answer_carries_the_headers_that_keep_a_page_to_itself(port, settings, path):
    headers = ask(port, path, cookie=cookie_of(token(settings, "root"))).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "http:" not in headers["content-security-policy"]
    assert path.startswith("/static/") or headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:8731@evil.example", "", "a b"])
def test_a_foreign_name_of_the_server_is_refused(port, settings, host):
    assert ask(port, "/", host=host, cookie=cookie_of(token(settings, "root"))).status in (400, 421)


def test_a_file_is_taken_only_for_a_session_that_was_offered_an_upload(port, settings):
    for name in ("li.na", "root"):
        answer = ask(port, "/_stcore/upload_file/some-session/f", "PUT", "x", cookie=cookie_of(token(settings, name)))
        assert answer.status == 403


def test_without_login_a_request_that_a_proxy_passed_on_is_refused(settings):
    with started(settings, 8751) as (_, found):
        assert ask(found, "/").status == 200
        assert "material" in page(found)
        for name in ("x_forwarded_for", "forwarded", "x_real_ip", "via", "x_forwarded_host", "cf_connecting_ip"):
            assert ask(found, "/", **{name: "10.0.0.1"}).status == 403
            with pytest.raises(WebSocketException):
                page(found, **{name: "10.0.0.1"})
        assert ask(found, "/", host="evil.example").status == 421


def test_a_file_is_served_to_the_session_whose_page_was_sent_its_address_and_to_no_other(settings, monkeypatch):
    monkeypatch.setenv("MANYIDU_LOGIN", "local")
    monkeypatch.setenv("MANYIDU_SETTINGS", str(settings.settings))
    owner, other = token(settings, "root"), token(settings, "li.na")

    async def pages_and_files(scope, receive, send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.send", "bytes": b"\x0a\x12/media/abc123.csv\x1a"})
            await receive()
        else:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"rows"})

    guard = Guard(pages_and_files)

    async def fetched(who: str) -> int:
        sent = []
        await guard(_request("http", "/media/abc123.csv", who), asyncio.Queue().get, _into(sent))
        return sent[0]["status"]

    async def everything() -> list[int]:
        ended = asyncio.Queue()
        page = asyncio.create_task(guard(_request("websocket", "/_stcore/stream", owner), ended.get, _into([])))
        await asyncio.sleep(0)
        statuses = [await fetched(owner), await fetched(other)]
        await ended.put({"type": "websocket.disconnect"})
        await page
        return [*statuses, await fetched(owner)]

    # In a thread of its own: a worker that has browser tests too has a running loop in the main one.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, everything()).result() == [200, 404, 404]


def _request(kind: str, path: str, who: str) -> dict:
    headers = [(b"host", b"127.0.0.1:8501"), (b"cookie", cookie_of(who).encode())]
    scheme = "ws" if kind == "websocket" else "http"
    return {"type": kind, "method": "GET", "path": path, "query_string": b"", "headers": headers, "scheme": scheme}


def _into(sent: list):
    async def send(message: dict) -> None:
        sent.append(message)

    return send
