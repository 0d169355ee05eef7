"""The dashboard served on a small warehouse, opened in the system's Chromium."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dashboards.environment import ROOT, for_child
from dashboards.run import ADDRESS, command, free_port, is_up
from pipeline.config import Settings
from tests.dashboards.warehouses import publish_warehouse

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def address(tmp_path_factory) -> Iterator[str]:
    """Serve the warehouse ``full`` and return its address."""
    settings = publish_warehouse(tmp_path_factory.mktemp("served"), "full", is_sample=True)
    with serving(settings) as served:
        yield served


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Serve the dashboard with ``settings`` and give its address."""
    port = free_port(8701)
    child = subprocess.Popen(command(port), cwd=ROOT, env=for_child(settings), stdout=subprocess.DEVNULL)
    try:
        assert is_up(child, port)
        yield f"http://{ADDRESS}:{port}"
    finally:
        child.terminate()
        child.wait(10)


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests; skipped, visibly, where Chromium is not installed."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, address) -> Iterator[Callable]:
    """Return a function that opens a path and waits until the page stands still; it notes requests that leave the machine."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.left_the_machine = []
    page.on("request", lambda request: page.left_the_machine.append(request.url) if _is_outside(request.url) else None)

    def open_path(path: str):
        page.goto(address + path)
        still(page)
        return page

    yield open_path
    context.close()


def still(page) -> None:
    """Wait until the script has run and the title stands."""
    page.wait_for_selector("h1")
    page.wait_for_timeout(300)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def _is_outside(url: str) -> bool:
    return url.startswith(("http", "ws")) and ADDRESS not in url
