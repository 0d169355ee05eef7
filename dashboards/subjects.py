"""Where on the dashboard the metrics of a subject are shown: the page, and what it is to be opened with."""

from __future__ import annotations

from typing import Any

from dashboards import access
from dashboards.pages import PAGES

PLACES: dict[str, tuple[str, dict[str, Any]]] = {
    "satisfaction": ("satisfaction", {}),
    "survey": ("satisfaction", {}),
    "needs": ("satisfaction", {}),
    "volume": ("complaints", {}),
    "resolution": ("resolution", {"resolution_view": "rates"}),
    "on_time": ("resolution", {"resolution_view": "on_time"}),
    "callback": ("resolution", {"resolution_view": "callbacks"}),
    "flow": ("resolution", {"resolution_view": "flow"}),
}


def place_of(subject: str) -> tuple[str, dict[str, Any]] | None:
    """Return the page that shows a subject and what to open it with; None where the user has no such page."""
    page, choices = PLACES.get(subject, ("", {}))
    return (page, choices) if is_open(page) else None


def is_open(page: str) -> bool:
    """Say whether there is a page of this name that the user may open."""
    return any(entry.name == page for entry in PAGES) and access.current().may_open(page)
