-- mart_complaint: one row per complaint with what pages ask of it, nothing of homes, people and texts; columns named as in fct_complaint. A view: summed by day and
-- durations in days it has nearly as many rows (86 of 100 at 2 million), and costs a second.
create view mart_complaint as
select
    received_on, community_id, department, category, status, outcome, resolved_from, callback_answer, is_confirmed_resolved,
    days_to_resolution, days_to_reopening, days_to_second_resolution, days_to_second_reopening, days_to_last_resolution, days_to_close, days_to_due, is_due_met, timing_problem,
    has_resolution_field, has_due_field,
    cases
from fct_complaint;
