"""``staff.csv``: what the people behind handler codes are called, for those who may see it.

Columns: handler_id (a code as in the warehouse, S and eight hex digits), name. Of several lines about a code the newest
holds. The file is its owner's only; no name reaches the warehouse, so that no build is needed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.agreed.lines import Line
from pipeline.agreed.sheet import Sheet
from pipeline.privacy import Keys, register

CODE = re.compile(r"S[0-9a-f]{8}")


@dataclass(frozen=True)
class StaffName:
    """One line."""

    handler_id: str
    name: str


def read_staff(path: Path) -> dict[str, str]:
    """Return handler code → name; none where there is no file.

    Raises:
        UsageError: If a cell cannot be read.
    """
    return {each.handler_id: each.name for each in STAFF.read(path)}


def codes_of(names: Sequence[str], keys: Keys) -> dict[str, str | None]:
    """Return name as the exports write it → handler code under ``keys``; None for what names nobody."""
    with duckdb.connect() as connection:
        register(connection, keys)
        found = connection.execute(
            "select name, handler_code(name) from (select unnest(?::varchar[]) as name)", [list(names)]
        ).fetchall()
    return dict(found)


def _staff_name(line: Line) -> StaffName:
    code = line.required("handler_id")
    if not CODE.fullmatch(code):
        line.refuse(
            "handler_id",
            f"{code!r} 不是经办人代码（S 加八位）",
            f"{code!r} is no code of a handler (S and eight digits)",
        )
    return StaffName(code, line.required("name"))


STAFF = Sheet(
    file="staff.csv",
    required=("handler_id", "name"),
    optional=(),
    parse=_staff_name,
    about=lambda each: each.handler_id,
    is_private=True,
)
