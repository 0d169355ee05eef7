-- known_building (temporary): one row per building of which five homes or more are known; a smaller one could tell who lives there.
create temp table known_building as
select community, building
from stg_complaint
where building is not null and home_id is not null
group by community, building
having count(distinct home_id) >= 5;

-- shared_id (temporary): one row per id that several systems use, with the system that used it first.
create temp table shared_id as
select record_id, arg_min(source, file_order) as first_source
from stg_complaint
where record_id is not null and (select min(source) <> max(source) from stg_complaint)
group by record_id
having min(source) <> max(source);

-- complaint_accepted (temporary view): one row per complaint, its newest content and what older exports say of its resolutions and reopenings, under its name in the warehouse: its own id. Of several
-- complaints with one id the first met keeps it plain, so that a new export renames none.
create temp view complaint_accepted as
select
    staged.* exclude (community, building, part, file_order, exported_at, record_id, reject_code, issue_columns)
        replace (
            coalesce(history.first_resolved_at, staged.resolved_at) as resolved_at,
            coalesce(history.first_resolved_from, staged.resolved_from) as resolved_from,
            coalesce(history.resolved_precision, staged.resolved_precision) as resolved_precision,
            coalesce(history.first_reopened_at, staged.reopened_at) as reopened_at,
            case when history.final_resolved_at is null then staged.outcome end as outcome  -- what stood resolved did not leave without a resolution
        ),
    case
        when staged.record_id is null or regexp_full_match(staged.record_id, '(\+?86)?1[3-9][0-9]{9}|[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-9]{5}[0-9Xx]')
            then 'K' || lower(to_hex(staged.record_key))
        when staged.source <> shared_id.first_source then staged.source || ':' || staged.record_id
        else staged.record_id
    end || coalesce(suffix.suffix, '') as complaint_id,
    community_map.community_id,
    known_building.building,
    history.second_resolved_at, history.second_reopened_at, history.final_resolved_at,
    history.first_reopened_at is not null as was_seen_reopened
from stg_complaint staged
left join shared_id on shared_id.record_id = staged.record_id
left join community_map on community_map.community = staged.community
left join known_building on known_building.community = staged.community and known_building.building = staged.building
left join (select load_id, row_number, record_key, variant from complaint_version where decision = 'accepted') accepted
    on accepted.load_id = staged.load_id and accepted.row_number = staged.row_number
left join complaint_suffix suffix on suffix.record_key = accepted.record_key and suffix.variant = accepted.variant
left join complaint_history history on history.record_key = accepted.record_key and history.variant = accepted.variant
anti join (select load_id, row_number from complaint_version where decision <> 'accepted') left_out
    on left_out.load_id = staged.load_id and left_out.row_number = staged.row_number
where part = 0;
