-- One row per recurring problem: cases at the same place and of the same type, each within $within_days days of those before it.
-- <<place>>: a condition on community, building and type. <<case_ids>>: which cases are listed.
with told as (  -- places and homes as numbers: they are short, and it is by them that cases are grouped and joined
    select
        complaint_id, received_at,
        hash(community_id, building, category, subcategory) as place,
        case when home_id is not null then hash(home_id) end as home,
        case when home_id is not null then hash(community_id, building, category, subcategory, home_id) end as home_there,
        reopened_at, second_reopened_at, second_resolved_at, last_resolved_at,
        least($as_of::timestamp, $covers_until::timestamp, covers_until) as as_of,
        (has_resolution_field or has_closing_field) and timing_problem is null as tells_end,
        least(resolved_at, closed_at, case when status = 'closed' and resolved_at is null and closed_at is null then received_at end) as first_end_at
    from fct_complaint
    left join community_coverage using (community_id)
    where list_contains($communities::varchar[], community_id) and (category is not null or subcategory is not null) and outcome is null and <<place>>
),
ended as (
    select
        *,
        case
            when second_reopened_at < as_of then last_resolved_at
            when reopened_at < as_of then coalesce(second_resolved_at, last_resolved_at)
            else first_end_at
        end as end_at
    from told
    where received_at < $as_of or $as_of is null
),
standing as (select *, tells_end and (end_at is null or end_at >= as_of) as is_open from ended),
reaching as (  -- until when the next case is still the same problem: an open one for as long as it is open
    select
        complaint_id, place, home, home_there, received_at, as_of, tells_end, first_end_at, is_open,
        greatest(received_at, case when is_open then as_of when tells_end then end_at end) + to_days($within_days) as reaches_until,
        floor(epoch_us(received_at) / greatest(86400000000 * $within_days, 1))::bigint as span
    from standing
),
cell as (  -- cases of one place and span of $within_days days are one problem whatever became of them, so that few rows have to be put in order
    select place, span, min(received_at) as first_at, max(reaches_until) as reaches_until from reaching group by all
),
following as (
    select *, max(reaches_until) over (partition by place order by span rows between unbounded preceding and 1 preceding) as reached_until from cell
),
part_of_place as (
    select
        place, span,
        sum((first_at > coalesce(reached_until, timestamp '0001-01-01'))::int) over (partition by place order by span rows unbounded preceding) as part
    from following
),
resolved as (select home_there, first_end_at from reaching where tells_end and home_there is not null and first_end_at < as_of),
again as (
    select reaching.*, resolved.first_end_at >= reaching.received_at - to_days($within_days) as is_again
    from reaching
    asof left join resolved on reaching.home_there = resolved.home_there and reaching.received_at > resolved.first_end_at
),
counted as (
    select
        place, min(received_at)::date as first_seen_on, max(received_at)::date as last_seen_on, count(*) as cases,
        count(distinct home) as homes, count(*) filter (where is_again) as again_from_same_home,
        case when bool_or(tells_end) then count(*) filter (where is_open) end as open_cases,
        count(*) filter (where received_at >= as_of - to_days($within_days)) as recent_cases,
        count(*) filter (where received_at < as_of - to_days($within_days) and received_at >= as_of - to_days(2 * $within_days)) as earlier_cases,
        max(reaches_until) > max(as_of) as may_come_again,
        <<case_ids>> as case_ids
    from again
    join part_of_place using (place, span)
    group by place, part
    having (count(*) >= $fewest_cases and count(distinct home) >= $fewest_homes) or bool_or(is_again)
),
place_name as (
    select
        hash(community_id, building, category, subcategory) as place, any_value(community_id) as community_id, any_value(building) as building,
        any_value(category) as category, any_value(subcategory) as subcategory
    from fct_complaint
    where list_contains($communities::varchar[], community_id) and <<place>>
    group by place
),
problem as (select community_id, building, category, subcategory, counted.* exclude (place) from counted join place_name using (place)),
going as (from dim_measure where status is distinct from 'stopped'),
scope as (select measure_id, community_ids, coalesce(buildings, []) as buildings, category, subcategory from going where category is not null or subcategory is not null),
named as (select 'P' || left(md5(case_ids[1]), 8) as problem_id, problem.* from problem),
aimed as (
    select problem_id, measure_id
    from named problem
    join scope
        on (len(scope.community_ids) = 0 or list_contains(scope.community_ids, problem.community_id))
        and (len(scope.buildings) = 0 or list_contains(scope.buildings, problem.building))
        and coalesce(scope.category = problem.category, scope.category is null)
        and coalesce(scope.subcategory = problem.subcategory, scope.subcategory is null)
    union
    select unnest(problem_ids), measure_id from going
),
aimed_at as (select problem_id, list(measure_id order by measure_id) as measure_ids from aimed group by problem_id),
ranked as (
    select
        problem.* exclude (may_come_again), coalesce(aimed_at.measure_ids, []) as measure_ids,
        case when open_cases is null then 'unknown' when open_cases > 0 then 'open' when may_come_again then 'watched' else 'closed' end as state
    from named problem
    left join aimed_at using (problem_id)
)
from ranked
