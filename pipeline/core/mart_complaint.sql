-- mart_complaint: one row per day or month received and what pages ask of complaints, nothing of homes, people and texts; columns named as in fct_complaint.
-- A case counts under the first day of its row's month where no figure as of the end of the exports can tell its days apart: received 92 days before it, and
-- either all that is known of it had happened, or it is open for longer than any case ever took. A due time that is past stands on that day.
create table mart_complaint as
with longest as (
    select greatest(max(days_to_resolution), max(days_to_last_resolution), max(days_to_reopening), max(days_to_second_reopening), max(days_to_close)) as days from fct_complaint
),
placed as (
    select
        fct_complaint.* replace (case when outcome is not null then days_to_close end as days_to_close),
        -- Of a community's cases what happened after its last export is not known.
        case when coverage.covers_until is not null then least(coverage.covers_until, build.complaints_cover_until) end as ends,
        longest.days as longest_days
    from fct_complaint
    cross join build
    cross join longest
    left join community_coverage coverage on coverage.community_id is not distinct from fct_complaint.community_id
),
timed as (
    select
        *,
        -- Never resolved, or open again: a curve takes it as waiting for as long as it is old.
        has_resolution_field and timing_problem is null
            and ((outcome is null and days_to_resolution is null) or (days_to_reopening is not null and days_to_last_resolution is null)) as is_open,
        greatest(days_to_resolution, days_to_reopening, days_to_second_resolution, days_to_second_reopening, days_to_last_resolution, days_to_close) as days_to_last_event
    from placed
),
settled as (
    select
        *,
        received_on < date_trunc('month', ends - interval 92 day)
            and received_on + case when is_open then coalesce(longest_days, 0) else coalesce(days_to_last_event, 0) end + 1 <= ends as is_settled
    from timed
)
select
    min(received_on) as received_on,
    community_id, department, channel, category, subcategory, outcome, resolved_from,
    days_to_resolution, days_to_reopening, days_to_second_resolution, days_to_second_reopening, days_to_last_resolution, days_to_close,
    case when has_due then coalesce(due_later, min(received_on)) end as due_at,
    due_from, is_due_estimated, is_due_met, timing_problem, has_resolution_field, has_due_field,
    sum(cases)::bigint as cases
from (
    select
        *, case when is_settled then date_trunc('month', received_on) else received_on end as day_or_month,
        due_at is not null as has_due, case when due_at <= ends then null else due_at end as due_later
    from settled
)
group by
    day_or_month, has_due, due_later, community_id, department, channel, category, subcategory, outcome, resolved_from, days_to_resolution, days_to_reopening, days_to_second_resolution,
    days_to_second_reopening, days_to_last_resolution, days_to_close, due_from, is_due_estimated, is_due_met, timing_problem, has_resolution_field, has_due_field;
