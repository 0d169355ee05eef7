"""Registers that a company keeps by hand: community roster, improvement measures, operational indicators.

They are small; each becomes one staged relation of the same name as its kind.

``roster``       row_number, community, aliases VARCHAR[], households, valid_from, community_id
``measure``      row_number and the columns of ``dim_measure``, communities as written
``operational``  row_number, indicator, community, department, period_start, value, unit
"""

from __future__ import annotations

import duckdb

from pipeline.config import Settings
from pipeline.ingest.table import RawTable, Sidecar
from pipeline.layouts.categories import match_category
from pipeline.layouts.fold import fold
from pipeline.layouts.layout import Column, Layout, Match
from pipeline.staging.span import parse_moment
from pipeline.staging.sql import literal
from pipeline.staging.staged import Staged
from pipeline.staging.times import time_columns

NUMBER = "try_cast(replace(regexp_extract(ascii_text({cell}), '-?[0-9][0-9,]*[.]?[0-9]*'), ',', '') as double)"
LIST = "list_filter(list_transform(regexp_split_to_array({cell}, '[,，;；、/|┋]'), lambda part: trim(part)), lambda part: part <> '')"
DATES = {"roster": ("valid_from",), "measure": ("starts_on", "due_on", "evaluate_on"), "operational": ()}
KEYS = {"roster": "community", "measure": "measure", "operational": "indicator"}
TEXTS = {
    "measure": (
        "measure_id",
        "measure",
        "problem",
        "subcategory",
        "indicator",
        "owner_post",
        "steps",
        "resources",
        "training",
        "target",
    ),
}
MOST_HOUSEHOLDS = 100_000  # of one community; no larger one is known, and a phone number is no count
TOTALS = "('合计', '总计', '小计', 'total')"


def stage_register(
    connection: duckdb.DuckDBPyConnection, table: RawTable, match: Match, sidecar: Sidecar, settings: Settings
) -> Staged:
    """Type the rows of a roster, a list of measures or operational indicators."""
    kind = match.layout.kind
    columns = {column.field: column for column in match.columns if column.use == "field" and column.field}
    statement = {"roster": _roster, "measure": _measures, "operational": _operational}[kind](
        connection, table, match, columns, settings
    )
    names = {name: f"{table.relation}_staged_{name}" for name in (kind, "rejected", "issue")}
    connection.execute(f"create table {table.relation}_staged as {statement}")
    key = KEYS[kind]
    bad = f"case when {key} is null then 'blank_key' when lower({key}) in {TOTALS} then 'total_row' end"
    header = columns[key].header if key in columns else ""
    connection.execute(
        f"create table {names['rejected']} as select distinct row_number, {literal(header)} as column_name, {bad} as reason_code "
        f"from {table.relation}_staged where {bad} is not null"
    )
    connection.execute(f"create view {names[kind]} as from {table.relation}_staged where {bad} is null")
    connection.execute(
        f"create table {names['issue']} as select row_number, column_name, reason_code, value_shape from {table.relation}_staged, "
        f"unnest(issues) as t(issue), lateral (select issue.column_name, issue.reason_code, issue.value_shape) where {bad} is null"
    )
    exported = parse_moment(sidecar.exported_at or match.file_parts.get("exported_at"))
    return Staged(dict(names), exported_at=exported)


def _cell(columns: dict[str, Column], field: str) -> str:
    return f"nullif(trim(c{columns[field].index}), '')" if field in columns else "null::varchar"


def _dates(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    match: Match,
    columns: dict[str, Column],
    settings: Settings,
    fields: tuple[str, ...],
) -> dict[str, str]:
    found = [columns[field] for field in fields if field in columns]
    times = time_columns(
        connection, table, found, zone_from=None, zone_to=settings.zone, usually_day_first=match.layout.day_first
    )
    return {
        field: f"({times[columns[field].index].value})::date" if field in columns else "null::date" for field in fields
    }


def _issue_list(columns: dict[str, Column], read: dict[str, tuple[str, str]]) -> str:
    """SQL list of the cells that hold something that could not be read: field → (value expression, reason code)."""
    cases = [
        f"case when {_cell(columns, field)} is not null and ({value}) is null then "
        f"struct_pack(column_name := {literal(columns[field].header)}, reason_code := '{code}', value_shape := value_shape({_cell(columns, field)})) end"
        for field, (value, code) in read.items()
        if field in columns
    ]
    empty = "[]::struct(column_name varchar, reason_code varchar, value_shape varchar)[]"
    return f"list_filter([{', '.join(cases)}], lambda issue: issue is not null)" if cases else empty


def _roster(
    connection: duckdb.DuckDBPyConnection, table: RawTable, match: Match, columns: dict[str, Column], settings: Settings
) -> str:
    dates = _dates(connection, table, match, columns, settings, DATES["roster"])
    number = NUMBER.format(cell=_cell(columns, "households"))
    households = f"case when {number} between 0 and {MOST_HOUSEHOLDS} then ({number})::bigint end"
    aliases = LIST.format(cell=_cell(columns, "aliases"))
    issues = _issue_list(
        columns,
        {"households": (households, "unreadable_number"), "valid_from": (dates["valid_from"], "unreadable_time")},
    )
    return (
        f"select row_number, scrub_text({_cell(columns, 'community')}, null) as community, "
        f"coalesce(list_transform({aliases}, lambda alias: scrub_text(alias, null)), []) as aliases, "
        f"{households} as households, {dates['valid_from']} as valid_from, {_cell(columns, 'community_id')} as community_id, {issues} as issues from {table.relation}"
    )


