"""How long a page takes after a change of filter, beside an empty page and a page with one chart in the same run.

    python -m benchmarks.pages --warehouse DIR [--changes N] [--users N] [--out FILE]

One user: Chromium, another period chosen in the page, or (opened) the page opened from another by its link, after a change of
period that it has not shown yet; from the key to the moment at which the script has ended (opened: and the last element is drawn)
and the page is still. Ten users: sessions over the websocket, filters drawn at random so that kept answers do not serve, 5 s of thought
between two changes; from the request to the end of the script. Server and driver have a core each where there are two. The
dashboard has counted ahead before (``dashboards.warming``), as one that was started a minute or two ago.
Figures are seconds: middle, 95th percentile, and the middle as a ratio to the page with one chart.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Page, TimeoutError, sync_playwright

from benchmarks.websocket_user import users
from dashboards.environment import ROOT
from dashboards.pages import PAGES
from dashboards.run import ADDRESS, free_port, is_up, started
from pipeline.config import load_settings

APPS = Path(__file__).with_name("apps")
CHROMIUM = "/usr/bin/chromium"
OPENINGS, OPENING_MS, CHANGE_MS = 5, 2_000, 10_000
FARTHEST, TURN = 6, 12  # places in the list of periods
RESTS, RESTING_PERCENT = 5, 20
LINK = '[data-testid=stSidebarNavLink][href$="/{}"]'
OWN_PERIOD = ("overview", "satisfaction", "complaints", "resolution")  # pages that follow the filters
HEADER = "| page | users | changes | middle s | 95th s | to one chart |\n|---|---|---|---|---|---|"
WATCH = """() => {
    window.ended = 0;
    document.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') { window.began = performance.now(); window.ended = 0; }
    }, true);
    new MutationObserver((changes) => {
        const ended = changes.some(({target}) => target.getAttribute('data-test-script-state') === 'notRunning');
        if (ended) window.ended = performance.now();
    }).observe(document.body, {attributes: true, subtree: true, attributeFilter: ['data-test-script-state']});
    new MutationObserver(() => { window.drawn = performance.now(); }).observe(document.body, {childList: true, subtree: true});
}"""


def main() -> None:
    """Serve each app in turn, drive it, write and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("--warehouse", type=Path, required=True)
    parser.add_argument("--changes", type=int, default=30)
    parser.add_argument("--users", type=int, default=10)
    parser.add_argument("--think", type=float, default=5.0)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("pages.md"))
    options = parser.parse_args()
    lines, base = [HEADER], {}
    print(HEADER)

    def tell(line: str) -> None:
        """Keep and print a line at once: the whole takes a quarter of an hour."""
        lines.append(line)
        print(line, flush=True)

    for name in ("empty", "one_chart"):
        with _baseline(APPS / f"{name}.py") as port:
            for count, seconds in _both(port, "", options).items():
                base[count] = float(np.median(seconds))
                tell(_line(name, count, seconds, base[count]))
    with _baseline(APPS / "two_pages.py") as port:
        opened = _opened(f"http://{ADDRESS}:{port}/", {"one_chart": "one_chart"}, "", options.changes)
        switch = float(np.median(opened["one_chart"]))
        tell(_line("one_chart, opened", 1, opened["one_chart"], switch))
    known = {page.name for page in PAGES}
    with _dashboard(options.warehouse) as port:
        for name in [name for name in OWN_PERIOD if name in known]:
            path = "" if name == PAGES[0].name else name
            for count, seconds in _both(port, path, options).items():
                tell(_line(name, count, seconds, base[count]))
        pages = {name: "" if name == PAGES[0].name else name for name in OWN_PERIOD}
        opened = _opened(f"http://{ADDRESS}:{port}/?lang=en", pages, "glossary", options.changes)
        for name, seconds in opened.items():
            tell(_line(f"{name}, opened", 1, seconds, switch))
    options.out.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _both(port: int, path: str, options: argparse.Namespace) -> dict[int, list[float]]:
    """Return the seconds of one user in Chromium and of several over the websocket."""
    url = f"ws://{ADDRESS}:{port}/_stcore/stream"
    many = asyncio.run(users(url, options.users, max(options.changes // 5, 3), options.think, path=path))
    return {1: _in_chromium(f"http://{ADDRESS}:{port}/{path}?lang=en", options.changes), options.users: many}


def _in_chromium(address: str, changes: int) -> list[float]:
    """Return the seconds from each choice of another period to the moment at which the page is still."""
    with _page(address) as page:
        return [_choose(page, places) for places in _walk(changes)]


@contextmanager
def _page(address: str) -> Iterator[Page]:
    """A page in Chromium that notes when a key began something and when its script ended."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(120_000)
        page.goto(address)
        page.locator("h1").wait_for()
        _still(page)
        page.evaluate(WATCH)
        yield page
        browser.close()


def _opened(address: str, pages: dict[str, str], other: str, laps: int) -> dict[str, list[float]]:
    """Return per page the seconds from the key on its link to the moment at which it is still.

    Args:
        pages: Name → path; each is opened once a lap, the first from ``other``. Before a lap another period is chosen on the last.
        other: Path of a page without a period.
    """
    found: dict[str, list[float]] = {name: [] for name in pages}
    with _page(address) as page:
        _follow(page, list(pages.values())[-1])
        for places in _walk(laps):
            _choose(page, places)
            _follow(page, other)
            for name, path in pages.items():
                found[name].append(_follow(page, path))
    return found


def _follow(page: Page, path: str) -> float:
    """Open a page by its link in the navigation and return the seconds until it is still."""
    link = page.locator(LINK.format(path))
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.drawn > window.began", timeout=CHANGE_MS)
    _still(page)
    return page.evaluate("() => Math.max(window.ended, window.drawn) - window.began") / 1000


def _walk(changes: int) -> Iterator[int]:
    """Return by how many places each change goes down the list of periods, or up where it is far down."""
    draw, at = random.Random(5), 0
    for _ in range(changes):
        step = draw.randint(1, FARTHEST)
        step = -step if at > TURN else step
        at += step
        yield step


def _choose(page: Page, places: int) -> float:
    """Choose the period so many places further down the list and return the seconds until the page is still.

    A list that is opened while the page is drawn anew closes again without a choice, and is opened once more.
    """
    for _ in range(OPENINGS):
        page.get_by_role("combobox", name="Period").first.click()
        with suppress(TimeoutError):
            page.locator('[role="option"][aria-selected="false"]').first.wait_for(timeout=OPENING_MS)
            for _ in range(abs(places)):
                page.keyboard.press("ArrowDown" if places > 0 else "ArrowUp")
            page.keyboard.press("Enter")
            page.wait_for_function("() => window.ended > 0", timeout=CHANGE_MS)
            _still(page)
            return page.evaluate("() => window.ended - window.began") / 1000
        _still(page)
    raise RuntimeError("no other period could be chosen")


def _still(page: Page) -> None:
    """Wait until the script has ended and stays so for a third of a second (a choice may cause two runs)."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(350)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


@contextmanager
def _dashboard(warehouse: Path) -> Iterator[int]:
    """Serve the dashboard without login, as on a single machine."""
    with started(replace(load_settings(), warehouse=warehouse.resolve(), language="en"), 8750) as (child, port):
        _rest(child.pid)
        _apart(child.pid)
        yield port


def _rest(server: int) -> None:
    """Wait until the server has counted ahead and rests."""
    process, resting = psutil.Process(server), 0
    while resting < RESTS:
        resting = resting + 1 if process.cpu_percent(interval=1) < RESTING_PERCENT else 0


@contextmanager
def _baseline(app: Path) -> Iterator[int]:
    """Serve a small app by Streamlit with the dashboard's configuration."""
    port = free_port(8770)
    options = ["--server.port", str(port), "--server.address", ADDRESS, "--logger.level", "error"]
    child = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(app), *options], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        if not is_up(child, port):
            raise RuntimeError(f"{app.name} did not start")
        _apart(child.pid)
        yield port
    finally:
        child.terminate()
        child.wait()


def _apart(server: int) -> None:
    """Give server and driver a core each, where there are two and the system lets processes be bound."""
    if (psutil.cpu_count() or 1) > 1 and hasattr(psutil.Process, "cpu_affinity"):
        psutil.Process(server).cpu_affinity([0])
        psutil.Process().cpu_affinity([1])


def _line(name: str, count: int, seconds: list[float], base: float) -> str:
    middle, late = float(np.median(seconds)), float(np.percentile(seconds, 95))
    return f"| {name} | {count} | {len(seconds)} | {middle:.2f} | {late:.2f} | {middle / base:.1f} |"


if __name__ == "__main__":
    main()
