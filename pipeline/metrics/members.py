"""Members of dimensions in words: the short names of the warehouse (facility, registered) as users read them (设施类, 登记)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.shipped import read_shipped


@cache
def _members() -> dict[str, dict[str, dict[str, str]]]:
    return read_shipped(Path(__file__).with_name("members.yml"))


def in_columns(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return ``frame`` with the members of its dimensions in words."""
    known = [name for name in frame if name in _members()]
    words = {
        name: [in_words(name, None if pd.isna(each) else each, language) for each in frame[name]] for name in known
    }
    return frame.assign(**words)


def code_of(dimension: str, said: Any) -> Any:
    """Return the short name of a member that is given in words of either language; anything else as it is given."""
    known = _members().get(dimension, {}).items()
    return next((name for name, words in known if name and str(said).casefold() in _folded(words)), said)


def _folded(words: dict[str, str]) -> list[str]:
    return [word.casefold() for word in words.values()]


def in_words(dimension: str, member: str | None, language: str) -> str:
    """Return a member of ``dimension`` in ``language``; what exports write, as they write it.

    Args:
        member: None for an empty cell, which is in words only where the dimension has a word for it, else empty.
    """
    known = _members().get(dimension, {}).get(member or "")
    return known[language] if known else member or ""
