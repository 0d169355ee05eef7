"""Complaint types on the pages of complaints and causes: the level shown, those chosen, and what they are called."""

from __future__ import annotations

from typing import Any

from dashboards import data, filters
from dashboards.filters import UNMAPPED, Choice

Level = str  # of types: a column of complaints
LEVELS = ("category", "subcategory")


def offered() -> list[Level]:
    """Return the levels at which some complaints have a type."""
    has = {"category": any(data.categories()), "subcategory": bool(data.values_of("subcategory"))}
    return [level for level in LEVELS if has[level]]


def level(choice: Choice) -> Level:
    """Return the finer level where finer types are chosen or there is no other, else ``category``."""
    return "subcategory" if choice.subcategories or offered() == ["subcategory"] else "category"


def chosen(choice: Choice) -> tuple[str, ...]:
    """Return the types that are chosen at ``level``; complaints without a type are none."""
    return choice.subcategories or tuple(name for name in choice.categories if name != UNMAPPED)


def elsewhere(choice: Choice) -> dict[str, Any]:
    """Return the conditions on complaints without those on types, to compare a type with the others."""
    where = choice.where("complaint")
    return {column: wanted for column, wanted in where.items() if column not in LEVELS}


def label(name: Any) -> str:
    """Return a type as it is shown: the five types in the language of the session, finer ones as exports write them."""
    return filters.category_name(None if name is None or name != name else str(name))


def key_of(level: Level, name: Any) -> str | None:
    """Return what a click on a type gives; None where there is no filter for it."""
    if name is None or name != name:
        return UNMAPPED if level == "category" else None
    return str(name)
