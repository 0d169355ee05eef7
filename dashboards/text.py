"""Words of the dashboard in Chinese and English, from ``texts/``, and the language of the session.

The language follows the browser until somebody chooses one; the choice stands in the URL (``lang``) and is remembered.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards import address
from pipeline.shipped import read_shipped

LANGUAGES = ("zh", "en")
COOKIE = "manyidu_language"
MARKDOWN = str.maketrans({character: "\\" + character for character in '\\`*_{}[]()<>#+-.!|~$:@&^="'})


@cache
def words() -> dict[str, dict[str, str]]:
    """Return id → {"zh": …, "en": …} of every text; each id stands in one file of ``texts/``."""
    files = sorted(Path(__file__).with_name("texts").glob("*.yml"))
    return dict(chain.from_iterable(read_shipped(path).items() for path in files))


def t(key: str, **values: Any) -> str:
    """Return the text ``key`` in the language of the session; raises KeyError for an unknown id."""
    return words()[key][language()].format(**values)


def counted(key: str, number: int, **values: Any) -> str:
    """Return the text ``key``, for one thing the text ``key.one``: English has a singular."""
    return t(f"{key}.one" if number == 1 else key, **values)


def named(name: object, text: object) -> str:
    """Return what is said of something, after its name: ``满意率：51.9%``, ``Share satisfied: 51.9%``."""
    return t("named", name=name, text=text)


def language() -> str:
    """Return the language of the session: chosen, else in the URL, else the one last switched to, else the browser's.

    After Back or Forward the URL comes first: the page is in the language in which it was left.
    """
    chosen_here, in_url = st.session_state.get("lang"), st.query_params.get("lang")
    wanted = (in_url, chosen_here) if address.has_moved() else (chosen_here, in_url)
    for chosen in (*wanted, st.context.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    return "zh" if (st.context.locale or "zh").lower().startswith("zh") else "en"


def plain(text: object) -> str:
    """Return text of the exports so that Streamlit shows it as it is, never as markdown."""
    return str(text).translate(MARKDOWN)
