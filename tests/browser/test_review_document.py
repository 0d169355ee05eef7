"""The HTML review in a browser: no serious finding of axe, nothing beside the screen, nothing fetched, nothing forbidden tried."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from pipeline.review.render import write_document
from tests.review.reviews import small_review

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("zh", "light", 1440), ("en", "dark", 1024), ("zh", "dark", 390)]
)
def test_the_document_can_be_read_by_all_and_fits_its_screen(chromium, tmp_path, language, scheme, width):
    path = tmp_path / "review.html"
    write_document(small_review(language), path)
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, told = context.new_page(), []
    page.on("console", lambda message: told.append(message.text))
    page.on("request", lambda request: told.append(request.url))
    page.goto(path.as_uri())
    assert told == [path.as_uri()]
    assert page.evaluate(SIDEWAYS) <= 0
    found = Axe().run(page).response["violations"]
    context.close()
    assert [(each["id"], node["html"][:300]) for each in found for node in each["nodes"]] == []