def _code(
    connection: duckdb.DuckDBPyConnection, table: RawTable, columns: dict[str, Column], layout: Layout, field: str
) -> str:
    """SQL of the code that a cell's words stand for, null for words that are not known."""
    if field not in columns:
        return "null::varchar"
    cell = _cell(columns, field)
    known = {fold(spelling): code for code, spellings in layout.values.get(field, {}).items() for spelling in spellings}
    texts = connection.execute(f"select distinct {cell} from {table.relation} where {cell} is not null").fetchall()
    codes = {
        text: known.get(fold(text)) or (match_category(text) if field == "category" else None) for (text,) in texts
    }
    cases = [f"when {literal(text)} then '{code}'" for text, code in codes.items() if code]
    return f"case {cell} {' '.join(cases)} end" if cases else "null::varchar"


def _measures(
    connection: duckdb.DuckDBPyConnection, table: RawTable, match: Match, columns: dict[str, Column], settings: Settings
) -> str:
    dates = _dates(connection, table, match, columns, settings, DATES["measure"])
    codes = {field: _code(connection, table, columns, match.layout, field) for field in ("category", "status")}
    fields = TEXTS["measure"]
    cells = ", ".join(_cell(columns, field) for field in fields)
    # In a list, for each scrub in a statement compiles the rules for itself.
    scrubbed = f"list_transform([{cells}], lambda text: scrub_text(text, null)) as texts"
    texts = ", ".join(f"texts[{place}] as {field}" for place, field in enumerate(fields, 1))
    read = ", ".join(f"{value} as {field}" for field, value in (dates | codes).items())
    issues = _issue_list(
        columns,
        {field: (value, "unreadable_time") for field, value in dates.items()}
        | {field: (value, "unknown_word") for field, value in codes.items()},
    )
    return (
        f"select row_number, {texts}, coalesce({LIST.format(cell=_cell(columns, 'communities'))}, []) as communities, "
        f"coalesce(list_transform({LIST.format(cell=_cell(columns, 'buildings'))}, lambda building: address_part(building)), []) as buildings, "
        f"{read}, {issues} as issues "
        f"from (select *, {scrubbed} from {table.relation})"
    )


def _operational(
    connection: duckdb.DuckDBPyConnection, table: RawTable, match: Match, columns: dict[str, Column], settings: Settings
) -> str:
    """Long tables have a column of indicators; wide ones a column per indicator (field ``indicator:<name>``)."""
    wide = {field.split(":", 1)[1]: column for field, column in columns.items() if field.startswith("indicator:")}
    shared = f"row_number, {_cell(columns, 'community')} as community, {_cell(columns, 'department')} as department, {_period(connection, table, match, columns, settings)} as period_start"
    if not wide:
        value = NUMBER.format(cell=_cell(columns, "value"))
        unit = f"coalesce({_cell(columns, 'unit')}, case when contains({_cell(columns, 'value')}, '%') then '%' end)"
        issues = _issue_list(columns, {"value": (value, "unreadable_number")})
        return f"select {shared}, {_cell(columns, 'indicator')} as indicator, {value} as value, {unit} as unit, {issues} as issues from {table.relation}"
    selects = [
        f"select {shared}, {literal(name)} as indicator, {NUMBER.format(cell=f'c{column.index}')} as value, "
        f"case when contains(c{column.index}, '%') then '%' end as unit, "
        f"{_issue_list({'value': column}, {'value': (NUMBER.format(cell=f'c{column.index}'), 'unreadable_number')})} as issues "
        f"from {table.relation} where trim(c{column.index}) <> ''"
        for name, column in wide.items()
    ]
    return " union all ".join(selects)


def _period(
    connection: duckdb.DuckDBPyConnection, table: RawTable, match: Match, columns: dict[str, Column], settings: Settings
) -> str:
    """First day of the period that a cell names: 2024-03, 2024年3月, 2024Q1, 2024年一季度, 2024, or a date."""
    if "period" not in columns:
        return "null::date"
    cell = f"translate({_cell(columns, 'period')}, '一二三四', '1234')"
    dated = time_columns(
        connection,
        table,
        [columns["period"]],
        zone_from=None,
        zone_to=settings.zone,
        usually_day_first=match.layout.day_first,
    )
    day = dated[columns["period"].index].value
    year = f"try_cast(regexp_extract({cell}, '^([0-9]{{4}})', 1) as integer)"
    quarter = f"try_cast(coalesce(nullif(regexp_extract({cell}, '[Qq]([1-4])', 1), ''), nullif(regexp_extract({cell}, '([1-4])季', 1), '')) as integer)"
    month = f"try_cast(nullif(regexp_extract({cell}, '^[0-9]{{4}}[-/.年]?([0-9]{{1,2}})月?$', 1), '') as integer)"
    return (
        f"coalesce(({day})::date, case when {quarter} is not null then make_date({year}, {quarter} * 3 - 2, 1) "
        f"when {month} between 1 and 12 then make_date({year}, {month}, 1) "
        f"when regexp_full_match({cell}, '[0-9]{{4}}年?') then make_date({year}, 1, 1) end)"
    )
