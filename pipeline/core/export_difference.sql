-- export_difference: one row per complaint, event and time that only older exports, or the difference between two exports, show.
create table export_difference as
with named as (
    select accepted.record_key, accepted.variant, fct.complaint_id, fct.resolved_at, fct.closed_at, fct.reopened_at
    from complaint_version accepted
    join fct_complaint fct on fct.load_id = accepted.load_id and fct.row_number = accepted.row_number
    where accepted.decision = 'accepted'
),
changed as (
    select record_key, variant, case status when 'open' then 'reopened' else status end as event, exported_at as happened_at
    from complaint_version
    where exported_at is not null and status <> status_before and (status <> 'open' or status_before in ('resolved', 'closed'))
),
-- Where no reopening was seen, the columns of the newest export tell the time better than that of the export.
untold as (
    select changed.*
    from changed
    join named using (record_key, variant)
    anti join complaint_history using (record_key, variant)
    where case event when 'resolved' then resolved_at when 'closed' then closed_at when 'reopened' then reopened_at end is null
    union all
    from changed semi join complaint_history using (record_key, variant) where event not in ('resolved', 'closed', 'reopened')
),
spelled as (
    unpivot (select record_key, variant, resolved_at as resolved, closed_at as closed, reopened_at as reopened from complaint_spell)
    on resolved, closed, reopened into name event value happened_at
),
written as (
    select record_key, variant, 'reopened' as event, reopened_at as happened_at
    from complaint_version
    semi join complaint_history using (record_key, variant)
    where reopened_at is not null
)
select distinct complaint_id, event, happened_at
from (from untold union all from spelled union all from written)
join named using (record_key, variant);
