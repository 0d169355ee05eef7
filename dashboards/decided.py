"""What users decide, in files that builds read: read for pages, and written with who and when by those who may.

``staff.csv`` alone belongs to no build; it is shown to those who may see the names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from dashboards import access, data, jobs
from pipeline import agreed
from pipeline.agreed import MEASURES, STAFF
from pipeline.agreed.lines import Line
from pipeline.agreed.sheet import Entry, Sheet
from pipeline.agreed.writing import add as add_lines
from pipeline.agreed.writing import restore, withdraw

Item = TypeVar("Item")


def path_of(sheet: Sheet[Any]) -> Path:
    """Return where a sheet lies."""
    settings = data.settings()
    return settings.measures if sheet is MEASURES else settings.settings / sheet.file


def today() -> date:
    """Return the day in the zone of the company."""
    return _now().date()


def entries(sheet: Sheet[Item]) -> list[Entry[Item]]:
    """Return every line of a sheet with its state today, in the order of the file.

    Raises:
        UsageError: If the file was broken by hand.
        AccessError: If it holds names that the role does not include.
    """
    if sheet is STAFF:
        access.require("see_staff_names")
    return sheet.entries(path_of(sheet), today())


def add(sheet: Sheet[Any], rows: Sequence[Mapping[str, str]], *, is_about_new: bool = False) -> None:
    """Add lines to a sheet.

    Raises:
        CellError: If a cell cannot be meant.
        UsageError: If the file is broken, or another writer holds it.
        AccessError: If the role does not include it.
    """
    _require(sheet)
    who = access.current().name
    add_lines(sheet, path_of(sheet), rows, who=who, at=_now(), is_about_new=is_about_new)
    _note(sheet, [row.get("measure_id", "") for row in rows])


def take_back(sheet: Sheet[Any], line: Line) -> None:
    """Withdraw a line by another one; raises as ``add``."""
    _require(sheet)
    withdraw(sheet, path_of(sheet), line, who=access.current().name, at=_now())
    _note(sheet, [line.text("measure_id") or ""])


def bring_back(sheet: Sheet[Any], line: Line) -> None:
    """Let a line hold again by repeating it; raises as ``add``."""
    _require(sheet)
    restore(sheet, path_of(sheet), line, who=access.current().name, at=_now())
    _note(sheet, [line.text("measure_id") or ""])


def is_waiting() -> bool:
    """Say whether something was decided that the published version was not built with."""
    version, settings = data.published(), data.settings()
    if version is None:
        return False
    built_at = datetime.fromisoformat(version.built_at)
    paths = (settings.corrections, settings.measures, *(settings.settings / name for name in agreed.FILES))
    return any(path.exists() and _changed_at(path) > built_at for path in paths)


def build() -> None:
    """Start a build, so that what was decided shows.

    Raises:
        BuildError: If one is running.
        AccessError: If the role decides nothing that a build reads.
    """
    if not access.may("change_settings"):
        access.require("record_measures")
    jobs.start(data.settings(), [])


def _require(sheet: Sheet[Any]) -> None:
    access.require("record_measures" if sheet is MEASURES else "change_settings")


def _note(sheet: Sheet[Any], measure_ids: Sequence[str]) -> None:
    """Write into the audit log what was changed, not how: the file itself says that."""
    if sheet is MEASURES:
        for measure_id in measure_ids:
            access.noted("recorded_measure", measure=measure_id)
    else:
        access.noted("changed_setting", setting=sheet.file)


def _now() -> datetime:
    return datetime.now(ZoneInfo(data.settings().zone)).replace(tzinfo=None, microsecond=0)


def _changed_at(path: Path) -> datetime:
    changed = datetime.fromtimestamp(path.stat().st_mtime, ZoneInfo(data.settings().zone))
    return changed.replace(tzinfo=None, microsecond=0)
