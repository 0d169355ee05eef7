-- complaint_version (temporary): one row per staged row of a complaint that was exported more than once, oldest export first.
-- decision: accepted (the newest content), duplicate (says the same as the row before it), superseded (an older content).
create temp table complaint_version as
with ordered as (
    select
        *,
        content_hash is not distinct from lag(content_hash) over versions as is_duplicate,
        lag(status) over versions as status_before,
        lag(coalesce(resolved_at, closed_at)) over versions as resolved_before,
        lag(reopened_at) over versions as reopened_before,
        row_number() over versions as version
    from complaint_variant
    window versions as (partition by record_key, variant order by file_order, row_number)
),
newest as (
    select record_key, variant, max(version) filter (where not is_duplicate) as newest_version from ordered group by record_key, variant
)
select
    ordered.* exclude (content_hash, file_order),
    case when is_duplicate then 'duplicate' when version = newest_version then 'accepted' else 'superseded' end as decision,
    status_before in ('resolved', 'closed') and resolved_before is not null and outcome is null and (
        status = 'open' or coalesce(resolved_at, closed_at) is null
        or (reopened_at is distinct from reopened_before and reopened_at::date >= resolved_before::date)
    ) as is_reopening
from ordered
join newest using (record_key, variant);

-- complaint_spell (temporary): one row per stretch between two reopenings, of the complaints that were seen reopened, or resolved and later withdrawn, merged or out of scope: when it
-- began (null for the first) and when it ended with a resolution.
create temp table complaint_spell as
with told_by_older as (
    select record_key, variant from complaint_version group by record_key, variant
    having bool_or(is_reopening) or (bool_or(decision = 'accepted' and outcome is not null) and count(resolved_at) > 0)
),
counted as (
    select
        *,
        count(*) filter (where is_reopening) over (partition by record_key, variant order by version) as spell,
        coalesce(status <> 'open', true) and outcome is null as is_done
    from complaint_version
    semi join told_by_older using (record_key, variant)
),
summed as (
    select
        record_key, variant, spell,
        arg_max(coalesce(resolved_at, closed_at), version) filter (where is_done) as resolved_at,
        arg_max(case when resolved_at is not null then resolved_from when closed_at is not null then 'closed' end, version) filter (where is_done) as resolved_from,
        min(resolved_precision) filter (where is_done and resolved_at is not null) as resolved_precision,  -- day, minute, second: the coarsest is first by the alphabet too
        arg_max(closed_at, version) filter (where is_done) as closed_at,
        min(exported_at) filter (where status = 'closed') as seen_closed_at,
        max(reopened_at) as written_at,
        arg_min(exported_at, version) as seen_at
    from counted
    group by record_key, variant, spell
)
select
    record_key, variant, spell, resolved_at, resolved_from, resolved_precision, coalesce(closed_at, seen_closed_at) as closed_at,
    case when spell > 0 then coalesce(case when written_at::date >= resolved_before::date then written_at end, seen_at, resolved_before) end as reopened_at,
    spell = max(spell) over (partition by record_key, variant) as is_last
from (select *, lag(resolved_at) over (partition by record_key, variant order by spell) as resolved_before from summed);

-- complaint_history (temporary): one row per complaint of complaint_spell, with the stretches that its columns tell: the first, the second and the one that it is in.
create temp table complaint_history as
select
    record_key, variant,
    max(resolved_at) filter (where spell = 0) as first_resolved_at,
    max(resolved_from) filter (where spell = 0) as first_resolved_from,
    min(resolved_precision) as resolved_precision,
    max(reopened_at) filter (where spell = 1) as first_reopened_at,
    max(resolved_at) filter (where spell = 1) as second_resolved_at,
    max(reopened_at) filter (where spell = 2) as second_reopened_at,
    max(resolved_at) filter (where is_last) as final_resolved_at
from complaint_spell
group by record_key, variant;
