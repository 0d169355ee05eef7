"""One case 单件投诉: what became of it, step by step, and what else is known of the same home.

steps    each event with its time and, where one was agreed, its limit; a limit whose step is still to come has no time
on time  the step was taken by its limit: days are compared where either has no time of day
of_home  the other cases of the same home, by pseudonym

Answers at the call-back are people's answers and not shown, nor is a second call, which only the unsatisfied get; texts only
where they are asked for. Grain of steps: one row per event and time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

FACTS = (
    "complaint_id", "source", "community_id", "community", "building", "home_id", "handler_id", "department", "channel", "category",
    "subcategory", "detail", "severity", "status", "outcome", "received_at", "received_precision", "due_at", "due_from",
    "is_due_estimated", "days_to_resolution", "resolved_from", "timing_problem",
)  # fmt: skip
TEXTS = ("summary", "description", "result")
STEPS = (
    "received", "registered", "assigned", "responded", "investigated", "proposed", "approved", "executed", "resolved",
    "feedback", "closed", "archived", "called_back", "reopened", "withdrawn", "merged", "out_of_scope",
)  # fmt: skip
TIMELINE = """
    with limit_of as (
        select 'responded' as event, response_due_at as due_at, is_response_due_met as is_met from fct_complaint where complaint_id = $id
        union all
        select case when resolved_at is null and closed_at is not null then 'closed' else 'resolved' end, due_at, is_due_met
        from fct_complaint where complaint_id = $id
        union all
        select 'called_back', callback_due_at, is_callback_due_met from fct_complaint where complaint_id = $id
    ),
    taken as (
        select event, happened_at, row_number() over (partition by event order by happened_at) as time_taken
        from fct_complaint_event where complaint_id = $id and list_contains($steps::varchar[], event)
    ),
    received as (select received_at from fct_complaint where complaint_id = $id)
    select
        coalesce(taken.event, limit_of.event) as event, happened_at, date_diff('day', received_at::date, happened_at::date) as days_after,
        due_at, case when happened_at is not null then is_met end as is_on_time
    from taken
    full join (from limit_of where due_at is not null) limit_of on limit_of.event = taken.event and taken.time_taken = 1
    cross join received
    order by happened_at nulls last, list_position($steps::varchar[], coalesce(taken.event, limit_of.event)), due_at
"""
OF_HOME = """
    select complaint_id, received_at, received_precision, category, subcategory, status
    from fct_complaint
    where home_id = (select home_id from fct_complaint where complaint_id = $id) and complaint_id <> $id
    order by received_at desc, complaint_id limit 100
"""


@dataclass(frozen=True)
class Case:
    """One complaint.

    Attributes:
        facts: Columns of ``FACTS``; missing ones are None.
        texts: ``summary``, ``description``, ``result``, those that there are; empty where not asked for.
        steps: ``event``, ``happened_at``, ``days_after`` (calendar days since the receipt), ``due_at``, ``is_on_time``.
        of_home: The newest hundred other cases of the home: ``complaint_id``, ``received_at``, ``received_precision``,
            ``category``, ``subcategory``, ``status``.
    """

    facts: Mapping[str, Any]
    texts: Mapping[str, str]
    steps: pd.DataFrame
    of_home: pd.DataFrame


def one_case(connection: duckdb.DuckDBPyConnection, complaint_id: str, *, with_texts: bool = False) -> Case | None:
    """Return a complaint with its history, None where the warehouse (or the part of it that is shown) has no such one."""
    columns = ", ".join((*FACTS, *TEXTS))
    sql = f"select {columns} from fct_complaint left join dim_community using (community_id) where complaint_id = $id"
    row = connection.execute(sql, {"id": complaint_id}).fetchone()
    if row is None:
        return None
    known = dict(zip((*FACTS, *TEXTS), row, strict=True))
    texts = {name: known.pop(name) for name in TEXTS}
    steps = connection.execute(TIMELINE, {"id": complaint_id, "steps": list(STEPS)}).df()
    of_home = connection.execute(OF_HOME, {"id": complaint_id}).df()
    return Case(known, {name: text for name, text in texts.items() if text and with_texts}, steps, of_home)
