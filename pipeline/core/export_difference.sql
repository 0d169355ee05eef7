-- export_difference: one row per complaint and change of state seen between two successive exports.
create table export_difference as
with named as (
    select fct.complaint_id, version.*
    from complaint_version version
    join complaint_version accepted on accepted.record_key = version.record_key and accepted.variant = version.variant and accepted.decision = 'accepted'
    join fct_complaint fct on fct.load_id = accepted.load_id and fct.row_number = accepted.row_number
)
select distinct complaint_id, case status when 'open' then 'reopened' else status end as event, exported_at as happened_at
from named
where exported_at is not null
    and status is distinct from status_before
    and status_before is not null
    and status is not null
    and (status <> 'open' or status_before in ('resolved', 'closed'));
