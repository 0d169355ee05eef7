"""How the ids of a column are written so that one record has one id: full-width signs narrowed, thousands joined."""

from __future__ import annotations

import duckdb

from pipeline.ingest.table import RawTable

WIDE = "translate({0}, '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ－＿　', '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_ ')"
BLANK = "[ \u00a0\u2009\u202f]"


def id_text(connection: duckdb.DuckDBPyConnection, table: RawTable, index: int, cell: str) -> str:
    """Return the SQL of the id; ``cell`` where the column needs nothing.

    Args:
        cell: SQL of the trimmed cell.
    """
    source = f"(select c{index} as v from {table.relation})"
    (has_wide, has_blank) = connection.execute(
        f"select coalesce(bool_or(strlen(v) <> length(v)), false), coalesce(bool_or(contains(v, ' ')), false) from {source}"
    ).fetchall()[0]
    if (has_wide or has_blank) and _are_grouped(connection, source):
        return f"regexp_replace({cell}, '{BLANK}', '', 'g')"
    return f"trim({WIDE.format(cell)})" if has_wide else cell


def _are_grouped(connection: duckdb.DuckDBPyConnection, source: str) -> bool:
    """Whether all ids are whole numbers with blanks between thousands, as some tools show them."""
    grouped = f"regexp_full_match(v, '[0-9]{{1,3}}({BLANK}[0-9]{{3}})+')"
    (found, others) = connection.execute(
        f"select count(*) filter (where {grouped}), count(*) filter (where not {grouped} and coalesce(try_cast(v as bigint), 1000) >= 1000) from {source}"
    ).fetchall()[0]
    return bool(found) and not others
