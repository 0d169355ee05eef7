"""The rules of the quality gate: each holds in a sound warehouse and finds its own breach."""

from __future__ import annotations

import duckdb
import pytest

from pipeline.checks.contracts import SNAPSHOT, failing_rows, rules, snapshot, suites
from pipeline.errors import UsageError
from pipeline.warehouse import tables
from tests.checks.sound import fill_sound

BREACHES = [
    ("fct_complaint.key_is_unique", "insert into fct_complaint from fct_complaint"),
    ("fct_complaint.key_is_complete", "update fct_complaint set complaint_id = null"),
    ("fct_complaint.counts_one", "update fct_complaint set cases = 2"),
    ("fct_complaint.community_is_known", "update fct_complaint set community_id = 'nowhere'"),
    ("fct_complaint.load_is_known", "update fct_complaint set load_id = 9"),
    ("fct_complaint.has_a_time_of_receipt", "update fct_complaint set received_at = null"),
    ("fct_complaint.day_is_that_of_the_time", "update fct_complaint set received_on = '2024-03-06'"),
    ("fct_complaint.is_not_from_the_future", "update fct_complaint set received_at = '2031-01-01'"),
    ("fct_complaint.category_is_one_of_five", "update fct_complaint set category = '电梯'"),
    ("fct_complaint.status_is_known", "update fct_complaint set status = '已办结'"),
    ("fct_complaint.outcome_is_known", "update fct_complaint set outcome = 'lost'"),
    ("fct_complaint.left_cases_are_not_resolved", "update fct_complaint set outcome = 'withdrawn'"),
    ("fct_complaint.callback_answer_is_known", "update fct_complaint set callback_answer = '满意'"),
    ("fct_complaint.resolution_says_which_time", "update fct_complaint set resolved_from = null"),
    ("fct_complaint.does_not_end_before_it_begins", "update fct_complaint set resolved_at = '2024-03-04 08:00'"),
    ("fct_complaint.durations_are_not_negative", "update fct_complaint set days_to_close = -1"),
    ("fct_complaint.days_are_whole_days_of_seconds", "update fct_complaint set days_to_resolution = 1"),
    ("fct_complaint.due_is_judged_only_with_a_due_date", "update fct_complaint set is_due_met = true"),
    ("fct_complaint.limits_apply_from_their_date", "update fct_complaint set due_at = received_at"),
    ("fct_complaint.limits_apply_from_their_date", "update fct_complaint set due_at = received_at, due_from = 'limit'"),
    ("fct_complaint.homes_are_pseudonyms", "update fct_complaint set home_id = '3-1202'"),
    ("fct_complaint.homes_are_pseudonyms", "update fct_complaint set handler_id = '李师傅'"),
    ("fct_complaint.small_buildings_are_left_out", "update fct_complaint set building = '3'"),
    ("fct_complaint.texts_hold_no_phone_or_identity_number", "update fct_complaint set result = '已回电13812345678。'"),
    ("fct_complaint.texts_hold_no_phone_or_identity_number", "update fct_complaint set detail = '44010620010101123X'"),
    ("export_difference.event_is_known", "insert into export_difference values ('GD-001', 'lost', '2024-03-07')"),
    ("export_difference.complaint_is_known", "insert into export_difference values ('GD-9', 'closed', '2024-03-07')"),
    ("fct_response.is_valid_or_says_why_not", "update fct_response set invalid_reasons = ['straight_lining']"),
    ("fct_response.is_valid_or_says_why_not", "update fct_response set is_valid = null"),
    ("fct_response.duration_is_not_negative", "update fct_response set duration_seconds = -5"),
    ("fct_response.has_a_day", "update fct_response set submitted_on = null"),
    (
        "fct_response.attributes_hold_no_phone_or_identity_number",
        "update fct_response set attributes = map {'手机': '13812345678'}",
    ),
    (
        "fct_comment.holds_no_phone_or_identity_number",
        "insert into fct_comment values ('A1', 's1', 'Q9', '打13812345678')",
    ),
    (
        "fct_need.options_hold_no_phone_or_identity_number",
        "insert into fct_need (response_id, survey_id, question_id, option, answers) values ('A1', 's1', 'Q7', '其他13812345678', 1)",
    ),
    ("fct_rating.response_is_known", "update fct_rating set response_id = 'A2'"),
    ("fct_rating.lies_on_its_scale", "update fct_rating set rating = 6"),
    ("fct_rating.lies_on_its_scale", "update fct_rating set rating = 'nan'"),
    ("fct_rating.index_runs_from_0_to_100", "update fct_rating set index_value = 100.5"),
    ("fct_rating.agrees_with_its_response", "update fct_rating set is_valid = false"),
    ("fct_rating.question_is_known", "update fct_rating set question_id = 'Q2'"),
    ("fct_score.index_runs_from_0_to_100", "update fct_score set index_value = null"),
    ("fct_score.indicator_is_known", "update fct_score set indicator_id = 'unheard of'"),
    ("dim_question.scale_has_two_ends", "update dim_question set scale_max = 1"),
    ("dim_question.satisfied_codes_lie_on_the_scale", "update dim_question set satisfied_codes = [5.0, 6.0]"),
    ("dim_indicator.parent_is_known", "update dim_indicator set parent_id = 'overall'"),
    ("dim_community.households_are_positive", "update dim_community set households = 0"),
    ("dim_date.has_no_gap", "insert into dim_date (date) values ('2024-03-07')"),
    ("dim_date.reaches_all_complaints", "update fct_complaint set received_on = '2024-03-06'"),
    ("mart_score.sums_to_the_facts", "delete from mart_score"),
    ("mart_complaint.sums_to_the_facts", "delete from mart_complaint"),
    ("load.rows_add_up", "update load set rows_read = 2 where load_id = 1"),
    ("load.complaints_are_all_there", "delete from fct_complaint"),
    ("load.responses_are_all_there", "update load set records = 2 where load_id = 2"),
    ("load.rejected_rows_are_listed", "insert into rejected_row (load_id, row_number) values (1, 7)"),
    ("load.cell_issues_are_listed", "insert into cell_issue (load_id, row_number) values (1, 7)"),
    ("load.status_is_known", "update load set status = 'fine' where load_id = 3"),
    ("load.refusals_have_a_reason", "update load set reason_en = null where load_id = 3"),
    ("load.notes_hold_no_phone_or_identity_number", "update load set notes = '请找13812345678' where load_id = 2"),
    ("build.is_one_row", "insert into build (run_id) values ('r2')"),
    ("build.complaints_have_an_end", "update build set complaints_cover_until = null"),
    ("build.surveys_have_an_end", "update build set surveys_cover_until = null"),
]


