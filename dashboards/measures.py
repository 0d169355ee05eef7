"""Improvement measures as pages show them: those of the published version, with what was recorded here since.

A measure of an export is past due by the day up to which complaints are complete, one recorded here by today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from dashboards import access, data, decided, registers
from dashboards.forms import BETWEEN
from pipeline.agreed import MEASURES, RecordedMeasure
from pipeline.agreed.lines import CellError
from pipeline.agreed.sheet import Entry
from pipeline.agreed.writing import AlreadyThereError
from pipeline.analysis.measure_signals import OPEN, is_past_due
from pipeline.analysis.measures import Evaluation, evaluate_measures

PREFIX = "R"  # of ids given here: a register of the company numbers its own with M
TRIES = 5
LISTS = ("communities", "buildings", "problem_ids")
DAYS = ("starts_on", "due_on", "evaluate_on")
TEXTS = (
    "measure_id", "measure", "problem", "category", "subcategory", "owner_post", "steps", "resources", "training", "status", "target",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """One measure.

    Attributes:
        cells: Field → text, list or day; communities by name, none: all; None and empty where nothing is said.
        origin: As in ``dim_measure``.
        is_waiting: Recorded, or withdrawn, after the published version was built.
        judged_on: Day by which it is past due.
        is_shared: It is also of communities that the user does not see.
    """

    cells: Mapping[str, Any]
    origin: str
    is_waiting: bool
    judged_on: date
    is_shared: bool = False

    @property
    def is_changeable(self) -> bool:
        """Say whether the user may change it: a line of some of its communities would take it from the others."""
        sees_all = access.current().communities is None
        return may_change(self.cells["communities"]) and (sees_all or not self.is_shared)

    @property
    def measure_id(self) -> str:
        """Its id."""
        return self.cells["measure_id"]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.cells["measure"]

    @property
    def is_open(self) -> bool:
        """Say whether it is planned or running."""
        return self.cells["status"] in OPEN

    @property
    def is_past_due(self) -> bool:
        """Say whether it should be done by now and is not."""
        return is_past_due(self.cells["status"], self.cells["due_on"], self.judged_on)


def known() -> list[Known]:
    """Return the measures in scope, those without a start first, then the newest start."""
    found = {row["measure_id"]: _of_warehouse(row) for row in registers.measures().to_dict("records")}
    standing = {entry.item.measure_id: entry for entry in entries() if entry.state == "in_force"}
    for name, each in list(found.items()):
        if each.origin == "recorded" and name not in standing:
            del found[name]  # withdrawn since
    for name, entry in standing.items():
        found[name] = _of_file(entry, found.get(name))
    return sorted(found.values(), key=lambda each: (each.cells["starts_on"] or date.max, each.measure_id), reverse=True)


def entries() -> list[Entry[RecordedMeasure]]:
    """Return every line of ``measures.csv`` about a measure in the user's scope, in the order of the file."""
    return [entry for entry in decided.entries(MEASURES) if is_in_scope(entry.item.communities)]


def is_in_scope(communities: Sequence[str]) -> bool:
    """Say whether a measure of these communities (names; none: all) concerns the user's."""
    return not communities or access.current().communities is None or bool(_own() & set(communities))


def may_change(communities: Sequence[str]) -> bool:
    """Say whether the user may record a measure of these communities: all of them are in scope."""
    if not access.may("record_measures"):
        return False
    return access.current().communities is None or bool(communities and set(communities) <= _own())


def evaluations() -> dict[str, list[Evaluation]]:
    """Return id → what the measure achieved by each figure, as far as its communities are in scope."""
    found: dict[str, list[Evaluation]] = {}
    for evaluation in data.analysis(evaluate_measures):
        found.setdefault(evaluation.measure["measure_id"], []).append(evaluation)
    return found


def record(cells: Mapping[str, str], measure_id: str | None) -> str:
    """Record a measure, under ``measure_id`` or a new id; return the id.

    Raises:
        CellError: If a cell cannot be meant, or communities are not the user's.
        UsageError: If the file is broken, or another writer holds it.
    """
    access.require("record_measures")
    if not may_change([name for name in cells["communities"].split(BETWEEN) if name]):
        raise CellError(MEASURES.file, 0, "communities", zh="请选择你负责的小区", en="choose communities of your own")
    if measure_id is not None:
        if not any(each.measure_id == measure_id and each.is_changeable for each in known()):
            raise CellError(
                MEASURES.file, 0, "communities", zh="这项措施还涉及其他小区", en="it is of other communities too"
            )
        decided.add(MEASURES, [{**cells, "measure_id": measure_id}])
        return measure_id
    for _ in range(TRIES):
        fresh = _free_id()
        try:
            decided.add(MEASURES, [{**cells, "measure_id": fresh}], is_about_new=True)
        except AlreadyThereError as error:
            taken = error
        else:
            return fresh
    raise taken


def _free_id() -> str:
    start = f"{PREFIX}{decided.today().year}-"
    taken = {entry.item.measure_id for entry in decided.entries(MEASURES)} | set(registers.measures()["measure_id"])
    numbers = [int(name.removeprefix(start)) for name in taken if name.removeprefix(start).isdecimal()]
    return f"{start}{max(numbers, default=0) + 1:02}"


def _own() -> set[str]:
    return set(data.communities()["community"])


def _of_warehouse(row: Mapping[str, Any]) -> Known:
    """Return a measure as the published version has it."""
    cells = {name: None if pd.isna(row[name]) else row[name] for name in TEXTS}
    cells |= {name: None if pd.isna(row[name]) else row[name].date() for name in DAYS}
    cells |= {name: tuple(row[name]) if hasattr(row[name], "__len__") else () for name in LISTS}
    cells["indicator"] = None if pd.isna(row["indicator_id"]) else row["indicator_id"]
    origin = row["origin"]
    return Known(
        cells,
        origin,
        is_waiting=False,
        judged_on=_complete_until() if origin == "export" else decided.today(),
        is_shared=row["is_shared"],
    )


def _of_file(entry: Entry[RecordedMeasure], published: Known | None) -> Known:
    """Return a measure as it was recorded, and whether the published version was built before that."""
    cells = {name: getattr(entry.item, name) for name in (*TEXTS, *DAYS, *LISTS, "indicator")}
    origin = "recorded_over_export" if published and published.origin != "recorded" else "recorded"
    is_waiting = published is None or _is_newer_than_build(entry.line.text("entered_at"))
    return Known(cells, origin, is_waiting, judged_on=decided.today())


def _is_newer_than_build(entered_at: str | None) -> bool:
    version = data.published()
    if entered_at is None or version is None:
        return False
    return datetime.fromisoformat(entered_at) > datetime.fromisoformat(version.built_at)


def _complete_until() -> date:
    moment = data.covers_until("complaint") or data.covers_until("score") or data.build()["built_at"]
    return pd.Timestamp(moment).date()
