"""Upkeep: which communities' exports lag behind, and which words nobody has confirmed."""

from __future__ import annotations

from datetime import date, datetime

from pipeline.analysis.upkeep import freshness, roster_communities, unconfirmed_questions
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
