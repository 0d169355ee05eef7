-- fct_complaint: one row per complaint, in its latest known state.
insert into fct_complaint by name
with filled as (
    unpivot (
        select
            load_id, source, count(registered_at) as registered, count(assigned_at) as assigned, count(responded_at) as responded,
            count(investigated_at) as investigated, count(proposed_at) as proposed, count(approved_at) as approved, count(executed_at) as executed,
            count(resolved_at) as resolved, count(feedback_at) as feedback, count(closed_at) as closed, count(archived_at) as archived,
            count(called_back_at) as called_back, count(reopened_at) as reopened, count(callback_answer) as callback_answer,
            count(community) as community, count(home_id) as home, count(resident_id) as resident, count(channel) as channel,
            count(category) + count(subcategory) as type, count(summary) + count(description) as text, count(handler_id) as handler, count(result) as result,
            count(*) filter (where status = 'closed') as closed_status, count(recontacted_at) + count(recontact_answer) as recontacted,
            count(*) filter (where callback_answer in ('satisfied', 'neutral', 'dissatisfied')) as rated,
            -- Null, and so not recorded, where over a tenth of the answers have no clock: the hours of the others would not stand for all.
            case
                when count(responded_at) = 0 then 0
                when 10 * count(responded_at) filter (where responded_precision <> 'day') >= 9 * count(responded_at) then count(responded_at)
            end as response_clock
        from stg_complaint
        group by load_id, source
    )
    on columns(* exclude (load_id, source)) into name field value rows
),
known as (select *, sum(rows) over (partition by source, field) as rows_of_source from filled),
told as (  -- which field an export has a column for
    select load_id, field from complaint_column
    union
    select load_id, case field when 'responded' then 'response_clock' else 'recontacted' end from complaint_column where field in ('responded', 'second_satisfaction')
),
recorded_in as (  -- what an export has no column for, and a source never says of any case, nobody recorded
    select load_id, source, string_agg(field, ',' order by field) as recorded
    from known left join told using (load_id, field)
    where field <> 'closed_status' and (rows > 0 or (rows_of_source > 0 and told.load_id is not null))
    group by load_id, source
),
closing_source as (select distinct source from known where field in ('closed', 'closed_status') and rows > 0),
corrected as (
    from complaint_accepted where complaint_id not in (select record from correction_row_id)
    union all by name
    from complaint_corrected
),
lived as (
    select
        *,
        case when was_seen_reopened then final_resolved_at when reopened_at is null or resolved_at > reopened_at then resolved_at end as last_resolved_at
    from corrected
),
limited as (
    select
        lived.*, response_hours, resolution_hours, callback_hours, is_working_hours, epoch(opens)::bigint as opens, epoch(closes)::bigint as closes,
        case when due_at is null then resolution_hours end as due_hours
    from lived
    left join complaint_limit
        on complaint_limit.received_on = lived.received_at::date and complaint_limit.category is not distinct from lived.category
        and complaint_limit.severity is not distinct from lived.severity
    left join dim_limit on dim_limit.line = complaint_limit.line
),
counted as (
    select
        limited.*, received.is_known and coalesce(closed.is_known, true) as is_start_known,
        working_seconds(received_at, received_precision, response_hours, received.workdays_before, received.is_workday, opens, closes) as response_after,
        working_seconds(received_at, received_precision, due_hours, received.workdays_before, received.is_workday, opens, closes) as due_hours_after,
        working_seconds(closed_at, closed_precision, callback_hours, closed.workdays_before, closed.is_workday, opens, closes) as callback_after
    from limited
    left join working_calendar received on is_working_hours and received.day = received_at::date
    left join working_calendar closed on is_working_hours and closed.day = closed_at::date
),
agreed as (
    select
        counted.* replace (
            coalesce(due_at, case when is_working_hours then working_end(due_hours_after, received_precision, due_day.day, due_day.place, opens, closes)
                else calendar_end(received_at, received_precision, due_hours) end) as due_at,
            coalesce(due_precision, received_precision) as due_precision
        ),
        case when is_working_hours then working_end(response_after, received_precision, response_day.day, response_day.place, opens, closes)
            else calendar_end(received_at, received_precision, response_hours) end as response_due_at,
        case when is_working_hours then working_end(callback_after, closed_precision, callback_day.day, callback_day.place, opens, closes)
            else calendar_end(closed_at, closed_precision, callback_hours) end as callback_due_at,
        case when counted.due_at is not null then 'export' when due_hours is not null then 'limit' end as due_source,
        not (is_start_known and coalesce(response_day.is_known, true) and coalesce(due_day.is_known, true) and coalesce(callback_day.is_known, true)) as is_estimated
    from counted
    left join working_day response_day on response_day.place = working_place(response_after, opens, closes)
    left join working_day due_day on due_day.place = working_place(due_hours_after, opens, closes)
    left join working_day callback_day on callback_day.place = working_place(callback_after, opens, closes)
),
measured as (
    select
        *,
        case when due_at is not null then due_source end as due_from,
        case when is_working_hours and (due_source = 'limit' or response_due_at is not null or callback_due_at is not null) then is_estimated else false end as is_due_estimated,
        seconds_between(responded_at, responded_precision, response_due_at, received_precision) >= 0 as is_response_due_met,
        seconds_between(called_back_at, case when called_back_at = date_trunc('day', called_back_at) then 'day' else closed_precision end, callback_due_at, closed_precision) >= 0 as is_callback_due_met,
        seconds_between(received_at, received_precision, resolved_at, resolved_precision) as resolved_after,
        seconds_between(received_at, received_precision, responded_at, responded_precision) as responded_after,
        seconds_between(received_at, received_precision, reopened_at, reopened_precision) as reopened_after,
        seconds_between(received_at, received_precision, second_resolved_at, resolved_precision) as second_resolved_after,
        seconds_between(received_at, received_precision, second_reopened_at, reopened_precision) as second_reopened_after,
        seconds_between(received_at, received_precision, last_resolved_at, resolved_precision) as last_resolved_after,
        seconds_between(received_at, received_precision, closed_at, closed_precision) as closed_after,
        seconds_between(received_at, received_precision, due_at, due_precision) as due_after
    from agreed
),
judged as (
    select
        *,
        case when resolved_after < 0 then 'resolved_before_received' when closed_after < 0 then 'closed_before_received' end as timing_problem
    from measured
)
select
    complaint_id, source, community_id, building, home_id, resident_id, handler_id, department, channel, category, subcategory, detail, severity,
    summary, description, result,
    received_at, received_at::date as received_on, received_precision, registered_at, assigned_at, responded_at, responded_precision, investigated_at, proposed_at,
    approved_at, executed_at, resolved_at, resolved_from, closed_at, due_at, due_from, is_due_estimated, response_due_at, callback_due_at, reopened_at, second_resolved_at, second_reopened_at, last_resolved_at, called_back_at, recontacted_at, feedback_at, archived_at,
    status, outcome, callback_answer, recontact_answer, callbacks, is_confirmed_resolved,
    case when timing_problem is null then resolved_after end as resolution_seconds,
    case when responded_after >= 0 then responded_after end as response_seconds,
    case when timing_problem is null then whole_days(resolved_after) end as days_to_resolution,
    case when timing_problem is null then whole_days(reopened_after) end as days_to_reopening,
    case when timing_problem is null then whole_days(second_resolved_after) end as days_to_second_resolution,
    case when timing_problem is null then whole_days(second_reopened_after) end as days_to_second_reopening,
    case when timing_problem is null then whole_days(last_resolved_after) end as days_to_last_resolution,
    case when timing_problem is null then whole_days(closed_after) end as days_to_close,
    whole_days(due_after) as days_to_due,
    seconds_between(coalesce(resolved_at, closed_at), coalesce(resolved_precision, closed_precision), due_at, due_precision) >= 0 as is_due_met,
    is_response_due_met, is_callback_due_met,
    timing_problem, has_resolution_field, has_closing_field and source in (from closing_source) as has_closing_field, has_due_field, recorded,
    1::bigint as cases, load_id, row_number
from judged
left join recorded_in using (load_id, source);
