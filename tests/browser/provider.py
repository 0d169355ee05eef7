"""A provider of OpenID Connect on this machine: signs in at once whoever ``vouched`` says, with a real signed token."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "manyidu"


class Provider(ThreadingHTTPServer):
    """Attributes: vouched: The claims of whoever signs in next."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.key = RSAKey.generate_key(2048, {"kid": "k", "use": "sig"})
        self.vouched: dict[str, Any] = {}
        self.nonce = ""

    def token(self) -> str:
        """Return a signed statement on who has signed in."""
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": self.nonce, "sub": "1"}
        return jwt.encode({"alg": "RS256", "kid": "k"}, claims | self.vouched, self.key)


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        here, asked = self.server, urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if asked.path == "/authorize":
            here.nonce = given["nonce"]
            back = f"{given['redirect_uri']}?{urlencode({'code': 'c', 'state': given['state']})}"
            self._answer({}, 302, location=back)
        elif asked.path == "/keys":
            self._answer({"keys": [here.key.as_dict(private=False)]})
        else:
            self._answer(
                {
                    "issuer": here.address,
                    "authorization_endpoint": f"{here.address}/authorize",
                    "token_endpoint": f"{here.address}/token",
                    "jwks_uri": f"{here.address}/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self._answer({"access_token": "a", "token_type": "Bearer", "expires_in": 600, "id_token": self.server.token()})

    def _answer(self, content: dict[str, Any], status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"content-type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def provider() -> Iterator[Provider]:
    """Serve a provider."""
    with Provider() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
