-- dim_community_households: one row per community and date from which a number of households holds.
create table dim_community_households as
select community_map.community_id, coalesce(roster.valid_from, date '1900-01-01') as valid_from, roster.households
from stg_roster roster
join community_map on community_map.community = roster.community
where roster.households is not null
qualify row_number() over (partition by community_map.community_id, coalesce(roster.valid_from, date '1900-01-01') order by file_order desc, row_number desc) = 1;

-- dim_community: one row per community.
create table dim_community as
select
    named.community_id, named.community, named.aliases, latest.households, named.is_confirmed, named.nearest_community
from community_named named
left join (
    select community_id, arg_max(households, valid_from) as households from dim_community_households group by community_id
) latest using (community_id);

-- dim_measure: one row per improvement measure; a later export of the register wins, and one recorded in the dashboard (load 0) over all.
create table dim_measure as
with identified as (
    select
        coalesce(measure_id, 'M' || lower(to_hex(hash(measure, problem, starts_on)))) as measure_id,
        * exclude (measure_id)
    from stg_measure
),
latest as (
    from identified qualify row_number() over (partition by measure_id order by file_order desc, row_number desc) = 1
),
scope as (
    select measure_id, list(distinct community_map.community_id order by community_map.community_id) as community_ids
    from (select measure_id, unnest(communities) as community from latest)
    join community_map using (community)
    group by measure_id
)
select
    measure_id, measure, problem, coalesce(community_ids, []) as community_ids, coalesce(buildings, []) as buildings, category, subcategory, measure_indicator.indicator_id, owner_post, steps, resources,
    training, starts_on, due_on, evaluate_on, status, target, coalesce(problem_ids, []) as problem_ids,
    case when load_id > 0 then 'export' when exported.measure_id is null then 'recorded' else 'recorded_over_export' end as origin
from latest
left join (select distinct measure_id from identified where load_id > 0) as exported using (measure_id)
left join scope using (measure_id)
left join measure_indicator on measure_indicator.written = latest.indicator;

-- fct_operational_indicator: one row per indicator, community (and department) and period; a later export wins.
create table fct_operational_indicator as
select indicator, community_map.community_id, department, period_start, value, unit, load_id
from stg_operational operational
left join community_map on community_map.community = operational.community
qualify row_number() over (
    partition by indicator, coalesce(community_map.community_id, operational.community), department, period_start order by file_order desc, row_number desc
) = 1;
