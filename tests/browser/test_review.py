"""The review page by hand: read a finding, follow its evidence, take the document along and open it, leave a comment."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.browser.conftest import still

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser


def test_a_finding_leads_to_its_evidence_and_the_document_says_the_same(visit, tmp_path):
    page = visit("/?lang=en&community=c1&category=facility")  # what is chosen elsewhere is not what the finding is of
    page.get_by_role("link", name="Review").click()
    finding = page.locator(".st-key-finding_1")
    finding.wait_for()
    headline = finding.locator("strong").first.inner_text().split(". ", 1)[1]
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    texts = [
        str(cell) for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True) for cell in row if cell
    ]
    assert any(headline in text for text in texts)
    finding.get_by_role("button", name="See the evidence").click()
    page.wait_for_url("**/resolution?*community=c2*")
    still(page)
    assert "category" not in page.url
    assert not page.left_the_machine


def test_a_part_of_the_review_is_opened_with_a_click_and_stands_in_the_address(visit):
    page = visit("/review?lang=en")
    page.get_by_role("radio", name="Method and data").click()
    page.wait_for_url("**part=method**")
    sync_api.expect(page.get_by_text("How the surveys were taken")).to_be_visible()
