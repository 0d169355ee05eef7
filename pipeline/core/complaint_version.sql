-- complaint_version (temporary): one row per staged row of a complaint that was exported more than once, oldest export first.
-- decision: accepted (the newest content), duplicate (says the same as the row before it), superseded (an older content).
-- Rows that share an id but are of two communities, or stand in one export and differ, are different complaints (variant 1, 2 …): only a later
-- export of the same community supersedes.
create temp table complaint_version as
with repeated as (
    select record_key from stg_complaint where part = 0 group by record_key having count(*) > 1
),
hashed as (
    select
        load_id, row_number, file_order, record_key, exported_at, status, resolved_at, closed_at, community_map.community_id,
        hash(*columns(staged.* exclude (row_number, load_id, file_order, exported_at, reject_code, issue_columns))) as content_hash
    from stg_complaint staged
    semi join repeated using (record_key)
    left join community_map on community_map.community = staged.community
    where part = 0
),
first_seen as (
    select *, min(row_number) over (partition by record_key, community_id, load_id, content_hash) as first_row from hashed
),
within_export as (
    select *, dense_rank() over (partition by record_key, community_id, load_id order by first_row) as place from first_seen
),
variants as (
    select * exclude (place), dense_rank() over (partition by record_key order by coalesce(community_id, ''), place) as variant from within_export
),
ordered as (
    select
        * exclude (content_hash, first_row, file_order, community_id),
        content_hash is not distinct from lag(content_hash) over versions as is_duplicate,
        lag(status) over versions as status_before,
        lag(coalesce(resolved_at, closed_at)) over versions as resolved_before,
        row_number() over versions as version
    from variants
    window versions as (partition by record_key, variant order by file_order, row_number)
),
newest as (
    select record_key, variant, max(version) filter (where not is_duplicate) as newest_version from ordered group by record_key, variant
)
select
    ordered.*,
    case when is_duplicate then 'duplicate' when version = newest_version then 'accepted' else 'superseded' end as decision
from ordered
join newest using (record_key, variant);

-- complaint_history (temporary): one row per complaint that changed between exports: first resolution, first reopening, last resolution.
create temp table complaint_history as
select
    record_key, variant,
    min(resolved_before) filter (where is_reopening) as first_resolved_at,
    min(coalesce(exported_at, resolved_before)) filter (where is_reopening) as reopened_at
from (
    select *, resolved_before is not null and status_before in ('resolved', 'closed') and (status = 'open' or (resolved_at is null and closed_at is null)) as is_reopening
    from complaint_version
)
group by record_key, variant
having bool_or(is_reopening);
