"""What became of the exports, for pages: files read, rows rejected, cells unreadable, checks, names to confirm."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards.data import rows, settings
from pipeline.layouts.library import load_layouts


def loads() -> pd.DataFrame:
    """Return table ``load``, in the order in which the files were read."""
    return rows("select * from load order by load_id")


@st.cache_data(show_spinner=False)
def layout_labels(language: str) -> dict[str, str]:
    """Return name → label of all layouts."""
    return {layout.name: layout.label[language] for layout in load_layouts(settings().layouts)}


def loaded_as(sha256: str) -> str | None:
    """Return the name of the export with this content that the published version was read from, None where there is none."""
    found = rows("select file from load where sha256 = ? and status = 'loaded' order by load_id", sha256)["file"]
    return None if found.empty else found[0]


def rejected_rows(file: str | None = None) -> pd.DataFrame:
    """Return table ``rejected_row``, of one file or of all; at most 10,000 rows."""
    return _of_file("rejected_row", file)


def cell_issues(file: str | None = None) -> pd.DataFrame:
    """Return table ``cell_issue``, of one file or of all; at most 10,000 rows."""
    return _of_file("cell_issue", file)


def counts(table: str, column: str) -> pd.DataFrame:
    """Return ``column`` and ``rows`` of a bookkeeping table, the most frequent first."""
    return rows(f"select {column}, count(*) as rows from {table} group by all order by rows desc, {column}")


def expectations() -> pd.DataFrame:
    """Return table ``expectation_result``: failed first, then what could not run."""
    sql = """
        select * from expectation_result
        order by array_position(['failed', 'could_not_run', 'passed'], outcome), not is_critical, expectation_id
    """
    return rows(sql)


def unconfirmed_communities() -> pd.DataFrame:
    """Return community names that the roster lacks, with the nearest name in it and their number of complaints and answers."""
    sql = """
        select community, nearest_community, coalesce(complaints, 0) as complaints, coalesce(responses, 0) as responses
        from dim_community
        left join (select community_id, sum(cases)::bigint as complaints from mart_complaint group by all)
            using (community_id)
        left join (select community_id, count(*) as responses from fct_response group by all) using (community_id)
        where not is_confirmed order by complaints + responses desc, community
    """
    return rows(sql)


def _of_file(table: str, file: str | None) -> pd.DataFrame:
    sql = f"select * from {table} where ? is null or file = ? order by load_id, row_number, column_name limit 10000"
    return rows(sql, file, file)
