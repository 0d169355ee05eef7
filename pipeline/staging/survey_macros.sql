-- Seconds of "137秒", "2分5秒", "1小时2分", "0:02:10", "2:05", "95", "95.4 sec"; null for anything else.
create or replace temp macro duration_seconds(text) as (
    with narrow as (select translate(trim(lower(text)), '０１２３４５６７８９：', '0123456789:') as t),
    parts as (
        select
            t,
            regexp_extract_all(t, '[0-9]+(?:[.][0-9]+)?').list_transform(lambda n: n::double) as numbers
        from narrow
    )
    select
        case
            when regexp_full_match(t, '[0-9]+([.][0-9]+)?\s*(秒钟?|s|secs?|seconds?)?') then numbers[1]
            when regexp_full_match(t, '[0-9]+:[0-9]{1,2}:[0-9]{1,2}([.][0-9]+)?') then numbers[1] * 3600 + numbers[2] * 60 + numbers[3]
            when regexp_full_match(t, '[0-9]+:[0-9]{1,2}') then numbers[1] * 60 + numbers[2]
            when regexp_full_match(t, '([0-9]+\s*(天|d|days?))?\s*([0-9]+\s*(小时|时|h|hrs?|hours?))?\s*([0-9]+\s*(分钟?|m|mins?|minutes?))?\s*([0-9]+\s*(秒钟?|s|secs?|seconds?))?')
                and t <> ''
            then
                coalesce(try_cast(regexp_extract(t, '([0-9]+)\s*(天|d)', 1) as double), 0) * 86400
                + coalesce(try_cast(regexp_extract(t, '([0-9]+)\s*(小时|时|h)', 1) as double), 0) * 3600
                + coalesce(try_cast(regexp_extract(t, '([0-9]+)\s*(分|m)', 1) as double), 0) * 60
                + coalesce(try_cast(regexp_extract(t, '([0-9]+)\s*(秒|s)', 1) as double), 0)
        end::bigint
    from parts
);
