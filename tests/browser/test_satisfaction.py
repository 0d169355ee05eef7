"""Satisfaction and its drivers by hand: views, an indicator, a cell of the heat map, the way of correlating."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import still

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_cell_of_the_heat_map_leads_to_that_community_over_time_and_the_link_keeps_it(visit):
    page = visit("/satisfaction?lang=en&satisfaction=places")
    heat = page.locator(".st-key-wide_of_satisfaction_heat")
    heat.locator(".scatterlayer path.point").nth(1).click(force=True)
    expect(page.get_by_role("heading", name=re.compile("getting better or worse"))).to_be_visible()
    expect(page).to_have_url(re.compile("community=c[12]"))
    expect(page).not_to_have_url(re.compile("satisfaction=places"))


def test_how_a_survey_was_taken_is_one_click_away(visit):
    page = visit("/satisfaction?lang=en")
    page.get_by_role("radio", name="How it was asked").click()
    expect(page.get_by_text("Of 1,200 invited, 960 responded")).to_be_visible()
    expect(page).to_have_url(re.compile("satisfaction=method"))


def test_the_way_of_correlating_is_chosen_and_stands_in_the_url(visit):
    page = visit("/drivers?lang=en")
    page.get_by_role("radio", name="Correlations").click()
    page.get_by_role("radio", name="Kendall").click()
    expect(page.get_by_text("Kendall's tau-b, −1 to 1")).to_be_visible()
    expect(page).to_have_url(re.compile("correlation=kendall"))
    page.get_by_role("radio", name="Spearman").click()
    still(page)
    expect(page).not_to_have_url(re.compile("correlation=kendall"))
