-- fct_complaint_event: one row per complaint, event and time; a view, so that no time is kept twice.
create view fct_complaint_event as
with stepped as (
    unpivot (
        select
            complaint_id, received_at as received, registered_at as registered, assigned_at as assigned, responded_at as responded,
            investigated_at as investigated, proposed_at as proposed, approved_at as approved, executed_at as executed, resolved_at as resolved,
            feedback_at as feedback, closed_at as closed, archived_at as archived, called_back_at as called_back, recontacted_at as recontacted, reopened_at as reopened
        from fct_complaint
    )
    on columns(* exclude complaint_id) into name event value happened_at
)
select complaint_id, event, happened_at, 'column' as origin
from stepped
anti join export_difference using (complaint_id, event, happened_at)
union all
select *, 'export_difference' from export_difference;