@pytest.fixture
def warehouse():
    with duckdb.connect() as connection:
        fill_sound(connection)
        yield connection


def test_a_sound_warehouse_keeps_every_rule(warehouse):
    assert {name: rows for name in rules() if (rows := failing_rows(warehouse, name))} == {}


def test_an_empty_warehouse_keeps_every_rule_but_that_it_has_a_build(warehouse):
    for table in tables().values():
        if not table.is_view:
            warehouse.execute(f"delete from {table.name}")
    assert [name for name in rules() if failing_rows(warehouse, name)] == ["build.is_one_row"]


@pytest.mark.parametrize(("rule", "breach"), BREACHES)
def test_each_rule_finds_its_breach(warehouse, rule, breach):
    warehouse.execute(breach)
    assert len(failing_rows(warehouse, rule)) == 1


def test_every_written_rule_is_tried_on_a_breach():
    written = {
        name for name in rules() if not name.endswith(("key_is_unique", "key_is_complete", "counts_one", "_is_known"))
    }
    assert written - {rule for rule, _ in BREACHES} == set()


def test_every_table_with_a_key_has_rules_on_it():
    keyed = {table.name for table in tables().values() if table.key and not table.is_view} - {"expectation_result"}
    assert {name.split(".")[0] for name in rules() if name.endswith(".key_is_unique")} == keyed


def test_order_numbers_and_amounts_are_not_taken_for_phones(warehouse):
    texts = ["20240305120013812345678", "GD13812345678901", "费用 1380元", "138-1234"]
    warehouse.execute("update fct_complaint set description = ?, summary = ?, result = ?, detail = ?", texts)
    assert failing_rows(warehouse, "fct_complaint.texts_hold_no_phone_or_identity_number") == []


def test_a_case_marked_with_a_timing_problem_may_end_before_it_begins(warehouse):
    warehouse.execute(
        "update fct_complaint set resolved_at = '2024-03-01', timing_problem = 'resolved_before_received'"
    )
    assert failing_rows(warehouse, "fct_complaint.does_not_end_before_it_begins") == []


def test_a_building_with_five_homes_may_be_named(warehouse):
    warehouse.execute("insert into fct_complaint select fct_complaint.* from fct_complaint, range(4)")
    warehouse.execute("update fct_complaint set building = '3', home_id = 'H000000000000000' || rowid")
    assert failing_rows(warehouse, "fct_complaint.small_buildings_are_left_out") == []


def test_a_composite_key_is_compared_whole(warehouse):
    warehouse.execute("insert into fct_rating select * replace ('Q2' as question_id) from fct_rating")
    assert failing_rows(warehouse, "fct_rating.key_is_unique") == []
    warehouse.execute(
        "insert into fct_rating select * replace ('Q2' as question_id) from fct_rating where question_id = 'Q1'"
    )
    assert failing_rows(warehouse, "fct_rating.key_is_unique") == [{"response_id": "A1", "question_id": "Q2"}]


def test_above_a_million_rows_composite_keys_are_spot_checked(warehouse):
    warehouse.execute("insert into cell_issue (load_id, row_number) select 1, range % 600_000 from range(1_200_000)")
    query = rules()["cell_issue.key_is_unique"].sql.replace("{table}", "cell_issue")
    ((found,),) = warehouse.execute(f"select count(*) from ({query})").fetchall()
    assert 250_000 < found < 350_000  # half of the 600,000 keys that occur twice


def test_failing_rows_are_limited_and_an_unknown_check_is_named(warehouse):
    warehouse.execute("insert into rejected_row (load_id, row_number) select 77, range from range(50)")
    assert len(failing_rows(warehouse, "rejected_row.load_is_known", limit=20)) == 20
    with pytest.raises(UsageError, match="no_such"):
        failing_rows(warehouse, "no_such")


def test_the_snapshot_of_the_suites_is_that_of_the_rules():
    fresh = "the rules have changed: run python -m pipeline.checks.contracts and look at the difference of suite.json"
    assert SNAPSHOT.read_text(encoding="utf-8") == snapshot(), fresh


def test_every_rule_is_said_in_both_languages_and_its_columns_exist():
    for rule in rules().values():
        assert rule.zh
        assert rule.en
        assert rule.column is None or rule.column in {column.name for column in tables()[rule.table].columns}
    assert sum(len(suite["expectations"]) for suite in suites()) == len(rules())
