-- mart_complaint: one row per received day and combination of dimensions and whole-day durations; columns named as in fct_complaint.
create table mart_complaint as
select
    received_on, community_id, department, category, status, outcome, resolved_from, callback_answer, is_confirmed_resolved,
    days_to_resolution, days_to_reopening, days_to_second_resolution, days_to_second_reopening, days_to_last_resolution, days_to_close, days_to_due, is_due_met, timing_problem,
    has_resolution_field, has_due_field,
    sum(cases)::bigint as cases
from fct_complaint
group by all;
