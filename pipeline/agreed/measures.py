"""``measures.csv``: improvement measures recorded in the dashboard, beside those in exports.

Columns as of a register of measures: measure_id, measure, owner_post, status; problem, communities, buildings, category,
subcategory, indicator, steps, resources, training, starts_on, due_on, evaluate_on, target; problem_ids: recurring
problems that it is meant for. Lists are written with ；between their parts. Of several lines with an id the newest holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.agreed.lines import Line
from pipeline.agreed.sheet import Sheet
from pipeline.layouts.categories import match_category
from pipeline.layouts.indicators import match_indicator

STATUSES = ("planned", "running", "done", "stopped")
BEGUN = ("running", "done")
TEXTS = ("problem", "steps", "resources", "training", "target")
BETWEEN = re.compile("[;；、,，]")
PROBLEM = re.compile(r"P[0-9a-f]{8}")
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class RecordedMeasure:
    """One line; texts are None and lists empty where the cell is; ``category`` and ``indicator`` are codes."""

    line: int
    measure_id: str
    measure: str
    owner_post: str
    status: str
    problem: str | None
    communities: tuple[str, ...]
    buildings: tuple[str, ...]
    category: str | None
    subcategory: str | None
    indicator: str | None
    steps: str | None
    resources: str | None
    training: str | None
    starts_on: date | None
    due_on: date | None
    evaluate_on: date | None
    target: str | None
    problem_ids: tuple[str, ...]


def read_measures(path: Path) -> list[RecordedMeasure]:
    """Return the measures that stand in ``measures.csv``; none where there is no file.

    Raises:
        UsageError: If a cell cannot be read or dates contradict each other.
    """
    return MEASURES.read(path)


def parts(written: str | None) -> tuple[str, ...]:
    """Return the parts of a list in a cell, each once, in their order."""
    found = (part.strip() for part in BETWEEN.split(written or ""))
    return tuple(dict.fromkeys(part for part in found if part))


def _measure(line: Line) -> RecordedMeasure:
    starts_on, due_on, evaluate_on = (_day(line, name) for name in ("starts_on", "due_on", "evaluate_on"))
    status = line.one_of("status", STATUSES)
    if status in BEGUN and starts_on is None:
        line.refuse("starts_on", "已开始的措施要写开始日期", "a measure that has begun needs its start")
    if starts_on and due_on and due_on < starts_on:
        line.refuse("due_on", "不能早于开始日期", "it may not be before the start")
    if evaluate_on and (starts_on is None or evaluate_on <= starts_on):
        line.refuse("evaluate_on", "应晚于开始日期", "it must be later than the start")
    buildings, communities = parts(line.text("buildings")), parts(line.text("communities"))
    if buildings and not communities:
        line.refuse("communities", "写了楼栋就要写小区", "buildings are given, so this is needed")
    return RecordedMeasure(
        line=line.number,
        measure_id=line.required("measure_id"),
        measure=line.required("measure"),
        status=status,
        communities=communities,
        buildings=buildings,
        category=_category(line),
        subcategory=line.text("subcategory"),
        indicator=_indicator(line),
        starts_on=starts_on,
        due_on=due_on,
        evaluate_on=evaluate_on,
        problem_ids=_problem_ids(line),
        owner_post=line.required("owner_post"),
        **{name: line.text(name) for name in TEXTS},
    )


def _day(line: Line, column: str) -> date | None:
    day = line.day(column) if line.text(column) else None
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        line.refuse(column, f"{day.year} 年不对，请核对", f"the year {day.year} cannot be meant")
    return day


def _category(line: Line) -> str | None:
    written = line.text("category")
    category = match_category(written) if written else None
    if written and category is None:
        line.refuse("category", f"{written!r} 不属于五大类", f"{written!r} is none of the five types")
    return category


def _indicator(line: Line) -> str | None:
    written = line.text("indicator")
    indicator = match_indicator(written, "measure") if written else None
    if written and indicator is None:
        line.refuse("indicator", f"不认识指标 {written!r}", f"{written!r} is no indicator")
    return indicator


def _problem_ids(line: Line) -> tuple[str, ...]:
    ids = parts(line.text("problem_ids"))
    for name in ids:
        if not PROBLEM.fullmatch(name):
            line.refuse("problem_ids", f"{name!r} 不是问题编号", f"{name!r} is no id of a problem")
    return ids


MEASURES = Sheet(
    file="measures.csv",
    required=("measure_id", "measure", "owner_post", "status"),
    optional=(
        "problem", "communities", "buildings", "category", "subcategory", "indicator", "steps", "resources", "training",
        "starts_on", "due_on", "evaluate_on", "target", "problem_ids",
    ),
    parse=_measure,
    about=lambda each: each.measure_id.lower(),
)  # fmt: skip
