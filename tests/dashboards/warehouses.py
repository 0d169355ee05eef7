"""Small published warehouses for the pages: two communities, two years of complaints and quarterly answers, made by rule.

Complaints: one a day and community, resolved after 1 to 20 days in turn; in 2024Q4 those of 望江苑 take 40 days. Answers: 60
a quarter and community; the satisfied are 45 of 60 in every quarter and 20 of 60 at 望江苑 in 2024Q4.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.config import Settings
from pipeline.warehouse import build_lock, candidate, publish, tables
from tests.warehouse_files import create_tables, settings_in, sum_complaints

LAST_DAY = "2025-02-01"

COMMUNITIES = """
insert into dim_community (community_id, community, households, is_confirmed, nearest_community) values
    ('c1', '锦绣园', 800, true, null), ('c2', '望江苑', 500, true, null), ('c3', '[锦秀园](x)', null, false, '锦绣园')
"""

COMPLAINTS = """
insert into fct_complaint by name
with received as (
    select day::date as received_on, community_id, row_number() over (order by day, community_id) as number
    from generate_series(date '2023-01-01', date '2025-01-31', interval 1 day) as days(day),
         (values ('c1'), ('c2')) as of_community(community_id)
),
timed as (
    select *, case when community_id = 'c2' and received_on between date '2024-10-01' and date '2024-12-31' then 40
        else 1 + number % 20 end as days
    from received
)
select
    'K' || number as complaint_id, community_id, received_on, received_on::timestamp as received_at,
    ['service', 'facility', 'facility', 'safety', null][1 + number % 5] as category,
    'phone' as channel, 'closed' as status, 'finished' as resolved_from,
    days as days_to_resolution, days * 86400 as resolution_seconds, 15 as days_to_due, days <= 15 as is_due_met,
    received_on + interval (days) day as resolved_at, received_on + interval 15 day as due_at,
    'export' as due_from, false as is_due_estimated, 'day' as received_precision,
    true as has_resolution_field, true as has_closing_field, true as has_due_field, 1 as cases, 1 as load_id, number as row_number
from timed
"""

# Half of the complaints of 望江苑 are of its lifts, at eight in the morning; elsewhere nobody complains of lifts.
CAUSES = """
update fct_complaint set
    subcategory = case when community_id = 'c2' and row_number % 4 < 2 then '电梯' else ['保洁', '停车'][1 + row_number % 2] end,
    home_id = community_id || '-' || row_number % 70, building = (1 + row_number % 3)::varchar,
    handler_id = 'S' || community_id || row_number % 3, department = '工程部', received_precision = 'minute';
update fct_complaint set
    received_at = received_on + case when subcategory = '电梯' then interval 8 hour else interval (9 + row_number % 10) hour end,
    summary = case subcategory when '电梯' then '电梯停运，老人下不了楼' when '保洁' then '楼道没有打扫' else '车位被占' end;
insert into dim_community_households (community_id, valid_from, households) values
    ('c1', date '1900-01-01', 800), ('c2', date '1900-01-01', 500);
insert into community_coverage (community_id, covers_until, first_on)
    select community_id, timestamp '2025-02-01', min(received_on) from fct_complaint group by all;
insert into dim_measure (measure_id, measure, subcategory, status, community_ids) values ('M1', '更换电梯配件', '电梯', 'running', ['c2']);
"""

SCORES = """
insert into fct_score by name
with answer as (
    select quarter::date + 20 as submitted_on, community_id, person, indicator_id,
        person < case when community_id = 'c2' and quarter = date '2024-10-01' then 20 else 45 end as is_satisfied
    from generate_series(date '2023-01-01', date '2024-10-01', interval 3 month) as quarters(quarter),
        (values ('c1'), ('c2')) as of_community(community_id), range(60) as people(person),
        (values ('overall'), ('attitude'), ('safety')) as of_indicator(indicator_id)
)
select
    'A' || person || community_id || submitted_on as response_id, 'S1' as survey_id, indicator_id, community_id, submitted_on,
    'questionnaire' as method, true as is_valid, case when is_satisfied then 100 else 25 end as index_value, is_satisfied,
    1 as respondents
from answer
"""

# 400 answers of one quarter: overall satisfaction goes with safety twice as much as with attitude, and not with fees.
DRIVEN = """
insert into fct_score by name
with answered as (
    select person, 25.0 * (hash(person, 's') % 5) as safety, 25.0 * (hash(person, 'a') % 5) as attitude,
        25.0 * (hash(person, 'f') % 5) as fees
    from range(400) as people(person)
),
judged as (select *, 25 * round((2 * safety + attitude) / 75 + (hash(person, 'n') % 3) - 1) as felt from answered),
answer as (
    unpivot (select person, least(100, greatest(0, felt)) as overall, safety / 2 as safety, attitude, fees from judged)
    on overall, safety, attitude, fees into name indicator_id value index_value
)
select
    'D' || person as response_id, 'S1' as survey_id, indicator_id, case when person % 2 = 0 then 'c1' else 'c2' end as community_id,
    date '2024-10-21' as submitted_on, 'questionnaire' as method, true as is_valid, index_value, index_value >= 75 as is_satisfied,
    1 as respondents
