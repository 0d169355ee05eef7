"""Signing in as each role and trying to see what is not one's own."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from dashboards import accounts, audit
from dashboards.run import ADDRESS, free_port, started
from dashboards.ways import Way, chosen_way
from tests.browser.conftest import SCREEN, forget, new_page, still
from tests.browser.provider import CLIENT, provider
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


@pytest.fixture(scope="module")
def english_tab(chromium):
    """One tab for all tests, in English."""
    context = chromium.new_context(viewport=SCREEN, locale="en-GB")
    yield new_page(context)
    context.close()


@pytest.fixture
def browser_page(english_tab):
    """A page of a browser that knows nobody yet."""
    yield english_tab
    forget(english_tab)


def sign_in(page, address: str, role: str, path: str = "/") -> None:
    """Open a path, which leads to the login, and sign in with the keyboard only."""
    page.goto(address + path)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(role)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


# Every role and page without a browser: tests/dashboards/test_access.py.
@pytest.mark.parametrize(
    "role",
    ["manager", "administrator", *(pytest.param(role, marks=pytest.mark.slow) for role in ("quality", "reviewer"))],
)
def test_each_role_sees_its_pages_and_no_address_leads_to_another(browser_page, guarded, role):
    page = browser_page
    sign_in(page, guarded, role, "/users?lang=en")
    still(page)
    title = "Who may see what" if PAGES[role]["users"] else "Your role does not include the page ‘Users’"
    expect(page.locator("h1")).to_contain_text(title)
    navigation = page.get_by_test_id("stSidebarNav")
    for name, is_open in PAGES[role].items():
        expect(navigation.locator(f"a[href$='/{name}']")).to_have_count(int(is_open))
    expect(page.get_by_text("page not found", exact=False)).to_have_count(0)


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
    expect(page.get_by_role("link", name="Overview")).to_have_count(0)
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


@pytest.mark.slow
def test_the_companys_own_accounts_sign_in_and_a_stranger_of_the_company_is_told_so(
    browser_page, tmp_path, monkeypatch
):
    settings = replace(publish_warehouse(tmp_path, "surveys_only"), settings=tmp_path / "settings")
    accounts.add(settings.settings, "root@example.com", "administrator")
    accounts.add(settings.settings, "li.na@example.com", "manager", ("c1",))
    monkeypatch.setenv("HOME", str(tmp_path))
    page, port = browser_page, free_port(8791)
    with provider() as company:
        _write_secrets(tmp_path, company.address, port)
        way = chosen_way(settings, ADDRESS, (), False)
        assert way.login == "provider"
        with started(settings, port, way):
            company.vouched = {"email": "li.na@example.com", "email_verified": True}
            page.goto(f"http://{ADDRESS}:{port}/?lang=en")
            page.get_by_role("button", name="Sign in with the company").click()
            page.get_by_role("button", name="li.na@example.com").click()
            expect(page.get_by_text("1 community only")).to_be_visible()
            page.get_by_role("button", name="Sign out").click()
            company.vouched = {"email": "wang@example.com", "email_verified": True}
            page.get_by_role("button", name="Sign in with the company").click()
            expect(page.get_by_text("has no access yet")).to_be_visible()
            expect(page.get_by_test_id("stMetric")).to_have_count(0)
    assert [line["who"] for line in audit.entries(settings) if line["action"] == "signed_in"] == ["li.na@example.com"]


def _write_secrets(home, issuer: str, port: int) -> None:
    (home / ".streamlit").mkdir()
    (home / ".streamlit" / "secrets.toml").write_text(
        f"""
        [auth]
        redirect_uri = "http://{ADDRESS}:{port}/oauth2callback"
        cookie_secret = "{"c" * 64}"
        client_id = "{CLIENT}"
        client_secret = "x"
        server_metadata_url = "{issuer}/.well-known/openid-configuration"
        """
    )
