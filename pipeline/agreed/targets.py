"""``targets.csv``: what a metric should reach, from when, and who agreed.

Columns: metric, target, from, agreed_by; dimension and value (empty: the whole company and, unless the metric is a
number of complaints, each of its parts); parameter (``within_days=15``; empty: as the metric is by default); period
(``1mo``, ``1q``, ``1y``; empty: any). Shares are written 0.95 or 95%.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.agreed.lines import Line
from pipeline.agreed.sheet import Sheet
from pipeline.warehouse.tables import Column, tables

if TYPE_CHECKING:
    from pipeline.metrics.catalogue import Metric

REQUIRED = ("metric", "target", "from", "agreed_by")
OPTIONAL = ("dimension", "value", "parameter", "period")
ALIASES = {"community": "community_id", "indicator": "indicator_id"}
OF_A_PERIOD = ("count", "rate")  # their size depends on how long the period is


@dataclass(frozen=True)
class Target:
    """One line; ``dimension`` and ``value``, ``parameter`` and ``period`` are None where the cell is empty."""

    line: int
    metric: str
    dimension: str | None
    value: str | None
    parameter: str | None
    period: str | None
    target: float
    valid_from: date
    agreed_by: str


def read_targets(path: Path) -> list[Target]:
    """Return the lines of ``targets.csv``; none where there is no file.

    Raises:
        UsageError: If a cell cannot be read, or two lines say the same from the same day on.
    """
    return TARGETS.read(path)


def _target(line: Line) -> Target:
    from pipeline.metrics.catalogue import catalogue  # a build without targets does without the metrics

    metric = catalogue()[line.one_of("metric", list(catalogue()))]
    period = line.one_of("period", ("1mo", "1q", "1y")) if line.text("period") else None
    if period is None and metric.unit in OF_A_PERIOD:
        line.refuse("period", "该指标随时期长短变化，请写 1mo、1q 或 1y", "this metric needs one: 1mo, 1q or 1y")
    dimension = _dimension(line, metric)
    return Target(
        line=line.number,
        metric=metric.name,
        dimension=dimension,
        value=line.required("value") if dimension else None,
        parameter=_parameter(line, metric),
        period=period,
        target=_number(line, metric),
        valid_from=line.day("from"),
        agreed_by=line.required("agreed_by"),
    )


def _number(line: Line, metric: Metric) -> float:
    value = line.number_of("target", is_percent_known=metric.unit == "share")
    if metric.unit == "share" and not 0 <= value <= 1:
        line.refuse("target", "比例应在 0 到 1 之间，或写成 95%", "a share is 0 to 1, or written 95%")
    return value


def _dimension(line: Line, metric: Metric) -> str | None:
    written = line.text("dimension")
    if written is None:
        if line.text("value"):
            line.refuse("dimension", "写了 value 就要写 dimension", "value is given, so this is needed")
        return None
    columns = [column.name for name in ("fct", "mart") for column in _columns(f"{name}_{metric.table}")]
    line.one_of("dimension", [*ALIASES, *metric.split, *columns])
    return ALIASES.get(written, written)


def _columns(table: str) -> tuple[Column, ...]:
    return tables()[table].columns if table in tables() else ()


def _parameter(line: Line, metric: Metric) -> str | None:
    """Return ``name=value``, None where it is the metric's default."""
    written = line.text("parameter")
    if written is None:
        return None
    name, _, value = (part.strip() for part in written.partition("="))
    if name not in metric.parameters or not value:
        known = "、".join(metric.parameters)
        line.refuse("parameter", f"应写成 名称=值；可用：{known}", f"write NAME=VALUE; known: {known or 'none'}")
    return None if str(metric.parameters[name]).lower() == value.lower() else f"{name}={value}"


TARGETS = Sheet(
    file="targets.csv",
    required=REQUIRED,
    optional=OPTIONAL,
    parse=_target,
    about=lambda each: (each.metric, each.dimension, each.value, each.parameter, each.period),
    start=lambda each: each.valid_from,
)