from answer
"""

# Satisfaction rises from quarter to quarter, and with it what is trained, not what is collected; drills are of one community and half a year.
OPERATED = """
create temp table quarter_of as
    select quarter::date as starts_on, (row_number() over (order by quarter))::int as place
    from generate_series(date '2023-01-01', date '2024-10-01', interval 3 month) as quarters(quarter);
insert into fct_score by name
select
    'O' || person || community_id || starts_on as response_id, 'S1' as survey_id, 'overall' as indicator_id, community_id, starts_on + 20 as submitted_on,
    'questionnaire' as method, true as is_valid, case when person < 20 + 4 * place then 100 else 25 end as index_value,
    person < 20 + 4 * place as is_satisfied, 1 as respondents
from quarter_of, (values ('c1'), ('c2')) as of_community(community_id), range(60) as people(person);
insert into fct_operational_indicator by name
select indicator, community_id, starts_on as period_start, unit, value
from quarter_of, (values ('c1'), ('c2')) as of_community(community_id),
    (values ('training_pass_rate', '%', 80), ('fee_collection_rate', '%', 90), ('drills', '次', 1)) as of_indicator(indicator, unit, least),
    lateral (select least + case indicator when 'training_pass_rate' then place when 'fee_collection_rate' then place % 2 else 0 end as value)
where indicator <> 'drills' or (community_id = 'c1' and place <= 2);
"""

UNDATED = "update fct_score set submitted_on = null"
NO_SURVEY_SINCE_JULY = "delete from fct_score where submitted_on >= date '2024-07-01'"
NOT_ASKED_OVERALL = "delete from fct_score where submitted_on >= date '2024-07-01' and indicator_id = 'overall'"

RESPONSES = """
insert into fct_response by name
select distinct response_id, survey_id, community_id, submitted_on, method, is_valid, 1 as responses from fct_score
"""

# One survey of 300 invited, two questions of attitude, a recommendation and a multiple choice. Ratings go with satisfaction.
SURVEYS = """
insert into dim_survey (survey_id, title, method, period_start, period_end, invited, sample, incentive) values
    ('S1', '业主调查', 'questionnaire', '2023-01-01', '2024-12-31', 1200, '按户随机', null);
insert into dim_question (survey_id, question_id, question, role, indicator_id, scale_min, scale_max, satisfied_codes) values
    ('S1', '1', '总体而言是否满意', 'outcome', 'overall', 1, 5, [4, 5]), ('S1', '2', '对客服态度是否满意', 'rating', 'attitude', 1, 5, [4, 5]),
    ('S1', '3', '对保安态度是否满意', 'rating', 'attitude', 1, 5, [4, 5]), ('S1', '9', '是否愿意推荐', 'rating', 'q:S1:9', 0, 10, null),
    ('S1', '20', '需要哪些服务', 'multiple', null, null, null, null);
insert into fct_rating by name
select
    response_id, survey_id, question_id, question.indicator_id, role, community_id, submitted_on, method, is_valid, 1 as answers,
    index_value, is_satisfied,
    case when question_id = '9' then (index_value / 10)::int else 1 + index_value // 25 end as rating
from fct_score join dim_question question using (survey_id) where fct_score.indicator_id = 'overall' and role <> 'multiple';
insert into fct_need by name
select
    response_id, survey_id, '20' as question_id, option, community_id, submitted_on, method, is_valid, 1 as answers,
    is_satisfied = (option = '助餐') as is_selected
from fct_score, (values ('助餐'), ('托管')) as of_option(option) where indicator_id = 'overall'
"""

INDICATORS = """
insert into dim_indicator (indicator_id, indicator_zh, indicator_en, is_standard, sort_order) values
    ('overall', '总体满意度', 'Overall satisfaction', true, 1), ('attitude', '服务态度', 'Attitude', true, 2),
    ('safety', '安全管理', 'Safety', true, 3), ('fees', '收费', 'Fees', true, 4)
"""

MEASURES = """
insert into dim_measure by name select * from (values
    ('M1', '电梯大修', '电梯常停', ['c1'], 'facility', 'running', date '2024-01-01', date '2024-12-31', '工程经理', 'export'),
    ('M2', '礼仪培训', '态度生硬', ['c2'], 'service', 'planned', date '2024-09-01', date '2031-01-31', '客服主任', 'export')
) as measure(measure_id, measure, problem, community_ids, category, status, starts_on, due_on, owner_post, origin);
insert into dim_community_households values ('c1', date '2020-01-01', 800), ('c2', date '2020-01-01', 500);
insert into community_coverage select community_id, timestamp '2025-02-01', min(received_on) from fct_complaint group by all;
"""

SHARED_MEASURE = """
insert into dim_measure (measure_id, measure, community_ids, status, owner_post, origin) values
    ('M3', '两个小区的消防演练', ['c1', 'c2'], 'planned', '安全主管', 'export')
