-- {homes}: one row per home as written, with its building and pseudonyms. Pseudonyms are made once per distinct value, not per row.
-- place_id is of the place as written; home_id of a home. 501 without a building is a room in every building of the community: a place, and no home.
create table {homes} as
with rooms as (
    select home, split_room(home) as place from (select distinct home from {source} where home is not null)
),
written as (
    select distinct {community_name} as community_name, home, building, unit, room from {source}
),
placed as (
    select
        community_name, written.home, building as building_written, unit, room,
        coalesce(building, rooms.place.building) as building,
        regexp_full_match(address_part(coalesce(room, rooms.place.room)), '[0-9]+[A-Z]?') as is_bare_number,
        home_pseudonym(community_name, coalesce(building, rooms.place.building), coalesce(unit, rooms.place.unit), coalesce(room, rooms.place.room)) as place_id
    from written
    left join rooms on rooms.home = written.home
)
select *, case when building is not null or not is_bare_number then place_id end as home_id from placed;

-- {phones}: one row per phone as written.
create table {phones} as
select phone, resident_pseudonym(phone, null, null) as resident_id from (select distinct phone from {source} where phone is not null);

-- {names}: one row per name and place, for residents without a usable phone.
create table {names} as
select name, place_id, resident_pseudonym(null, name, place_id) as resident_id
from (
    select distinct name, homes.place_id
    from (
        from {source} where name is not null and (phone is null or phone in (select phone from {phones} where resident_id is null))
    ) source
    join {homes} homes on {same_home}
    where homes.place_id is not null
);

-- {handlers}: one row per handler as written.
create table {handlers} as
select handler, handler_code(handler) as handler_id from (select distinct handler from {source} where handler is not null);
