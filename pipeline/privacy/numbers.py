"""Phone and identity numbers in names of sheets and headers, which messages and the table ``load`` repeat."""

from __future__ import annotations

import re

PERSONAL = re.compile(r"(?<![0-9])(?:1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|[1-8][0-9]{16}[0-9Xx])(?![0-9])")
LONGEST = 60


def without_numbers(name: str) -> str:
    """Return the name with mobile phone and identity numbers hidden, and cut where no name is as long."""
    return PERSONAL.sub("…", name)[:LONGEST]
