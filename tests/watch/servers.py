"""Servers on this machine that stand for a mail server and for the robots of chat groups."""

from __future__ import annotations

import json
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Robots(ThreadingHTTPServer):
    """Keeps what it was sent, path and JSON; answers with ``answers`` in turn, the last one for ever."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Robot)
        self.posts: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[tuple[int, dict[str, str], Any]] = [(200, {}, {"errcode": 0, "errmsg": "ok"})]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/send"


class _Robot(BaseHTTPRequestHandler):
    server: Robots

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, json.loads(body)))
        answers = self.server.answers
        status, headers, content = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content if isinstance(content, bytes) else json.dumps(content).encode())

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that keeps the messages; ``refused`` recipients are turned away, ``greetings`` said in turn."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.context, self.lines, self.messages = context, [], []
        self.refused: set[str] = set()
        self.greetings = ["220 here"]
        self.said_to_message = "250 kept"

    @property
    def port(self) -> int:
        return self.server_address[1]

    def get_request(self) -> Any:
        plain, address = super().get_request()
        return (self.context.wrap_socket(plain, server_side=True) if self.context else plain), address

    def handle_error(self, *_: Any) -> None:
        """A caller that turns away during the handshake is no error of the server."""


class _Mail(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        greetings = self.server.greetings
        self._say(greetings.pop(0) if len(greetings) > 1 else greetings[0])
        while line := self.rfile.readline().decode().strip():
            self.server.lines.append(line)
            command = line.split()[0].upper()
            if command == "DATA":
                self._say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n")).decode()
                if self.server.said_to_message.startswith("250"):
                    self.server.messages.append(text)
                self._say(self.server.said_to_message)
            elif command == "QUIT":
                return self._say("221 bye")
            elif command == "EHLO":
                self._say("250-here\r\n250 AUTH PLAIN")
            elif command == "AUTH":
                self._say("235 welcome")
            else:
                self._say("550 unknown" if any(name in line for name in self.server.refused) else "250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def running(server: Any) -> Iterator[Any]:
    """Serve in a thread while the body runs."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
