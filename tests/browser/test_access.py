"""Signing in as each role and trying to see what is not one's own."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from dashboards import accounts
from dashboards.run import ADDRESS, started
from dashboards.ways import Way
from tests.browser.conftest import SCREEN, new_page, still
from tests.dashboards.warehouses import publish_warehouse

pytestmark = pytest.mark.browser

PASSWORD = "correct horse 9"
SCOPES = {"manager": ("c1",), "quality": ("c2",), "reviewer": None, "administrator": None}
PAGES = {
    "manager": {"cases": True, "data": False, "users": False},
    "quality": {"cases": True, "data": True, "users": False},
    "reviewer": {"cases": False, "data": False, "users": False},
    "administrator": {"cases": True, "data": True, "users": True},
}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """The address of a dashboard with login and a user of each role."""
    folder = tmp_path_factory.mktemp("guarded")
    settings = replace(publish_warehouse(folder, "full"), settings=folder / "settings")
    for role in ("administrator", *SCOPES):
        if role not in accounts.read(settings.settings):
            accounts.add(settings.settings, role, role, SCOPES[role], PASSWORD)
    with started(settings, 8771, Way("local")) as (_, port):
        yield f"http://{ADDRESS}:{port}"


@pytest.fixture
def browser_page(chromium):
    """A page of a browser that knows nothing yet; it notes what Streamlit asks of other machines."""
    context = chromium.new_context(viewport=SCREEN, locale="en-GB")
    yield new_page(context)
    context.close()


def sign_in(page, address: str, role: str, path: str = "/") -> None:
    """Open a path, which leads to the login, and sign in with the keyboard only."""
    page.goto(address + path)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(role)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("role", SCOPES)
def test_each_role_sees_its_pages_and_no_address_leads_to_another(browser_page, guarded, role):
    page = browser_page
    sign_in(page, guarded, role, "/users?lang=en")
    still(page)
    title = "Who may see what" if PAGES[role]["users"] else "How are we doing"
    expect(page.locator("h1")).to_contain_text(title)
    navigation = page.get_by_test_id("stSidebarNav")
    for name, is_open in PAGES[role].items():
        expect(navigation.locator(f"a[href$='/{name}']")).to_have_count(int(is_open))
    if role != "administrator":
        expect(page.get_by_text("page not found", exact=False).first).to_be_visible()


def test_a_link_to_another_community_shows_the_own_ones_only(browser_page, guarded):
    page = browser_page
    sign_in(page, guarded, "manager", "/?lang=en&community=c2&period=2024Q4")
    still(page)
    expect(page.get_by_test_id("stMetric").filter(has_text="within 30 days").first).to_contain_text("100.0%")
    expect(page.get_by_text("望江苑")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("community=c2"))


def test_a_session_survives_a_reload_and_ends_with_the_sign_out(browser_page, guarded):
    page = browser_page
    sign_in(page, guarded, "quality", "/data?lang=en")
    still(page)
    page.reload()
    still(page)
    expect(page.locator("h1")).to_contain_text("Where do the figures come from")
    page.get_by_role("button", name="quality").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out")).to_be_visible()
    expect(page.locator("h1")).to_have_count(0)
    page.get_by_role("link", name="Sign in again").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    page.goto(f"{guarded}/data")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_download_of_one_user_is_no_download_for_another(browser_page, guarded, chromium):
    page = browser_page
    sign_in(page, guarded, "administrator", "/data?lang=en")
    still(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").first.click()
    address = download.value.url
    assert "/media/" in address
    other = chromium.new_context(locale="en-GB")
    stranger = new_page(other)
    assert stranger.request.get(address).status == 401
    sign_in(stranger, guarded, "manager")
    still(stranger)
    assert stranger.request.get(address).status == 404
    other.close()


def test_a_wrong_password_is_said_and_read_out(browser_page, guarded):
    page = browser_page
    page.goto(f"{guarded}/login?lang=zh")
    page.get_by_label("用户名").fill("manager")
    page.get_by_label("密码").fill("not this one")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_have_text("用户名或密码不对。")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_nothing_is_refused_to_the_page_by_its_own_policy(browser_page, guarded):
    page = browser_page
    refused = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    sign_in(page, guarded, "administrator", "/?lang=en")
    still(page)
    expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible()
    assert [text for text in refused if "inline script" not in text] == []
