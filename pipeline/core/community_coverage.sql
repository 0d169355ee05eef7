-- community_coverage: one row per community with complaints, and one for those without a community. The rows of its newest export may all be duplicates: they
-- say that nothing changed, and cover it as well as accepted ones. Accepted rows stand beside them for what a correction moved.
create table community_coverage as
with met_in as (
    select distinct community_map.community_id, load_id from stg_complaint left join community_map using (community)
    union
    select distinct community_id, load_id from fct_complaint
)
select met_in.community_id, max(covers_until) as covers_until, any_value(first_on) as first_on
from met_in
join load using (load_id)
left join (select community_id, min(received_on) as first_on from fct_complaint group by community_id) begun
    on begun.community_id is not distinct from met_in.community_id
where covers_until is not null
group by met_in.community_id;
