"""Words for the short names of reasons, from ``reasons.yml``: one place for what users read about files, rows and cells."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


@cache
def reasons() -> dict[str, dict[str, str]]:
    """Return code → {"zh": …, "en": …} of every reason."""
    return yaml.safe_load(Path(__file__).with_name("reasons.yml").read_text(encoding="utf-8"))


def reason(code: str, language: str) -> str:
    """Return the words of a reason; raises KeyError for a code that ``reasons.yml`` lacks."""
    return reasons()[code][language]
