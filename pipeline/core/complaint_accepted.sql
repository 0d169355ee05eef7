-- known_building (temporary): one row per building of which five homes or more are known; a smaller one could tell who lives there.
create temp table known_building as
select community, building
from stg_complaint
where building is not null and home_id is not null
group by community, building
having count(distinct home_id) >= 5;

-- shared_id (temporary): one row per id that stands for different complaints, of two systems or of two days (numbers that start anew).
create temp table shared_id as
select record_id from stg_complaint where record_id is not null group by record_id having min(record_key) <> max(record_key);

-- complaint_accepted (temporary view): one row per complaint, its newest content, under its name in the warehouse.
create temp view complaint_accepted as
select
    staged.* exclude (community, building, part, file_order, exported_at, record_id, reject_code, issue_columns),
    coalesce(accepted.variant, 1) as variant,
    case
        when staged.record_id is null or regexp_full_match(staged.record_id, '(\+?86)?1[3-9][0-9]{9}|[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-9]{5}[0-9Xx]')
            then 'K' || lower(to_hex(staged.record_key))
        when shared_id.record_id is not null then concat(staged.source, ':', staged.record_id, '@', staged.received_at::date)
        else staged.record_id
    end || case when accepted.variant > 1 then '#' || accepted.variant else '' end as complaint_id,
    community_map.community_id,
    known_building.building
from stg_complaint staged
left join shared_id on shared_id.record_id = staged.record_id
left join community_map on community_map.community = staged.community
left join known_building on known_building.community = staged.community and known_building.building = staged.building
left join (select load_id, row_number, variant from complaint_version where decision = 'accepted') accepted
    on accepted.load_id = staged.load_id and accepted.row_number = staged.row_number
anti join (select load_id, row_number from complaint_version where decision <> 'accepted') left_out
    on left_out.load_id = staged.load_id and left_out.row_number = staged.row_number
where part = 0;
