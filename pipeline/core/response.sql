-- response_version (temporary): one row per staged response that was exported more than once; decisions as for complaints.
create temp table response_version as
with repeated as (
    select record_key from stg_response group by record_key having count(*) > 1
),
ordered as (
    select
        load_id, row_number, record_key,
        content_hash is not distinct from lag(content_hash) over versions as is_duplicate,
        row_number() over versions as version
    from stg_response
    semi join repeated using (record_key)
    window versions as (partition by record_key order by file_order, row_number)
),
newest as (
    select record_key, max(version) filter (where not is_duplicate) as newest_version from ordered group by record_key
)
select ordered.*, case when is_duplicate then 'duplicate' when version = newest_version then 'accepted' else 'superseded' end as decision
from ordered
join newest using (record_key);

-- dim_survey: one row per survey; what a later export says of it wins.
create table dim_survey as
select survey_id, title, layout, method, period_start, period_end, invited, sample, incentive from stg_survey
qualify row_number() over (partition by survey_id order by file_order desc) = 1;

-- dim_question: one row per survey and question; where exports disagree on a scale, ``questions.py`` goes on.
create table dim_question as
select survey_id, question_id, question, role, indicator_id, scale_min, scale_max, satisfied_codes, is_reversed, assumed
from stg_question
qualify row_number() over (partition by survey_id, question_id order by file_order desc) = 1;

-- fct_response: one row per survey response.
create table fct_response as
select
    'A' || substr(md5(record_key), 1, 16) as response_id, survey_id, community_map.community_id, submitted_at, submitted_on, time_precision, started_at,
    duration_seconds, channel, dim_survey.method, is_finished, is_valid, invalid_reasons, flags, answered_ratings, attributes,
    1::bigint as responses, staged.load_id, staged.row_number
from stg_response staged
left join dim_survey using (survey_id)
left join community_map on community_map.community = staged.community
anti join (from response_version where decision <> 'accepted') left_out
    on left_out.load_id = staged.load_id and left_out.row_number = staged.row_number;

-- mart_response: one row per response, with the reasons why one is not valid as text. A view.
create view mart_response as
select
    response_id, survey_id, community_id, submitted_on, channel, method, is_valid,
    array_to_string(list_concat(coalesce(invalid_reasons, []), coalesce(flags, [])), ',') as reasons, responses
from fct_response;

-- mart_survey: one row per survey, with how many were invited and how many answered. A view.
create view mart_survey as
with answered as (
    select
        survey_id, sum(responses)::bigint as responses, sum(responses) filter (where is_valid)::bigint as valid,
        min(submitted_on) as first_answer_on, any_value(community_id) as only_community,
        count(distinct community_id) = 1 and count(community_id) = count(*) as is_of_one_community
    from fct_response
    group by survey_id
)
select
    survey_id, title, method, coalesce(period_start, first_answer_on) as submitted_on,
    case when is_of_one_community then only_community end as community_id,
    invited, coalesce(responses, 0) as responses, coalesce(valid, 0) as valid
from dim_survey
left join answered using (survey_id);
