-- mart_complaint: one row per day or month received and what pages ask of complaints, nothing of homes, people and texts; columns named as in fct_complaint.
-- A case counts under the month received (not before its community's first day) where 92 days later all that is known of it had happened: no figure as of the end
-- of the exports can tell its days apart. Its due time, once past, stands on that day. By day alone there were nearly as many rows as complaints.
create table mart_complaint as
with placed as (
    select fct_complaint.*, coverage.first_on, case when coverage.covers_until is not null then least(coverage.covers_until, build.complaints_cover_until) end as ends
    from fct_complaint
    cross join build
    left join community_coverage coverage on coverage.community_id is not distinct from fct_complaint.community_id
),
timed as (
    select
        * replace (case when outcome is not null then days_to_close end as days_to_close),
        has_resolution_field and timing_problem is null and outcome is null and days_to_resolution is null as is_open,
        greatest(days_to_resolution, days_to_reopening, days_to_second_resolution, days_to_second_reopening, days_to_last_resolution, case when outcome is not null then days_to_close end) as days_to_last_event
    from placed
),
settled as (
    select
        *,
        coalesce(received_on < date_trunc('month', ends - interval 92 days) and not is_open and received_on + coalesce(days_to_last_event, 0) + 1 <= ends, false) as is_settled
    from timed
)
select
    case when is_settled then greatest(date_trunc('month', received_on)::date, first_on) else received_on end as received_on,
    community_id, department, channel, category, outcome, resolved_from,
    days_to_resolution, days_to_reopening, days_to_second_resolution, days_to_second_reopening, days_to_last_resolution, days_to_close,
    case when is_settled and due_at <= ends then greatest(date_trunc('month', received_on)::date, first_on)::timestamp when due_at <= ends then received_on::timestamp else due_at end as due_at,
    due_from, is_due_estimated, is_due_met, timing_problem, has_resolution_field, has_due_field,
    sum(cases)::bigint as cases
from settled
group by all;
