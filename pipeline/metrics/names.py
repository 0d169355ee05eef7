"""Names beside ids: communities from ``dim_community``, indicators from ``dim_indicator``."""

from __future__ import annotations

import duckdb
import pandas as pd

from pipeline.metrics.suppression import SMALL

SMALL_EN = "Small groups together"
NAMES = {
    "community_id": "select community_id, community from dim_community",
    "indicator_id": "select indicator_id, indicator_{language} as indicator from dim_indicator",
}


def community_names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return community_id → name."""
    return dict(connection.execute(NAMES["community_id"]).fetchall())


def doubtful_communities(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the ids of spellings that the roster does not have: perhaps a community of the roster, misspelt."""
    return {
        id for (id,) in connection.execute("select community_id from dim_community where not is_confirmed").fetchall()
    }


def with_names(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """Put ``community`` and ``indicator`` after their ids, in the place of names in another language.

    An id without a name stands for itself, null stays null.
    """
    for column, sql in NAMES.items():
        if column in frame:
            names = dict(connection.execute(sql.format(language=language)).fetchall())
            names[SMALL] = SMALL if language == "zh" else SMALL_EN
            shown = [None if pd.isna(id) else names.get(id) or id for id in frame[column]]
            name = column.removesuffix("_id")
            frame = frame.drop(columns=name, errors="ignore")
            frame.insert(list(frame).index(column) + 1, name, pd.Series(shown, frame.index, object))
    return frame
