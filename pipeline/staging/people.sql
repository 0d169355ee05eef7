-- {homes}: one row per home as written, with its building and pseudonym. Pseudonyms are made once per distinct value, not per row.
create table {homes} as
with rooms as (
    select home, split_room(home) as place from (select distinct home from {source} where home is not null)
),
written as (
    select distinct {community_name} as community_name, home, building, unit, room from {source}
)
select
    community_name, written.home, building as building_written, unit, room,
    coalesce(building, rooms.place.building) as building,
    home_pseudonym(community_name, coalesce(building, rooms.place.building), coalesce(unit, rooms.place.unit), coalesce(room, rooms.place.room)) as home_id
from written
left join rooms on rooms.home = written.home;

-- {phones}: one row per phone as written.
create table {phones} as
select phone, resident_pseudonym(phone, null, null) as resident_id from (select distinct phone from {source} where phone is not null);

-- {names}: one row per name and home, for residents without a usable phone.
create table {names} as
select name, home_id, resident_pseudonym(null, name, home_id) as resident_id
from (
    select distinct name, homes.home_id
    from (
        from {source} where name is not null and (phone is null or phone in (select phone from {phones} where resident_id is null))
    ) source
    join {homes} homes on {same_home}
    where homes.home_id is not null
);

-- {handlers}: one row per handler as written.
create table {handlers} as
select handler, handler_code(handler) as handler_id from (select distinct handler from {source} where handler is not null);
