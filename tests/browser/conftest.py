"""The dashboard served on a small warehouse, opened in the system's Chromium.

Tests wait for what they expect to see, with a limit that a slow and busy machine keeps; none of them sleeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from dashboards.run import ADDRESS, started
from pipeline.config import Settings
from tests.dashboards.warehouses import publish_warehouse

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_MS = 60_000
OPENINGS, OPENING_MS = 15, 2_000
SCREEN = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def address(tmp_path_factory) -> Iterator[str]:
    """Serve the warehouse ``full`` and return its address."""
    settings = publish_warehouse(tmp_path_factory.mktemp("served"), "full", is_sample=True)
    with serving(settings) as served:
        yield served


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Serve the dashboard with ``settings`` and give its address."""
    with started(settings, 8701) as (_, port):
        yield f"http://{ADDRESS}:{port}"


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests; skipped, visibly, where Chromium is not installed."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    sync_api.expect.set_options(timeout=PATIENCE_MS)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def tab(chromium):
    """One tab for all tests that ``visit``: it has loaded the scripts of the page already, which takes longer than the page does."""
    context = chromium.new_context(viewport=SCREEN, locale="zh-CN")
    page = new_page(context)
    page.left_the_machine = []
    page.on("request", lambda request: page.left_the_machine.append(request.url) if _is_outside(request.url) else None)
    yield page
    context.close()


@pytest.fixture
def visit(tab, address) -> Iterator[Callable]:
    """Return a function that opens a path in a tab that remembers nothing, and waits until the page stands.

    The requests of the tab that left the machine are its ``left_the_machine``.
    """
    tab.left_the_machine.clear()

    def open_path(path: str, width: int = SCREEN["width"]):
        tab.set_viewport_size({"width": width, "height": SCREEN["height"]})
        tab.goto(address + path)
        still(tab)
        return tab

    yield open_path
    forget(tab)


def new_page(context):
    """Open a page that waits long enough."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


def forget(page) -> None:
    """Take a tab back to what it was before anybody used it, but for the scripts that it has loaded."""
    page.evaluate("location.origin === 'null' || (localStorage.clear(), sessionStorage.clear())")
    page.context.clear_cookies()
    page.emulate_media(media="null", color_scheme="null")


def still(page) -> None:
    """Wait until a page that was just opened has its title and its script has run; after a click, wait for its outcome instead."""
    page.locator("h1").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def pick(page, label: str, option: str) -> None:
    """Choose ``option`` of a list; one that is opened while the page is drawn anew closes again, and is opened once more."""
    wanted = page.get_by_role("option", name=option).first
    for _ in range(OPENINGS):
        still(page)
        page.get_by_role("combobox", name=label, exact=True).first.click()
        with suppress(sync_api.TimeoutError):
            wanted.click(timeout=OPENING_MS)
            return
    raise AssertionError(f"{label} does not offer {option}")


def drawn_charts(page, count: int):
    """Wait until ``count`` charts are drawn, and return them; a chart is loaded when it comes near the window."""
    charts = page.get_by_test_id("stPlotlyChart")
    sync_api.expect(charts).to_have_count(count)
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        chart.locator("g.point path").first.wait_for(state="attached")
    return charts.all()


def _is_outside(url: str) -> bool:
    return url.startswith(("http", "ws")) and ADDRESS not in url
