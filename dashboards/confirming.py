"""What people confirm about the words of exports: which stands, what waits for a build, and new lines in ``data/layouts/``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dashboards import access, data
from pipeline.agreed.sheet import Entry, Sheet
from pipeline.agreed.writing import add, withdraw


def standing(sheet: Sheet[Any]) -> list[Entry[Any]]:
    """Return the lines that stand, newest first."""
    entries = sheet.entries(_path(sheet), _now().date())
    return [entry for entry in reversed(entries) if entry.state == "in_force"]


def is_waiting(sheet: Sheet[Any]) -> bool:
    """Say whether a line was written since the published version was built."""
    built = f"{data.build()['built_at']:%Y-%m-%d %H:%M:%S}"
    entries = sheet.entries(_path(sheet), _now().date())
    return any((entry.line.text("entered_at") or "") > built for entry in entries)


def confirm(sheet: Sheet[Any], rows: Sequence[Mapping[str, str]]) -> None:
    """Write lines, each column → cell.

    Raises:
        AccessError: If the user may not correct.
        CellError: If a cell cannot be meant.
    """
    access.require("correct")
    add(sheet, _path(sheet), rows, who=access.current().name, at=_now())
    access.noted("changed_setting", setting=sheet.file)


def take_back(sheet: Sheet[Any], entry: Entry[Any]) -> None:
    """Write the line that takes another one back.

    Raises:
        AccessError: If the user may not correct.
    """
    access.require("correct")
    withdraw(sheet, _path(sheet), entry.line, who=access.current().name, at=_now())
    access.noted("changed_setting", setting=sheet.file)


def _path(sheet: Sheet[Any]) -> Path:
    return data.settings().layouts / sheet.file


def _now() -> datetime:
    return datetime.now(ZoneInfo(data.settings().zone)).replace(tzinfo=None)
