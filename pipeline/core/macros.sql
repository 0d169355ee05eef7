-- Differences of two times at the coarser of their precisions (metrics.md, Time): a day against a second is compared as dates.
create or replace temp macro coarser(precision_a, precision_b) as
    case when precision_a = 'day' or precision_b = 'day' then 'day' when precision_a = 'minute' or precision_b = 'minute' then 'minute' else 'second' end;

create or replace temp macro seconds_between(a, precision_a, b, precision_b) as
    case coarser(precision_a, precision_b)
        when 'day' then date_diff('day', a::date, b::date) * 86400
        when 'minute' then (epoch(date_trunc('minute', b)) - epoch(date_trunc('minute', a)))::bigint
        else floor(epoch(b) - epoch(a))::bigint
    end;

create or replace temp macro whole_days(seconds) as ceil(seconds / 86400.0)::integer;
