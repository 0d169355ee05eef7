"""Starting the dashboard: an answer counts only from the process that was started, and a port lost to another is given up."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from dashboards import run
from dashboards.ways import Way
from pipeline.errors import UsageError
from tests.warehouse_files import settings_in

SERVER = """
import http.server, sys
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Health).serve_forever()
"""


class Healthy(BaseHTTPRequestHandler):
    """Answers every question with yes."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program answers like a dashboard."""
    with HTTPServer((run.ADDRESS, 0), Healthy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def served_by_a_small_program(port: int, _: Way) -> list[str]:
    return [sys.executable, "-c", SERVER, str(port)]


def test_the_answer_of_another_program_on_the_port_does_not_count(taken, monkeypatch):
    monkeypatch.setattr(run, "START_SECONDS", 1)
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert not run.is_up(child, taken)
    finally:
        child.communicate()


def test_a_port_taken_between_look_and_start_is_given_up_for_the_next(taken, tmp_path, monkeypatch):
    looks = iter([taken])
    look = run.free_port
    monkeypatch.setattr(run, "free_port", lambda first, way: next(looks, None) or look(first, way))
    monkeypatch.setattr(run, "command", served_by_a_small_program)
    with run.started(settings_in(tmp_path), taken) as (child, port):
        assert port != taken
        assert child.poll() is None
    assert child.poll() is not None


def test_a_dashboard_that_ends_at_once_is_not_started_again_and_again(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(run, "command", lambda port, way: started.append(port) or [sys.executable, "-c", ""])
    with pytest.raises(UsageError, match="did not start"), run.started(settings_in(tmp_path), 8701):
        pass
    assert len(started) == 1
