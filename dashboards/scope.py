"""A user's communities as a condition, and as what a cursor shows of the warehouse.

A metric of answers takes the scope as a condition like any other filter: it must see what is left out to judge whether a
difference would give somebody away. Everything else reads through a cursor whose tables hold nothing else: views of the
same names, of this cursor alone, stand before them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import duckdb

from pipeline.errors import ManyiduError
from pipeline.metrics.source import ALIASES
from pipeline.warehouse.tables import tables

Scope = tuple[str, ...] | None
COMMUNITY = "community_id"
SEEN = "community_id in (from community_in_scope)"
OF_OTHERS = {  # tables without the community's own column
    "fct_complaint_event": "complaint_id in (select complaint_id from fct_complaint)",
    "export_difference": "complaint_id in (select complaint_id from fct_complaint)",
    "fct_comment": "response_id in (select response_id from fct_response)",
    "dim_measure": "coalesce(len(community_ids), 0) = 0 or list_has_any(community_ids, (select list(community_id) from community_in_scope))",
    "dim_target": "dimension is distinct from 'community_id' or value in (from community_in_scope)",
}


def narrowed_to(scope: Scope, where: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the conditions, with those on communities narrowed to ``scope``; where nothing is left, no row meets them."""
    conditions = {ALIASES.get(name, name): wanted for name, wanted in (where or {}).items()}
    if scope is None:
        return conditions
    wanted = conditions.get(COMMUNITY, scope)
    chosen = (wanted,) if isinstance(wanted, str) else tuple(wanted or ())
    return conditions | {COMMUNITY: tuple(name for name in chosen if name in scope)}


def require_own(scope: Scope, by: Sequence[str], against: str) -> None:
    """Refuse a comparison of communities with the rest, which is of communities that the user may not see.

    Raises:
        ManyiduError: If that is what is asked for.
    """
    if scope is not None and against == "rest" and {COMMUNITY, "community"} & set(by):
        raise ManyiduError(
            zh="你只能看部分小区，不能与其余小区比较。",
            en="You see some of the communities only, so there is no comparison with the rest.",
        )


def narrow(cursor: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    """Let ``cursor`` see only the communities of ``scope`` from now on; rows without a community are in no scope."""
    if scope is not None:
        cursor.execute(
            "create temp table community_in_scope as select unnest(?::varchar[]) as community_id", [list(scope)]
        )
        (name,) = cursor.execute("select current_database()").fetchall()[0]
        cursor.execute(_views().replace("{warehouse}", '"' + name.replace('"', '""') + '"'))


@cache
def _views() -> str:
    """Return the statements that put a view before each table that says something of communities."""
    conditions = {name: SEEN for name, table in tables().items() if COMMUNITY in {c.name for c in table.columns}}
    return ";".join(
        f"create temp view {name} as select * from {{warehouse}}.main.{name} where {condition}"
        for name, condition in (conditions | OF_OTHERS).items()
    )
