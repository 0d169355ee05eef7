"""Every page, in both languages, wide and on a phone, light and dark: no serious finding of axe, nothing beside the screen, no error."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboards.pages import PAGES
from tests.browser.conftest import SCREEN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIDEWAYS = "() => document.querySelector('[data-testid=stMain]').scrollWidth - document.querySelector('[data-testid=stMain]').clientWidth"
NAMES = ["", *(page.name for page in PAGES[1:])]  # the first page has no address of its own
# What axe finds in Streamlit's own parts, which no option changes: finding -> the part.
OF_STREAMLIT = {
    # Groups of pages stand as list items in lists of their own, one in the other, with a heading between.
    "list": "[data-testid=stSidebarNavItems]",
    "listitem": "[data-testid=stSidebarNavItems]",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_has_no_serious_finding_of_axe(visit, name, scheme):
    page = visit(f"/{name}?lang=zh")
    page.emulate_media(color_scheme=scheme)
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    serious = [
        (finding["id"], node["html"][:300])
        for finding in found
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
        if not _is_of_streamlit(page, finding["id"], node["target"][0])
    ]
    assert serious == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [SCREEN["width"], 1024, 390])
def test_a_page_fits_its_screen_and_nothing_fails(visit, name, lang, width):
    page = visit(f"/{name}?lang={lang}", width)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text("This app has encountered an error")).to_have_count(0)
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.left_the_machine == []


def _is_of_streamlit(page, finding: str, target: str) -> bool:
    within = OF_STREAMLIT.get(finding)
    return within is not None and page.locator(target).evaluate("(found, part) => !!found.closest(part)", within)