"""

BOOKKEEPING = """
insert into load (load_id, file, kind, layout, status, reason, reason_en, rows_read, rows_accepted, rows_rejected, records) values
    (1, '投诉台账.csv', 'complaint', 'complaint_ledger_zh', 'loaded', null, null, 1526, 1524, 2, 1524),
    (2, '=cmd.csv', null, null, 'refused', '文件不是表格', 'The file is not a table', 0, 0, 0, 0);
insert into rejected_row (load_id, file, row_number, column_name, reason_code, reason, reason_en) values
    (1, '投诉台账.csv', 7, '受理时间', 'no_time', '没有可用的受理时间', 'No usable time of receipt');
insert into cell_issue (load_id, file, row_number, column_name, reason_code, reason, reason_en, value_shape) values
    (1, '投诉台账.csv', 9, '完成时间', 'unreadable_time', '无法识别的日期或时间', 'Not a date or time', '字字99');
insert into expectation_result (expectation_id, table_name, description, description_en, is_critical, outcome, failed_rows) values
    ('e1', 'fct_complaint', '投诉编号唯一', 'Complaint ids are unique', true, 'passed', 0),
    ('e2', 'fct_rating', '评分在量表内', 'Ratings lie on the scale', false, 'failed', 3);
"""

BUILD = """
insert into build (run_id, built_at, version, is_sample, complaints_cover_until, surveys_cover_until)
values (?, '2025-02-02 08:30:00', '1', ?, ?, ?)
"""

STEPS = {
    "full": (COMMUNITIES, COMPLAINTS, INDICATORS, SCORES, RESPONSES, SURVEYS, MEASURES, BOOKKEEPING),
    "shared_measure": (COMMUNITIES, COMPLAINTS, INDICATORS, SCORES, RESPONSES, MEASURES, SHARED_MEASURE),
    "survey_over": (COMMUNITIES, INDICATORS, SCORES, RESPONSES, SURVEYS),
    "undated": (COMMUNITIES, INDICATORS, DRIVEN, UNDATED, RESPONSES, SURVEYS),
    "driven": (COMMUNITIES, COMPLAINTS, INDICATORS, DRIVEN, RESPONSES),
    "operated": (COMMUNITIES, INDICATORS, OPERATED, RESPONSES),
    "causes": (COMMUNITIES, COMPLAINTS, CAUSES, INDICATORS, SCORES, RESPONSES, BOOKKEEPING),
    "no_rows": (),
    "long_quiet": (COMMUNITIES, COMPLAINTS, BOOKKEEPING),
    "complaints_only": (COMMUNITIES, COMPLAINTS, BOOKKEEPING),
    "surveys_only": (COMMUNITIES, INDICATORS, SCORES, RESPONSES, SURVEYS),
    "surveys_earlier": (COMMUNITIES, COMPLAINTS, INDICATORS, SCORES, NO_SURVEY_SINCE_JULY, RESPONSES),
    "not_asked_overall": (COMMUNITIES, INDICATORS, SCORES, NOT_ASKED_OVERALL, RESPONSES),
}


# Up to when the exports say that complaints are complete, where it is not LAST_DAY.
COVERED = {"long_quiet": "2026-06-01"}
# The same of surveys; else the newest day of answers, in the middle of a quarter.
SURVEYS_COVERED = {"survey_over": "2025-01-01", "driven": "2025-01-01"}


def publish_warehouse(folder: Path, kind: str, *, run: str = "r1", is_sample: bool = False, more: str = "") -> Settings:
    """Publish a warehouse of ``kind`` (a key of ``STEPS``), and ``more`` statements, in ``folder``; return its settings."""
    settings = settings_in(folder)
    with build_lock(settings), candidate(settings, run, folder) as built:
        with built.writing() as connection:
            fill(connection, kind, run, is_sample)
            connection.execute(more or "select 1")
            sum_complaints(connection)
        facts = {"built_at": "2025-02-02T08:30:00", "is_sample": is_sample, "covers_until": f"{LAST_DAY}T00:00:00"}
        publish(settings, built, facts)
    return settings


def fill(connection: duckdb.DuckDBPyConnection, kind: str, run: str, is_sample: bool) -> None:
    """Make all tables and the rows of ``kind``."""
    create_tables(connection)
    for step in STEPS[kind]:
        connection.execute(step)
    sum_up(connection, "mart_score", "fct_score", "respondents")
    complaints = COVERED.get(kind, LAST_DAY) if COMPLAINTS in STEPS[kind] else None
    surveys = SURVEYS_COVERED.get(kind, "2024-10-22") if {SCORES, DRIVEN, OPERATED} & set(STEPS[kind]) else None
    connection.execute(BUILD, [run, is_sample, complaints, surveys])
    sum_complaints(connection)


def sum_up(connection: duckdb.DuckDBPyConnection, mart: str, fact: str, count: str) -> None:
    """Fill a mart from its fact: the same columns, the count column summed."""
    names = ", ".join(column.name for column in tables()[mart].columns if column.name != count)
    connection.execute(
        f"insert into {mart} by name select {names}, sum({count})::bigint as {count} from {fact} group by all"
    )
