"""One function, one result: DuckDB, pandas and polars; fact and mart; filter before or after; and a slow count by hand."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.metrics.catalogue import catalogue
from pipeline.metrics.resolution_rate import resolution_rate
from pipeline.metrics.spans import Span
from tests.metrics.conftest import complaint, need, rating, recommendation, rows, score, statement, table

AS_OF = datetime(2024, 4, 1)
# A share of the period, and 0 for types without a complaint: they depend on what else is counted.
WITHOUT_FILTER = ("complaint_count", "complaints_per_1000_households")
COMPLAINTS = [
    complaint(
        "2024-01-03 08:00",
        "2024-01-05 09:00",
        category="safety",
        community_id="c1",
        due_at="2024-01-06",
        callback_answer="satisfied",
    ),
    complaint(
        "2024-01-30 08:00", "2024-02-20 08:00", category="safety", due_at="2024-02-05", callback_answer="neutral"
    ),
    complaint("2024-02-03 20:00", "2024-02-05 07:00", reopened_at="2024-02-07 08:00", is_confirmed_resolved=False),
    complaint("2024-02-03 08:00", category="service", closed_at="2024-02-09 08:00", outcome="withdrawn"),
    complaint("2024-03-03 08:00", "2024-03-05 07:00", category="service", closed_at="2024-03-09", source="a"),
    complaint("2024-03-29 08:00", category="service", due_at="2024-03-30", callback_answer="not_reached"),
    complaint("2024-03-03 08:00", "2024-03-01 07:00", category="service", timing_problem="resolved_before_received"),
    complaint("2024-03-04 08:00", category="facility", has_resolution_field=False),
]
SCORES = [
    score("2024-01-05", 75),
    score("2024-01-05", 50, community_id="c1"),
    score("2024-03-05", 100, community_id="c1", indicator_id="fees"),
    score("2024-03-05", 0, community_id="c1", is_valid=False),
]
RATINGS = [
    rating("2024-01-05", 4),
    rating("2024-01-05", 2, community_id="c1"),
    rating("2024-03-05", 5, community_id="c1", indicator_id="fees", question="收费"),
    rating("2024-03-05", 1, community_id="c1", is_valid=False),
    *(
        rating(
            "2024-03-05",
            value,
            indicator_id="safety",
            question=item,
            response_id=who,
            community_id="c1",
            index_value=value,
        )
        for item, values in {"门岗": (4, 3, 5), "消防": (4, 2, 4)}.items()
        for who, value in zip(("A1", "A2", "A3"), values, strict=True)
    ),
    *(recommendation("2024-03-05", value, community_id="c1") for value in (10, 8, 6)),
]
RESPONSES = [
    {"submitted_on": date(2024, 1, day), "community_id": community, "is_valid": not reasons, "reasons": reasons}
    | {"method": "questionnaire", "responses": 1}
    for day, community, reasons in [
        (5, None, ""),
        (5, "c1", ""),
        (6, "c1", "incomplete,too_fast"),
        (7, "c1", "too_fast"),
    ]
]
SURVEYS = [
    {"survey_id": "s1", "title": "一", "submitted_on": date(2024, 1, 5), "invited": 9, "responses": 3, "valid": 2},
    {
        "survey_id": "s2",
        "title": "二",
        "submitted_on": date(2024, 3, 5),
        "community_id": "c1",
        "responses": 3,
        "valid": 2,
    },
]
NEEDS = [
    *need("2024-01-05", ["助餐"], response_id="A1"),
    *need("2024-01-05", ["助餐", "托管"], response_id="A2", community_id="c1"),
    *need("2024-03-05", [], response_id="A3", community_id="c1"),
    *need("2024-03-05", ["托管"], response_id="A4", community_id="c1", is_valid=False),
]
OPERATIONAL = [
    {"indicator_id": name, "unit": unit, "community_id": place, "reported_on": date(2024, month, 1), "value": value}
    | {"reports": 1}
    for month, place, name, unit, value in [
        (1, "c1", "visits", "户", 40.0),
        (2, "c1", "visits", "户", 60.0),
        (1, "c2", "training_pass_rate", "", 80.0),
        (1, "c1", "fees", "%", 92.5),
        (2, "c1", "fees", "%", 90.0),
        (1, "c1", "employees", "人", 12.0),
        (3, "c1", "employees", "人", 14.0),
        (3, "c1", "visits", "户", None),
    ]
]
FACTS = {
    "need": ("fct_need", NEEDS),
    "complaint": ("fct_complaint", COMPLAINTS),
    "score": ("fct_score", SCORES),
    "rating": ("mart_rating", RATINGS),
    "response": ("mart_response", RESPONSES),
    "survey": ("mart_survey", SURVEYS),
    "operational": ("mart_operational", OPERATIONAL),
    "margin": ("mart_margin", [row | {"margin_cell": "青" if row["index_value"] > 50 else "老"} for row in SCORES]),
}


def facts(connection: duckdb.DuckDBPyConnection, name: str) -> duckdb.DuckDBPyRelation:
    return table(connection, *FACTS[catalogue()[name].table])


def dimension(name: str) -> str:
    return "category" if catalogue()[name].table == "complaint" else "community_id"


def further(name: str, period: str | None) -> dict[str, pd.DataFrame]:
    """Return the further frames that a metric takes: 500 households of c1 in each period, and as many young as old."""
    if not (catalogue()[name].takes_households or catalogue()[name].takes_roster):
        return {}
    starts = Span(date(2024, 1, 1), AS_OF).starts(period) if period else [None]
    rows = pd.DataFrame({"community_id": "c1", "period_start": starts, "households": 500.0})
    argument = "roster" if catalogue()[name].takes_roster else "households"
    found = {argument: rows if period else rows.drop(columns="period_start")}
    if catalogue()[name].rakes:
        shares = pd.DataFrame({"value": ["青", "老"], "answers": [["青"], ["老"]], "share": 0.5})
        shares = shares.assign(attribute="年龄段", place=0, valid_from=pd.Timestamp("2023-01-01"))
        found["margins"] = shares.merge(rows[["period_start"]], how="cross") if period else shares
    return found


def assert_same(first, second):
    """Compare results of two engines: a date and its midnight are the same, floats to the ninth place."""
    told = [[{k: _plain(v) for k, v in row.items()} for row in rows(frame)] for frame in (first, second)]
    for one in told:
        one.sort(key=str)
    assert told[0] == told[1]


def _plain(value):
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return (None if pd.isna(value) else pd.Timestamp(value)) if hasattr(value, "year") else value


@pytest.mark.parametrize("name", list(catalogue()))
@pytest.mark.parametrize(
    "period",
    [
        "1mo",
        *[pytest.param(name, marks=pytest.mark.slow) for name in (None, "1d", "1q", "1y")],
    ],
)
def test_pandas_and_polars_give_what_duckdb_gives(connection, name, period):
    fact = facts(connection, name)
    metric, arguments = catalogue()[name].function, {"period": period, "as_of": AS_OF} | further(name, period)
    result = metric(fact, by=[dimension(name)], **arguments)
    assert_same(result, metric(fact.df(), by=[dimension(name)], **arguments))
    assert_same(result, metric(fact.pl(), by=[dimension(name)], **arguments))


@pytest.mark.parametrize("name", ["top_two_box", "satisfaction_index"])
def test_the_mart_gives_what_the_fact_gives(connection, name):
    entry = catalogue()[name]
    fact = facts(connection, name)
    connection.execute("drop table if exists mart_score")
    connection.execute(statement("rating.sql", "mart_score"))
    mart = connection.table("mart_score")
    assert {*entry.needs} <= set(mart.columns)
    arguments = {"by": [dimension(name)], "period": "1mo", "as_of": AS_OF}
    assert_same(entry.function(fact, **arguments), entry.function(mart, **arguments))


@pytest.mark.wide
@pytest.mark.parametrize("name", list(catalogue()))
def test_the_catalogue_names_every_column_that_a_metric_reads(connection, name):
    entry = catalogue()[name]
    fact = facts(connection, name)
    narrow = fact.select(*dict.fromkeys([*entry.needs, dimension(name)]))
    arguments = {"by": [dimension(name)], "period": "1mo", "as_of": AS_OF} | further(name, "1mo")
    assert_same(entry.function(fact, **arguments), entry.function(narrow, **arguments))


@pytest.mark.wide
@pytest.mark.parametrize("name", [name for name in catalogue() if name not in WITHOUT_FILTER])
def test_filtering_before_or_after_grouping_gives_the_same(connection, name):
    metric, by, fact = catalogue()[name].function, dimension(name), facts(connection, name)
    arguments = {"by": [by], "period": "1mo", "as_of": AS_OF} | further(name, "1mo")
    wanted = "service" if by == "category" else "c1"
    grouped = metric(fact, **arguments)
    assert_same(
        metric(fact.filter(f"{by} = '{wanted}'"), **arguments),
        grouped.df().query(f"{by} == @wanted") if hasattr(grouped, "df") else grouped.query(f"{by} == @wanted"),
    )


DAYS = st.one_of(st.none(), st.integers(0, 40))


@st.composite
def cases(draw):
    received = datetime(2024, 1, 1) + timedelta(hours=draw(st.integers(0, 24 * 80)))
    resolved, reopened, again = draw(DAYS), draw(DAYS), draw(DAYS)
    at = {"received": f"{received}", "resolved": None, "reopened_at": None, "last_resolved_at": None}
    if resolved is not None:
        at["resolved"] = f"{received + timedelta(hours=23 * resolved)}"
        if reopened is not None:
            at["reopened_at"] = f"{received + timedelta(hours=23 * (resolved + reopened) + 1)}"
            if again is not None:
                at["last_resolved_at"] = f"{received + timedelta(hours=23 * (resolved + reopened + again) + 2)}"
    outcome = draw(st.sampled_from([None, None, None, "merged"])) if resolved is None else None
    return complaint(**at, outcome=outcome)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(cases(), max_size=30), st.integers(1, 30))
def test_the_resolution_rate_is_what_counting_one_by_one_gives(given_cases, within_days):
    counted: dict[datetime, list[int]] = {}
    for case in given_cases:
        received = case["received_at"]
        if datetime(received.year, received.month, received.day) + timedelta(days=1 + within_days) > AS_OF:
            continue
        tally = counted.setdefault(datetime(received.year, received.month, 1), [0, 0])
        tally[0] += 1
        tally[1] += case["outcome"] is None and _stands(case, within_days)
    with duckdb.connect() as connection:
        result = rows(
            resolution_rate(table(connection, "fct_complaint", given_cases), as_of=AS_OF, within_days=within_days)
        )
    assert {pd.Timestamp(row["period_start"]): [row["complaints"], row["resolved"]] for row in result} == counted
    assert all(0 <= row["resolution_rate"] <= 1 for row in result)


def _stands(case, within_days):
    """Play the case's history forward to the limit."""
    state = False
    for name, resolved in (("resolved_at", True), ("reopened_at", False), ("last_resolved_at", True)):
        moment = case.get(name)
        if moment is not None and math.ceil((moment - case["received_at"]) / timedelta(days=1)) <= within_days:
            state = resolved
    return state
