"""The app on a small warehouse, run without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboards.environment import for_child
from pipeline.config import Settings
from tests.dashboards.warehouses import publish_warehouse

APP = Path(__file__).parents[2] / "dashboards" / "app.py"


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
def open_page(published, monkeypatch) -> Callable[..., AppTest]:
    """Return a function that opens a page on a kind of warehouse in a language."""

    def open_it(kind: str, page: str = "overview", lang: str = "zh", **query: str) -> AppTest:
        for name, value in for_child(published(kind)).items():
            if name.startswith("MANYIDU_"):
                monkeypatch.setenv(name, value)
        st.cache_resource.clear()
        st.cache_data.clear()
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in ({"lang": lang} | query).items():
            app.query_params[name] = value
        app.run()
        return app if page == "overview" else app.switch_page(f"views/{page}.py").run()

    return open_it
