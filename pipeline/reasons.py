"""Words for the short names of reasons, from ``reasons.yml``: one place for what users read about files, rows and cells."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.shipped import read_shipped


@cache
def reasons() -> dict[str, dict[str, str]]:
    """Return code → {"zh": …, "en": …} of every reason."""
    return read_shipped(Path(__file__).with_name("reasons.yml"))


def reason(code: str, language: str) -> str:
    """Return the words of a reason; raises KeyError for a code that ``reasons.yml`` lacks."""
    return reasons()[code][language]
