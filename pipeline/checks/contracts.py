"""What must hold in a warehouse: rules generated from ``core/tables.yml`` and those written in ``rules.yml``.

A rule is one query that selects the keys of the rows that break it. Great Expectations counts them at the gate,
``failing_rows`` lists them later: both run the same query, so the two cannot disagree.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from pipeline.errors import UsageError
from pipeline.shipped import read_shipped
from pipeline.warehouse import Table, tables

SNAPSHOT = Path(__file__).with_name("suite.json")
LARGE_ROWS = 1_000_000
COUNT_COLUMNS = ("cases", "responses", "answers", "respondents")
# Column -> (table that lists its values under the same name, Chinese, English).
REFERENCES = {
    "community_id": ("dim_community", "小区", "community"),
    "survey_id": ("dim_survey", "调查", "survey"),
    "indicator_id": ("dim_indicator", "指标", "indicator"),
    "load_id": ("load", "来源文件", "source file"),
    "response_id": ("fct_response", "答卷", "response"),
}
# Keys with a part that may be unknown.
OPEN_KEYS = {"community_coverage", "fct_operational_indicator", "rejected_row", "cell_issue"}
# Filled after the gate, by the gate.
NOT_CHECKED = {"expectation_result"}


@dataclass(frozen=True)
class Rule:
    """One thing that must hold.

    Attributes:
        id: Stable name, ``table.rule``.
        table: Table that it is about.
        column: Column that it is mostly about, None for the whole row.
        zh, en: The rule as a sentence.
        sql: Selects the keys of the rows that break it; ``{table}`` stands for the table.
        is_critical: A breach stops publishing.
    """

    id: str
    table: str
    column: str | None
    zh: str
    en: str
    sql: str
    is_critical: bool = True


@cache
def rules() -> dict[str, Rule]:
    """Return id → rule, generated ones first."""
    listed = [rule for table in tables().values() if table.name not in NOT_CHECKED for rule in _generated(table)]
    return {rule.id: rule for rule in [*listed, *_written()]}


def suites() -> list[dict[str, Any]]:
    """Return one Great Expectations suite per table, as its JSON; ``suite.json`` is a snapshot of this."""
    names = dict.fromkeys(rule.table for rule in rules().values())
    return [
        {"name": name, "expectations": [_expectation(rule) for rule in rules().values() if rule.table == name]}
        for name in names
    ]


def snapshot() -> str:
    """Return ``suites()`` as the text of ``suite.json``, which shows a reviewer what a change of the rules changes."""
    return json.dumps(suites(), ensure_ascii=False, indent=1) + "\n"


def failing_rows(connection: duckdb.DuckDBPyConnection, expectation_id: str, limit: int = 1000) -> list[dict[str, Any]]:
    """Return the keys of rows that break a rule, none where all keep it.

    Raises:
        UsageError: If there is no such rule.
    """
    if expectation_id not in rules():
        raise UsageError(zh=f"没有检查 {expectation_id!r}。", en=f"There is no check {expectation_id!r}.")
    rule = rules()[expectation_id]
    query = rule.sql.replace("{table}", rule.table)
    result = connection.execute(f"select * from ({query}) limit {int(limit)}")
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _expectation(rule: Rule) -> dict[str, Any]:
    query = rule.sql.replace("{", "{{").replace("}", "}}").replace("{{table}}", "{batch}")
    return {
        "type": "no_rows_expectation",
        "kwargs": {"unexpected_rows_query": query},
        "description": f"{rule.zh} / {rule.en}",
        "severity": "critical" if rule.is_critical else "warning",
        "meta": {"id": rule.id},
    }


def _written() -> Iterator[Rule]:
    listed = read_shipped(Path(__file__).with_name("rules.yml"))
    for name, entry in listed.items():
        sql = " ".join(entry["sql"].split())
        if "large" in entry:
            sql = f"{sql} and {_spot_check(entry['large'])}"
        yield Rule(
            name, entry["table"], entry.get("column"), entry["zh"], entry["en"], sql, entry.get("critical", True)
        )


def _generated(table: Table) -> Iterator[Rule]:
    if table.is_view:
        return
    names = {column.name for column in table.columns}
    if table.key:
        yield _key_is_unique(table)
    if table.key and table.name not in OPEN_KEYS:
        yield _key_is_complete(table)
    for column in COUNT_COLUMNS:
        if column in names and table.name.startswith("fct_"):
            yield _counts_one(table, column)
    for column, (listed_in, zh, en) in REFERENCES.items():
        if column in names and table.name != listed_in and not table.name.startswith("mart_"):
            yield _reference(table, column, listed_in, zh, en)


def _key_is_unique(table: Table) -> Rule:
    key = ", ".join(table.key)
    # Hashes are grouped, not values: half the time. Rows whose hashes meet are then compared by value.
    many = next(column for column in table.key if column != "load_id") if len(table.key) > 1 else None
    spot = f"where {_spot_check(many)} " if many else ""
    met = f"select hash({key}) from {{table}} {spot}group by all having count(*) > 1"
    return Rule(
        f"{table.name}.key_is_unique",
        table.name,
        table.key[0] if len(table.key) == 1 else None,
        f"一行一个：{key} 不重复",
        f"{table.grain[0].upper()}{table.grain[1:]}: {key} is unique",
        f"select {key} from {{table}} where hash({key}) in ({met}) group by all having count(*) > 1",
        is_critical=table.name not in OPEN_KEYS,
    )


def _key_is_complete(table: Table) -> Rule:
    key = ", ".join(table.key)
    missing = " or ".join(f"{column} is null" for column in table.key)
    return Rule(
        f"{table.name}.key_is_complete",
        table.name,
        table.key[0] if len(table.key) == 1 else None,
        f"{key} 不为空",
        f"{key} is never null",
        f"select {key} from {{table}} where {missing}",
    )


def _counts_one(table: Table, column: str) -> Rule:
    return Rule(
        f"{table.name}.counts_one",
        table.name,
        column,
        f"计数列 {column} 恒为 1",
        f"The count column {column} is 1",
        f"select {', '.join(table.key)} from {{table}} where {column} is distinct from 1",
    )


def _reference(table: Table, column: str, listed_in: str, zh: str, en: str) -> Rule:
    key = ", ".join(dict.fromkeys((*table.key, column)))
    # Every row of these has a response; only some of the responses are looked up where there are very many rows.
    spot = f" and {_spot_check(column)}" if column == "response_id" else ""
    return Rule(
        f"{table.name}.{column.removesuffix('_id')}_is_known",
        table.name,
        column,
        f"每个{zh}都在 {listed_in} 中",
        f"Every {en} is listed in {listed_in}",
        f"select {key} from {{table}} where {column} is not null and {column} not in (select {column} from {listed_in}){spot}",
    )


def _spot_check(column: str) -> str:
    """Return a condition that keeps all rows of a table up to a million, above it about a million, whole values of ``column``."""
    return f"hash({column}) % (select 1 + count(*) // {LARGE_ROWS} from {{table}}) = 0"


if __name__ == "__main__":
    SNAPSHOT.write_text(snapshot(), encoding="utf-8")
