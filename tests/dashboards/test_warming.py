"""Counts are made ahead: a page that is opened first finds them, and another version is noticed."""

from __future__ import annotations

import duckdb
import pytest
import streamlit as st

from dashboards import data, warming
from pipeline.metrics import counting
from tests.dashboards.conftest import _set_up


@pytest.fixture
def served(published, monkeypatch):
    """Serve a warehouse of complaints and answers, with nothing counted yet."""
    _set_up(monkeypatch, published("full"))
    st.cache_resource.clear()
    st.cache_data.clear()


def test_what_pages_ask_of_complaints_is_counted_before_anybody_asks(served, monkeypatch):
    version = warming.warmed(None)
    assert version == data.published()
    monkeypatch.setattr(counting, "counts_of", _refused)
    for days in data.settings().resolution_days:
        result = data.metric("resolution_rate", language="zh", period="1q", by=("category",), within_days=days)
        assert result.frame["complaints"].sum() > 0
    result = data.metric("complaint_count", language="en", period="1y", where={"community_id": ("c1",)})
    assert result.frame["complaints"].sum() > 0


def test_a_version_that_is_known_is_not_counted_again(served, monkeypatch):
    version = warming.warmed(None)
    monkeypatch.setattr(data, "count_ahead", _refused)
    assert warming.warmed(version) == version


def test_what_cannot_be_counted_ahead_is_left_to_the_pages_until_another_version_comes(served, monkeypatch):
    monkeypatch.setattr(data, "count_ahead", _no_memory)
    version = warming.warmed(None)
    assert version == data.published()
    monkeypatch.setattr(data, "count_ahead", _refused)
    assert warming.warmed(version) == version


def test_without_a_warehouse_there_is_nothing_to_count(published, monkeypatch):
    _set_up(monkeypatch, published("none"))
    assert warming.warmed(None) is None


def _no_memory(*_):
    raise duckdb.OutOfMemoryException("too little")


def _refused(*_, **__):
    raise AssertionError("counted again")
