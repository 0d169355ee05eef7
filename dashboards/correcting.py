"""Corrections of single complaints: what is decided, what still waits for a build, and a new line for ``corrections.csv``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

from dashboards import access, data
from pipeline.analysis.one_case import Case
from pipeline.core.corrections import Change, Correction, add_corrections, read_corrections

CORRECTED = ("category", "subcategory", "status")


def pending() -> list[Correction]:
    """Return the lines about complaints in scope that the published version was not built with, oldest first."""
    built = _built_with()
    known = set(zip(*(built[name] for name in ("line", "record", "field", "old", "new")), strict=True))
    waiting = [each for each in read_corrections(data.settings().corrections) if _identity(each) not in known]
    in_scope = _in_scope([each.record for each in waiting]) if waiting else set()
    return [each for each in waiting if each.record in in_scope]


def decided(case: str) -> list[tuple[Correction, str]]:
    """Return each line about a case with what became of it: a status of table ``correction``, or ``pending``."""
    built = _built_with()
    statuses = dict(zip(built["line"], built["status"], strict=True))
    lines = [each for each in read_corrections(data.settings().corrections) if each.record == case]
    waiting = {each.line for each in pending()}
    return [(each, "pending" if each.line in waiting else statuses.get(each.line, "pending")) for each in lines]


def present(case: Case) -> dict[str, str]:
    """Return what a case holds in the fields that are corrected, lines that wait included; empty where unknown."""
    held = {name: case.facts[name] or "" for name in CORRECTED}
    for each in pending():
        if each.record == case.facts["complaint_id"] and held.get(each.field) == each.old:
            held[each.field] = each.new
    return held


def correct(case: Case, wanted: dict[str, str], why: str) -> int:
    """Write a line for each field whose value is to change; return how many were written.

    Raises:
        AccessError: If the user may not correct.
        CellError: If there is no reason.
    """
    held, record = present(case), case.facts["complaint_id"]
    changes = [Change(record, name, held[name], new) for name, new in wanted.items() if new != held[name]]
    _add(changes, why)
    return len(changes)


def undo(correction: Correction, why: str) -> None:
    """Write the line that undoes another one."""
    _add([correction.undone], why)


def can_undo(correction: Correction, status: str, case: Case) -> bool:
    """Say whether undoing a line changes something: it took effect or waits, and nothing was decided on top of it."""
    return status in ("applied", "pending") and present(case).get(correction.field) == correction.new


def _add(changes: Sequence[Change], why: str) -> None:
    access.require("correct")
    if not changes:
        return
    settings = data.settings()
    now = datetime.now(ZoneInfo(settings.zone)).replace(tzinfo=None)
    add_corrections(settings.corrections, changes, who=access.current().name, at=now, why=why)
    for change in changes:
        access.noted("corrected", case=change.record, reason=change.field)


def _identity(correction: Correction) -> tuple[int, str, str, str, str]:
    return (correction.line, correction.record, correction.field, correction.old, correction.new)


def _built_with() -> pd.DataFrame:
    """Table ``correction`` of the complaints in scope: what became of each line of ``corrections.csv``."""
    return data.rows("select * from correction where record in (select complaint_id from fct_complaint) order by line")


def _in_scope(ids: list[str]) -> set[str]:
    sql = "select complaint_id from fct_complaint where list_contains(?::varchar[], complaint_id)"
    return set(data.rows(sql, tuple(sorted(ids)))["complaint_id"])
