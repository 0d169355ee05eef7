"""Members of dimensions in words: the short names of the warehouse (facility, registered) as users read them (设施类, 登记)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.shipped import read_shipped


@cache
def _members() -> dict[str, dict[str, dict[str, str]]]:
    return read_shipped(Path(__file__).with_name("members.yml"))


def in_words(dimension: str, member: str | None, language: str) -> str:
    """Return a member of ``dimension`` in ``language``; what exports write, as they write it.

    Args:
        member: None for an empty cell, which is in words only where the dimension has a word for it, else empty.
    """
    known = _members().get(dimension, {}).get(member or "")
    return known[language] if known else member or ""
