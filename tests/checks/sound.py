"""A small warehouse in which every rule holds; tests break one thing at a time."""

from __future__ import annotations

from datetime import date, datetime

import duckdb

from tests.warehouse_files import create_tables, insert, sum_complaints

DAY = date(2024, 3, 5)
COMPLAINT = {
    "complaint_id": "GD-001",
    "source": "ledger",
    "community_id": "c1",
    "home_id": "H0123456789abcdef",
    "resident_id": "R0123456789abcdef",
    "handler_id": "S01234567",
    "category": "facility",
    "description": "电梯停运，请联系[电话]",
    "received_at": datetime(2024, 3, 5, 9),
    "received_on": DAY,
    "received_precision": "second",
    "resolved_at": datetime(2024, 3, 6, 10),
    "resolved_from": "finished",
    "status": "resolved",
    "resolution_seconds": 90_000,
    "days_to_resolution": 2,
    "cases": 1,
    "load_id": 1,
    "row_number": 2,
}
RATING = {
    "response_id": "A1",
    "survey_id": "s1",
    "question_id": "Q1",
    "indicator_id": "attitude",
    "role": "rating",
    "rating": 4.0,
    "index_value": 75.0,
    "is_satisfied": True,
    "community_id": "c1",
    "submitted_on": DAY,
    "is_valid": True,
    "answers": 1,
}
SCORE = {name: RATING[name] for name in ("response_id", "survey_id", "indicator_id", "community_id", "submitted_on")}
SCORE |= {"is_valid": True, "index_value": 75.0, "is_satisfied": True, "respondents": 1}
LOAD = {"status": "loaded", "rows_rejected": 0, "rows_duplicate": 0, "rows_superseded": 0, "cell_issues": 0}
LOAD |= {"rows_read": 1, "rows_accepted": 1, "records": 1}
QUESTION = {"survey_id": "s1", "question_id": "Q1", "role": "rating", "indicator_id": "attitude"}
QUESTION |= {"scale_min": 1.0, "scale_max": 5.0, "satisfied_codes": [4.0, 5.0]}
RESPONSE = {"response_id": "A1", "survey_id": "s1", "community_id": "c1", "submitted_on": DAY, "is_valid": True}
RESPONSE |= {"invalid_reasons": [], "responses": 1, "load_id": 2, "row_number": 2}

SOUND = {
    "dim_community": [{"community_id": "c1", "community": "东园", "households": 400}],
    "dim_indicator": [{"indicator_id": "attitude", "indicator_zh": "服务态度"}],
    "dim_survey": [{"survey_id": "s1"}],
    "dim_question": [QUESTION],
    "dim_date": [{"date": DAY}],
    "load": [
        {"load_id": 1, "file": "ledger.csv", "kind": "complaint", **LOAD},
        {"load_id": 2, "file": "survey.csv", "kind": "survey", **LOAD},
        {"load_id": 3, "file": "notes.docx", "status": "refused", "reason": "不是表格", "reason_en": "not a table"},
    ],
    "fct_complaint": [COMPLAINT],
    "fct_response": [RESPONSE],
    "fct_rating": [RATING],
    "fct_score": [SCORE],
    "mart_score": [SCORE],
    "build": [{"run_id": "r1", "built_at": datetime(2024, 4, 1), "complaints_cover_until": datetime(2024, 3, 31)}],
}
SOUND["build"][0]["surveys_cover_until"] = datetime(2024, 3, 31)
SOUND["mart_score"] = [{name: value for name, value in SCORE.items() if name != "response_id"}]


def fill_sound(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables and the rows above."""
    create_tables(connection)
    insert(connection, SOUND)
    sum_complaints(connection)
