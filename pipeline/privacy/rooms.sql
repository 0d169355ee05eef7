-- split_room: a room as written in a ledger to struct(building, unit, room).
--   3-2-501, 3栋2单元501室, 3#2-501, A座1203, 12号楼三单元501, 5幢602, 501 (room only), Apt 4B.
-- What is not understood stays whole in room, so that no two homes become one.
create or replace temp macro split_room(text) as
    list_transform(
        [regexp_replace(upper(ascii_text(text)), '[\s,，]|NO\.?|\.0+\s*$', '', 'g')],
        lambda place: case
            when place = '' or place is null then {'building': null, 'unit': null, 'room': null}
            when regexp_matches(place, '<<home>>') then list_transform(
                [regexp_extract(place, '<<home>>', ['building', 'unit', 'room'])],
                lambda part: {
                    'building': address_part(part.building), 'unit': address_part(part.unit),
                    'room': address_part(part.room)
                })[1]
            when regexp_matches(place, '<<room>>') then
                {'building': null, 'unit': null, 'room': address_part(regexp_extract(place, '<<room>>', 1))}
            else {'building': null, 'unit': null, 'room': place}
        end
    )[1];
