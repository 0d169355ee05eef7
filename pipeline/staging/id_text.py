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
    grouped = f"'[0-9]{{1,3}}({BLANK}[0-9]{{3}})+'"
    has_wide, filled, plain_or_grouped, any_grouped = connection.execute(
        f"select coalesce(bool_or(strlen(v) <> length(v)), false), count(v), count(*) filter (where regexp_full_match(v, {grouped}) or try_cast(v as bigint) < 1000), "
        f"coalesce(bool_or(regexp_full_match(v, {grouped})), false) from (select c{index} as v from {table.relation})"
    ).fetchall()[0]
    if any_grouped and plain_or_grouped == filled:
        return f"regexp_replace({cell}, '{BLANK}', '', 'g')"
    return f"trim({WIDE.format(cell)})" if has_wide else cell
