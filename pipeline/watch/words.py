"""Words of the signals in Chinese and English, from ``words.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pipeline.shipped import read_shipped


@cache
def words() -> dict[str, dict[str, str]]:
    """Return id → {"zh": …, "en": …} of every text."""
    return read_shipped(Path(__file__).with_name("words.yml"))


def said(key: str, language: str, **values: Any) -> str:
    """Return the text ``key``; raises KeyError for an unknown id."""
    return words()[key][language].format(**values)
