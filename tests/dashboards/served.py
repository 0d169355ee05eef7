"""A served dashboard spoken to as a browser does: requests with cookies, and the websocket that pages come through."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from dashboards import sessions

PASSWORD = "correct horse 9"
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def cookie(self) -> str:
        """The cookie that was set, to be sent back."""
        return self.headers["set-cookie"].split(";")[0]


def ask(port: int, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
    """Send one request; ``sec_fetch_site="…"`` is the header ``sec-fetch-site``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    known = {name.lower(): value for name, value in answer.getheaders()}
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return Answer(answer.status, known, text)


def sign_in(port: int, name: str, password: str = PASSWORD, wanted: str = "/", **headers: str) -> Answer:
    """Send the login form."""
    form = urlencode({"name": name, "password": password})
    kind = "application/x-www-form-urlencoded"
    return ask(port, f"/login?lang=en&next={wanted}", "POST", form, content_type=kind, **headers)


def page(port: int, **headers: str) -> str:
    """Open the first page through the websocket and return all that was sent, as one text.

    Raises:
        websockets.exceptions.WebSocketException: If the websocket is refused.
    """
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    origin = given.pop("origin", f"http://127.0.0.1:{port}")
    received = b""
    with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", origin=origin, additional_headers=given, open_timeout=PATIENCE_SECONDS
    ) as socket:
        wish = BackMsg()
        wish.rerun_script.query_string = "lang=en"
        socket.send(wish.SerializeToString())
        while True:
            message = socket.recv(timeout=PATIENCE_SECONDS)
            received += message
            if ForwardMsg.FromString(message).WhichOneof("type") == "script_finished":
                return received.decode("utf-8", "replace")


def cookie_of(token: str) -> str:
    """Return a token as the browser sends it."""
    return f"{sessions.COOKIE}={token}"
