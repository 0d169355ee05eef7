-- Every source row of a survey, typed: one row per source row, rejected ones included (reject_code says why).
-- Filled by survey_responses.py: <<…>> are expressions over the raw table.
with source as (
    select
        row_number,
        <<submitted_at>> as submitted_at,
        <<submitted_precision>> as submitted_precision,
        <<started_at>> as started_at,
        <<duration>> as duration_seconds,
        <<response_id>> as own_id,
        <<sequence>> as sequence,
        <<respondent>> as respondent,
        <<community>> as community,
        <<channel>> as channel,
        <<finished>> as said_finished,
        <<ratings>> as ratings,
        <<skipped>> as skipped_ratings,
        <<not_applicable>> as not_applicable_ratings,
        <<failed_check>> as failed_check,
        <<attributes>> as attributes,
        hash(<<answers>>) as answers_hash,
        <<has_answer>> as has_answer,
        <<drop_code>> as drop_code,
        <<source_rows>> as source_rows
    from <<relation>>
),
judged as (
    select
        *,
        list_count(ratings)::integer as answered_ratings,
        list_select(ratings, <<comparable>>) as opinions,
        len(ratings) - skipped_ratings as due_ratings,
        coalesce(said_finished, <<finished_by_time>>) as is_finished,
        case
            when drop_code is not null then drop_code
            when submitted_at > <<latest>> then 'future_time'
            when not has_answer and own_id is null and submitted_at is null then 'blank_key'
        end as reject_code
    from source
),
reasoned as (
    select
        *,
        list_filter(
            [
                case when is_finished = false or answered_ratings + not_applicable_ratings < 0.5 * due_ratings then 'incomplete' end,
                case when list_count(opinions) >= 8 and list_min(opinions) = list_max(opinions) then 'straight_lining' end,
                case when failed_check then 'failed_attention_check' end,
                case
                    when respondent is not null and reject_code is null and row_number() over (
                        partition by respondent, answers_hash, reject_code is null order by submitted_at, row_number
                    ) > 1 then 'duplicate_submission'
                end
            ],
            lambda code: code is not null
        ) as invalid_reasons,
        case when duration_seconds < <<fastest>> then ['too_fast'] else []::varchar[] end as flags,
        hash(answers_hash, submitted_at, started_at, duration_seconds, community, channel, is_finished) as content_hash
    from judged
),
-- Rows of one moment: the same content in the same second is one response, unless the tool numbers them as two; everything else stands for itself.
-- The number itself is no key: after a response was deleted the others may be numbered anew.
told_apart as (
    select
        *,
        case
            when submitted_precision = 'second' or sequence is not null then dense_rank() over (
                partition by submitted_at, duration_seconds order by content_hash, sequence
            )
            else row_number() over (partition by submitted_at, duration_seconds order by content_hash, row_number)
        end as place
    from reasoned
)
select
    row_number,
    case
        when <<id_is_key>> and own_id is not null and <<id_scope>> is not null
        then concat_ws('|', 'id', <<source_name>>, <<survey_id>>, own_id, <<id_scope>>)
        when submitted_at is not null
        then concat_ws('|', 'at', <<survey_id>>, submitted_at, coalesce(duration_seconds, -1), place)
        else 'row|' || <<file_key>> || '|' || row_number
    end as record_key,
    content_hash,
    <<survey_id>> as survey_id,
    community,
    submitted_at,
    coalesce(submitted_at::date, <<period_start>>) as submitted_on,
    case when submitted_at is not null then submitted_precision when <<period_start>> is not null then 'period' end as time_precision,
    started_at,
    duration_seconds,
    channel,
    is_finished,
    len(invalid_reasons) = 0 as is_valid,
    invalid_reasons,
    flags,
    answered_ratings,
    attributes,
    ratings,
    source_rows,
    reject_code
from told_apart
