-- One row per period: the moves of the backlog by the events of complaints, and the cases that the events put in or out of it and their states do not.
-- {stays}: complaint_id, in_1, out_1 … out_3 of each counted complaint, by fct_complaint; of one that left at an unknown time, nothing is known to happen.
with stays as ({stays}),
timed as (
    from stays semi join (
        select complaint_id from fct_complaint where not (closed_at is null and (outcome is not null or (status is not distinct from 'closed' and resolved_at is null)))
    ) using (complaint_id)
),
spans as (select complaint_id, unnest([in_1, in_2, in_3]) as entered_at, unnest([out_1, out_2, out_3]) as left_at from timed),
by_state as (
    select complaint_id, entered_at as moved_at, 1 as moved from spans where left_at is null or left_at > entered_at
    union all
    select complaint_id, left_at, -1 from spans where left_at > entered_at
),
told as (
    select complaint_id, event, happened_at, event in ('received', 'reopened') as is_entry
    from fct_complaint_event
    semi join timed using (complaint_id)
    where event in ('received', 'reopened', 'resolved', 'closed', 'withdrawn', 'merged', 'out_of_scope')
),
-- At one moment a case is received first, ends, and is reopened last.
ordered as (
    select *, lag(is_entry) over (partition by complaint_id order by happened_at, event <> 'received', is_entry) as was_entry
    from told
),
by_event as (  -- an end of what has ended, or a reopening of what is open, moves nothing
    select
        complaint_id, happened_at as moved_at, case when is_entry then 1 else -1 end as moved,
        case when is_entry or event in ('withdrawn', 'merged', 'out_of_scope') then event else coalesce(outcome, 'closed') end as event
    from ordered
    join fct_complaint using (complaint_id)
    where is_entry is distinct from was_entry
),
happened as (
    select *, date_trunc('{period}', moved_at) as period_start
    from (
        select complaint_id, moved_at, moved, null as event from by_state
        union all
        select complaint_id, moved_at, moved, event from by_event
    )
    where moved_at < $as_of
),
flow as (
    select
        period_start,
        count(*) filter (where event = 'received') as received, count(*) filter (where event = 'reopened') as reopened,
        count(*) filter (where event = 'closed') as closed, count(*) filter (where event = 'withdrawn') as withdrawn,
        count(*) filter (where event = 'merged') as merged, count(*) filter (where event = 'out_of_scope') as out_of_scope,
        coalesce(sum(moved) filter (where event is not null), 0) as net
    from happened
    group by period_start
),
parted as (
    select complaint_id, period_start, sum(case when event is null then moved else -moved end) as parts
    from happened group by complaint_id, period_start having parts <> 0
),
apart as (
    select
        complaint_id, period_start as from_start, lead(period_start) over of_case as to_start,
        sum(parts) over (of_case rows unbounded preceding) as differs
    from parted window of_case as (partition by complaint_id order by period_start)
),
ends as (select unnest($starts::timestamp[]) as period_start),
differing as (
    select ends.period_start, list(complaint_id order by complaint_id) as case_ids
    from ends join apart on differs <> 0 and from_start <= ends.period_start and (to_start is null or ends.period_start < to_start)
    group by ends.period_start
)
select
    period_start,
    coalesce(received, 0) as received, coalesce(reopened, 0) as reopened, coalesce(closed, 0) as closed,
    coalesce(withdrawn, 0) as withdrawn, coalesce(merged, 0) as merged, coalesce(out_of_scope, 0) as out_of_scope,
    sum(coalesce(net, 0)) over (order by period_start) as backlog_by_events,
    coalesce(case_ids, []) as case_ids
from ends left join flow using (period_start) left join differing using (period_start)
order by period_start
