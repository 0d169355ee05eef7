"""Types suggested for complaints that have none, from their scrubbed texts (specification clause ch5.k).

A linear model (``type_models.py``) trained on the company's own cases of known type, where there are at least 200 of them
in at least two types of 20; else the words of ``layouts/categories.yml``, which know the five types only, and where no
word decides, nothing. A suggestion is never written into the warehouse and enters no figure. Unit: complaints. Grain: one
row per complaint without a type that has a text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from pipeline.analysis.complaints import chosen_complaints
from pipeline.analysis.type_models import Predictor, linear_model
from pipeline.layouts.categories import match_category

MONTHS = 12
FEWEST_CASES = 200
FEWEST_OF_TYPE = 20
BATCH = 5000  # texts in memory at a time
MOST_CASES = 20_000  # newest cases that a model learns from
TEXT = "trim(concat_ws(' ', summary, description))"
COLUMNS = ["complaint_id", "received_on", "suggested_type", "method", "is_suggested"]


def suggested_types(
    connection: duckdb.DuckDBPyConnection,
    *,
    by: str = "category",
    months: int = MONTHS,
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Return what types the untyped complaints of the last whole months may have, oldest first.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        by: Level of types; the words know ``category`` only.
        months: Whole months whose complaints get a suggestion; cases of known type are learnt from whenever received.
        as_of: Moment up to which the exports are complete; default: what the build recorded.
        where: Column → value or values, of the complaints that get one.

    Returns:
        ``COLUMNS``: ``suggested_type`` is empty where nothing decides; ``method`` is ``model`` or ``keywords``;
        ``is_suggested`` is always true, so that no copy of the table passes for the company's own types.

    Raises:
        UsageError: If ``by`` or ``months`` is off.
        UnknownColumnError: If ``where`` has a column that complaints do not have.
    """
    complaints = chosen_complaints(connection, months=months, as_of=as_of, where=where)
    level = complaints.level(by)
    untyped = complaints.rows.filter(f"{level} is null and {TEXT} <> ''")
    model = _model(connection, level) if untyped.limit(1).fetchall() else None
    texts = untyped.project(f"complaint_id, received_on, {TEXT} as written").to_arrow_reader(BATCH)
    parts = [_suggested(batch.to_pandas(), model, level) for batch in texts]
    found = pd.concat(parts) if parts else pd.DataFrame(columns=COLUMNS)
    return found.sort_values(["received_on", "complaint_id"], ignore_index=True)


def _model(connection: duckdb.DuckDBPyConnection, level: str) -> Predictor | None:
    """Return a model of the company's own cases, None where there are too few."""
    known = connection.table("fct_complaint").filter(f"{level} is not null and {TEXT} <> ''")
    newest = known.project(f"{TEXT} as written, {level}, received_at, complaint_id").order(
        "received_at desc, complaint_id"
    )
    rows = [(text, kind) for text, kind, *_ in newest.limit(MOST_CASES).fetchall()]
    sizes = Counter(kind for _, kind in rows)
    usable = [(text, kind) for text, kind in rows if sizes[kind] >= FEWEST_OF_TYPE]
    if len(usable) < FEWEST_CASES or len({kind for _, kind in usable}) < 2:
        return None
    return linear_model([text for text, _ in usable], [kind for _, kind in usable])


def _suggested(untyped: pd.DataFrame, model: Predictor | None, level: str) -> pd.DataFrame:
    """Return ``COLUMNS`` of some complaints; their texts are let go."""
    texts = untyped["written"].tolist()
    said: Sequence[str | None] = model(texts) if model else _by_words(texts, level)
    suggested = pd.Series(list(said), untyped.index, dtype=object)
    return untyped.assign(suggested_type=suggested, method="model" if model else "keywords", is_suggested=True)[COLUMNS]


def _by_words(texts: Sequence[str], level: str) -> list[str | None]:
    return [match_category(text) if level == "category" else None for text in texts]
