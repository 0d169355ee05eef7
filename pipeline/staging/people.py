"""Homes, residents, handlers and words of a complaint export: everything personal, made harmless once per distinct value.

The statement of ``complaint.sql`` joins these tables, so that only pseudonyms and scrubbed words leave it.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.staging.reading import Reading
from pipeline.staging.sql import literal

STATEMENT = Path(__file__).with_name("people.sql").read_text(encoding="utf-8")
PLACE = ("home", "building", "unit", "room")
PEOPLE = (*PLACE, "community", "phone", "name", "handler")
WORDS = ("community", "department", "channel", "category", "subcategory", "detail", "severity")


def write_people(connection: duckdb.DuckDBPyConnection, reading: Reading) -> dict[str, str]:
    """Write the pseudonyms of homes, residents and handlers; return what ``complaint.sql`` calls them."""
    default = reading.community
    parts = {name: f"{reading.table.relation}_{name}" for name in ("homes", "phones", "names", "handlers")}
    parts["community_name"] = f"coalesce(community, {literal(default)})" if default else "community"
    used = [name for name in PLACE if reading.has(name)]
    written = {"building": "building_written"}
    same = [f"homes.{written.get(name, name)} is not distinct from source.{name}" for name in used]
    if reading.has("community"):
        same.append(
            f"homes.community_name is not distinct from {parts['community_name'].replace('(community', '(source.community') if default else 'source.community'}"
        )
    parts["same_home"] = " and ".join(same) if used else "false"
    cells = [f"{reading.cell(name)} as {name}" if reading.has(name) else f"null::varchar as {name}" for name in PEOPLE]
    source = f"{reading.table.relation}_people"
    connection.execute(f"create view {source} as select {', '.join(cells)} from {reading.table.relation}")
    connection.execute(STATEMENT.format(source=source, **parts))
    return parts


def write_words(connection: duckdb.DuckDBPyConnection, reading: Reading) -> str:
    """Write the distinct texts of the columns of types and places, scrubbed: whoever types a name into one of them is protected too."""
    name = f"{reading.table.relation}_words"
    fields = ", ".join(f"'{field}'" for field in WORDS)
    default = literal(reading.community) if reading.community else "null::varchar"
    texts = f"select cell as raw from {reading.cells} where field in ({fields}) union select {default} as raw"
    connection.execute(
        f"create table {name} as select raw, scrub_text(raw, null) as word from ({texts}) where raw is not null"
    )
    return name


def note_on_homes(connection: duckdb.DuckDBPyConnection, homes: str) -> tuple[str, str] | None:
    """What is to be said of rooms without a building, None where there are none."""
    (count,) = connection.execute(
        f"select count(*) from {homes} where place_id is not null and home_id is null"
    ).fetchall()[0]
    if not count:
        return None
    return (
        f"有 {count} 处地址只有房号、没有楼栋，分不清是哪一户，不计入按户的统计；如果小区只有一栋楼，请补填楼栋。",
        f"{count} addresses give a room and no building: they may be of different homes, so figures by home leave them out. "
        "If a community has a single building, fill it in.",
    )
