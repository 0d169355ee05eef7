"""The app on a small warehouse, run without a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import access, accounts, books, data, sessions
from dashboards.environment import for_child
from dashboards.pages import ADMINISTRATOR
from pipeline.config import Settings
from tests.dashboards.warehouses import publish_warehouse

APP = Path(__file__).parents[2] / "dashboards" / "app.py"


@pytest.fixture(scope="session", autouse=True)
def _no_search_for_components():
    """Streamlit looks for components in all installed packages whenever a test opens a page; there are none of version 2."""
    with patch("streamlit.components.v2.manifest_scanner.scan_component_manifests", return_value=[]):
        yield


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> Callable[[str], Settings]:
    """Return the settings of a warehouse of a kind, made once a session; ``none`` has none at all."""
    made: dict[str, Settings] = {}

    def settings_of(kind: str) -> Settings:
        if kind not in made:
            folder = tmp_path_factory.mktemp(kind)
            kept = publish_warehouse(folder, "no_rows" if kind == "none" else kind, is_sample=kind == "full")
            (kept.warehouse / "current.json").unlink() if kind == "none" else None
            made[kind] = kept
        return made[kind]

    return settings_of


@pytest.fixture
def open_page(published, monkeypatch, tmp_path) -> Callable[..., AppTest]:
    """Return a function that opens a page on a kind of warehouse, or on one of the test's own, in a language."""

    def open_it(kind: str | Settings, page: str = "overview", lang: str = "zh", **query: str) -> AppTest:
        _set_up(monkeypatch, kind if isinstance(kind, Settings) else _of_the_test(published(kind), tmp_path))
        return _opened(page, {"lang": lang} | query)

    return open_it


@pytest.fixture
def open_as(published, monkeypatch, tmp_path) -> Callable[..., AppTest]:
    """Return a function that opens a page, in English, as somebody who is signed in; without rows unless said."""

    def open_it(
        role: str,
        communities: tuple[str, ...] | None,
        page: str = "overview",
        *,
        kind: str = "no_rows",
        way: str | None = "local",
        name: str = "somebody",
        user: dict | None = None,
        token: str | None = None,
        **query: str,
    ) -> AppTest:
        _set_up(monkeypatch, _of_the_test(published(kind), tmp_path))
        if way:
            monkeypatch.setenv("MANYIDU_LOGIN", way)
        (tmp_path / accounts.USERS_FILE).unlink(missing_ok=True)
        if role != ADMINISTRATOR:
            accounts.add(tmp_path, "root", ADMINISTRATOR)
        account = accounts.add(tmp_path, name, role, communities)
        signed = sessions.issue(tmp_path, account) if token is None else token
        return _opened(page, {"lang": "en"} | query, user or {"session": signed})

    return open_it


def _of_the_test(settings: Settings, folder: Path) -> Settings:
    """Return ``settings`` of a warehouse that all tests read, with what is written beside it in the test's own folder."""
    return replace(settings, settings=folder, reviews=folder / "reviews")


def _set_up(monkeypatch, settings: Settings) -> None:
    """Serve ``settings``; answers that were computed stay, as in a server: they are kept under warehouse, run and scope."""
    for name, value in for_child(settings).items():
        if name.startswith("MANYIDU_"):
            monkeypatch.setenv(name, value)
    for of_settings in (data.settings, data._warehouse, books.layout_labels, access._settings_in):
        of_settings.clear()


def _opened(page: str, query: dict[str, str], user: dict | None = None) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=120)
    for name, value in query.items():
        app.query_params[name] = value
    if user:
        app.user = user
    return app.run() if page == "overview" else app.switch_page(f"views/{page}.py").run()
