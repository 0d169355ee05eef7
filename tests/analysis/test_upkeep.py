"""Upkeep: which communities' exports lag behind, and which words nobody has confirmed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from pipeline.analysis.upkeep import freshness, late_exports, roster_communities, unconfirmed_questions
from tests.warehouse_files import create_tables, insert


def test_a_community_without_exports_comes_first_then_the_one_that_lags_behind(connection):
    create_tables(connection)
    names = [{"community_id": name, "community": name, "is_confirmed": True} for name in ("a", "b", "c")]
    insert(
        connection,
        {
            "dim_community": [*names, {"community_id": "x", "community": "x", "is_confirmed": False}],
            "community_coverage": [
                {"community_id": "a", "covers_until": datetime(2024, 3, 1)},
                {"community_id": "b", "covers_until": datetime(2024, 2, 20, 15)},
                {"community_id": "x", "covers_until": datetime(2024, 1, 1)},
            ],
            "fct_complaint": [{"community_id": "b", "received_on": date(2024, 2, 19)}],
        },
    )
    rows = freshness(connection).astype(object)
    assert list(rows["community"]) == ["c", "b", "a"]
    assert list(rows["days_behind"].dropna()) == [9, 0]
    assert [f"{day:%m-%d}" for day in rows["covered_on"].dropna()] == ["02-20", "02-29"]
    assert roster_communities(connection) == ["a", "b", "c"]


def test_a_question_is_listed_once_with_the_number_of_surveys_that_ask_it(connection):
    create_tables(connection)
    own = [{"indicator_id": f"q:s{at}:1", "is_standard": False} for at in (1, 2)]
    asked = [
        {"survey_id": f"s{at}", "question_id": "1", "question": "活动", "indicator_id": f"q:s{at}:1"} for at in (1, 2)
    ]
    standard = {"survey_id": "s1", "question_id": "2", "question": "安全", "indicator_id": "safety"}
    insert(
        connection,
        {
            "dim_indicator": [*own, {"indicator_id": "safety", "is_standard": True}],
            "dim_question": [*asked, standard],
            "dim_survey": [{"survey_id": "s1", "title": "一季度"}, {"survey_id": "s2", "title": "二季度"}],
        },
    )
    assert unconfirmed_questions(connection).to_dict("records") == [
        {"question": "活动", "surveys": 2, "survey": "二季度"}
    ]


def exports(connection, kind: str, *days: date) -> None:
    """Add a loaded file for each day as the last one that it covers."""
    create_tables(connection) if not connection.execute("show tables").fetchall() else None
    loads = [
        {"kind": kind, "status": "loaded", "covers_until": datetime.combine(day + timedelta(days=1), time())}
        for day in days
    ]
    insert(connection, {"load": loads})


def test_exports_are_late_when_their_usual_distance_and_two_weeks_are_over(connection):
    months = [date(2024, month, 28) for month in (1, 2, 3, 4)]
    exports(connection, "complaint", *months)
    exports(connection, "survey", date(2024, 3, 31), date(2023, 12, 31))  # too few to know a rhythm: a quarter
    assert late_exports(connection, today=date(2024, 6, 12)) == []
    (complaints,) = late_exports(connection, today=date(2024, 6, 13))
    assert (complaints.kind, complaints.last_day, complaints.usual_days) == ("complaint", date(2024, 4, 28), 31)
    assert [late.kind for late in late_exports(connection, today=date(2024, 7, 16))] == ["complaint", "survey"]
    assert late_exports(connection, today=date(2024, 3, 20), as_of=datetime(2024, 3, 1)) == []


def test_a_community_is_late_when_the_others_have_gone_on_without_it(connection):
    exports(connection, "complaint", *[date(2024, month, 28) for month in (1, 2, 3, 4)])
    covered = {"a": datetime(2024, 4, 29), "b": datetime(2024, 4, 20), "c": datetime(2024, 2, 29)}
    insert(
        connection,
        {
            "dim_community": [{"community_id": id, "community": id.upper(), "is_confirmed": True} for id in covered],
            "community_coverage": [{"community_id": id, "covers_until": end} for id, end in covered.items()],
        },
    )
    (late,) = late_exports(connection, today=date(2024, 5, 10))
    assert (late.community, late.last_day, late.newest_day) == ("C", date(2024, 2, 28), date(2024, 4, 28))
